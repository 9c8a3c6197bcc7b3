"""Bars with the accuracy of each gesture, now and before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.gui.widgets.colors import ThemeColors, theme_colors

ROW_EM = 1.9
NAME_SHARE = 0.34
NUMBER_GAP_PX = 14
BAR_PX = 8
MARK_PX = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One row."""

    name: str
    share: float
    """0 to 1 of the full length"""
    number: str
    weak: bool = False
    """highlighted"""
    before: float | None = None
    """the earlier share, drawn as a mark"""


class AccuracyBars(QWidget):
    """A row for each bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Replace the rows."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(", ".join(f"{bar.name} {bar.number}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, round(len(self._bars) * self._row()))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme_colors(self.palette())
        row = self._row()
        name_width = self.width() * NAME_SHARE
        number_width = NUMBER_GAP_PX + max(
            (self.fontMetrics().horizontalAdvance(bar.number) for bar in self._bars), default=0
        )
        track = QColor(colors.muted)
        track.setAlphaF(0.2)
        text = self.palette().windowText().color()
        painter.setPen(Qt.PenStyle.NoPen)
        for index, bar in enumerate(self._bars):
            middle = (index + 0.5) * row
            room = QRectF(name_width, middle - BAR_PX / 2, self.width() - name_width - number_width, BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(track)
            painter.drawRoundedRect(room, BAR_PX / 2, BAR_PX / 2)
            if bar.share > 0:
                painter.setBrush(colors.warning if bar.weak else colors.accent)
                filled = QRectF(room.topLeft(), room.bottomRight())
                filled.setWidth(max(BAR_PX, room.width() * min(1.0, bar.share)))
                painter.drawRoundedRect(filled, BAR_PX / 2, BAR_PX / 2)
            if bar.before is not None:
                at = room.left() + room.width() * min(1.0, bar.before)
                painter.setPen(QPen(text, MARK_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawLine(QPointF(at, middle - BAR_PX), QPointF(at, middle + BAR_PX))
            painter.setPen(text)
            name_room = QRectF(0, middle - row / 2, name_width - 10, row)
            name = self.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(name_room.width()))
            painter.drawText(name_room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            painter.setPen(colors.warning if bar.weak else text)
            number_room = QRectF(self.width() - number_width, middle - row / 2, number_width, row)
            painter.drawText(number_room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.number)

    def _row(self) -> float:
        return self.fontMetrics().height() * ROW_EM


PAIR_ROW_EM = 2.7
GAP_PX = 14
SWATCH_PX = 26


@dataclass(frozen=True, slots=True)
class PairBar:
    """One row."""

    name: str
    shares: tuple[float | None, float | None]
    """0 to 1 of the full length, or None for no bar"""
    words: tuple[str, str]
    """texts at the end of each bar"""
    weaker: int | None = None
    """index of the highlighted bar"""


def bar_colour(colors: ThemeColors, place: int) -> QColor:
    """Return the colour of the first or the second bars."""
    return colors.accent if place == 0 else colors.series[1]


class Swatch(QWidget):
    """A sample of a bar's colour for a legend."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.setFixedSize(SWATCH_PX, BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bar_colour(theme_colors(self.palette()), self._place))
        painter.drawRoundedRect(self.rect(), BAR_PX / 2, BAR_PX / 2)


class PairBars(QWidget):
    """Two bars per row, the first in the accent colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[PairBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Gesture by gesture")

    def show_bars(self, bars: Sequence[PairBar]) -> None:
        """Replace the rows."""
        self._bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{bar.name} {bar.words[0]}, {bar.words[1]}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, round(len(self._bars) * self.fontMetrics().height() * PAIR_ROW_EM))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, metrics = theme_colors(self.palette()), self.fontMetrics()
        text = self.palette().windowText().color()
        row, line = metrics.height() * PAIR_ROW_EM, metrics.height() * 1.05
        names = self.width() * NAME_SHARE
        numbers = GAP_PX + max((metrics.horizontalAdvance(word) for bar in self._bars for word in bar.words), default=0)
        track = QColor(colors.muted)
        track.setAlphaF(0.2)
        for index, bar in enumerate(self._bars):
            top = index * row + (row - 2 * line) / 2
            painter.setPen(text)
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(names - 10))
            painter.drawText(QRectF(0, top, names - 10, 2 * line), Qt.AlignmentFlag.AlignVCenter, name)
            for place, (share, words) in enumerate(zip(bar.shares, bar.words, strict=True)):
                middle = top + (place + 0.5) * line
                room = QRectF(names, middle - BAR_PX / 2, self.width() - names - numbers, BAR_PX)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(track if share is not None else Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(room, BAR_PX / 2, BAR_PX / 2)
                if share:
                    painter.setBrush(bar_colour(colors, place))
                    room.setWidth(max(BAR_PX, room.width() * min(1.0, share)))
                    painter.drawRoundedRect(room, BAR_PX / 2, BAR_PX / 2)
                painter.setPen(colors.warning if place == bar.weaker else text if share is not None else colors.muted)
                end = QRectF(self.width() - numbers, middle - line / 2, numbers, line)
                painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
