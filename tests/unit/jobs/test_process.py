"""Training in its own process: one last word whatever happens, and nothing is lost with it."""

import multiprocessing
import os
import signal
from dataclasses import replace

import pytest

from gesture_app.core.model.report import EpochMetrics, ModelReport
from gesture_app.core.recording import recording_of
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import (
    TrainingDone,
    TrainingFailed,
    TrainingStarted,
)
from gesture_app.jobs.launch import TRAINING_CANCELLED, training_job
from gesture_app.jobs.training import run_training
from gesture_app.learning.network import use_threads
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import takes
from tests.unfinished import unfinished
from tests.waiting import heard, no_process_left

LAST = (TrainingDone, TrainingFailed)
QUICK = TrainingOptions(epochs=2)
LONG = TrainingOptions(epochs=5000, patience=5000)


@pytest.fixture
def workspace(tmp_path):
    workspace = find_workspace(tmp_path)
    store = RecordingStore(workspace.recordings)
    for take in takes(3):
        store.save(take)
    return workspace


def process_of(job):
    (child,) = [child for child in multiprocessing.active_children() if child.name == "training"]
    return child


def test_it_ends_with_a_model_that_is_complete_on_disk(workspace):
    job = training_job(workspace, QUICK)
    job.start()
    said = heard(job, LAST)
    assert isinstance(said[0], TrainingStarted)
    assert sum(isinstance(news, LAST) for news in said) == 1
    done = said[-1]
    assert isinstance(done, TrainingDone)
    stored = ModelStore(workspace.models, None).load(done.card.id)
    assert recogniser_of(stored.card, stored.weights).card == done.card
    no_process_left()


@pytest.mark.parametrize("how", ["cancelled", "killed"])
def test_ended_half_way_it_says_so_once_and_leaves_everything(workspace, how):
    before = sorted(path for path in workspace.root.rglob("*.npz"))
    job = training_job(workspace, LONG)
    if how == "cancelled":
        job = unfinished(job, EpochMetrics(1, 5000, 0.5, 0.5, 0.5, 0.5, 60.0))
    job.start()
    said = heard(job, EpochMetrics)
    if how == "cancelled":
        job.cancel()
    else:
        os.kill(process_of(job).pid, signal.SIGKILL)
    said += heard(job, LAST)
    last_words = [news for news in said if isinstance(news, LAST)]
    assert len(last_words) == 1
    assert isinstance(last_words[0], TrainingFailed)
    assert (last_words[0].error == TRAINING_CANCELLED) == (how == "cancelled")
    assert job.poll() == []
    assert sorted(path for path in workspace.root.rglob("*.npz")) == before
    assert ModelStore(workspace.models, None).cards() == []
    no_process_left()


def test_nothing_recorded_is_a_sentence_not_a_crash(tmp_path):
    said = list(run_training(find_workspace(tmp_path), QUICK))
    assert len(said) == 1
    assert isinstance(said[0], TrainingFailed)
    assert said[0].hint


def test_a_long_take_is_named_when_it_begins_and_in_the_report(workspace):
    use_threads(1)
    store = RecordingStore(workspace.recordings)
    stored = store.load(next(take for take in store.list_takes().takes if take.gesture == "fist")).recording
    rounds = 20
    shown = [frame for _ in range(rounds) for frame in stored.frames()]
    store.save(recording_of([replace(frame, time=step / 30) for step, frame in enumerate(shown)], stored.info))
    started, *_, done = run_training(workspace, QUICK)
    assert isinstance(done, TrainingDone)
    (cut,) = started.shortened
    assert cut.sentence.startswith("fist/")
    assert cut.sentence.split(":")[0] in {f"fist/{path.name}" for path in workspace.recordings.rglob("*.npz")}
    assert done.report.shortened == (cut.sentence,)
    assert ModelReport.from_json(done.report.to_json()).shortened == done.report.shortened


def test_a_damaged_recording_is_named_and_the_rest_is_learned(workspace):
    use_threads(1)
    damaged = next(workspace.recordings.rglob("*.npz"))
    damaged.write_bytes(damaged.read_bytes()[:200])
    said = list(run_training(workspace, QUICK))
    assert any(damaged.stem in sentence for sentence in said[0].left_out)
    assert isinstance(said[-1], TrainingDone)
