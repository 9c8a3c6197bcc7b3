"""A tiny process that releases held keys when the worker dies or hangs. It has a session of its own.

It reads lines: "+k38" before a key is pressed, "-k38" after it was released, "." as a sign of life. It is run as
`python -m gesture_app.actions.worker.release_guard DEVICE WORKER_PID`.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from time import sleep

from gesture_app.actions.input.choice import open_input
from gesture_app.actions.input.device import InputDevice
from gesture_app.core.errors import ActionError

HANGS_AFTER_S = 0.6
"""seconds without a line, while keys are held, after which the worker hangs"""
RELEASES = 3
"""the system may process a last press of the worker after the first release"""
BETWEEN_S = 0.05


def watch(device_name: str, worker: int, lines: queue.SimpleQueue[str]) -> None:
    """Read lines until the worker ends, which is an empty line. Then release what it held."""
    device = _open(device_name)
    held: dict[str, None] = {}
    while True:
        try:
            line = lines.get(timeout=HANGS_AFTER_S if held else None)
        except queue.Empty:
            with suppress(OSError):  # it has ended meanwhile
                os.kill(worker, getattr(signal, "SIGKILL", signal.SIGTERM))
            break
        if not line:
            break
        for part in line.split():
            if part[0] == "+":
                held[part[1:]] = None
            elif part[0] == "-":
                held.pop(part[1:], None)
    if held:
        _release(device or _open(device_name), held)


def _release(device: InputDevice | None, held: Iterable[str]) -> None:
    if device is None:
        return
    with suppress(ActionError):
        for _ in range(RELEASES):
            for code in reversed(list(held)):
                device.release(code)
            device.flush()
            sleep(BETWEEN_S)


def _open(device_name: str) -> InputDevice | None:
    if device_name == "uinput":
        return None  # the kernel releases the keys of a device whose process has ended
    with suppress(ActionError):
        return open_input(device_name)
    return None


def _read_lines(lines: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    lines.put("")


def main(arguments: list[str]) -> None:
    """Watch the worker that is named by its number on the command line."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(lines,), daemon=True).start()
    watch(arguments[0], int(arguments[1]), lines)


if __name__ == "__main__":
    main(sys.argv[1:])
