"""Plots the scores of the last ten seconds: a lane for each gesture, with marks where it fired or almost fired.

The slider of its threshold stands before each lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.near_misses import NearMiss
from gesture_app.core.prediction import Event, Prediction
from gesture_app.gui.recognise.score_history import ScoreHistory
from gesture_app.gui.recognise.threshold_slider import PAD_PX
from gesture_app.gui.recognise.threshold_sliders import ThresholdSliders
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.score_raster import GAP_S, curve_cover, shades

SECONDS = 10.0
SOON = "Scores appear here in a moment."
NO_LANES = "Scores appear here once there is a model."
LEAST_LANE_PX = 14
LARGEST_LANE_PX = 46
AXIS_PX = 16
NAME_SHARE = 0.45
"""of the width: the most that sliders with names take"""
LEAST_SLIDER_PX = 130
AROUND_NAME_PX = 60
"""in a slider, for what is beside the name"""
GAP_PX = 8
LANE_GAP_PX = 2
EDGE_PX = 1.5
MARK_PX = 3.5


@dataclass(frozen=True, slots=True)
class _Lane:
    label: int
    name: str
    fires: bool


class ScoreTimeline(QWidget):
    """Scrolls with stream time. Each frame repaints only the curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = SOON
        self._lanes: tuple[_Lane, ...] = ()
        self._history = ScoreHistory(0, SECONDS, 30)
        self._fired: list[tuple[float, int]] = []
        self._missed: list[NearMiss] = []
        self._thresholds: tuple[float, ...] = ()
        self.sliders = ThresholdSliders(self)
        self._labels: tuple[str, ...] = ()
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Scores of the last ten seconds")

    def sizeHint(self) -> QSize:
        return QSize(400, AXIS_PX + 20 * max(1, len(self._lanes)))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, AXIS_PX + LEAST_LANE_PX * max(1, len(self._lanes)))

    def show_missing(self) -> None:
        """Show that there is no model."""
        self._empty_text = NO_LANES
        self.update()

    def show_model(self, card: ModelCard | None) -> None:
        """Show empty lanes of this model."""
        labels = () if card is None else card.labels
        lanes = [] if card is None else [
            _Lane(index, spoken_name(label), label != NONE)
            for index, label in enumerate(labels)
        ]  # fmt: skip
        self._lanes = tuple(sorted(lanes, key=lambda lane: not lane.fires))  # the background comes last
        self._labels = labels
        self._history = ScoreHistory(len(labels), SECONDS, 30 if card is None else card.rate)
        self._fired, self._missed = [], []
        starter = card.starter if card is not None and card.own_gestures else ()
        self.sliders.show_gestures(() if card is None else card.gestures, starter)
        self.show_thresholds(() if card is None else card.thresholds)
        self._place_sliders()
        self.updateGeometry()

    def show_thresholds(self, thresholds: Sequence[float]) -> None:
        """Show the thresholds in use, one per label."""
        self._thresholds = tuple(thresholds)
        for label, threshold in zip(self._labels, thresholds, strict=True):
            if label != NONE:
                self.sliders.of(label).show_threshold(threshold)
        self.update()

    def clear(self) -> None:
        """Forget the past, as after a change of source."""
        self._history = ScoreHistory(len(self._labels), SECONDS, 30)
        self._fired, self._missed = [], []
        self.update()

    def push(self, predictions: Sequence[Prediction]) -> None:
        """Add newer scores."""
        self._history.push(predictions)

    def mark(self, event: Event) -> None:
        """Mark that a gesture fired."""
        if event.label in self._labels:
            self._fired.append((event.time, self._labels.index(event.label)))

    def mark_missed(self, misses: Sequence[NearMiss]) -> None:
        """Mark gestures that almost fired."""
        self._missed += [miss for miss in misses if miss.gesture in self._labels]

    def advance(self, now: float) -> None:
        """Scroll to this stream time."""
        if now < self._now:
            self._fired = [mark for mark in self._fired if mark[0] <= now]
            self._missed = [miss for miss in self._missed if miss.time <= now]
        self._now = now
        self._fired = [mark for mark in self._fired if mark[0] > now - SECONDS]
        self._missed = [miss for miss in self._missed if miss.time > now - SECONDS]
        time, scores = self._history.window(now)
        known = len(time) > 0 and now - time[-1] < GAP_S
        self.sliders.show_scores(
            [float(scores[-1, lane.label]) if known else 0.0 for lane in self._lanes if lane.fires]
        )
        self.update(self._plot().toAlignedRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sliders()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._place_sliders()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._lanes:
            painter.setPen(theme_colors(self.palette()).muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty_text)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        if event.rect().left() < plot.left() - 1:
            self._paint_names(painter, plot)
        if event.rect().bottom() > plot.bottom() + 1:
            self._paint_axis(painter, plot)
        if event.rect().right() < plot.left():
            return  # only what is behind a slider
        painter.setClipRect(plot)
        self._paint_background(painter, plot)
        self._paint_curves(painter, plot)
        self._paint_thresholds(painter, plot)
        self._paint_marks(painter, plot)

    # ---- layout ----
    def _plot(self) -> QRectF:
        """Return the area of the curves, with a whole number of screen pixels for each lane."""
        lanes, ratio = max(1, len(self._lanes)), self.devicePixelRatioF()
        lane_px = min((self.height() - AXIS_PX) / lanes, LARGEST_LANE_PX)
        metrics = QFontMetrics(self._name_font(lane_px))
        names = max((metrics.horizontalAdvance(lane.name) for lane in self._lanes), default=0)
        left = int(min(max(LEAST_SLIDER_PX, names + AROUND_NAME_PX), self.width() * NAME_SHARE) + GAP_PX)
        return QRectF(left, 0, self.width() - left, int(lane_px * ratio) / ratio * lanes)

    def _name_font(self, lane_px: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, min(self.fontInfo().pixelSize(), int(lane_px) - 3)))
        return font

    def _lane_area(self, plot: QRectF, row: int) -> QRectF:
        height = plot.height() / len(self._lanes)
        return QRectF(plot.left(), plot.top() + row * height, plot.width(), height - LANE_GAP_PX)

    def _place_sliders(self) -> None:
        plot = self._plot()
        lanes = (self._lane_area(plot, row) for row in range(len(self._lanes)))
        self.sliders.place([QRectF(0, area.top(), plot.left() - GAP_PX, area.height()) for area in lanes])

    def _x(self, plot: QRectF, time: float) -> float:
        return plot.right() - (self._now - time) / SECONDS * plot.width()

    # ---- painting ----
    def _paint_names(self, painter: QPainter, plot: QRectF) -> None:
        """Paint the names of lanes without a slider."""
        painter.setFont(self._name_font(plot.height() / len(self._lanes)))
        painter.setPen(theme_colors(self.palette()).muted)
        for row, lane in enumerate(self._lanes):
            if not lane.fires:
                area = self._lane_area(plot, row)
                rect = QRectF(PAD_PX, area.top() - 2, plot.left() - GAP_PX - PAD_PX, area.height() + 4)
                painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, lane.name)

    def _paint_axis(self, painter: QPainter, plot: QRectF) -> None:
        font = painter.font()
        font.setPixelSize(max(10, AXIS_PX - 7))
        painter.setFont(font)
        painter.setPen(theme_colors(self.palette()).muted)
        rect = QRectF(plot.left(), plot.bottom(), plot.width(), AXIS_PX)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{SECONDS:.0f} s ago")
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "now")

    def _paint_background(self, painter: QPainter, plot: QRectF) -> None:
        colors = theme_colors(self.palette())
        for row in range(len(self._lanes)):
            painter.fillRect(self._lane_area(plot, row), colors.panel)
        painter.setPen(QPen(colors.line, 1))
        whole = int(self._now)
        seconds = [self._x(plot, whole - back) for back in range(int(SECONDS))]
        painter.drawLines([QLineF(x, plot.top(), x, plot.bottom()) for x in seconds])

    def _paint_curves(self, painter: QPainter, plot: QRectF) -> None:
        colors, ratio = theme_colors(self.palette()), self.devicePixelRatioF()
        width, pitch = round(plot.width() * ratio), round(plot.height() * ratio / len(self._lanes))
        moments = self._now - SECONDS * (1 - (np.arange(width) + 0.5) / width)  # [W]
        time, scores = self._history.window(self._now)
        order = [lane.label for lane in self._lanes]
        gap = min(pitch - 1, round(LANE_GAP_PX * ratio))
        cover = curve_cover(time, scores[:, order], moments, pitch - gap, EDGE_PX * ratio)  # [C, pitch - gap, W]
        pixels = np.zeros((len(order), pitch, width), np.uint32)
        pixels[:-1, : pitch - gap] = shades(colors.accent)[cover[:-1]]
        pixels[-1, : pitch - gap] = shades(colors.muted)[cover[-1]]  # the background's lane
        image = QImage(pixels.data, width, len(order) * pitch, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(plot.topLeft(), image)

    def _paint_thresholds(self, painter: QPainter, plot: QRectF) -> None:
        muted = theme_colors(self.palette()).muted
        pen = QPen(QColor(muted.red(), muted.green(), muted.blue(), 150), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1, 3])
        painter.setPen(pen)
        for row, lane in enumerate(self._lanes):
            if lane.fires:
                area = self._lane_area(plot, row)
                y = area.bottom() - self._thresholds[lane.label] * area.height()
                painter.drawLine(QLineF(area.left(), y, area.right(), y))

    def _paint_marks(self, painter: QPainter, plot: QRectF) -> None:
        colors = theme_colors(self.palette())
        colour = colors.good
        rows = {lane.label: row for row, lane in enumerate(self._lanes)}
        painter.setBrush(colour)
        painter.setPen(QPen(colour, 2))
        for time, label in self._fired:
            area, x = self._lane_area(plot, rows[label]), self._x(plot, time)
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            painter.drawEllipse(QPointF(x, area.top() + MARK_PX), MARK_PX, MARK_PX)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.warning, 2))
        for miss in self._missed:
            area = self._lane_area(plot, rows[self._labels.index(miss.gesture)])
            y = max(area.top() + MARK_PX, area.bottom() - miss.score * area.height())
            painter.drawEllipse(QPointF(self._x(plot, miss.time), y), MARK_PX, MARK_PX)
