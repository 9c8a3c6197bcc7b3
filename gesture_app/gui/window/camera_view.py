"""Shows the camera picture as large as it fits, mirrored if wanted, with the hands drawn on it."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.hand_animation import paint_hands
from gesture_app.live.update import LiveSnapshot

HAND_COLORS = (QColor("#FFB000"), QColor("#4CC2FF"))
"""the user's left and right hand, bright enough for any picture"""
HALO = QColor(0, 0, 0, 150)
BONE_WIDTH = 1 / 140
"""in widths of the picture"""
CORNER_PX = 10
HINT_COLOR = QColor("#FFB000")
HINT_FONT = 1.15
"""times the usual size of text"""
EMPTY_SIZE = (4, 3)
"""the proportions of the area for a text in place of a picture"""


class CameraView(QWidget):
    """Paints one frame at a time at the screen's own resolution."""

    painted = Signal(float)
    """the delay from the frame to its first painting, in milliseconds"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._tracked: TrackedFrame | None = None
        self._mirror = True
        self._is_new = False
        self._text = ""
        self._caption = self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        self.setAccessibleName("Camera picture")

    def sizeHint(self) -> QSize:
        return QSize(820, 615)

    @property
    def mirror(self) -> bool:
        """True if the picture is mirrored."""
        return self._mirror

    def set_mirror(self, mirror: bool) -> None:
        """Mirror the picture, or show it as the camera sees it."""
        self._mirror = mirror
        self.update()

    def set_caption(self, caption: str) -> None:
        """Show a line in the lower corner of the picture, or "" for none."""
        self._caption = caption
        self.update()

    def show_snapshot(self, snapshot: LiveSnapshot) -> None:
        """Show this frame and its hands."""
        self._frame, self._tracked, self._is_new, self._text = snapshot.frame, snapshot.tracked, True, ""
        self._show_hint(snapshot.hint)
        self.update()

    def show_text(self, text: str) -> None:
        """Show a text in place of a picture, until the next frame."""
        self._frame, self._tracked, self._text = None, None, text
        self._show_hint("")
        self.update()

    @property
    def hint(self) -> str:
        """The hint that is painted over the picture, or ""."""
        return self._hint

    def _show_hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.setAccessibleDescription(hint)

    def picture_area(self) -> QRectF:
        """Return the area of the picture in the widget, which is empty without a picture."""
        return self._area_for(self._frame.size) if self._frame is not None else QRectF()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._frame is None:
            self._paint_text(painter, self._area_for(EMPTY_SIZE))
            return
        area = self.picture_area()
        self._paint_picture(painter, self._frame, area)
        if self._tracked is not None:
            landmarks, bone = self._tracked.landmarks, area.width() * BONE_WIDTH
            paint_hands(painter, landmarks, area, self._mirror, (HALO, HALO), bone * 1.7)
            paint_hands(painter, landmarks, area, self._mirror, HAND_COLORS, bone)
        self._round_corners(painter, area)
        self._paint_caption(painter, area)
        self._paint_hint(painter, area)
        if self._is_new:
            self._is_new = False
            self.painted.emit((perf_counter() - self._frame.captured_at) * 1000)

    def _area_for(self, size: tuple[int, int]) -> QRectF:
        width, height = size
        scale = min(self.width() / width, self.height() / height)
        area = QRectF(0, 0, width * scale, height * scale)
        area.moveCenter(QRectF(self.rect()).center())
        return area

    def _paint_picture(self, painter: QPainter, frame: Frame, area: QRectF) -> None:
        pixels = np.ascontiguousarray(frame.image)
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
        painter.save()
        if self._mirror:
            painter.translate(area.left() + area.right(), 0)
            painter.scale(-1, 1)
        painter.drawImage(area, image)
        painter.restore()

    def _round_corners(self, painter: QPainter, area: QRectF) -> None:
        """Paint the window colour over the corners, which costs far less than to clip the picture."""
        corners, rounded = QPainterPath(), QPainterPath()
        corners.addRect(area.adjusted(-1, -1, 1, 1))
        rounded.addRoundedRect(area, CORNER_PX, CORNER_PX)
        painter.fillPath(corners - rounded, self.palette().window())

    def _paint_caption(self, painter: QPainter, area: QRectF) -> None:
        if not self._caption:
            return
        width = painter.fontMetrics().horizontalAdvance(self._caption) + 20
        height = painter.fontMetrics().height() + 8
        place = QRectF(area.left() + 12, area.bottom() - height - 12, min(width, area.width() - 24), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 140))
        painter.drawRoundedRect(place, 6, 6)
        painter.setPen(QColor("white"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _paint_hint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the hint at the top of the picture, on as many lines as it needs."""
        if not self._hint:
            return
        painter.save()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * HINT_FONT)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = area.adjusted(28, 20, -28, -20)
        words = painter.boundingRect(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._hint)
        place = words.adjusted(-14, -7, 14, 7)
        painter.setPen(QPen(HINT_COLOR, 1.5))
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(place, 8, 8)
        painter.setPen(QColor("white"))
        painter.drawText(place, flags, self._hint)
        painter.restore()

    def _paint_text(self, painter: QPainter, area: QRectF) -> None:
        colors = theme_colors(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(area, CORNER_PX, CORNER_PX)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        painter.setFont(font)
        painter.setPen(colors.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
