"""All sections of a reading one under the other, on one time axis: the same painting for window, PNG and SVG."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from gesture_app.core.inspection.results import Divergence, Occlusion
from gesture_app.gui.inspect.timeline.cell_lanes import CellLines, CellMap, draw_line, round_pen
from gesture_app.gui.inspect.timeline.evidence_lanes import CoverLane, LeadLane
from gesture_app.gui.inspect.timeline.gate_lanes import KeepBand, ShowBand, WriteBand
from gesture_app.gui.inspect.timeline.hand_lane import Filmstrip
from gesture_app.gui.inspect.timeline.lane import FOLD_SIGN_PX, GUTTER_GAP_PX, TITLE_PX, Lane, LaneRect
from gesture_app.gui.inspect.timeline.score_lanes import ScoreLanes
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView

WIDEST_NAME, WIDEST_TOLD = "output gate × tanh(cell)", "100 % open"
"""what gutter and margin have room for"""
AXIS_PX = 17.0
SECTION_GAP_PX = 4.0
FOLDED_PX = TITLE_PX


def sections_of(
    reading: TraceView, divergence: Divergence | None = None, occlusion: Occlusion | None = None
) -> tuple[Lane, ...]:
    """What there is to show of a reading, from above; bands only where the memory has gates."""
    sections: list[Lane] = [Filmstrip(reading), ScoreLanes(reading)]
    if divergence is not None:
        sections.append(LeadLane(reading, divergence))
    if occlusion is not None and len(occlusion.effects):
        sections.append(CoverLane(reading, occlusion))
    if reading.gates is not None:
        sections += [WriteBand(reading), KeepBand(reading), ShowBand(reading)]
    return (*sections, CellLines(reading), CellMap(reading))


@dataclass(frozen=True, slots=True, eq=False)
class TimelineLayout:
    """Sections laid out in a place of a certain size."""

    sections: tuple[Lane, ...]
    folded: frozenset[str]
    place: QRectF
    axis: TimeAxis
    rooms: tuple[LaneRect, ...]

    def open_rooms(self) -> list[tuple[Lane, LaneRect]]:
        """Sections that are not folded, with where they lie."""
        pairs = zip(self.sections, self.rooms, strict=True)
        return [(section, room) for section, room in pairs if section.key not in self.folded]

    def at(self, y: float) -> tuple[Lane, LaneRect] | None:
        """The section that lies at that height."""
        for section, room in zip(self.sections, self.rooms, strict=True):
            if room.gutter.top() <= y < room.gutter.bottom() + SECTION_GAP_PX:
                return section, room
        return None

    def paint(self, painter: QPainter, paper: PlotStyle) -> None:
        """Everything but what depends on the cursor."""
        for section, room in zip(self.sections, self.rooms, strict=True):
            painter.save()
            if section.key in self.folded:
                painter.setFont(paper.bold)
                painter.setPen(paper.look.muted)
                painter.drawText(
                    room.gutter.adjusted(FOLD_SIGN_PX, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, section.title
                )
                painter.fillRect(
                    QRectF(room.plot.left(), room.plot.center().y(), room.plot.width(), 1), paper.look.line
                )
            else:
                section.paint(painter, room, self.axis, paper)
            painter.restore()
        self._paint_fired(painter, paper)
        self._paint_axis(painter, paper)

    def paint_fold_signs(self, painter: QPainter, paper: PlotStyle) -> None:
        """Only where somebody can press them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paper.look.muted)
        for section, room in zip(self.sections, self.rooms, strict=True):
            x, y = room.gutter.left() + 5, room.gutter.top() + TITLE_PX / 2
            corners = [(-4, -2), (4, -2), (0, 3)] if section.key not in self.folded else [(-2, -4), (-2, 4), (3, 0)]
            painter.drawPolygon(QPolygonF([QPointF(x + across, y + down) for across, down in corners]))

    def _paint_fired(self, painter: QPainter, paper: PlotStyle) -> None:
        """The moment a gesture fired, through all that went on inside."""
        if not self.sections:
            return
        pen = QPen(faint(paper.look.good, 0.75), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        for event in self.sections[0].reading.trace.fired:
            x = self.axis.x(event.time)
            if self.axis.left <= x <= self.axis.right:
                painter.setPen(pen)
                painter.drawLine(QLineF(x, self.rooms[0].plot.top(), x, self.rooms[-1].plot.bottom()))

    def _paint_axis(self, painter: QPainter, paper: PlotStyle) -> None:
        painter.setFont(paper.small)
        painter.setPen(paper.look.muted)
        metrics = QFontMetricsF(paper.small)
        top = self.place.bottom() - AXIS_PX + 2
        ticks = self.axis.ticks()
        whole = all(abs(tick - round(tick)) < 1e-6 for tick in ticks)
        for tick in ticks:
            x = self.axis.x(tick)
            words = f"{tick:.0f}" if whole else f"{tick:.1f}"
            words = words.replace("-", "−") + (" s" if tick == ticks[-1] else "")
            wide = metrics.horizontalAdvance(words)
            painter.drawLine(QLineF(x, top - 1, x, top + 2))
            left = min(max(x - wide / 2, self.axis.left), self.axis.right - wide)
            painter.drawText(QPointF(left, top + metrics.ascent() + 1), words)


def laid_out(
    sections: Sequence[Lane], folded: Collection[str], place: QRectF, start: float, end: float, paper: PlotStyle
) -> TimelineLayout:
    """Share the height out: each section gets its least, and of what is left its weight's share."""
    metrics = QFontMetricsF(paper.small)
    gutter = ceil(metrics.horizontalAdvance(WIDEST_NAME) + FOLD_SIGN_PX + GUTTER_GAP_PX + 2)  # whole pixels: sharp
    margin = ceil(metrics.horizontalAdvance(WIDEST_TOLD) + 10)
    axis = TimeAxis(start, end, place.left() + gutter, place.right() - margin)
    unfolded = [section for section in sections if section.key not in folded]
    fixed = FOLDED_PX * (len(sections) - len(unfolded)) + SECTION_GAP_PX * len(sections) + AXIS_PX
    least = sum(section.least_px for section in unfolded)
    left_over = place.height() - fixed - least
    weights = sum(section.weight for section in unfolded) or 1.0
    rooms, y = [], place.top()
    for section in sections:
        if section.key in folded:
            high: float = FOLDED_PX
        elif left_over >= 0:
            high = section.least_px + left_over * section.weight / weights
        else:
            high = section.least_px * max(0.2, (place.height() - fixed) / max(1.0, least))
        high = float(int(high))
        rooms.append(
            LaneRect(
                QRectF(place.left(), y, gutter, high),
                QRectF(axis.left, y, axis.right - axis.left, high),
                QRectF(axis.right + 6, y, margin - 6, high),
            )
        )
        y += high + SECTION_GAP_PX
    return TimelineLayout(tuple(sections), frozenset(folded), place, axis, tuple(rooms))


def paint_span(painter: QPainter, sheet: TimelineLayout, span: tuple[float, float], paper: PlotStyle) -> None:
    """The stretch of time that is selected."""
    left, right = (max(sheet.axis.left, min(sheet.axis.right, sheet.axis.x(time))) for time in span)
    area = QRectF(left, sheet.place.top(), right - left, sheet.rooms[-1].plot.bottom() - sheet.place.top())
    painter.fillRect(area, faint(paper.look.accent, 0.16))
    painter.setPen(QPen(paper.look.accent, 1.5))
    for x in (left, right):
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))


def paint_cursor(painter: QPainter, sheet: TimelineLayout, time: float, step: int, paper: PlotStyle) -> None:
    """The moment that is looked at, and what it reads beside each section."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = max(sheet.axis.left, min(sheet.axis.right, sheet.axis.x(time)))
    painter.setPen(QPen(paper.text, 1.5))
    painter.drawLine(QLineF(x, sheet.place.top(), x, sheet.rooms[-1].plot.bottom()))
    painter.setFont(paper.small)
    for section, room in sheet.open_rooms():
        for told in section.told(room, step, paper):
            painter.setPen(told.colour)
            area = QRectF(room.margin.left(), told.y - 8, room.margin.width(), 16)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, told.words)


def paint_chosen(painter: QPainter, sheet: TimelineLayout, cell: int, paper: PlotStyle) -> None:
    """Where the chosen memory cell lies."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for section, room in sheet.open_rooms():
        _paint_chosen_in(painter, sheet, section, room, cell, paper)


def _paint_chosen_in(
    painter: QPainter, sheet: TimelineLayout, section: Lane, room: LaneRect, cell: int, paper: PlotStyle
) -> None:
    y = section.cell_y(room, cell)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if y is not None:
        painter.setPen(QPen(faint(paper.text, 0.8), 1))
        painter.drawLine(QLineF(room.plot.left() - 5, y, room.plot.left(), y))
        painter.drawLine(QLineF(room.plot.right(), y, room.plot.right() + 5, y))
        pen = QPen(faint(paper.text, 0.45), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(room.plot.left(), y, room.plot.right(), y))
    elif isinstance(section, CellLines) and cell in section.reading.lines:
        painter.save()
        painter.setClipRect(room.plot)
        painter.setPen(round_pen(paper.text, 4.2))
        for piece in section.line_of(room, sheet.axis, cell):
            draw_line(painter, piece)
        place = section.reading.lines.tolist().index(cell)
        painter.setPen(round_pen(paper.look.series[place], 2.6))
        for piece in section.line_of(room, sheet.axis, cell):
            draw_line(painter, piece)
        painter.restore()
