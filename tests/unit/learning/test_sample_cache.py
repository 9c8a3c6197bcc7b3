"""Lessons come back from their file as they were, however many there are."""

import errno

import numpy as np
import pytest

from gesture_app.core.errors import TrainingError
from gesture_app.core.features import FEATURE_SIZE
from gesture_app.learning import sample_cache
from gesture_app.learning.dataset import Sample
from gesture_app.learning.sample_cache import SampleCache, make_batches


def samples(count):
    rng = np.random.default_rng(0)
    made = []
    for number in range(count):
        steps = int(rng.integers(4, 60))
        values = rng.normal(size=(steps, FEATURE_SIZE)).astype(np.float32)
        made.append(Sample(values, number, rng.random(steps) < 0.5, rng.random(steps).astype(np.float32)))
    return made


@pytest.mark.parametrize("in_memory", [100_000_000, 1])
def test_every_lesson_is_in_one_batch_as_it_was(monkeypatch, in_memory):
    monkeypatch.setattr(sample_cache, "IN_MEMORY", in_memory)
    given = samples(23)
    with SampleCache() as file:
        batches = make_batches(file, [file.add(sample) for sample in given], 5)
        read = list(batches)
        assert (len(batches), batches.sample_count) == (5, 23)
    found = []
    for batch in read:
        for row, label in enumerate(batch.labels.tolist()):
            inside = batch.inside[row].numpy()
            assert np.array_equal(batch.features[row].numpy()[inside], given[label].features)
            assert np.array_equal(batch.target_mask[row].numpy()[inside], given[label].target_mask)
            assert np.array_equal(batch.background_weight[row].numpy()[inside], given[label].background_weight)
            assert not batch.features[row].numpy()[~inside].any()
            assert not batch.background_weight[row].numpy()[~inside].any()
            found.append(label)
    assert sorted(found) == list(range(23))
    assert max(len(batch.labels) for batch in read) - min(len(batch.labels) for batch in read) <= 1


def test_a_full_disk_is_told_in_a_sentence(monkeypatch):
    def no_room(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with SampleCache() as file:
        monkeypatch.setattr(file._file, "write", no_room)
        with pytest.raises(TrainingError, match="no room"):
            file.add(samples(1)[0])
