"""Lanes of LSTM gates: write, keep and show, a row per memory cell, and the share of open and shut gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.cell_replay import content_before
from gesture_app.core.inspection.trace import OPEN, SHUT, Gates, open_share, shut_share
from gesture_app.gui.inspect.timeline.heat_map import from_signed, paint_heat_map
from gesture_app.gui.inspect.timeline.lane import Lane, LaneRect, Readout, paint_title, row_of, signed_text
from gesture_app.gui.inspect.timeline.style import PlotStyle, Shades, faint
from gesture_app.gui.inspect.timeline.time_axis import NO_STEP, TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView, hand_text

SHARE_PX = 13.0
"""height of the strip with the shares of open and shut gates"""
KEY_PX = 7.0
KEY_WIDE_PX = 56.0
ABSENT = " This hand is absent here. Its memory runs on, but does not count."


@dataclass(frozen=True, slots=True, eq=False)
class GateLane(Lane):
    """Base class of the three gate lanes."""

    weight = 1.1
    least_px = 50.0
    formula = ""
    gate_name = ""
    """of the gate whose shares are shown"""

    @property
    def gate(self) -> FloatArray:
        """The gate whose open and shut shares are shown [K, hidden]."""
        raise NotImplementedError

    @property
    def values(self) -> FloatArray:
        """The drawn values [K, hidden], cells sorted by similarity."""
        raise NotImplementedError

    def scale(self) -> float:
        """Return the value of the strongest colour."""
        raise NotImplementedError

    def levels(self) -> FloatArray:
        """Return the values scaled to 0 to 1."""
        return np.asarray(from_signed(self.values, self.scale()))

    def shades(self, style: PlotStyle) -> Shades:
        """Return the colour map."""
        return style.signed

    def sentence(self, cell: int, step: int) -> str:
        """Return a sentence on a memory cell at a step."""
        raise NotImplementedError

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        end = paint_title(painter, rect, self.title, (self.formula,), style)
        self._paint_key(painter, rect, end, style)
        trace = self.view.trace
        columns = axis.columns(trace.time, self.view.step_s, style.ratio)
        painter.fillRect(rect.plot, style.ground)
        paint_heat_map(painter, self._map(rect), self.levels(), columns, self.shades(style), style.ratio)
        self._paint_absent(painter, rect, columns, style)
        self._paint_shares(painter, rect, columns, style)

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        gate = self.gate[step]
        opened, shut = 100 * float((gate > OPEN).mean()), 100 * float((gate < SHUT).mean())
        if y >= self._shares(rect).top():
            return f"{opened:.0f} % of the gates are open (over {OPEN}), {shut:.0f} % are shut (under {SHUT})."
        cell = self.cell_at(rect, y, step)
        absent = "" if self.view.trace.present[step, self.view.side] else ABSENT
        return "" if cell is None else f"{self.sentence(cell, step)}{absent}"

    def cell_at(self, rect: LaneRect, y: float, step: int) -> int | None:
        row = row_of(self._map(rect), y, len(self.view.order))
        return None if row is None else int(self.view.order[row])

    def cell_y(self, rect: LaneRect, cell: int) -> float | None:
        order, area = self.view.order, self._map(rect)
        row = int(np.flatnonzero(order == cell)[0])
        return area.top() + (row + 0.5) / len(order) * area.height()

    def readouts(self, rect: LaneRect, step: int, style: PlotStyle) -> list[Readout]:
        gate, shares, area = self.gate[step], self._shares(rect), self._map(rect)
        opened, shut = 100 * float((gate > OPEN).mean()), 100 * float((gate < SHUT).mean())
        if area.height() < 26:
            return [Readout(shares.center().y(), f"{opened:.0f} % open", style.colors.muted)]
        return [
            Readout(shares.center().y() - 13, f"{shut:.0f} % shut", style.colors.muted),
            Readout(shares.center().y(), f"{opened:.0f} % open", style.text),
        ]

    def describe_readout(self, rect: LaneRect, y: float, step: int) -> str:
        gate = self.gate[step]
        opened, shut = int((gate > OPEN).sum()), int((gate < SHUT).sum())
        return (
            f"At the cursor {opened} of {gate.size} {self.gate_name}s are open (over {OPEN}), {shut} are shut "
            f"(under {SHUT})."
        )

    # ---- where things lie ----
    def _shares(self, rect: LaneRect) -> QRectF:
        plot = rect.plot
        return QRectF(plot.left(), plot.bottom() - SHARE_PX, plot.width(), SHARE_PX)

    def _map(self, rect: LaneRect) -> QRectF:
        return rect.plot.adjusted(0, 0, 0, -SHARE_PX - 1)

    # ---- what is drawn ----
    def _paint_absent(self, painter: QPainter, rect: LaneRect, columns: np.ndarray, style: PlotStyle) -> None:
        """Hatch the steps at which this hand is absent."""
        absent = np.append(~self.view.trace.present[:, self.view.side], False)[columns] & (columns != NO_STEP)
        area, edges = self._map(rect), np.flatnonzero(np.diff(absent.astype(np.int8), prepend=0, append=0))
        for first, last in edges.reshape(-1, 2).tolist():
            left, right = (area.left() + edge / len(columns) * area.width() for edge in (first, last))
            painter.fillRect(
                QRectF(left, area.top(), right - left, area.height()),
                QBrush(faint(style.ground, 0.85), Qt.BrushStyle.BDiagPattern),
            )

    def _paint_shares(self, painter: QPainter, rect: LaneRect, columns: np.ndarray, style: PlotStyle) -> None:
        """Paint the share of open gates from the bottom and of shut gates from the top."""
        area = self._shares(rect)
        painter.fillRect(area, style.ground)
        for share, foot, high, colour in (
            (open_share(self.gate), area.bottom(), -area.height(), faint(style.text, 0.75)),
            (shut_share(self.gate), area.top(), area.height(), faint(style.colors.muted, 0.55)),
        ):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for first, last in _runs(columns):
                steps = columns[first:last]
                keep = np.flatnonzero(np.diff(steps, prepend=steps[0] - 1, append=steps[-1] + 1))[
                    :-1
                ]  # columns with a new step
                xs = area.left() + (first + np.append(keep, len(steps))) / len(columns) * area.width()
                ys = foot + high * share[steps[keep]]
                points = [QPointF(xs[0], foot)]
                for index, y in enumerate(ys.tolist()):
                    points += [QPointF(xs[index], y), QPointF(xs[index + 1], y)]
                points.append(QPointF(xs[-1], foot))
                painter.drawPolygon(QPolygonF(points))

    def _paint_key(self, painter: QPainter, rect: LaneRect, top: float, style: PlotStyle) -> None:
        """Paint the colour key."""
        left = rect.gutter.left() + 13
        if top + KEY_PX + 2 > rect.plot.bottom():
            return
        image_of = np.linspace(0, 1, 64)[:, None]
        area = QRectF(left + 34, top + 4, KEY_WIDE_PX - 20, KEY_PX)
        if area.bottom() > rect.plot.bottom():
            return
        paint_heat_map(painter, area, image_of, np.arange(64), self.shades(style), 1.0)
        painter.setPen(QPen(faint(style.colors.muted, 0.6), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setFont(style.small)
        painter.setPen(style.colors.muted)
        low, high = self.key_labels()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left - 6, area.top() - 5, 36, area.height() + 10), right, low)
        painter.drawText(
            QRectF(area.right() + 4, area.top() - 5, 40, area.height() + 10), Qt.AlignmentFlag.AlignVCenter, high
        )

    def key_labels(self) -> tuple[str, str]:
        """Return the labels at both ends of the colour key."""
        return f"−{self.scale():g}", f"{self.scale():g}"


@dataclass(frozen=True, slots=True, eq=False)
class WriteLane(GateLane):
    """Input gate times candidate."""

    key = "write"
    title = "write"
    formula = "input gate × candidate"
    gate_name = "input gate"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.view).input_gate[self.view.side]
        return gate

    @property
    def values(self) -> FloatArray:
        gates, side, order = _gates(self.view), self.view.side, self.view.order
        written: FloatArray = gates.input_gate[side][:, order] * gates.candidate[side][:, order]
        return written

    def scale(self) -> float:
        return self.view.scales.written

    def sentence(self, cell: int, step: int) -> str:
        gates, side = _gates(self.view), self.view.side
        gate, candidate = float(gates.input_gate[side, step, cell]), float(gates.candidate[side, step, cell])
        return (
            f"Memory cell {cell} writes {signed_text(gate * candidate)}: "
            f"its input gate lets {100 * gate:.0f} % of {signed_text(candidate)} pass."
        )


@dataclass(frozen=True, slots=True, eq=False)
class KeepLane(GateLane):
    """The forget gate."""

    key = "keep"
    title = "keep"
    formula = gate_name = "forget gate"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.view).forget_gate[self.view.side]
        return gate

    @property
    def values(self) -> FloatArray:
        kept: FloatArray = self.gate[:, self.view.order]
        return kept

    def scale(self) -> float:
        return 1.0

    def levels(self) -> FloatArray:
        return self.values

    def shades(self, style: PlotStyle) -> Shades:
        return style.kept

    def key_labels(self) -> tuple[str, str]:
        return "0", "1"

    def sentence(self, cell: int, step: int) -> str:
        gate = float(self.gate[step, cell])
        held = content_before(_gates(self.view), self.view.side, cell, step, self.view.trace.fresh)
        return f"Memory cell {cell} kept {100 * gate:.0f} % of {signed_text(held)}."


@dataclass(frozen=True, slots=True, eq=False)
class ShowLane(GateLane):
    """Output gate times tanh of the cell."""

    key = "show"
    title = "show"
    formula = "output gate × tanh(cell)"
    gate_name = "output gate"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.view).output_gate[self.view.side]
        return gate

    @property
    def values(self) -> FloatArray:
        shown: FloatArray = self.view.memory.hidden[self.view.side][:, self.view.order]
        return shown

    def scale(self) -> float:
        return self.view.scales.shown

    def sentence(self, cell: int, step: int) -> str:
        gates, side = _gates(self.view), self.view.side
        gate, held = float(gates.output_gate[side, step, cell]), float(gates.cell[side, step, cell])
        shown = float(self.view.memory.hidden[side, step, cell])
        return (
            f"Memory cell {cell} shows {signed_text(shown)}: "
            f"it holds {signed_text(held)} and its output gate is {100 * gate:.0f} % open."
        )


def cell_sentence(view: TraceView, cell: int, step: int) -> str:
    """Return one sentence on all that a memory cell does at a step."""
    trace, side = view.trace, view.side
    if view.last_layer:
        added = float(trace.contribution(view.label)[step, cell])
        whose = int(trace.hand[step, cell])
        name = f"Memory cell {cell} adds {signed_text(added)} to {view.quoted_gesture}"
        if whose < 0:
            name = f"Memory cell {cell} adds nothing to {view.quoted_gesture} without a hand"
        elif whose != side:
            name += f" (from the {hand_text(whose)})"
    else:
        name = f"Memory cell {cell} has the output {signed_text(float(view.memory.hidden[side, step, cell]))}"
    gates = view.gates
    if gates is None:
        return f"{name}."
    kept = 100 * float(gates.forget_gate[side, step, cell])
    written = float(gates.input_gate[side, step, cell] * gates.candidate[side, step, cell])
    return f"{name}; kept {kept:.0f} % of its content, wrote {signed_text(written)}."


def _gates(view: TraceView) -> Gates:
    gates = view.gates
    assert gates is not None  # lanes_of makes gate lanes only for an LSTM
    return gates


def _runs(columns: np.ndarray) -> list[tuple[int, int]]:
    """Return runs of columns that show a step, as (first, end)."""
    edges = np.flatnonzero(np.diff((columns != NO_STEP).astype(np.int8), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
