"""Checks that a session opens no socket to the internet: python -m benchmarks.faults.sockets [--window SECONDS]

It records, trains, recognises, evaluates and exports under strace, with actions off, and shows the window off screen
for a while. It prints every system call that makes a socket of the internet, and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

SESSION: tuple[tuple[str, ...], ...] = (
    ("record", "fist", "--source", "demo:fist*3", "--takes", "3"),
    ("record", "wave", "--source", "demo:wave*3", "--takes", "3"),
    ("train", "--epochs", "1"),
    ("recognize", "demo:fist,wave"),
    ("evaluate",),
    ("report",),
    ("export", "all.csv"),
)
_INTERNET = re.compile(r"socket\(AF_INET6?\b|connect\([^)]*AF_INET6?\b|sendto\([^)]*AF_INET6?\b")


def traced(workspace: Path, command: Sequence[str], seconds: float | None = None) -> list[str]:
    """Run a command of the program on a workspace and return its calls to the internet.

    Args:
        workspace: that it works on.
        command: its arguments.
        seconds: after which it is interrupted; None: it ends by itself.
    """
    log = workspace / "calls.txt"
    strace = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", str(log)]
    program = [sys.executable, "-m", "gesture_app", *command, "--workspace", str(workspace)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [*strace, *program], cwd=workspace, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    return [line for line in log.read_text(errors="replace").splitlines() if _INTERNET.search(line)]


def main() -> int:
    """Print what was called. Return 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--window", type=float, default=20.0, help="seconds of the window; 0: without it")
    window = parser.parse_args().window
    found: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        for command in SESSION:
            found += traced(Path(place), command)
            print(f"{' '.join(command):50} {len(found)} calls", flush=True)
        if window:
            found += traced(Path(place), ("--source", "demo"), window)
            print(f"{f'the window for {window:g} s':50} {len(found)} calls")
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
