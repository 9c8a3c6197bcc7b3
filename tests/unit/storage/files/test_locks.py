"""A lock admits one thread or program at a time, and a killed program holds none."""

import os
import subprocess
import sys
import threading
import time

import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.locks import locked, locked_if_free

HOLD = """
import sys, time
from pathlib import Path
from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.locks import locked
with locked(Path(sys.argv[1]), RecordingError):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_another_program_holds_it_until_it_is_killed(tmp_path):
    lock = tmp_path / "folder" / "x.lock"
    lock.parent.mkdir()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "locked\n"
        with locked_if_free(lock) as free:
            assert not free
        threading.Timer(0.2, program.kill).start()
        began = time.monotonic()
        with locked(lock, RecordingError):
            assert time.monotonic() - began > 0.1
            with locked_if_free(lock) as free:
                assert not free
    with locked_if_free(lock) as free:
        assert free


def test_threads_change_a_file_one_after_the_other(tmp_path):
    file = tmp_path / "count"
    file.write_text("0")

    def count():
        for _ in range(20):
            with locked(tmp_path / "x.lock", RecordingError):
                file.write_text(f"{int(file.read_text()) + 1}")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_text() == "80"


@pytest.mark.skipif(os.name == "nt", reason="pipes and links are made differently there")
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink(path.with_name("target"), path)])
def test_anything_but_a_file_in_its_place_locks_nothing(tmp_path, make):
    lock = tmp_path / "x.lock"
    make(lock)
    with locked(lock, RecordingError), locked(lock, RecordingError):
        pass
    with locked_if_free(lock) as free:
        assert not free
    assert not (tmp_path / "target").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions bind neither Windows nor root")
def test_a_folder_that_may_not_be_written_to_is_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RecordingError, match="could not be opened"), locked(tmp_path / "x.lock", RecordingError):
        pass
    tmp_path.chmod(0o700)
