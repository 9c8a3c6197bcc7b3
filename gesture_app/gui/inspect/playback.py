"""The clock of what is looked at: plays, plays slowly, steps; knows nothing of what it shows."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

TICK_MS = 33
SLOW = 0.25


class Playback(QObject):
    """A position between two ends; plays over and over."""

    moved = Signal(float)
    """another position, in seconds"""
    changed = Signal()
    """it plays, or it stopped, or it goes at another speed"""

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
        """Whether it plays."""
        return self._timer.isActive()

    def set_bounds(self, start: float, end: float) -> None:
        """Play between these."""
        self.start, self.end = start, max(end, start + 1e-3)

    def go_to(self, position: float) -> None:
        """Look at this moment; nothing outside of the bounds."""
        self.position = max(self.start, min(self.end, position))
        self.moved.emit(self.position)

    def play(self, on: bool) -> None:
        """Play from here, from the beginning where this is the end; or stop."""
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
        """At a quarter of the speed, or as it was."""
        self.slow = on
        self.changed.emit()

    def toggle_slow(self) -> None:
        """The other speed."""
        self.set_slow(not self.slow)

    def _tick(self) -> None:
        now = perf_counter()
        gone, self._ticked = now - self._ticked, now
        position = self.position + gone * (SLOW if self.slow else 1.0)
        self.go_to(position if position < self.end else self.start)
