"""A command that the system kills says so, and one that is interrupted ends as it would have without being watched."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gesture_app.cli import entry as program
from gesture_app.cli import supervisor
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import takes
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for the process in /proc")

LONG = ("--epochs", "5000", "--patience", "5000", "--json")


def child_of(process):
    (child,) = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(child)


def is_gone(process):
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.fixture
def training(tmp_path, heeds_ctrl_c):
    """Under way."""
    for take in takes(3):
        RecordingStore(find_workspace(tmp_path).recordings).save(take)
    command = [sys.executable, "-m", "gesture_app", "train", "--workspace", str(tmp_path), *LONG]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while '"epoch"' not in (line := process.stdout.readline()):
            assert line, process.stderr.read()
        yield process
        process.kill()


def test_a_training_that_is_killed_says_so(training):
    os.kill(child_of(training.pid), signal.SIGKILL)
    said, complained = training.communicate(timeout=240)
    last = json.loads(said.splitlines()[-1])
    assert last["event"] == "failed"
    assert last["error"] == "The system stopped the training, most likely because memory ran out."
    assert last["error"] in complained
    assert last["hint"] in complained
    assert training.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_the_work(training, number):
    worker = child_of(training.pid)
    training.send_signal(number)
    _, complained = training.communicate(timeout=240)
    assert is_gone(worker)
    assert training.returncode != 0
    assert "The system stopped" not in complained


def test_the_work_ends_with_the_process_that_the_user_started(training):
    worker = child_of(training.pid)
    training.kill()
    training.wait()
    eventually(lambda: is_gone(worker))


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("train",), "train"),
        (("--workspace", "train", "recognize", "demo"), "recognize"),
        (("--workspace=x", "import", "folder"), "import"),
        (("train", "--help"), ""),
        ((), ""),
    ],
)
def test_the_command_is_found_behind_options(arguments, command):
    assert supervisor._command(arguments) == command


def test_a_lack_of_memory_is_a_sentence_whatever_the_command(monkeypatch, capsys):
    def no_memory(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr("gesture_app.cli.main.program", no_memory)
    assert program.run(["evaluate"]) == 1
    assert program.NO_MEMORY in capsys.readouterr().err
