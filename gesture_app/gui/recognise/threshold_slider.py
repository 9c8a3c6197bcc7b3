"""A slider for the threshold of a gesture, with its name, its score now and the line that the score must reach."""

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
TIP = """The score that “{name}” must reach to fire.
Drag, or press ← and →. Page Up and Page Down take large steps, Home and End go to the limits.
Backspace or a double click restores the value found in training. ↑ and ↓ go to another gesture."""
STARTER_TIP = "\nA gesture of the starter. On the Train page you can switch it off."


class ThresholdSlider(QAbstractSlider):
    """Works in percent. Only the user's changes emit `valueChanged`. `show_threshold` does not."""

    found_wanted = Signal()
    """the user wants the value found in training"""
    other_wanted = Signal(int)
    """the focus goes so many sliders further down"""
    entered = Signal()
    """the slider got the focus"""
    left = Signal()
    """the slider lost the focus"""

    def __init__(self, name: str, parent: QWidget, of_starter: bool = False) -> None:
        """`name` is that of the gesture, as a person reads it. That of a gesture of the starter is muted."""
        super().__init__(parent)
        self._of_starter = of_starter
        self._name, self._score, self._found, self._missed = name, 0.0, 0.0, 0
        self._grabbed: tuple[float, int] | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(round(LOWEST_CHOICE * PERCENT), round(HIGHEST_CHOICE * PERCENT))
        self.setSingleStep(1)
        self.setPageStep(LARGE_STEP)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or the curves behind are painted again
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip(plain_tip(TIP.format(name=name) + (STARTER_TIP if of_starter else "")))
        self.setAccessibleName(f"Threshold of {name}{' (starter)' if of_starter else ''}, percent")

    def show_threshold(self, threshold: float) -> None:
        """Show a threshold (0 to 1)."""
        self.blockSignals(True)
        self.setValue(round(threshold * PERCENT))
        self.blockSignals(False)
        self.update()

    def show_found(self, threshold: float) -> None:
        """Mark the threshold that training found (0 to 1)."""
        self._found = threshold
        self.setAccessibleDescription(f"Found: {threshold * PERCENT:.0f} percent")
        self.update()

    def show_missed(self, times: int) -> None:
        """Show the number of near misses."""
        if times != self._missed:
            self._missed = times
            self.update()

    def show_score(self, score: float) -> None:
        """Show the smoothed score now (0 to 1)."""
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
        """Start a drag: the line follows the pointer's way, so a click alone changes nothing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = (event.position().x(), self.value())
            self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            start_x, value = self._grabbed
            self.setValue(value + round((event.position().x() - start_x) / max(1, self.width()) * PERCENT))

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
        colors, painter = theme_colors(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        self._paint_score(painter, area, colors)
        self._paint_line(painter, area, colors)
        self._paint_words(painter, area, colors)
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), CORNER_PX, CORNER_PX)

    def _paint_score(self, painter: QPainter, area: QRectF, colors: ThemeColors) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(area, CORNER_PX, CORNER_PX)
        colour = QColor(colors.good if self._score * PERCENT >= self.value() else colors.accent)
        colour.setAlphaF(0.38)
        painter.setBrush(colour)
        painter.drawRect(QRectF(area.left(), area.top(), self._score * area.width(), area.height()))

    def _paint_words(self, painter: QPainter, area: QRectF, colors: ThemeColors) -> None:
        font = QFont(self.font())
        font.setPixelSize(max(9, min(self.fontInfo().pixelSize(), int(area.height()) - 1)))
        painter.setFont(font)
        metrics, rect = painter.fontMetrics(), area.adjusted(PAD_PX, -2, -PAD_PX, 2)
        asked = self.hasFocus() or self.underMouse()
        right = f"{self.value()} %" if asked else f"missed {self._missed}" if self._missed else ""
        painter.setPen(self.palette().windowText().color() if asked else colors.warning)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        width = int(rect.width() - (metrics.horizontalAdvance(right) + PAD_PX if right else 0))
        painter.setPen(colors.muted if self._of_starter else self.palette().windowText().color())
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_line(self, painter: QPainter, area: QRectF, colors: ThemeColors) -> None:
        """Paint the threshold with its grips, and the value that training found."""
        found = area.left() + self._found * area.width()
        painter.setPen(QPen(colors.muted, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(found, area.top()), QPointF(found, area.bottom()))
        x = area.left() + self.value() / PERCENT * area.width()
        colour = colors.accent if self.hasFocus() or self.underMouse() else self.palette().windowText().color()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for edge, direction in ((area.top(), 1), (area.bottom(), -1)):
            corners = [(x - GRIP_PX, edge), (x + GRIP_PX, edge), (x, edge + direction * GRIP_PX)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        faint = QColor(colour)
        faint.setAlphaF(0.55)
        painter.fillRect(QRectF(x - LINE_PX / 2, area.top(), LINE_PX, area.height()), faint)
