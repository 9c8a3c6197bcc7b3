"""A canvas that plays the hands of one take, or of two takes over each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.gui.state.take_animation import TakeAnimation, united
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.hand_animation import HandColours, hand_colours, paint_pose

CORNER_PX = 10


class ReviewCanvas(QWidget):
    """Paints one moment of the takes. The review sets the moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._animations: tuple[TakeAnimation, ...] = ()
        self._seconds: tuple[float, ...] = ()
        self._mirror = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(140, 120)

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def show_takes(self, animations: Sequence[TakeAnimation], mirror: bool) -> None:
        """Show these takes, the second over the first."""
        self._animations, self._mirror = tuple(animations), mirror
        self.update()

    def show_moment(self, *seconds: float) -> None:
        """Show each take at its own second."""
        self._seconds = seconds
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, canvas = theme_colors(self.palette()), QRectF(self.rect())
        corners = QPainterPath()
        corners.addRoundedRect(canvas, CORNER_PX, CORNER_PX)
        painter.fillPath(corners, colors.panel)
        painter.setClipPath(corners)
        if not self._animations:
            return
        box = united([animation.box for animation in self._animations])
        both = len(self._animations) > 1
        colours: tuple[HandColours, ...] = (hand_colours(colors),)
        if both:
            colours = ((colors.series[1], colors.series[1]), (colors.series[0], colors.series[0]))
        seconds = self._seconds or (0.0, 0.0)
        for animation, second, own in zip(self._animations, seconds, colours, strict=False):
            hands = animation.at(second)
            inside = canvas.adjusted(10, 10, -10, -10)
            paint_pose(painter, hands, inside, box, self._mirror, own, max(2.0, canvas.height() / 70))
        if not any(animation.present.any() for animation in self._animations):
            painter.setPen(colors.muted)
            painter.drawText(canvas, Qt.AlignmentFlag.AlignCenter, "no hand")
