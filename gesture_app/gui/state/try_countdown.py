"""Counts three seconds down, so that the user can go to another window, then does an action once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.actions.bindings import Binding

WAIT_S = 3


class TryCountdown(QObject):
    """Used on the GUI thread."""

    changed = Signal()

    def __init__(self, perform: Callable[[Binding], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._perform = perform
        self.binding: Binding | None = None
        """what is done soon"""
        self.left_s = 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._count)

    def start(self, binding: Binding) -> None:
        """Do this in three seconds."""
        self.binding, self.left_s = binding, WAIT_S
        self._timer.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Do nothing."""
        self._timer.stop()
        if self.binding is not None:
            self.binding = None
            self.changed.emit()

    def _count(self) -> None:
        self.left_s -= 1
        if self.left_s > 0 or self.binding is None:
            self.changed.emit()
            return
        binding = self.binding
        self.cancel()
        self._perform(binding)
