"""`gesture-app train --devices 2`: when one process is lost, both end, with a sentence and without a model."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import takes
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for the other process in /proc")


def children_of(process):
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_running(process):
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize("lost", ["other", "first"])
def test_one_process_is_killed(tmp_path, lost):
    pytest.importorskip("lightning_fabric")
    workspace = find_workspace(tmp_path)
    for take in takes(3):
        RecordingStore(workspace.recordings).save(take)
    options = ["--devices", "2", "--accelerator", "cpu", "--epochs", "5000", "--patience", "5000", "--json"]
    command = [sys.executable, "-m", "gesture_app", "train", "--workspace", str(tmp_path), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as training:
        while '"epoch"' not in (line := training.stdout.readline()):
            assert line, training.stderr.read()
        (first,) = children_of(training.pid)  # the process that was started only watches
        (other,) = children_of(first)
        os.kill(other if lost == "other" else first, signal.SIGKILL)
        said, complained = training.communicate(timeout=240)
    eventually(lambda: not is_running(other))
    assert not list(workspace.models.glob("*/card.json"))
    assert training.returncode == 1
    last = json.loads(said.splitlines()[-1])
    assert last["event"] == "failed"
    assert ("Another process" if lost == "other" else "The system stopped the training") in last["error"]
    assert "memory ran out" in f"{last['error']} {last['hint']}"
    assert last["error"] in complained
    assert "Traceback" not in complained
