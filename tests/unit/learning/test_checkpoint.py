"""A training that was stopped goes on as if it had not been, in either of its parts."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest
import torch

from gesture_app.core.errors import TrainingError
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.learning.checkpoint import Checkpoint, CheckpointNumbers, Checkpoints
from gesture_app.learning.network import use_threads
from gesture_app.learning.training import Learned, learn
from tests.made_up_takes import takes

OPTIONS = TrainingOptions(NetworkSize(hidden=16), epochs=4)


def run(checkpoints: Checkpoints, options: TrainingOptions = OPTIONS) -> tuple[list[EpochMetrics], Learned]:
    use_threads(1)
    _, *epochs, learned = learn(takes(4), [], options, streams=False, checkpoints=checkpoints)
    assert isinstance(learned, Learned)
    return epochs, learned


def through_a_file(checkpoint: Checkpoint) -> Checkpoint:
    """The numbers as JSON and back."""
    numbers = json.loads(json.dumps(msgspec.to_builtins(checkpoint.numbers)))
    return Checkpoint(msgspec.convert(numbers, CheckpointNumbers), checkpoint.tensors)


@pytest.fixture(scope="module")
def whole() -> tuple[list[Checkpoint], list[EpochMetrics], Learned]:
    """A training to its end, with the checkpoints that it left."""
    left: list[Checkpoint] = []
    return left, *run(Checkpoints(save=lambda checkpoint, epoch: left.append(through_a_file(checkpoint))))


def test_every_epoch_leaves_a_checkpoint(whole) -> None:
    left, epochs, _ = whole
    assert [(one.numbers.fitted, one.numbers.refitted) for one in left] == [(1, 0), (2, 0), (3, 0), (4, 0), (4, 1)]
    assert len(left) == len(epochs)


@pytest.mark.parametrize("done", [2, 4, 5])
def test_the_rest_of_a_training_gives_the_same_model(whole, done) -> None:
    left, epochs, learned = whole
    rest, again = run(Checkpoints(start=left[done - 1]))
    without_time = [replace(epoch, seconds_left=0.0) for epoch in epochs[done:]]
    assert [replace(epoch, seconds_left=0.0) for epoch in rest] == without_time
    assert again.evaluation.accuracy == learned.evaluation.accuracy
    for own, other in zip(again.network.state_dict().items(), learned.network.state_dict().items(), strict=True):
        assert own[0] == other[0]
        assert torch.equal(own[1], other[1]), own[0]


def test_the_best_epoch_becomes_a_model_without_further_epochs(whole) -> None:
    left, _, learned = whole
    epochs, kept = run(Checkpoints(start=left[1], keep_best=True))
    assert epochs == []
    assert kept.labels == learned.labels
    assert kept.judged


def test_a_checkpoint_of_another_network_is_refused(whole) -> None:
    with pytest.raises(TrainingError, match="does not fit"):
        run(Checkpoints(start=whole[0][1]), TrainingOptions(NetworkSize(hidden=24), epochs=4))


def test_a_damaged_checkpoint_is_refused(whole) -> None:
    start = Checkpoint(whole[0][1].numbers, whole[0][1].tensors[:1000])
    with pytest.raises(TrainingError, match="does not fit"):
        run(Checkpoints(start=start))
