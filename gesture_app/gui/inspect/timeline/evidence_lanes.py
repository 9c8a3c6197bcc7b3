"""Lanes of evidence: the lead of one gesture over another, and the effect of masking a moment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from gesture_app.core.inspection.results import Divergence, MaskEffect, MaskKind, Occlusion
from gesture_app.gui.inspect.timeline.heat_map import round_scale
from gesture_app.gui.inspect.timeline.lane import Lane, LaneRect, Readout, paint_title, signed_text
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis, pieces, thinned
from gesture_app.gui.inspect.trace_view import quoted_label

NEAR_STEPS = 2.5
"""steps around the dashed line in which its meaning is told"""
LEAD_CHANGES = "lead changes"


@dataclass(frozen=True, slots=True, eq=False)
class LeadLane(Lane):
    """Lead of one gesture over another, above the middle line for the first and below it for the second."""

    divergence: Divergence

    key = "lead"
    title = "evidence"
    weight = 1.0
    least_px = 56.0

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        trace, divergence = self.view.trace, self.divergence
        ahead, behind = quoted_label(trace, divergence.ahead), quoted_label(trace, divergence.behind)
        paint_title(painter, rect, self.title, (f"↑ {ahead}", f"↓ {behind}"), style)
        painter.fillRect(rect.plot, style.ground)
        xs = axis.left + (trace.time - axis.start) / axis.seconds * (axis.right - axis.left)
        middle = rect.plot.center().y()
        ys = middle - np.clip(divergence.lead / self.scale(), -1, 1) * (rect.plot.height() / 2 - 2)
        painter.save()
        painter.setClipRect(rect.plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for first, last in pieces(trace.time, self.view.step_s):
            if last - first < 2:
                continue
            kept = first + thinned(xs[first:last], ys[first:last])
            for colour, part in ((style.up, np.minimum(ys, middle)), (style.down, np.maximum(ys, middle))):
                edge = [QPointF(*point) for point in zip(xs[kept].tolist(), part[kept].tolist(), strict=True)]
                area = [QPointF(edge[0].x(), middle), *edge, QPointF(edge[-1].x(), middle)]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(faint(colour, 0.55))
                painter.drawPolygon(QPolygonF(area))
            line = [QPointF(*point) for point in zip(xs[kept].tolist(), ys[kept].tolist(), strict=True)]
            painter.setPen(QPen(style.text, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(line))
        painter.setPen(QPen(faint(style.colors.muted, 0.7), 1))
        painter.drawLine(QLineF(rect.plot.left(), middle, rect.plot.right(), middle))
        if divergence.time is not None:
            x = axis.x(divergence.time)
            painter.setPen(QPen(style.text, 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, rect.plot.top(), x, rect.plot.bottom()))
            painter.setFont(style.small)
            extent = QFontMetricsF(style.small).horizontalAdvance(LEAD_CHANGES) + 2
            left = x + 4 if x + 4 + extent <= rect.plot.right() else x - 4 - extent
            label_rect = QRectF(left, rect.plot.bottom() - 16, extent, 14)
            painter.drawText(label_rect, Qt.AlignmentFlag.AlignLeft, LEAD_CHANGES)
        painter.restore()

    def scale(self) -> float:
        """Return the lead at the upper edge."""
        return round_scale(self.divergence.lead)

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        divergence, trace = self.divergence, self.view.trace
        lead = float(divergence.lead[step])
        first, second = (divergence.ahead, divergence.behind) if lead >= 0 else (divergence.behind, divergence.ahead)
        sign = 1 if lead >= 0 else -1
        parts = ", ".join(
            f"{name} {signed_text(sign * float(part[step]))}"
            for name, part in (
                ("network", divergence.by_network),
                ("similar hand", divergence.by_features),
                ("similar memory", divergence.by_embedding),
            )
        )
        change = ""
        if (
            divergence.time is not None
            and abs(float(trace.time[step]) - divergence.time) < NEAR_STEPS * self.view.step_s
        ):
            change = (
                f" Here the lead changes: {quoted_label(trace, divergence.ahead)} stays ahead until its largest lead."
            )
        return (
            f"{quoted_label(trace, first)} leads {quoted_label(trace, second)} by {abs(lead):.1f} "
            f"({np.exp(min(abs(lead), 20)):,.0f} times as likely): {parts}.{change}"
        )

    def describe_readout(self, rect: LaneRect, y: float, step: int) -> str:
        return f"At the cursor: {self.describe(rect, y, step)} Above 0 the first gesture leads, below 0 the second."

    def readouts(self, rect: LaneRect, step: int, style: PlotStyle) -> list[Readout]:
        lead = float(self.divergence.lead[step])
        return [Readout(rect.plot.center().y(), signed_text(lead), style.up if lead >= 0 else style.down)]


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionLane(Lane):
    """Change of the lead if the hands are hidden around each moment."""

    occlusion: Occlusion

    key = "covered"
    title = "hidden"
    weight = 0.6
    least_px = 40.0

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        paint_title(painter, rect, self.title, ("change of the lead",), style)
        painter.fillRect(rect.plot, style.ground)
        middle, scale = rect.plot.center().y(), self.scale()
        painter.setPen(QPen(faint(style.colors.muted, 0.7), 1))
        painter.drawLine(QLineF(rect.plot.left(), middle, rect.plot.right(), middle))
        edges = sorted({edge for effect in self.time_masks for edge in (effect.mask.start, effect.mask.end)})
        for start, end in pairwise(edges):
            share = float(np.clip(self.change_at((start + end) / 2) / scale, -1, 1))
            high = share * (rect.plot.height() / 2 - 2)
            bar = QRectF(axis.x(start), middle - high, axis.x(end) - axis.x(start), high).normalized()
            painter.fillRect(bar.intersected(rect.plot), faint(style.down if high > 0 else style.up, 0.8))

    def change_at(self, time: float) -> float:
        """Return the change if this moment is hidden: the mean over all masks that cover it."""
        changes = [
            effect.lead_change
            for effect in self.time_masks
            if effect.mask.start <= time <= effect.mask.end and not np.isnan(effect.lead_change)
        ]
        return float(np.mean(changes)) if changes else 0.0

    @property
    def time_masks(self) -> tuple[MaskEffect, ...]:
        """Effects of masks that hide a time span."""
        return self.occlusion.of(MaskKind.TIME)

    def scale(self) -> float:
        """Return the change at the edges."""
        return (
            max(
                (abs(self.change_at((effect.mask.start + effect.mask.end) / 2)) for effect in self.time_masks),
                default=1.0,
            )
            or 1.0
        )

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        change = self.change_at(float(self.view.trace.time[step]))
        name = quoted_label(self.view.trace, self.occlusion.label)
        return f"With the hands hidden here, the lead of {name} changes by {signed_text(change)}."
