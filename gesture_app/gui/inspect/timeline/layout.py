"""Stacks all lanes of a view on one time axis, with the same painting for window, PNG and SVG."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from gesture_app.core.inspection.results import Divergence, Occlusion
from gesture_app.gui.inspect.timeline.cell_lanes import CellLineLane, CellMapLane, draw_line, round_pen
from gesture_app.gui.inspect.timeline.evidence_lanes import LeadLane, OcclusionLane
from gesture_app.gui.inspect.timeline.gate_lanes import KeepLane, ShowLane, WriteLane
from gesture_app.gui.inspect.timeline.hand_lane import HandLane
from gesture_app.gui.inspect.timeline.lane import FOLD_SIGN_PX, GUTTER_GAP_PX, TITLE_PX, Lane, LaneRect
from gesture_app.gui.inspect.timeline.score_lanes import ScoreLane
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView

ALL_LANES = ("hands", "scores", "lead", "covered", "write", "keep", "show", "cells", "others")
"""keys of all lanes, from top to bottom"""
WIDEST_NAME, WIDEST_READOUT = "output gate × tanh(cell)", "100 % open"
"""the widest texts that gutter and margin must hold"""
AXIS_PX = 17.0
LANE_GAP_PX = 4.0
FOLDED_PX = TITLE_PX
MARK_PX = 2.5


def lanes_of(
    view: TraceView, divergence: Divergence | None = None, occlusion: Occlusion | None = None
) -> tuple[Lane, ...]:
    """Return the lanes of a view from top to bottom, with gate lanes only for an LSTM."""
    lanes: list[Lane] = [HandLane(view), ScoreLane(view)]
    if divergence is not None:
        lanes.append(LeadLane(view, divergence))
    if occlusion is not None and len(occlusion.effects):
        lanes.append(OcclusionLane(view, occlusion))
    if view.gates is not None:
        lanes += [WriteLane(view), KeepLane(view), ShowLane(view)]
    return (*lanes, CellLineLane(view), CellMapLane(view))


@dataclass(frozen=True, slots=True, eq=False)
class TimelineLayout:
    """Lanes with their rectangles."""

    lanes: tuple[Lane, ...]
    folded: frozenset[str]
    area: QRectF
    axis: TimeAxis
    rects: tuple[LaneRect, ...]

    def open_lanes(self) -> list[tuple[Lane, LaneRect]]:
        """Return the lanes that are not folded, with their rectangles."""
        pairs = zip(self.lanes, self.rects, strict=True)
        return [(lane, rect) for lane, rect in pairs if lane.key not in self.folded]

    def at(self, y: float) -> tuple[Lane, LaneRect] | None:
        """Return the lane at a height, None if there is none."""
        for lane, rect in zip(self.lanes, self.rects, strict=True):
            if rect.gutter.top() <= y < rect.gutter.bottom() + LANE_GAP_PX:
                return lane, rect
        return None

    def paint(self, painter: QPainter, style: PlotStyle) -> None:
        """Paint everything that does not depend on the cursor."""
        for lane, rect in zip(self.lanes, self.rects, strict=True):
            painter.save()
            if lane.key in self.folded:
                painter.setFont(style.bold)
                painter.setPen(style.colors.muted)
                painter.drawText(rect.gutter.adjusted(FOLD_SIGN_PX, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, lane.title)
                painter.fillRect(
                    QRectF(rect.plot.left(), rect.plot.center().y(), rect.plot.width(), 1), style.colors.line
                )
            else:
                lane.paint(painter, rect, self.axis, style)
            painter.restore()
        self._paint_fired(painter, style)
        self._paint_axis(painter, style)

    def paint_fold_signs(self, painter: QPainter, style: PlotStyle) -> None:
        """Paint the triangles that fold a lane (window only)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colors.muted)
        for lane, rect in zip(self.lanes, self.rects, strict=True):
            x, y = rect.gutter.left() + 5, rect.gutter.top() + TITLE_PX / 2
            corners = [(-4, -2), (4, -2), (0, 3)] if lane.key not in self.folded else [(-2, -4), (-2, 4), (3, 0)]
            painter.drawPolygon(QPolygonF([QPointF(x + across, y + down) for across, down in corners]))

    def _paint_fired(self, painter: QPainter, style: PlotStyle) -> None:
        """Paint a dashed line through all lanes at each detected gesture."""
        if not self.lanes:
            return
        pen = QPen(faint(style.colors.good, 0.75), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        for event in self.lanes[0].view.trace.fired:
            x = self.axis.x(event.time)
            if self.axis.left <= x <= self.axis.right:
                painter.setPen(pen)
                painter.drawLine(QLineF(x, self.rects[0].plot.top(), x, self.rects[-1].plot.bottom()))

    def _paint_axis(self, painter: QPainter, style: PlotStyle) -> None:
        painter.setFont(style.small)
        painter.setPen(style.colors.muted)
        metrics = QFontMetricsF(style.small)
        top = self.area.bottom() - AXIS_PX + 2
        ticks = self.axis.ticks()
        whole_seconds = all(abs(tick - round(tick)) < 1e-6 for tick in ticks)
        for tick in ticks:
            x = self.axis.x(tick)
            text = f"{tick:.0f}" if whole_seconds else f"{tick:.1f}"
            text = text.replace("-", "−") + (" s" if tick == ticks[-1] else "")
            width = metrics.horizontalAdvance(text)
            painter.drawLine(QLineF(x, top - 1, x, top + 2))
            left = min(max(x - width / 2, self.axis.left), self.axis.right - width)
            painter.drawText(QPointF(left, top + metrics.ascent() + 1), text)


def least_height(lanes: Sequence[Lane], folded: Collection[str]) -> float:
    """Return the height at which no lane is squeezed, in pixels."""
    return (
        sum(FOLDED_PX if lane.key in folded else lane.least_px for lane in lanes) + LANE_GAP_PX * len(lanes) + AXIS_PX
    )


def lay_out_lanes(
    lanes: Sequence[Lane], folded: Collection[str], area: QRectF, start: float, end: float, style: PlotStyle
) -> TimelineLayout:
    """Give each lane its least height, and share out the rest by weight."""
    metrics = QFontMetricsF(style.small)
    gutter = ceil(metrics.horizontalAdvance(WIDEST_NAME) + FOLD_SIGN_PX + GUTTER_GAP_PX + 2)  # whole pixels: sharp
    margin = ceil(metrics.horizontalAdvance(WIDEST_READOUT) + 10)
    axis = TimeAxis(start, end, area.left() + gutter, area.right() - margin)
    unfolded = [lane for lane in lanes if lane.key not in folded]
    fixed = FOLDED_PX * (len(lanes) - len(unfolded)) + LANE_GAP_PX * len(lanes) + AXIS_PX
    least = sum(lane.least_px for lane in unfolded)
    left_over = area.height() - fixed - least
    for lane in unfolded:  # lanes that may not grow so far leave their share to the others
        if len(unfolded) > 1 and lane.least_px + left_over * lane.weight / _weight(unfolded) > lane.most_px:
            left_over -= lane.most_px - lane.least_px
            unfolded = [other for other in unfolded if other is not lane]
    weights = _weight(unfolded)
    rects, y = [], area.top()
    for lane in lanes:
        if lane.key in folded:
            height: float = FOLDED_PX
        elif lane not in unfolded:
            height = lane.most_px
        elif left_over >= 0:
            height = lane.least_px + left_over * lane.weight / weights
        else:
            height = lane.least_px * max(0.2, (area.height() - fixed) / max(1.0, least))
        height = float(int(height))
        rects.append(
            LaneRect(
                QRectF(area.left(), y, gutter, height),
                QRectF(axis.left, y, axis.right - axis.left, height),
                QRectF(axis.right + 6, y, margin - 6, height),
            )
        )
        y += height + LANE_GAP_PX
    return TimelineLayout(tuple(lanes), frozenset(folded), area, axis, tuple(rects))


def _weight(lanes: Sequence[Lane]) -> float:
    return sum(lane.weight for lane in lanes) or 1.0


def paint_marked(painter: QPainter, timeline: TimelineLayout, marked: Collection[str], style: PlotStyle) -> None:
    """Frame the lanes that the tour speaks of."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for lane, rect in zip(timeline.lanes, timeline.rects, strict=True):
        area = rect.gutter.united(rect.plot).united(rect.margin)
        if lane.key in marked:
            painter.setPen(QPen(style.colors.accent, MARK_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-2, -1, 0, 1), 5, 5)


def paint_span(painter: QPainter, timeline: TimelineLayout, span: tuple[float, float], style: PlotStyle) -> None:
    """Paint the selected time span."""
    left, right = (max(timeline.axis.left, min(timeline.axis.right, timeline.axis.x(time))) for time in span)
    area = QRectF(left, timeline.area.top(), right - left, timeline.rects[-1].plot.bottom() - timeline.area.top())
    painter.fillRect(area, faint(style.colors.accent, 0.16))
    painter.setPen(QPen(style.colors.accent, 1.5))
    for x in (left, right):
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))


def paint_cursor(painter: QPainter, timeline: TimelineLayout, time: float, step: int, style: PlotStyle) -> None:
    """Paint the cursor and the values beside each lane."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = max(timeline.axis.left, min(timeline.axis.right, timeline.axis.x(time)))
    painter.setPen(QPen(style.text, 1.5))
    painter.drawLine(QLineF(x, timeline.area.top(), x, timeline.rects[-1].plot.bottom()))
    painter.setFont(style.small)
    for lane, rect in timeline.open_lanes():
        for readout in lane.readouts(rect, step, style):
            painter.setPen(readout.colour)
            area = QRectF(rect.margin.left(), readout.y - 8, rect.margin.width(), 16)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, readout.text)


def paint_chosen(painter: QPainter, timeline: TimelineLayout, cell: int, style: PlotStyle) -> None:
    """Mark the chosen memory cell in all lanes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for lane, rect in timeline.open_lanes():
        _paint_chosen_in(painter, timeline, lane, rect, cell, style)


def _paint_chosen_in(
    painter: QPainter, timeline: TimelineLayout, lane: Lane, rect: LaneRect, cell: int, style: PlotStyle
) -> None:
    y = lane.cell_y(rect, cell)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if y is not None:
        painter.setPen(QPen(faint(style.text, 0.8), 1))
        painter.drawLine(QLineF(rect.plot.left() - 5, y, rect.plot.left(), y))
        painter.drawLine(QLineF(rect.plot.right(), y, rect.plot.right() + 5, y))
        pen = QPen(faint(style.text, 0.45), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(rect.plot.left(), y, rect.plot.right(), y))
    elif isinstance(lane, CellLineLane) and cell in lane.view.lines:
        painter.save()
        painter.setClipRect(rect.plot)
        painter.setPen(round_pen(style.text, 4.2))
        for piece in lane.line_of(rect, timeline.axis, cell):
            draw_line(painter, piece)
        index = lane.view.lines.tolist().index(cell)
        painter.setPen(round_pen(style.colors.series[index], 2.6))
        for piece in lane.line_of(rect, timeline.axis, cell):
            draw_line(painter, piece)
        painter.restore()
