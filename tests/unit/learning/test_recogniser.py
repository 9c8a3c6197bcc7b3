"""The running model: stepping is the same as looking at everything, and a foreign file cannot do harm."""

import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save

from gesture_app.core.errors import ModelError
from gesture_app.core.features import Features, features_of
from gesture_app.learning.recogniser import recogniser_of, weights_of
from tests.made_up_takes import a_take


def steps_of(features):
    """The same features one step at a time."""
    parts = (features.time, features.values, features.fresh, features.points)
    return [Features(*(part[i : i + 1] for part in parts)) for i in range(len(features))]


def test_stepping_with_state_is_the_same_as_the_whole_sequence(recogniser):
    features = features_of(a_take("fist", np.random.default_rng(3)), recogniser.card.rate)
    whole = recogniser.step(features)
    recogniser.reset()
    stepped = [prediction for step in steps_of(features) for prediction in recogniser.step(step)]
    for one, other in zip(whole, stepped, strict=True):
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-5)


def test_hands_that_were_away_start_from_nothing(recogniser):
    features = features_of(a_take("fist", np.random.default_rng(3)), recogniser.card.rate)
    first = recogniser.step(features)
    again = recogniser.step(features)  # its first step is fresh
    np.testing.assert_allclose(first[-1].scores, again[-1].scores, atol=1e-6)


def test_saved_and_loaded_it_says_the_same(recogniser, learned):
    features = features_of(a_take("point", np.random.default_rng(4)), recogniser.card.rate)
    loaded = recogniser_of(recogniser.card, weights_of(learned.network))
    np.testing.assert_array_equal(loaded.step(features)[-1].scores, recogniser.step(features)[-1].scores)


class _Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a model file ran code",))


@pytest.mark.parametrize("weights", [b"", b"not weights", pickle.dumps(_Bomb()), b"\xff" * 100])
def test_foreign_files_are_refused_and_run_nothing(recogniser, weights):
    with pytest.raises(ModelError, match="cannot be used"):
        recogniser_of(recogniser.card, weights)


@pytest.mark.parametrize(
    "odd",
    [
        {"bias": torch.zeros(99)},
        {"bias": torch.full((6,), torch.nan)},
        {"familiarity.seen.limits": torch.zeros(5)},
        {"familiarity.seen.limits": torch.full((5,), torch.nan)},
        {"familiarity.network_weight": torch.tensor(torch.inf)},
        {"familiarity.seen.steps": torch.zeros(5, 0, 162, dtype=torch.float16)},
        {"familiarity.seen.steps": torch.zeros(5, 40_000_000, 0, dtype=torch.float16)},
        {"familiarity.seen.steps": torch.zeros(5, 4000, 162, dtype=torch.float16)},
        {"familiarity.seen.steps": torch.zeros(5)},
        {"familiarity.understood.limits": torch.zeros(5)},
        {"familiarity.understood.steps": torch.zeros(5, 10, 162, dtype=torch.float16)},
    ],
)
def test_weights_that_no_training_gives_are_refused(recogniser, learned, odd):
    tensors = {name: tensor.contiguous() for name, tensor in learned.network.state_dict().items()}
    assert set(odd) <= set(tensors)
    with pytest.raises(ModelError, match="cannot be used"):
        recogniser_of(recogniser.card, save(tensors | odd))
