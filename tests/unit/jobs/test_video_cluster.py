"""Videos tracked by a real Dask scheduler and two workers, one of which is killed."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ImportDone, ImportOptions, TakeImported
from gesture_app.jobs import video_cluster
from gesture_app.jobs.import_takes import run_import
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.foreign_data import film
from tests.waiting import PATIENCE_S, eventually

distributed = pytest.importorskip("distributed")
GESTURES = ("fist", "swipe_left", "two", "wave", "thumb_up", "ok")


def started(*arguments, ready):
    """Start a process of Dask, and return it with the line that it prints once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments], stderr=subprocess.PIPE, text=True, cwd=os.path.dirname(__file__)
    )
    for line in process.stderr:
        if ready in line:
            return process, line
    raise AssertionError(f"dask {arguments[0]} ended with {process.wait()}.")


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler on the loopback address, and its two workers."""
    options = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler, line = started("scheduler", "--port", "0", *options, ready="Scheduler at:")
    address = line.split("Scheduler at:")[1].strip()
    workers = [
        started(
            "worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path), *options,
            ready="Registered to:",
        )[0]
        for _ in range(2)
    ]  # fmt: skip
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    root = tmp_path_factory.mktemp("clips")
    for gesture in GESTURES:
        film(root / gesture / "1.mp4", gesture, most=50)
    (root / "fist" / "text.mkv").write_text("no video")
    return root


def stored(workspace):
    return {take.id: take.recording for take in RecordingStore(workspace.recordings).load_all().stored}


def test_a_cluster_imports_what_one_computer_does_also_if_a_worker_dies(cluster, clips, tmp_path):
    address, workers = cluster
    alone, together = find_workspace(tmp_path / "alone"), find_workspace(tmp_path / "together")
    *_, done = run_import(alone, clips, ImportOptions(processes=1))
    killed = False
    for news in run_import(together, clips, ImportOptions(scheduler=address)):
        if isinstance(news, TakeImported) and not killed:
            workers[0].send_signal(signal.SIGKILL)
            killed = True
    assert killed
    assert isinstance(news, ImportDone)
    assert (news.imported, len(news.skipped)) == (done.imported, len(done.skipped)) == (len(GESTURES), 1)
    expected, found = stored(alone), stored(together)
    assert found.keys() == expected.keys()
    for identity, take in expected.items():
        np.testing.assert_array_equal(found[identity].landmarks, take.landmarks)
        assert found[identity].info == replace(take.info, session=found[identity].info.session)
    *_, again = run_import(together, clips, ImportOptions(scheduler=address))
    assert again.imported == 0


def test_an_import_that_is_cancelled_leaves_the_cluster_free(cluster, clips, tmp_path):
    address, _ = cluster
    workspace = find_workspace(tmp_path / "ws")
    news = run_import(workspace, clips, ImportOptions(scheduler=address))
    for one in news:
        if isinstance(one, TakeImported):
            break
    news.close()
    assert 1 <= len(stored(workspace)) < len(GESTURES)
    with distributed.Client(address, set_as_default=False) as client:
        eventually(lambda: not any(client.processing().values()), PATIENCE_S)


def test_a_scheduler_that_is_not_there_is_named(clips, tmp_path, monkeypatch):
    monkeypatch.setattr(video_cluster, "CONNECT_S", 1.0)
    with pytest.raises(RecordingError, match="No Dask scheduler answers at tcp:"):
        list(video_cluster.track_videos_on("tcp://127.0.0.1:9", ()))
