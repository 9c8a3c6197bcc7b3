"""Renders views of a trace as PNG or SVG with the painting code of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from gesture_app.gui.inspect.timeline.lane import Lane
from gesture_app.gui.inspect.timeline.layout import lay_out_lanes
from gesture_app.gui.inspect.timeline.style import PlotStyle, style_of
from gesture_app.gui.widgets.colors import palette_for

PNG_RATIO = 2.0
TIMELINE_SIZE = (1200, 900)
MARGIN_PX = 12
HEAD_PX = 26
Paint = Callable[[QPainter, QRectF, PlotStyle], None]
"""paints a view into a rectangle"""
Picture = tuple[Paint, QSize, str]
"""painter of a view, its size and its title"""


def timeline_painter(
    lanes: Sequence[Lane], start: float, end: float, title: str, folded: frozenset[str] = frozenset()
) -> Paint:
    """Return a painter of lanes below a title."""

    def paint(painter: QPainter, area: QRectF, style: PlotStyle) -> None:
        inside = area.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        painter.setFont(style.bold)
        painter.setPen(style.text)
        painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), HEAD_PX), Qt.AlignmentFlag.AlignTop, title)
        lay_out_lanes(lanes, folded, inside.adjusted(0, HEAD_PX, 0, 0), start, end, style).paint(painter, style)

    return paint


def style_for(dark: bool, font: QFont, ratio: float = 1.0) -> PlotStyle:
    """Return the style of a light or a dark image."""
    return style_of(palette_for(dark), font, ratio)


def png_image(paint: Paint, size: QSize, dark: bool, font: QFont) -> QImage:
    """Render at twice the resolution of a standard screen."""
    image = QImage(size * PNG_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(PNG_RATIO)
    image.fill(_ground(dark))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    paint(painter, QRectF(0, 0, size.width(), size.height()), style_for(dark, font, PNG_RATIO))
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """Encode as PNG (slow, may run on another thread)."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())


def svg_bytes(paint: Paint, size: QSize, dark: bool, font: QFont, title: str) -> bytes:
    """Render as SVG, with heat maps as embedded images."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.setFont(font)
    area = QRectF(0, 0, size.width(), size.height())
    painter.fillRect(area, _ground(dark))
    paint(painter, area, style_for(dark, font))
    painter.end()
    buffer.close()
    return bytes(data.data())


def _ground(dark: bool) -> QColor:
    return palette_for(dark).window().color()
