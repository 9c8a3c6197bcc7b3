"""The trim of a take: training uses the part between two handles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

HEIGHT_PX = 38
TRACK_PX = 14
HANDLE_PX = 6
LEAST_KEPT_S = 0.1
FAST = 10
"""frames that a handle moves with Shift"""
KEYS = (
    "← → move a handle by a frame, with Shift by ten. ↑ ↓ change the handle. Home and End go to the edge. "
    "R selects the whole take. Enter saves, Escape cancels."
)


class TrimBar(QWidget):
    """Start and end are in seconds of the take."""

    moved = Signal()
    """a handle was moved, nothing is saved yet"""
    kept = Signal(object)
    """(start, end) to save, or None for the whole take"""
    left = Signal()
    """the user cancelled"""
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds, self._frame_s = 1.0, 1 / 30
        self._lost: tuple[tuple[float, float], ...] = ()
        self._handles = [0.0, 1.0]
        self._before = [0.0, 1.0]
        self._active = 0
        self._second = 0.0
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip(plain_tip(f"Trim: training uses the part between the handles. {KEYS}"))
        self.setAccessibleName("Trim")

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT_PX)

    @property
    def trim(self) -> tuple[float, float] | None:
        """The chosen (start, end), or None for the whole take."""
        start, end = self._handles
        half = self._frame_s / 2
        return None if start < half and end > self._seconds - half else (round(start, 3), round(end, 3))

    @property
    def changed(self) -> bool:
        """True if a handle was moved."""
        return self._handles != self._before

    def show_take(
        self, seconds: float, fps: float, trim: tuple[float, float] | None, lost: Sequence[tuple[float, float]]
    ) -> None:
        """Show a take.

        Args:
            seconds: its whole length.
            fps: frames a second.
            trim: the part that counts; None: all of it.
            lost: stretches without a hand.
        """
        self._seconds, self._frame_s = max(seconds, 1e-3), 1 / fps if fps > 0 else 1 / 30
        self._lost = tuple(lost)
        start, end = trim or (0.0, seconds)
        self._handles = [min(max(start, 0.0), seconds), min(max(end, 0.0), seconds)]
        self._before = list(self._handles)
        self._active = 0
        self._show_text()
        self.update()

    def show_second(self, second: float) -> None:
        """Show the second that is played."""
        self._second = second
        self.update()

    def move_handle(self, second: float) -> None:
        """Move the active handle to this second, or as near as the other one allows."""
        least = min(LEAST_KEPT_S, self._seconds)
        low, high = (0.0, self._handles[1] - least) if self._active == 0 else (self._handles[0] + least, self._seconds)
        self._handles[self._active] = min(max(second, low), max(high, low))
        self._show_text()
        self.moved.emit()
        self.update()

    def reset(self) -> None:
        """Move the handles back to the trim of the take."""
        self._handles = list(self._before)
        self._show_text()
        self.moved.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = self._frame_s * (FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_handle(self._handles[self._active] + (step if key is Qt.Key.Key_Right else -step))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._active = 1 - self._active
            self._show_text()
            self.update()
        elif key is Qt.Key.Key_Home:
            self.move_handle(0.0)
        elif key is Qt.Key.Key_End:
            self.move_handle(self._seconds)
        elif key is Qt.Key.Key_R:
            self._handles = [0.0, self._seconds]
            self.moved.emit()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.kept.emit(self.trim)
        elif key is Qt.Key.Key_Escape:
            self.reset()
            self.left.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        second = self._second_at(event.position().x())
        self._active = 0 if abs(second - self._handles[0]) <= abs(second - self._handles[1]) else 1
        self._dragging = True
        self.move_handle(second)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.move_handle(self._second_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            if self.changed:
                self.kept.emit(self.trim)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, text = theme_colors(self.palette()), self.palette().windowText().color()
        top = (self.height() - TRACK_PX) / 2
        track = QRectF(HANDLE_PX, top, self.width() - 2 * HANDLE_PX, TRACK_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.line)
        painter.drawRoundedRect(track, 4, 4)
        start, end = (self._x(second) for second in self._handles)
        kept = QColor(colors.accent)
        kept.setAlphaF(0.55)
        painter.fillRect(QRectF(start, top, end - start, TRACK_PX), kept)
        for since, until in self._lost:
            painter.fillRect(
                QRectF(self._x(since), top + TRACK_PX - 4, self._x(until) - self._x(since), 4), colors.warning
            )
        painter.setPen(QPen(text, 1.5))
        at = self._x(self._second)
        painter.drawLine(QPointF(at, top - 3), QPointF(at, top + TRACK_PX + 3))
        for place, x in enumerate((start, end)):
            active = place == self._active and self.hasFocus()
            painter.setPen(QPen(text, 2) if active else Qt.PenStyle.NoPen)
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(QRectF(x - HANDLE_PX / 2, top - 8, HANDLE_PX, TRACK_PX + 16), 3, 3)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _x(self, second: float) -> float:
        return HANDLE_PX + (self.width() - 2 * HANDLE_PX) * second / self._seconds

    def _second_at(self, x: float) -> float:
        return (x - HANDLE_PX) / max(1, self.width() - 2 * HANDLE_PX) * self._seconds

    def _show_text(self) -> None:
        start, end = self._handles
        handle = "end" if self._active else "start"
        self.setAccessibleDescription(f"From {start:.2f} to {end:.2f} seconds. Keys move the {handle}.")
