"""A training that lacks memory, or is killed at the worst moment, leaves recordings and models as they were."""

import errno
import os
import resource
import signal
import sys
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from gesture_app.core.training.progress import TrainingDone, TrainingFailed, TrainingStarted
from gesture_app.jobs import launch
from gesture_app.jobs.failure import lacks_memory
from gesture_app.jobs.launch import _train, training_job
from gesture_app.jobs.process import NICE
from gesture_app.learning.training import TrainingOptions
from gesture_app.storage.models import cleanup as half_written_models
from gesture_app.storage.models import store as model_store
from gesture_app.storage.models.cleanup import sweep_half_written
from gesture_app.storage.models.store import ModelStore, new_model_id
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.fakes import a_card
from tests.made_up_takes import takes
from tests.waiting import heard

LAST = (TrainingDone, TrainingFailed)
QUICK = TrainingOptions(epochs=1)
HEADROOM = 4 * 2**20
"""bytes"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are tried on Linux")


@pytest.fixture
def workspace(tmp_path):
    workspace = find_workspace(tmp_path)
    store = RecordingStore(workspace.recordings)
    for take in takes(3):
        store.save(take)
    models = ModelStore(workspace.models, None)
    models.save(a_card(id="mine"), b"weights")
    models.use("mine")
    return workspace


def allow_no_more_memory():
    """In the training process."""
    now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + HEADROOM, now + HEADROOM))


def without_memory_from_the_start(workspace, *_options):
    allow_no_more_memory()
    return _train(workspace, QUICK)


def without_memory_while_learning(workspace, *_options):
    for news in _train(workspace, QUICK):
        yield news
        if isinstance(news, TrainingStarted):
            allow_no_more_memory()


def killed_before_the_card(workspace, *_options):
    write_file = model_store.write_file

    def write_and_die(path, data, kind):
        if path.name == "card.json":
            os.kill(os.getpid(), signal.SIGKILL)
        write_file(path, data, kind)

    model_store.write_file = write_and_die
    ModelStore(workspace.models, None).save(a_card(id=new_model_id()), b"weights")
    yield TrainingFailed("not killed")


def priorities(_workspace, *_options):
    yield TrainingFailed(f"{os.nice(0)} {Path('/proc/self/oom_score_adj').read_text(encoding='ascii').strip()}")


def ended(work, workspace=None):
    """The messages of a training job that does other work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "_train", work)
        job = training_job(workspace)
    job.start()
    said = heard(job, LAST)
    assert not job.running
    assert sum(isinstance(news, LAST) for news in said) == 1
    return said


def all_files(workspace):
    return {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file() and path.suffix != ".lock"}


@pytest.mark.parametrize("work", [without_memory_from_the_start, without_memory_while_learning])
def test_a_lack_of_memory_is_said_and_changes_nothing(workspace, work):
    before = all_files(workspace)
    failed = ended(work, workspace)[-1]
    assert isinstance(failed, TrainingFailed)
    assert "memory" in failed.error
    assert "close other programs" in failed.hint.lower()
    after = all_files(workspace)
    assert {path: after[path] for path in before} == before
    models = ModelStore(workspace.models, None)
    assert models.active() == "mine"
    assert [card.id for card in models.cards()] == ["mine"]


def test_what_torch_and_the_system_say_of_memory_is_understood():
    torch_says = RuntimeError(
        "[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory: you tried"
    )
    assert lacks_memory(torch_says)
    assert lacks_memory(OSError(errno.ENOMEM, "Cannot allocate memory"))
    assert not lacks_memory(RuntimeError("shapes do not fit"))
    assert not lacks_memory(OSError(errno.ENOSPC, "No space left on device"))


def test_a_model_half_saved_by_a_killed_training_is_never_listed_and_the_next_start_removes_it(workspace, monkeypatch):
    (failed,) = ended(killed_before_the_card, workspace)
    assert failed.error == "The system stopped the training, most likely because memory ran out."
    models = ModelStore(workspace.models, None)
    (left,) = [path for path in workspace.models.iterdir() if path.is_dir() and path.name != "mine"]
    assert [card.id for card in models.cards()] == ["mine"]
    assert models.unusable() == []
    assert models.active() == "mine"
    monkeypatch.setattr(half_written_models, "QUIET_S", 0.0)
    assert find_workspace(workspace.root).swept == 1
    assert not left.exists()
    assert (workspace.models / "mine" / "card.json").exists()


def test_what_is_being_saved_copied_or_chosen_is_not_swept(workspace, monkeypatch):
    folder = workspace.models / new_model_id()
    folder.mkdir()
    (folder / "weights.safetensors").write_bytes(b"on its way")
    assert sweep_half_written(workspace.models) == 0  # it has just come
    monkeypatch.setattr(half_written_models, "QUIET_S", 0.0)
    with model_store.locked(workspace.models / half_written_models.SAVING_LOCK, OSError):
        assert sweep_half_written(workspace.models) == 0
    (folder / "my notes.txt").write_text("not of this program")
    assert sweep_half_written(workspace.models) == 0
    (workspace.models / "starter").mkdir()
    (workspace.models / "starter" / "choices.json").write_text("{}")
    assert sweep_half_written(workspace.models) == 0
    (folder / "my notes.txt").unlink()
    assert sweep_half_written(workspace.models) == 1
    assert (workspace.models / "starter" / "choices.json").exists()


def test_where_no_process_can_be_started_it_is_a_sentence(workspace, monkeypatch):
    def start(process):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(SpawnProcess, "start", start)
    job = training_job(workspace)
    job.start()
    (failed,) = job.poll()
    assert "memory" in failed.error
    assert not job.running


def test_the_process_gives_way_to_the_window():
    nice, killed_first = ended(priorities)[-1].error.split()
    assert int(nice) >= NICE
    assert int(killed_first) > 0
