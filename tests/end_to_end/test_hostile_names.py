"""Names that would steer a terminal: every command that prints them is run on a pseudo-terminal and into a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.recording_file import write_recording
from tests.fakes import a_card, a_hand, tracked

pty = pytest.importorskip("pty")

EVIL = "wave\x1b]0;pwned\a\x1b[2J\u202eevil\x9b"
FORBIDDEN = ("\x1b]0;", "\x1b[2J", "\a", "\u202e", "\x9b", "\x1b]8;")
COMMANDS = [
    ("gestures",), ("gestures", "--json"), ("models",), ("models", "--json"), ("models", "use", "evil"), ("doctor",),
    ("report", "evil"), ("evaluate",), ("evaluate", "--json"), ("recognize", "demo:fist", "--model", "evil"),
    ("import", "in"), ("import", "in", "--json"), ("import", "in", "--dry-run"), ("actions",), ("train",),
    ("export", "out.csv"), ("inspect", "in/x\x1b[2J.npz", "--out", "out"),
]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace in which every name that a stranger chooses is hostile."""
    from gesture_app.core.recording import RecordingInfo, recording_of

    root = tmp_path_factory.mktemp("evil")
    info = RecordingInfo(EVIL, EVIL, EVIL, EVIL, (64, 48), EVIL, note=EVIL)
    take = recording_of([tracked(index / 30, right=a_hand(0.3 + index / 30)) for index in range(10)], info)
    for folder in (EVIL, "wave", "<h1>big"):
        for number in range(3):
            write_recording(root / "recordings" / folder / f"{number}{EVIL}.npz", take)
        (root / "recordings" / folder / f"bad{EVIL}.npz").write_bytes(b"nothing")
    os.symlink("/", root / "recordings" / f"link{EVIL}")
    (root / "in" / EVIL).mkdir(parents=True)
    (root / "in" / EVIL / f"{EVIL}.npz").write_bytes(b"nothing")
    (root / "in" / f"{EVIL}.gestures").write_bytes(b"nothing")
    (root / "in" / "x\x1b[2J.npz").write_bytes(b"nothing")
    models = ModelStore(root / "models", None)
    models.save(a_card(id="good"), b"weights")
    models.save(a_card(id="evil"), b"weights")
    card = json.loads((root / "models/evil/card.json").read_text())
    card["network"][EVIL] = 1
    (root / "models/evil/card.json").write_text(json.dumps(card))
    (root / "models/good/choices.json").write_text(
        json.dumps({"format": 1, "name": EVIL.replace("\n", ""), "note": EVIL, "thresholds": {}})
    )
    (root / "actions.toml").write_text(f'format = 1\n"{ascii(EVIL)[1:-1]}" = 1\n[broken \x1b[2J\n', encoding="utf-8")
    return root


def on_a_terminal(command: list[str], folder: str) -> bytes:
    """Return what a command writes to a pseudo-terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, close_fds=True)
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # the other end was closed
        pass
    process.wait()
    os.close(ours)
    return written


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_name_reaches_a_terminal_or_a_pipe_unescaped(workspace, command):
    whole = [sys.executable, "-m", "gesture_app", *command, "--workspace", str(workspace)]
    piped = subprocess.run(whole, cwd=workspace, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    shown = on_a_terminal(whole, str(workspace)) if command[-1] != "--json" else b""
    for written in (piped.stdout + piped.stderr, shown):
        text = written.decode("utf-8", "replace")
        assert "Traceback" not in text, text[-2000:]
        assert [bad for bad in FORBIDDEN if bad in text] == [], ascii(text)
    if command[-1] == "--json":
        for line in piped.stdout.splitlines():
            json.loads(line)
