"""A training that was killed goes on later, with the takes that it began with."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingDone, TrainingFailed
from gesture_app.core.training.stopped import Resume
from gesture_app.jobs.training import run_training
from gesture_app.learning.network import use_threads
from gesture_app.storage.models.checkpoint_file import CHECKPOINT, read_stopped
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace, find_workspace
from tests.made_up_takes import takes

QUICK = TrainingOptions(epochs=3, starter=StarterChoice(only_mine=True))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Takes, and a training that was stopped after its second epoch of four."""
    workspace = find_workspace(tmp_path / "workspace")
    for take in takes(4):
        RecordingStore(workspace.recordings).save(take)
    use_threads(1)
    run = run_training(workspace, QUICK)
    assert [isinstance(next(run), EpochMetrics) for _ in range(3)] == [False, True, True]
    run.close()
    return workspace


def finish(workspace: Workspace, resume: Resume, options: TrainingOptions = QUICK) -> list:
    return list(run_training(workspace, options, resume))


def test_a_stopped_training_goes_on_and_gives_the_model_of_one_that_was_not_stopped(workspace: Workspace) -> None:
    stopped = read_stopped(workspace.models)
    assert stopped is not None
    assert stopped.sentence.startswith("A training was stopped after epoch 2 of 4, the best is epoch")
    said = finish(workspace, Resume.GO_ON, TrainingOptions(epochs=9))  # its own options count
    done, whole = said[-1], finish(workspace, Resume.NO)[-1]
    assert isinstance(done, TrainingDone)
    epochs = [news for news in said if isinstance(news, EpochMetrics)]
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3, 4]
    assert len(done.report.epochs) == 4
    models = ModelStore(workspace.models, None)
    assert models.load(done.card.id).weights == models.load(whole.card.id).weights
    assert not (workspace.models / CHECKPOINT).exists()
    assert finish(workspace, Resume.GO_ON)[-1].error == "There is no stopped training."


def test_its_best_epoch_becomes_a_model_with_a_report(workspace: Workspace) -> None:
    done = finish(workspace, Resume.KEEP_BEST)[-1]
    assert isinstance(done, TrainingDone)
    assert [epoch.epoch for epoch in done.report.epochs] == [1, 2]
    assert done.report.judged
    assert ModelStore(workspace.models, None).load(done.card.id).card == done.card


def test_new_takes_are_left_to_the_next_training_and_a_changed_one_ends_it(workspace: Workspace) -> None:
    store = RecordingStore(workspace.recordings)
    extra = store.save(takes(1, seed=77)[0])
    done = finish(workspace, Resume.KEEP_BEST)[-1]
    assert done.card.recordings == len(store.list_takes().takes) - 1
    assert extra.path.stem not in {take.id for take in done.report.learned}


def test_a_take_that_is_gone_or_a_file_that_is_damaged_ends_it_with_a_sentence(workspace: Workspace) -> None:
    whole = (workspace.models / CHECKPOINT).read_bytes()
    store = RecordingStore(workspace.recordings)
    store.discard(store.list_takes().takes[:1])
    failed = finish(workspace, Resume.GO_ON)[-1]
    assert failed == TrainingFailed("1 take of the stopped training was changed or removed.", "Train again.")
    (workspace.models / CHECKPOINT).write_bytes(whole[:40])
    assert read_stopped(workspace.models) is None
    failed = finish(workspace, Resume.GO_ON)[-1]
    assert dataclasses.astuple(failed) == ("The stopped training is damaged.", "Train again.")


def test_a_training_does_not_begin_without_room_for_its_model(workspace, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    (failed,) = run_training(workspace, QUICK)
    assert isinstance(failed, TrainingFailed)
    assert "free space" in failed.error


def test_a_training_whose_model_cannot_be_saved_is_kept_and_goes_on(workspace, monkeypatch):
    def refuse(*_):
        raise ModelError("It could not be saved: the disk is full.", "Free some space, then try again.")

    with monkeypatch.context() as patch:
        patch.setattr(ModelStore, "save", refuse)
        *_, failed = run_training(workspace, QUICK)
    assert isinstance(failed, TrainingFailed)
    assert "The training is kept" in failed.hint
    assert read_stopped(workspace.models) is not None
    *_, done = run_training(workspace, QUICK, Resume.KEEP_BEST)
    assert isinstance(done, TrainingDone)
