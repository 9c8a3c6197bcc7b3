"""Rows of a name and two bars, one over the other: how well two models know each gesture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.gui.widgets.colors import ThemeColors, look_of

ROW_EM = 2.7
BAR_PX = 7
GAP_PX = 14
NAME_SHARE = 0.33
SWATCH_PX = 26


@dataclass(frozen=True, slots=True)
class PairBar:
    """One row."""

    name: str
    shares: tuple[float | None, float | None]
    """of the full length, 0 to 1; None: no bar"""
    words: tuple[str, str]
    """at the end of each bar"""
    weaker: int | None = None
    """0 or 1: this one is pointed out"""


def bar_colour(look: ThemeColors, place: int) -> QColor:
    """The colour of all first bars, or of all second ones."""
    return look.accent if place == 0 else look.series[1]


class Swatch(QWidget):
    """A piece of a bar, to say whose the bars of this colour are."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.setFixedSize(SWATCH_PX, BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bar_colour(look_of(self.palette()), self._place))
        painter.drawRoundedRect(self.rect(), BAR_PX / 2, BAR_PX / 2)


class PairBars(QWidget):
    """As high as its rows need; the first bar in the accent's colour, the second in another one."""

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
        return QSize(320, round(len(self._bars) * self.fontMetrics().height() * ROW_EM))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, metrics = look_of(self.palette()), self.fontMetrics()
        text = self.palette().windowText().color()
        row, line = metrics.height() * ROW_EM, metrics.height() * 1.05
        names = self.width() * NAME_SHARE
        numbers = GAP_PX + max((metrics.horizontalAdvance(word) for bar in self._bars for word in bar.words), default=0)
        track = QColor(look.muted)
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
                    painter.setBrush(bar_colour(look, place))
                    room.setWidth(max(BAR_PX, room.width() * min(1.0, share)))
                    painter.drawRoundedRect(room, BAR_PX / 2, BAR_PX / 2)
                painter.setPen(look.warning if place == bar.weaker else text if share is not None else look.muted)
                end = QRectF(self.width() - numbers, middle - line / 2, numbers, line)
                painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
