"""The warping distance against its definition, and what it makes of takes."""

import numpy as np

from benchmarks.time_warping import References, TimeWarping
from tests.made_up_takes import takes


def slowly(query, take):
    """Dynamic time warping as the books define it."""
    total = np.full((len(query) + 1, len(take) + 1), np.inf)
    total[0, 0] = 0
    for i in range(len(query)):
        for j in range(len(take)):
            cost = np.linalg.norm(query[i] - take[j])
            total[i + 1, j + 1] = cost + min(total[i, j + 1], total[i + 1, j], total[i, j])
    return total[-1, -1] / (len(query) + len(take))


def test_distances_to_takes_of_any_length_are_those_of_the_definition():
    rng = np.random.default_rng(0)
    references = tuple(rng.normal(0, 1, (length, 3)).astype(np.float32) for length in (1, 4, 9, 6))
    for length in (1, 3, 12):
        queries = rng.normal(0, 1, (2, length, 3)).astype(np.float32)
        expected = [[slowly(query, take) for take in references] for query in queries]
        np.testing.assert_allclose(References(references).distances(queries), expected, rtol=1e-4)


def test_others_of_the_same_gestures_are_named_and_fire():
    trained = TimeWarping().train(takes(4))
    for take in takes(2, seed=1):
        assert trained.name(take) == take.info.gesture
        assert {event.label for event in trained.events(take)} <= {take.info.gesture}
