"""A lane with the score of each gesture, its threshold, and the moments at which it fired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from gesture_app.core.gestures import NONE
from gesture_app.gui.inspect.explanations import explain_lane
from gesture_app.gui.inspect.timeline.heat_map import paint_heat_map
from gesture_app.gui.inspect.timeline.lane import (
    FOLD_SIGN_PX,
    GUTTER_GAP_PX,
    TITLE_PX,
    Lane,
    LaneRect,
    Readout,
    paint_title,
    row_of,
)
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.gui.inspect.trace_view import label_text, quoted_label
from gesture_app.gui.widgets.score_raster import curve_cover, shades

ROWS = 4
"""rows for the gestures with the highest scores"""
ALL_ROWS = 6
"""with at most this many gestures each has a row"""
OTHERS_SHARE = 0.3
"""share of the height for the other gestures"""
ROW_GAP_PX = 2.0
MARK_PX = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class ScoreLane(Lane):
    """A row for each of the strongest gestures, and a heat map for the others."""

    key = "scores"
    title = "scores"
    weight = 1.5
    least_px = 84.0

    @property
    def top_labels(self) -> list[int]:
        """Labels with a row of their own, in the order of the model."""
        gestures = range(1, len(self.view.trace.card.labels))
        if len(gestures) <= ALL_ROWS or not len(self.view.trace):
            return list(gestures)[:ALL_ROWS]
        peaks = self.view.trace.smoothed[:, 1:].max(0)
        for event in self.view.trace.fired:
            peaks[self.view.trace.card.labels.index(event.label) - 1] += 1  # a gesture that fired has a row
        chosen = [label for label in np.argsort(-peaks, kind="stable") + 1 if label != self.view.label]
        return sorted([int(label) for label in chosen[: ROWS - (self.view.label > 0)]] + self._selected())

    @property
    def other_labels(self) -> list[int]:
        """The other labels, with the background last."""
        top_labels = self.top_labels
        labels = range(1, len(self.view.trace.card.labels))
        return [label for label in labels if label not in top_labels] + [0]

    def _selected(self) -> list[int]:
        return [self.view.label] if self.view.label > 0 else []

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        top_labels, other_labels = self.top_labels, self.other_labels
        paint_title(painter, rect, self.title, (), style)
        for index, label in enumerate(top_labels):
            self._paint_row(painter, rect, self._row_rect(rect, index, len(top_labels)), label, axis, style)
        self._paint_others(painter, rect, other_labels, axis, style)
        for event in self.view.trace.fired:
            label = self.view.trace.card.labels.index(event.label)
            x = axis.x(event.time)
            if label in top_labels and axis.left <= x <= axis.right:
                row = self._row_rect(rect, top_labels.index(label), len(top_labels))
                painter.setPen(QPen(style.colors.good, 2))
                painter.setBrush(style.colors.good)
                painter.drawLine(QLineF(x, row.top(), x, row.bottom()))
                painter.drawEllipse(QPointF(x, row.top() + MARK_PX), MARK_PX, MARK_PX)

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        label = self.label_at(rect, y)
        if label is None:
            return ""
        trace = self.view.trace
        name, score = label_text(trace, label), float(trace.smoothed[step, label])
        if trace.card.labels[label] == NONE:
            return f"No gesture: score {score:.2f}. It never fires."
        fired = [event.time for event in trace.fired if event.label == trace.card.labels[label]]
        when = f" It fired at {', '.join(f'{time:.2f} s' for time in fired)}." if fired else ""
        over = "over" if score >= trace.card.thresholds[label] else "under"
        return f"{name}: score {score:.2f}, {over} its threshold of {trace.card.thresholds[label]:.2f}.{when}"

    def label_at(self, rect: LaneRect, y: float) -> int | None:
        """Return the label at a height, None if there is none."""
        top_labels = self.top_labels
        for index, label in enumerate(top_labels):
            if (
                self._row_rect(rect, index, len(top_labels))
                .adjusted(0, 0, 0, ROW_GAP_PX)
                .contains(rect.plot.center().x(), y)
            ):
                return label
        row = row_of(self._others_rect(rect), y, len(self.other_labels))
        return None if row is None else self.other_labels[row]

    def describe_readout(self, rect: LaneRect, y: float, step: int) -> str:
        label = self.label_at(rect, y)
        if label is None or label in self.other_labels:
            return ""
        score, threshold = float(self.view.trace.smoothed[step, label]), self.view.trace.card.thresholds[label]
        return (
            f"Score of {quoted_label(self.view.trace, label)} at the cursor: {score:.2f}, from 0 to 1. "
            f"It fires when its score crosses {threshold:.2f}."
        )

    def describe_name(self, rect: LaneRect, y: float) -> str:
        label = self.label_at(rect, y)
        if label is None or y < rect.gutter.top() + TITLE_PX:
            return explain_lane(self.key)
        if label in self.other_labels:
            names = ", ".join(quoted_label(self.view.trace, other) for other in self.other_labels)
            return f"One thin row for each of the other scores, from top to bottom: {names}."
        return f"The row with the score of {quoted_label(self.view.trace, label)}. {explain_lane(self.key)}"

    def readouts(self, rect: LaneRect, step: int, style: PlotStyle) -> list[Readout]:
        top_labels, readouts = self.top_labels, []
        for index, label in enumerate(top_labels):
            score = float(self.view.trace.smoothed[step, label])
            over = score >= self.view.trace.card.thresholds[label]
            colour = style.colors.good if over else style.text if label == self.view.label else style.colors.muted
            readouts.append(Readout(self._row_rect(rect, index, len(top_labels)).center().y(), f"{score:.2f}", colour))
        return readouts

    # ---- where things lie ----
    def _others_rect(self, rect: LaneRect) -> QRectF:
        share = OTHERS_SHARE if len(self.other_labels) > 2 else 0.1
        height = max(6.0, rect.plot.height() * share)
        return QRectF(rect.plot.left(), rect.plot.bottom() - height, rect.plot.width(), height)

    def _row_rect(self, rect: LaneRect, index: int, count: int) -> QRectF:
        high = (self._others_rect(rect).top() - rect.plot.top() - 2) / max(1, count)
        return QRectF(rect.plot.left(), rect.plot.top() + index * high, rect.plot.width(), high - ROW_GAP_PX)

    # ---- what is drawn ----
    def _paint_row(
        self, painter: QPainter, rect: LaneRect, row: QRectF, label: int, axis: TimeAxis, style: PlotStyle
    ) -> None:
        trace, selected = self.view.trace, label == self.view.label
        font = style.bold if selected else style.small
        painter.setFont(font)
        painter.setPen(style.text if selected else style.colors.muted)
        name_rect = QRectF(rect.gutter.left(), row.top() - 3, rect.gutter.width() - GUTTER_GAP_PX, row.height() + 6)
        if name_rect.center().y() < rect.gutter.top() + 1.5 * TITLE_PX:  # beside the title
            title_width = QFontMetricsF(style.bold).horizontalAdvance(self.title)
            name_rect.setLeft(name_rect.left() + FOLD_SIGN_PX + title_width + GUTTER_GAP_PX)
        name = QFontMetricsF(font).elidedText(label_text(trace, label), Qt.TextElideMode.ElideRight, name_rect.width())
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name)
        painter.fillRect(row, style.ground)
        width, height = round(row.width() * style.ratio), max(1, round(row.height() * style.ratio))
        moments = axis.start + (np.arange(width) + 0.5) / max(1, width) * axis.seconds
        curve = trace.smoothed[:, label : label + 1]
        coverage = curve_cover(trace.time, curve, moments, height, 1.5 * style.ratio)[0]  # [height, W]
        colour = style.colors.accent if selected else style.colors.muted
        pixels = np.ascontiguousarray(shades(colour)[coverage])
        painter.drawImage(row, QImage(pixels.data, width, height, QImage.Format.Format_ARGB32_Premultiplied).copy())
        threshold = row.bottom() - trace.card.thresholds[label] * row.height()
        pen = QPen(faint(style.text, 0.6), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 3])
        painter.setPen(pen)
        painter.drawLine(QLineF(row.left(), threshold, row.right(), threshold))

    def _paint_others(
        self, painter: QPainter, rect: LaneRect, other_labels: list[int], axis: TimeAxis, style: PlotStyle
    ) -> None:
        area = self._others_rect(rect)
        painter.fillRect(area, style.ground)
        trace = self.view.trace
        columns = axis.columns(trace.time, self.view.step_s, style.ratio)
        paint_heat_map(painter, area, trace.smoothed[:, other_labels], columns, style.scored, style.ratio)
        painter.setFont(style.small)
        painter.setPen(style.colors.muted)
        text = "no gesture" if len(other_labels) == 1 else f"{len(other_labels) - 1} others, no gesture"
        name_rect = QRectF(rect.gutter.left(), area.top() - 3, rect.gutter.width() - GUTTER_GAP_PX, area.height() + 6)
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
