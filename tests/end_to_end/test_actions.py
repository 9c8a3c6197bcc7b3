"""The whole program as a process: gestures press keys, a kill in the midst leaves none down, and pages may listen."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from websockets.sync.client import connect

from tests.unit.actions.conftest import KeyWindow, x_display, x_server  # noqa: F401
from tests.waiting import PATIENCE_S, eventually

ACTIONS = """\
[[everywhere.actions]]
gesture = "fist"
text = "F"

[[everywhere.actions]]
gesture = "swipe left"
keys = ["Left", "ctrl+l"]

[[everywhere.actions]]
gesture = "thumb up"
when = "held"
keys = "w"
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))  # nothing is approved yet
    place = tmp_path / "workspace"
    place.mkdir()
    (place / "actions.toml").write_text(ACTIONS)
    return place


def command(*arguments):
    return [sys.executable, "-m", "gesture_app", *map(str, arguments)]


def ran(*arguments):
    done = subprocess.run(
        command(*arguments, "--json"), capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def acted(lines):
    return [(line["gesture"], line["what"], line["ok"]) for line in lines if line["event"] == "action"]


def test_gestures_type_after_approval_and_only_then(x_display, workspace):  # noqa: F811
    window = KeyWindow(x_display)
    recognise = ("recognize", "demo:fist,swipe_left,thumb_up", "--actions", "--workspace", workspace)
    status, lines, said = ran(*recognise)
    assert status == 0
    assert window.events == []
    assert [ok for _, _, ok in acted(lines)] == [False] * 3
    assert "approve" in said
    assert ran("actions", "approve", "--all", "--workspace", workspace)[0] == 0
    status, lines, _ = ran(*recognise)
    assert acted(lines) == [("fist", "F", True), ("swipe_left", "left ctrl+l", True), ("thumb_up", "w", True)]
    eventually(lambda: len(window.events) >= 12)
    pressed = ["Shift_L", "F", "Left", "Control_L", "l", "w"]
    assert window.pressed == pressed
    assert window.events[-2:] == [("press", "w"), ("release", "w")]
    assert window.down() == ([], 0)
    ends = [line["label"] for line in lines if line["event"] == "gesture_end"]
    assert ends == ["fist", "swipe_left", "thumb_up"]
    assert ran("actions", "approve", "--revoke", "--workspace", workspace)[0] == 0


@pytest.mark.parametrize("whole_group", [False, True])
def test_a_program_killed_in_the_midst_leaves_no_key_down(x_display, workspace, whole_group):  # noqa: F811
    window = KeyWindow(x_display)
    assert ran("actions", "approve", "--all", "--workspace", workspace)[0] == 0
    arguments = command("recognize", "demo:thumb_up*50", "--json", "--actions", "--workspace", workspace)
    program = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True)
    reading = threading.Thread(target=lambda: list(program.stdout), daemon=True)
    reading.start()
    eventually(lambda: window.down()[0], "the key is not down")
    if whole_group:
        os.killpg(program.pid, signal.SIGKILL)
    else:
        program.kill()
    eventually(lambda: window.down() == ([], 0), "the key stays down")
    program.wait(60)
    reading.join(60)
    program.stdout.close()


def test_try_does_it_and_check_names_lines(x_display, workspace):  # noqa: F811
    window = KeyWindow(x_display)
    status, _, said = ran("actions", "try", "fist", "--wait", "0", "--workspace", workspace)
    assert (status, "approve" in said) == (1, True)
    assert ran("actions", "approve", "--all", "--workspace", workspace)[0] == 0
    status, lines, _ = ran("actions", "try", "fist", "--wait", "0", "--workspace", workspace)
    assert (status, acted(lines)) == (0, [("fist", "F", True)])
    eventually(lambda: window.pressed == ["Shift_L", "F"])
    _, bindings, _ = ran("actions", "--workspace", workspace)
    assert [(one["gestures"], one["approved"]) for one in bindings] == [
        (["fist"], True), (["swipe_left"], True), (["thumb_up"], True),
    ]  # fmt: skip
    shared = workspace / "mine.gesture-actions"
    in_words = ["--workspace", str(workspace)]
    assert subprocess.run(command("actions", "export", shared, *in_words), check=False).returncode == 0
    shared.write_text(shared.read_text() + '\n[[everywhere.actions]]\ngesture = "ok"\nkeys = "nokey"\n')
    status, lines, _ = ran("actions", "check", shared)
    assert (status, [line.get("line") for line in lines]) == (1, [16, None])
    assert subprocess.run(command("actions", "import", shared, *in_words), check=False).returncode == 0
    assert (workspace / "actions.toml.before").read_text() == ACTIONS


def test_a_program_listens_to_events(tmp_path):
    arguments = command("serve", "demo:fist", "--port", "0", "--json", "--workspace", tmp_path)
    with (tmp_path / "errors").open("w") as errors:
        program = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, stderr=errors)
    first = program.stdout.readline()
    assert first, (tmp_path / "errors").read_text()
    address = json.loads(first)["address"]
    heard = []
    with connect(address, open_timeout=PATIENCE_S) as listener:
        listener.send('{"want": ["scores", "landmarks"]}')
        heard.extend(json.loads(text) for text in listener)
    assert heard[0]["event"] == "hello"
    assert [(one["event"], one["label"]) for one in heard if one["event"].startswith("gesture")] == [
        ("gesture", "fist"), ("gesture_end", "fist"),
    ]  # fmt: skip
    scores = [one["scores"]["fist"] for one in heard if one["event"] == "scores"]
    assert max(scores) > 0.5
    hands = [one["hands"] for one in heard if one["event"] == "landmarks"]
    assert any(points is not None and len(points) == 21 for hand in hands for points in hand.values())
    assert program.wait(60) == 0
    program.stdout.close()
