"""A file is whole or as it was, whatever happens while it is written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import (
    STALE_AFTER_S,
    is_temporary,
    move_file,
    read_file,
    sweep_beside,
    sweep_temporary,
    write_file,
    written_beside,
)


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path, full_disk):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"old")
    with pytest.raises(RecordingError, match="the disk is full") as caught:
        write_file(path, b"new", RecordingError)
    assert "Free some space" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["settings.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
def test_a_write_that_the_system_cuts_short_leaves_nothing(tmp_path):
    program = f"""
import resource
from pathlib import Path
from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import write_file
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(Path({str(tmp_path)!r}) / "big", b"x" * 100_000, RecordingError)
except RecordingError as error:
    print(error.sentence)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "larger than this disk allows" in done.stdout
    assert os.listdir(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path):
    (tmp_path / "wave").write_text("not a folder")
    with pytest.raises(RecordingError, match="something that is not a folder is in the way"):
        write_file(tmp_path / "wave" / "take.npz", b"", RecordingError)


def test_no_permission_is_a_sentence_with_another_hint(tmp_path, monkeypatch):
    def refuse(path, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(RecordingError, match="no permission") as caught:
        write_file(tmp_path / "take.npz", b"", RecordingError)
    assert "--workspace" in caught.value.hint
    assert os.listdir(tmp_path) == []


def test_a_missing_file_a_folder_and_a_huge_file_are_sentences(tmp_path):
    (tmp_path / "huge").write_bytes(b"x" * 101)
    with pytest.raises(RecordingError, match="it is not there"):
        read_file(tmp_path / "gone", 100, RecordingError)
    with pytest.raises(RecordingError, match="it is not a file"):
        read_file(tmp_path, 10_000_000, RecordingError)
    with pytest.raises(RecordingError, match="far too large"):
        read_file(tmp_path / "huge", 100, RecordingError)
    with pytest.raises(RecordingError, match="it is not there"):
        move_file(tmp_path / "gone", tmp_path / "here", RecordingError)


def test_the_sweep_takes_old_half_files_only(tmp_path):
    old, young, dotfile = (
        tmp_path / "wave" / name for name in (".a.npz.0123abcd.tmp", ".b.npz.0123abcd.tmp", ".notes.tmp")
    )
    old.parent.mkdir()
    for file in (old, young, dotfile):
        file.write_bytes(b"half")
    for file in (old, dotfile):
        os.utime(file, (time.time() - 2 * STALE_AFTER_S,) * 2)
    os.utime(young, (time.time() + STALE_AFTER_S,) * 2)  # it stays young however slow the computer is
    assert sweep_temporary(tmp_path) == 1
    assert not old.exists()
    assert young.exists()
    assert dotfile.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 by signal")
def test_killed_at_any_moment_the_file_is_one_of_the_whole_ones(tmp_path):
    path = tmp_path / "card.json"
    program = f"""
from pathlib import Path
from gesture_app.core.errors import ModelError
from gesture_app.storage.files.atomic import write_file
for i in range(1_000_000):
    write_file(Path({str(path)!r}), bytes([i % 256]) * 300_000, ModelError)
    print("written", flush=True)
"""
    for round_ in range(10):
        writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(round_ + 1):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        data = path.read_bytes()
        assert len(data) == 300_000
        assert len(set(data)) == 1
    assert all(name == "card.json" or is_temporary(name) for name in os.listdir(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 by signal")
def test_what_a_killed_writer_of_a_large_file_left_is_swept_and_a_living_ones_is_not(tmp_path):
    path = tmp_path / "all.csv"
    path.write_bytes(b"old")
    other = tmp_path / ".other.csv.0123abcd.tmp"
    other.write_bytes(b"somebody else's")
    program = f"""
import signal
from pathlib import Path
from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import written_beside
with written_beside(Path({str(path)!r}), RecordingError) as beside:
    beside.write_bytes(b"half")
    print("going", flush=True)
    signal.pause()
"""
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    with written_beside(path, RecordingError) as beside:  # two at once, each with a file of its own
        beside.write_bytes(b"whole")
        sweep_beside(path)
        assert len(os.listdir(tmp_path)) == 4
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        sweep_beside(path)
        assert sorted(os.listdir(tmp_path)) == sorted([path.name, other.name, beside.name])
    assert path.read_bytes() == b"whole"
    assert sorted(os.listdir(tmp_path)) == sorted([path.name, other.name])
