"""The score of every gesture over time, its threshold, and the moment it fired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from gesture_app.core.gestures import NONE
from gesture_app.gui.inspect.timeline.heat_map import paint_heat_map
from gesture_app.gui.inspect.timeline.lane import GUTTER_GAP_PX, Lane, LaneRect, Readout, row_of
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.gui.inspect.trace_view import label_words
from gesture_app.gui.widgets.score_raster import curve_cover, shades

LANES = 4
"""gestures whose scores rose highest have a lane each …"""
ALL_LANES = 6
"""… and where there are no more gestures than this, all have one"""
QUIET_SHARE = 0.3
"""of the height, for the others"""
LANE_GAP_PX = 2.0
MARK_PX = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class ScoreLanes(Lane):
    """A lane for each gesture that had something to say; the others share a heat map, a thin row each."""

    key = "scores"
    title = "scores"
    weight = 1.5
    least_px = 84.0

    @property
    def loud(self) -> list[int]:
        """Labels with a lane, in the model's order."""
        gestures = range(1, len(self.reading.trace.card.labels))
        if len(gestures) <= ALL_LANES or not len(self.reading.trace):
            return list(gestures)[:ALL_LANES]
        peaks = self.reading.trace.smoothed[:, 1:].max(0)
        for event in self.reading.trace.fired:
            peaks[self.reading.trace.card.labels.index(event.label) - 1] += 1  # what fired is seen to fire
        chosen = [label for label in np.argsort(-peaks, kind="stable") + 1 if label != self.reading.label]
        return sorted([int(label) for label in chosen[: LANES - (self.reading.label > 0)]] + self._asked())

    @property
    def quiet(self) -> list[int]:
        """The others; what means nothing comes last."""
        loud = self.loud
        labels = range(1, len(self.reading.trace.card.labels))
        return [label for label in labels if label not in loud] + [0]

    def _asked(self) -> list[int]:
        return [self.reading.label] if self.reading.label > 0 else []

    def paint(self, painter: QPainter, room: LaneRect, axis: TimeAxis, paper: PlotStyle) -> None:
        loud, quiet = self.loud, self.quiet
        for place, label in enumerate(loud):
            self._paint_lane(painter, room, self._lane(room, place, len(loud)), label, axis, paper)
        self._paint_quiet(painter, room, quiet, axis, paper)
        for event in self.reading.trace.fired:
            label = self.reading.trace.card.labels.index(event.label)
            x = axis.x(event.time)
            if label in loud and axis.left <= x <= axis.right:
                lane = self._lane(room, loud.index(label), len(loud))
                painter.setPen(QPen(paper.look.good, 2))
                painter.setBrush(paper.look.good)
                painter.drawLine(QLineF(x, lane.top(), x, lane.bottom()))
                painter.drawEllipse(QPointF(x, lane.top() + MARK_PX), MARK_PX, MARK_PX)

    def words(self, room: LaneRect, y: float, step: int) -> str:
        label = self.label_at(room, y)
        if label is None:
            return ""
        trace = self.reading.trace
        name, score = label_words(trace, label), float(trace.smoothed[step, label])
        if trace.card.labels[label] == NONE:
            return f"Nothing: score {score:.2f}. What is like no gesture; it never fires."
        fired = [event.time for event in trace.fired if event.label == trace.card.labels[label]]
        when = f" It fired at {', '.join(f'{time:.2f} s' for time in fired)}." if fired else ""
        over = "over" if score >= trace.card.thresholds[label] else "under"
        return f"{name}: score {score:.2f}, {over} its threshold of {trace.card.thresholds[label]:.2f}.{when}"

    def label_at(self, room: LaneRect, y: float) -> int | None:
        """The gesture whose score lies at that height."""
        loud = self.loud
        for place, label in enumerate(loud):
            if self._lane(room, place, len(loud)).adjusted(0, 0, 0, LANE_GAP_PX).contains(room.plot.center().x(), y):
                return label
        row = row_of(self._quiet_room(room), y, len(self.quiet))
        return None if row is None else self.quiet[row]

    def told(self, room: LaneRect, step: int, paper: PlotStyle) -> list[Readout]:
        loud, told = self.loud, []
        for place, label in enumerate(loud):
            score = float(self.reading.trace.smoothed[step, label])
            over = score >= self.reading.trace.card.thresholds[label]
            colour = paper.look.good if over else paper.text if label == self.reading.label else paper.look.muted
            told.append(Readout(self._lane(room, place, len(loud)).center().y(), f"{score:.2f}", colour))
        return told

    # ---- where things lie ----
    def _quiet_room(self, room: LaneRect) -> QRectF:
        share = QUIET_SHARE if len(self.quiet) > 2 else 0.1
        height = max(6.0, room.plot.height() * share)
        return QRectF(room.plot.left(), room.plot.bottom() - height, room.plot.width(), height)

    def _lane(self, room: LaneRect, place: int, count: int) -> QRectF:
        high = (self._quiet_room(room).top() - room.plot.top() - 2) / max(1, count)
        return QRectF(room.plot.left(), room.plot.top() + place * high, room.plot.width(), high - LANE_GAP_PX)

    # ---- what is drawn ----
    def _paint_lane(
        self, painter: QPainter, room: LaneRect, lane: QRectF, label: int, axis: TimeAxis, paper: PlotStyle
    ) -> None:
        trace, asked = self.reading.trace, label == self.reading.label
        font = paper.bold if asked else paper.small
        painter.setFont(font)
        painter.setPen(paper.text if asked else paper.look.muted)
        place = QRectF(room.gutter.left(), lane.top() - 3, room.gutter.width() - GUTTER_GAP_PX, lane.height() + 6)
        name = QFontMetricsF(font).elidedText(label_words(trace, label), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name)
        painter.fillRect(lane, paper.ground)
        width, height = round(lane.width() * paper.ratio), max(1, round(lane.height() * paper.ratio))
        moments = axis.start + (np.arange(width) + 0.5) / max(1, width) * axis.seconds
        curve = trace.smoothed[:, label : label + 1]
        cover = curve_cover(trace.time, curve, moments, height, 1.5 * paper.ratio)[0]  # [height, W]
        colour = paper.look.accent if asked else paper.look.muted
        pixels = np.ascontiguousarray(shades(colour)[cover])
        painter.drawImage(lane, QImage(pixels.data, width, height, QImage.Format.Format_ARGB32_Premultiplied).copy())
        threshold = lane.bottom() - trace.card.thresholds[label] * lane.height()
        pen = QPen(faint(paper.text, 0.6), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 3])
        painter.setPen(pen)
        painter.drawLine(QLineF(lane.left(), threshold, lane.right(), threshold))

    def _paint_quiet(
        self, painter: QPainter, room: LaneRect, quiet: list[int], axis: TimeAxis, paper: PlotStyle
    ) -> None:
        area = self._quiet_room(room)
        painter.fillRect(area, paper.ground)
        trace = self.reading.trace
        columns = axis.columns(trace.time, self.reading.step_s, paper.ratio)
        paint_heat_map(painter, area, trace.smoothed[:, quiet], columns, paper.scored, paper.ratio)
        painter.setFont(paper.small)
        painter.setPen(paper.look.muted)
        words = "nothing" if len(quiet) == 1 else f"{len(quiet) - 1} others, nothing"
        place = QRectF(room.gutter.left(), area.top() - 3, room.gutter.width() - GUTTER_GAP_PX, area.height() + 6)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
