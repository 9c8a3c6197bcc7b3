"""A gesture's threshold as a slider: its name, its score as it is now, and the line the score must reach to fire."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

from gesture_app.core.trigger import HIGHEST_CHOICE, LOWEST_CHOICE
from gesture_app.gui.widgets.colors import ThemeColors, theme_colors
from gesture_app.gui.widgets.controls import plain_tip

PERCENT = 100
LARGE_STEP = 5
CORNER_PX = 3
PAD_PX = 6
GRIP_PX = 3.5
LINE_PX = 2
TIP = """Where its score must get to before {name} fires.
Drag, or ← and →; Page Up and Page Down in large steps; Home and End to the limits.
Backspace or a double click: back to the value that was found. ↑ and ↓: another gesture."""


class ThresholdSlider(QAbstractSlider):
    """In percent. `valueChanged` is the user's doing; what the program shows is silent."""

    found_wanted = Signal()
    """back to the value that was found on held-out takes"""
    other_wanted = Signal(int)
    """the keyboard goes to the slider so many lanes further down"""
    entered = Signal()
    """it has the keyboard now"""
    left = Signal()
    """it no longer has"""

    def __init__(self, name: str, parent: QWidget) -> None:
        """`name`: of the gesture, as a person reads it."""
        super().__init__(parent)
        self._name, self._score, self._found, self._missed = name, 0.0, 0.0, 0
        self._grabbed: tuple[float, int] | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(round(LOWEST_CHOICE * PERCENT), round(HIGHEST_CHOICE * PERCENT))
        self.setSingleStep(1)
        self.setPageStep(LARGE_STEP)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the curves behind it are painted again as well
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip(plain_tip(TIP.format(name=name)))
        self.setAccessibleName(f"Threshold of {name}, percent")

    def show_threshold(self, threshold: float) -> None:
        """It lies here, 0 to 1."""
        self.blockSignals(True)
        self.setValue(round(threshold * PERCENT))
        self.blockSignals(False)
        self.update()

    def show_found(self, threshold: float) -> None:
        """It was found to be best here."""
        self._found = threshold
        self.setAccessibleDescription(f"Found: {threshold * PERCENT:.0f} percent")
        self.update()

    def show_missed(self, times: int) -> None:
        """So many near misses."""
        if times != self._missed:
            self._missed = times
            self.update()

    def show_score(self, score: float) -> None:
        """The averaged score now, 0 to 1."""
        width = max(1, self.width())
        if round(score * width) != round(self._score * width) or (score == 0) != (self._score == 0):
            self._score = score
            self.update()

    # ---- keys and mouse ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.found_wanted.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.other_wanted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Escape:
                self.clearFocus()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click alone changes nothing; the line follows the way of the pointer from wherever it was taken."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = (event.position().x(), self.value())
            self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            begun_at, value = self._grabbed
            self.setValue(value + round((event.position().x() - begun_at) / max(1, self.width()) * PERCENT))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.found_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls through the gestures

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
        self.left.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    # ---- what is drawn ----
    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme_colors(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        self._paint_score(painter, area, look)
        self._paint_words(painter, area, look)
        self._paint_line(painter, area, look)
        if self.hasFocus():
            painter.setPen(QPen(look.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), CORNER_PX, CORNER_PX)

    def _paint_score(self, painter: QPainter, area: QRectF, look: ThemeColors) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.panel)
        painter.drawRoundedRect(area, CORNER_PX, CORNER_PX)
        colour = QColor(look.good if self._score * PERCENT >= self.value() else look.accent)
        colour.setAlphaF(0.38)
        painter.setBrush(colour)
        painter.drawRect(QRectF(area.left(), area.top(), self._score * area.width(), area.height()))

    def _paint_words(self, painter: QPainter, area: QRectF, look: ThemeColors) -> None:
        font = QFont(self.font())
        font.setPixelSize(max(9, min(self.fontInfo().pixelSize(), int(area.height()) - 1)))
        painter.setFont(font)
        metrics, room = painter.fontMetrics(), area.adjusted(PAD_PX, -2, -PAD_PX, 2)
        asked = self.hasFocus() or self.underMouse()
        right = f"{self.value()} %" if asked else f"missed {self._missed}" if self._missed else ""
        painter.setPen(self.palette().windowText().color() if asked else look.warning)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        width = int(room.width() - (metrics.horizontalAdvance(right) + PAD_PX if right else 0))
        painter.setPen(self.palette().windowText().color())
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_line(self, painter: QPainter, area: QRectF, look: ThemeColors) -> None:
        """The threshold with its grips, and where it was found."""
        found = area.left() + self._found * area.width()
        painter.setPen(QPen(look.muted, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(found, area.top()), QPointF(found, area.bottom()))
        x = area.left() + self.value() / PERCENT * area.width()
        colour = look.accent if self.hasFocus() or self.underMouse() else self.palette().windowText().color()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for edge, way in ((area.top(), 1), (area.bottom(), -1)):
            corners = [(x - GRIP_PX, edge), (x + GRIP_PX, edge), (x, edge + way * GRIP_PX)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        faint = QColor(colour)
        faint.setAlphaF(0.55)
        painter.fillRect(QRectF(x - LINE_PX / 2, area.top(), LINE_PX, area.height()), faint)
