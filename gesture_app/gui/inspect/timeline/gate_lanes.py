"""What an LSTM's gates do: write, keep, show; a row for each memory cell, and how much of the layer is open or shut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import OPEN, SHUT, Gates, open_share, shut_share
from gesture_app.gui.inspect.timeline.heat_map import from_signed, paint_heat_map
from gesture_app.gui.inspect.timeline.lane import Lane, LaneRect, Readout, paint_title, row_of, signed_text
from gesture_app.gui.inspect.timeline.style import PlotStyle, Shades, faint
from gesture_app.gui.inspect.timeline.time_axis import NO_STEP, TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView, hand_text

SHARE_PX = 13.0
"""height of the strip that says how much is open or shut"""
KEY_PX = 7.0
KEY_WIDE_PX = 56.0
ABSENT = " This hand is absent here: its memory runs on, and does not count."


@dataclass(frozen=True, slots=True, eq=False)
class GateLane(Lane):
    """One of the three; the inheritor says which."""

    weight = 1.1
    least_px = 50.0
    formula = ""

    @property
    def gate(self) -> FloatArray:
        """The gate whose openness is readouts [K, hidden]."""
        raise NotImplementedError

    @property
    def values(self) -> FloatArray:
        """What is drawn [K, hidden], the cells in order of likeness."""
        raise NotImplementedError

    def scale(self) -> float:
        """The value of the strongest colour."""
        raise NotImplementedError

    def levels(self) -> FloatArray:
        """The same as 0 to 1."""
        return np.asarray(from_signed(self.values, self.scale()))

    def shades(self, style: PlotStyle) -> Shades:
        """Its colours."""
        return style.signed

    def sentence(self, cell: int, step: int) -> str:
        """What this memory cell does there."""
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
            return f"{opened:.0f} % of the layer is open (over {OPEN}), {shut:.0f} % is shut (under {SHUT})."
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

    # ---- where things lie ----
    def _shares(self, rect: LaneRect) -> QRectF:
        plot = rect.plot
        return QRectF(plot.left(), plot.bottom() - SHARE_PX, plot.width(), SHARE_PX)

    def _map(self, rect: LaneRect) -> QRectF:
        return rect.plot.adjusted(0, 0, 0, -SHARE_PX - 1)

    # ---- what is drawn ----
    def _paint_absent(self, painter: QPainter, rect: LaneRect, columns: np.ndarray, style: PlotStyle) -> None:
        """Hatch where the other hand is there, but this one is not."""
        absent = np.append(~self.view.trace.present[:, self.view.side], False)[columns] & (columns != NO_STEP)
        area, edges = self._map(rect), np.flatnonzero(np.diff(absent.astype(np.int8), prepend=0, append=0))
        for first, last in edges.reshape(-1, 2).tolist():
            left, right = (area.left() + edge / len(columns) * area.width() for edge in (first, last))
            painter.fillRect(
                QRectF(left, area.top(), right - left, area.height()),
                QBrush(faint(style.ground, 0.85), Qt.BrushStyle.BDiagPattern),
            )

    def _paint_shares(self, painter: QPainter, rect: LaneRect, columns: np.ndarray, style: PlotStyle) -> None:
        """From the foot how much is open, from the top how much is shut."""
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
                ]  # where it changes
                xs = area.left() + (first + np.append(keep, len(steps))) / len(columns) * area.width()
                ys = foot + high * share[steps[keep]]
                points = [QPointF(xs[0], foot)]
                for place, y in enumerate(ys.tolist()):
                    points += [QPointF(xs[place], y), QPointF(xs[place + 1], y)]
                points.append(QPointF(xs[-1], foot))
                painter.drawPolygon(QPolygonF(points))

    def _paint_key(self, painter: QPainter, rect: LaneRect, top: float, style: PlotStyle) -> None:
        """Which colour is which value."""
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
        """What the outermost colours stand for."""
        return f"−{self.scale():g}", f"{self.scale():g}"


@dataclass(frozen=True, slots=True, eq=False)
class WriteLane(GateLane):
    """Input gate × candidate."""

    key = "write"
    title = "write"
    formula = "input gate × candidate"

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
            f"Memory cell {cell}: its input gate is {100 * gate:.0f} % open, so of {signed_text(candidate)} "
            f"it writes {signed_text(gate * candidate)}."
        )


@dataclass(frozen=True, slots=True, eq=False)
class KeepLane(GateLane):
    """The forget gate."""

    key = "keep"
    title = "keep"
    formula = "forget gate"

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
        held = _held_before(self.view, step, cell)
        return f"Memory cell {cell}: kept {100 * gate:.0f} % of the {signed_text(held)} it held."


@dataclass(frozen=True, slots=True, eq=False)
class ShowLane(GateLane):
    """Output gate × tanh of the cell."""

    key = "show"
    title = "show"
    formula = "output gate × tanh(cell)"

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
            f"Memory cell {cell}: holds {signed_text(held)}, its output gate is {100 * gate:.0f} % open, "
            f"so it shows {signed_text(shown)}."
        )


def cell_sentence(view: TraceView, cell: int, step: int) -> str:
    """All that a memory cell does at a step, in plain words."""
    trace, side = view.trace, view.side
    if view.last_layer:
        added = float(trace.contribution(view.label)[step, cell])
        whose = int(trace.hand[step, cell])
        name = f"Memory cell {cell}: adds {signed_text(added)} to {view.gesture} here"
        if whose < 0:
            name = f"Memory cell {cell}: adds nothing to {view.gesture}, no hand is here"
        elif whose != side:
            name += f" (the {hand_text(whose)}’s counts)"
    else:
        name = f"Memory cell {cell}: answers {signed_text(float(view.memory.hidden[side, step, cell]))} here"
    gates = view.gates
    if gates is None:
        return f"{name}."
    kept = 100 * float(gates.forget_gate[side, step, cell])
    written = float(gates.input_gate[side, step, cell] * gates.candidate[side, step, cell])
    return f"{name}; kept {kept:.0f} % of what it held, wrote {signed_text(written)}."


def _gates(view: TraceView) -> Gates:
    gates = view.gates
    assert gates is not None  # else no band is made
    return gates


def _held_before(view: TraceView, step: int, cell: int) -> float:
    """What a memory cell held before a step."""
    if step == 0 or view.trace.fresh[step]:
        return 0.0
    return float(_gates(view).cell[view.side, step - 1, cell])


def _runs(columns: np.ndarray) -> list[tuple[int, int]]:
    """Where there are steps without a break: from which column to which."""
    edges = np.flatnonzero(np.diff((columns != NO_STEP).astype(np.int8), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
