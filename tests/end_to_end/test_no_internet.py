"""No picture, landmark or figure leaves the computer: recording and recognising open no socket of the internet."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from benchmarks.faults.sockets import SESSION, traced


def can_trace() -> bool:
    """True where strace is installed and allowed."""
    return shutil.which("strace") is not None and not subprocess.run(["strace", "-qq", "true"], check=False).returncode


@pytest.mark.skipif(not can_trace(), reason="strace is missing or forbidden here")
def test_recording_and_recognising_open_no_socket_of_the_internet(tmp_path):
    for command in (SESSION[0], ("recognize", "demo:fist")):
        assert traced(tmp_path, command) == []
        assert (tmp_path / "calls.txt").exists()
    assert list((tmp_path / "recordings").rglob("*.npz")), "it has recorded"
