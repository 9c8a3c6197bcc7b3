"""Hands events from the live thread to a receiver on a thread of its own, so that the live thread never waits."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.interfaces import EventReceiver
from gesture_app.core.prediction import Event, GestureEnd

log = logging.getLogger(__name__)

KEPT_FRAMES = 300
"""ten seconds of frames that may wait; what comes while they wait is dropped"""
ENDING_S = 2.0

_Frame = tuple[tuple[Event | GestureEnd, ...], TrackedFrame | None, bool]


class EventRelay:
    """Implements core.interfaces.EventReceiver, until `close`."""

    def __init__(self, receiver: EventReceiver) -> None:
        self._receiver = receiver
        self._frames: queue.Queue[_Frame | None] = queue.Queue(KEPT_FRAMES)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event relay", daemon=True)
        self._thread.start()

    def receive(self, happened: Sequence[Event | GestureEnd], tracked: TrackedFrame | None, meant: bool) -> None:
        """Take what one frame brought. Never waits."""
        try:
            self._frames.put_nowait((tuple(happened), tracked, meant))
        except queue.Full:
            if happened:
                log.warning("gestures are dropped, because their receiver is too slow")

    def close(self) -> None:
        """Hand over nothing more."""
        self._ending.set()
        with suppress(queue.Full):  # then it is awake
            self._frames.put_nowait(None)
        self._thread.join(ENDING_S)

    def _run(self) -> None:
        while (frame := self._frames.get()) is not None and not self._ending.is_set():
            try:
                self._receiver.receive(*frame)
            except Exception:
                log.exception("a receiver of gestures failed")
