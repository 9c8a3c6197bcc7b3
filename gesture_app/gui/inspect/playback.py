"""The clock of playback: plays in a loop, at full or quarter speed. It is independent of what is shown."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

TICK_MS = 33
SLOW = 0.25


class Playback(QObject):
    """A position between two bounds that moves while it plays."""

    moved = Signal(float)
    """new position in seconds"""
    changed = Signal()
    """playback started, stopped or changed its speed"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position = 0.0
        self.start, self.end = 0.0, 1.0
        self.slow = False
        self._ticked = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """True while it plays."""
        return self._timer.isActive()

    def set_bounds(self, start: float, end: float) -> None:
        """Set the bounds in seconds."""
        self.start, self.end = start, max(end, start + 1e-3)

    def go_to(self, position: float) -> None:
        """Move to a position, clamped to the bounds."""
        self.position = max(self.start, min(self.end, position))
        self.moved.emit(self.position)

    def play(self, on: bool) -> None:
        """Play from the position, or from the start if it is at the end, or stop."""
        if on == self.playing:
            return
        if on:
            if self.position >= self.end - 1e-6 or self.position < self.start:
                self.go_to(self.start)
            self._ticked = perf_counter()
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def set_slow(self, on: bool) -> None:
        """Play at a quarter of the speed, or at full speed."""
        self.slow = on
        self.changed.emit()

    def toggle_slow(self) -> None:
        """Switch between full and quarter speed."""
        self.set_slow(not self.slow)

    def _tick(self) -> None:
        now = perf_counter()
        gone, self._ticked = now - self._ticked, now
        position = self.position + gone * (SLOW if self.slow else 1.0)
        self.go_to(position if position < self.end else self.start)
