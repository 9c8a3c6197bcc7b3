"""Starts the release guard and keeps it informed. The worker owns it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import gesture_app
from gesture_app.actions.worker import release_guard

_MODULE = release_guard.__name__


class GuardProcess:
    """The guard of this process. A guard that has ended is started again.

    Args:
        device_name: the kind of input device, as `input_name` returns it.
    """

    def __init__(self, device_name: str) -> None:
        self._device_name = device_name
        self._held: dict[str, None] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the guard's process."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the guard. Without room for a further process there is none, and the parent process remains."""
        package = str(Path(gesture_app.__file__).parents[1])
        places = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
        try:
            self._process = subprocess.Popen(
                # -P: the current folder may be a stranger's workspace, and its modules are not ours
                [sys.executable, "-P", "-m", _MODULE, self._device_name, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except OSError:
            self._process = None

    def report(self, line: str) -> None:
        """Send a line of the protocol."""
        if line[0] == "+":
            self._held[line[1:]] = None
        elif line[0] == "-":
            self._held.pop(line[1:], None)
        if not self._write(f"{line}\n"):
            self.start()
            self._write("".join(f"+{code}\n" for code in self._held))

    def beat(self) -> None:
        """Send a sign of life."""
        self.report(".")

    def close(self) -> None:
        """End the guard, which releases what is still held."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _write(self, text: str) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        try:
            os.write(self._process.stdin.fileno(), text.encode())
        except (OSError, ValueError):
            return False
        return True
