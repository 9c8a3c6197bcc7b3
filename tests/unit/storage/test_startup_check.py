"""The next start finds what a killed program left, mends it, and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gesture_app.storage.files.atomic import _SURELY_HELD_AFTER_S, sweep_temporary
from gesture_app.storage.recordings.scanner import STILL_ARRIVING_S
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.startup_check import check_workspace
from gesture_app.storage.workspace import find_workspace

HALF_WRITER = """
import os, signal, sys
from pathlib import Path
from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import write_file
def wait(descriptor):
    print("half", flush=True)
    signal.pause()
os.fsync = wait
write_file(Path(sys.argv[1]), b"x" * 1000, RecordingError)
"""


@pytest.fixture
def workspace(tmp_path):
    return find_workspace(tmp_path)


@pytest.fixture
def store(workspace):
    return RecordingStore(workspace.recordings)


def test_where_all_is_well_nothing_is_said(workspace, store, take):
    store.discard([store.save(take)])
    store.save(take)
    found = check_workspace(workspace)
    assert found.sentences == ()
    assert (found.takes, found.gestures, found.binned) == (1, 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 by signal")
def test_what_is_half_written_is_swept_as_soon_as_its_writer_is_dead_and_not_before(workspace, store):
    path = store.folder / "wave" / "x.npz"
    with subprocess.Popen([sys.executable, "-c", HALF_WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        (half,) = path.parent.iterdir()
        os.utime(half, (time.time() - 2 * _SURELY_HELD_AFTER_S,) * 2)
        assert sweep_temporary(store.folder) == 0
        assert len(os.listdir(path.parent)) == 1
        writer.send_signal(signal.SIGKILL)
    again = find_workspace(workspace.root)
    assert os.listdir(path.parent) == []
    assert check_workspace(again).sentences == ("Removed half-written files of a program that was killed: 1 file.",)


def test_a_clip_that_a_cut_short_move_left_behind_finds_its_take(workspace, store, take):
    moved, binned, gone = (store.save(take) for _ in range(3))
    for saved in (moved, binned, gone):
        saved.path.with_suffix(".clip.mp4").write_bytes(saved.id.encode())
    (store.folder / "fist").mkdir()
    moved.path.rename(store.folder / "fist" / moved.path.name)
    (store.folder / ".bin" / "wave").mkdir(parents=True)
    binned.path.rename(store.folder / ".bin" / "wave" / binned.path.name)
    gone.path.unlink()
    (store.folder / "wave" / "notes.txt").write_text("mine")
    assert check_workspace(workspace, repair=False).rejoined == 2
    found = check_workspace(workspace)
    assert found.rejoined == 2
    assert [path.name for path in found.clips_without_take] == [f"{gone.id}.clip.mp4"]
    assert [path.read_bytes() for path in store.list_takes().takes[0].companions] == [moved.id.encode()]
    assert [path.read_bytes() for path in store.binned().takes[0].companions] == [binned.id.encode()]
    assert "2 clips" in found.sentences[0]
    assert gone.id in found.sentences[1]
    assert "In the bin" in found.sentences[2]


def test_a_clip_that_another_program_is_just_moving_is_no_trouble(workspace, store, take, monkeypatch):
    saved = store.save(take)
    clip = saved.path.with_suffix(".clip.mp4")
    (store.folder / "fist").mkdir()
    (store.folder / "fist" / clip.name).write_bytes(b"picture")  # on its way to where the take is going
    replace = Path.replace

    def arrive(self, target):
        replace(self, clip)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", arrive)
    assert check_workspace(workspace).sentences == ()
    assert clip.read_bytes() == b"picture"


def test_damaged_files_are_set_aside_and_named(workspace, store, take):
    bad = store.save(take).path
    bad.write_bytes(b"rubbish")
    assert "is damaged" in check_workspace(workspace).sentences[0]
    assert bad.exists(), "it may still be on its way here"
    os.utime(bad, (time.time() - 2 * STILL_ARRIVING_S,) * 2)
    check_workspace(workspace, repair=False)
    assert bad.exists()
    (sentence,) = check_workspace(workspace).sentences
    assert bad.name in sentence
    assert (store.folder / ".damaged" / "wave" / bad.name).exists()
    assert check_workspace(workspace).sentences == ()
