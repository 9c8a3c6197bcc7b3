"""What an LSTM's gates do: write, keep, show; a row for each memory cell, and how much of the layer is open or shut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import OPEN, SHUT, Gates, open_share, shut_share
from gesture_app.gui.inspect.timeline.heat_map import from_signed, paint_heat_map
from gesture_app.gui.inspect.timeline.lane import Lane, LaneRect, Readout, paint_title, row_of, signed_words
from gesture_app.gui.inspect.timeline.style import PlotStyle, Shades, faint
from gesture_app.gui.inspect.timeline.time_axis import NO_STEP, TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView, hand_words

SHARE_PX = 13.0
"""height of the strip that says how much is open or shut"""
KEY_PX = 7.0
KEY_WIDE_PX = 56.0
ABSENT = " This hand is absent here: its memory runs on, and does not count."


@dataclass(frozen=True, slots=True, eq=False)
class GateBand(Lane):
    """One of the three; the inheritor says which."""

    weight = 1.1
    least_px = 50.0
    formula = ""

    @property
    def gate(self) -> FloatArray:
        """The gate whose openness is told [K, hidden]."""
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

    def shades(self, paper: PlotStyle) -> Shades:
        """Its colours."""
        return paper.signed

    def sentence(self, cell: int, step: int) -> str:
        """What this memory cell does there."""
        raise NotImplementedError

    def paint(self, painter: QPainter, room: LaneRect, axis: TimeAxis, paper: PlotStyle) -> None:
        end = paint_title(painter, room, self.title, (self.formula,), paper)
        self._paint_key(painter, room, end, paper)
        trace = self.reading.trace
        columns = axis.columns(trace.time, self.reading.step_s, paper.ratio)
        painter.fillRect(room.plot, paper.ground)
        paint_heat_map(painter, self._map(room), self.levels(), columns, self.shades(paper), paper.ratio)
        self._paint_absent(painter, room, columns, paper)
        self._paint_shares(painter, room, columns, paper)

    def words(self, room: LaneRect, y: float, step: int) -> str:
        gate = self.gate[step]
        opened, shut = 100 * float((gate > OPEN).mean()), 100 * float((gate < SHUT).mean())
        if y >= self._shares(room).top():
            return f"{opened:.0f} % of the layer is open (over {OPEN}), {shut:.0f} % is shut (under {SHUT})."
        cell = self.cell_at(room, y, step)
        absent = "" if self.reading.trace.present[step, self.reading.side] else ABSENT
        return "" if cell is None else f"{self.sentence(cell, step)}{absent}"

    def cell_at(self, room: LaneRect, y: float, step: int) -> int | None:
        row = row_of(self._map(room), y, len(self.reading.order))
        return None if row is None else int(self.reading.order[row])

    def cell_y(self, room: LaneRect, cell: int) -> float | None:
        order, area = self.reading.order, self._map(room)
        row = int(np.flatnonzero(order == cell)[0])
        return area.top() + (row + 0.5) / len(order) * area.height()

    def told(self, room: LaneRect, step: int, paper: PlotStyle) -> list[Readout]:
        gate, shares, area = self.gate[step], self._shares(room), self._map(room)
        opened, shut = 100 * float((gate > OPEN).mean()), 100 * float((gate < SHUT).mean())
        if area.height() < 26:
            return [Readout(shares.center().y(), f"{opened:.0f} % open", paper.look.muted)]
        return [
            Readout(shares.center().y() - 13, f"{shut:.0f} % shut", paper.look.muted),
            Readout(shares.center().y(), f"{opened:.0f} % open", paper.text),
        ]

    # ---- where things lie ----
    def _shares(self, room: LaneRect) -> QRectF:
        plot = room.plot
        return QRectF(plot.left(), plot.bottom() - SHARE_PX, plot.width(), SHARE_PX)

    def _map(self, room: LaneRect) -> QRectF:
        return room.plot.adjusted(0, 0, 0, -SHARE_PX - 1)

    # ---- what is drawn ----
    def _paint_absent(self, painter: QPainter, room: LaneRect, columns: np.ndarray, paper: PlotStyle) -> None:
        """Hatch where the other hand is there, but this one is not."""
        absent = np.append(~self.reading.trace.present[:, self.reading.side], False)[columns] & (columns != NO_STEP)
        area, edges = self._map(room), np.flatnonzero(np.diff(absent.astype(np.int8), prepend=0, append=0))
        for first, last in edges.reshape(-1, 2).tolist():
            left, right = (area.left() + edge / len(columns) * area.width() for edge in (first, last))
            painter.fillRect(
                QRectF(left, area.top(), right - left, area.height()),
                QBrush(faint(paper.ground, 0.85), Qt.BrushStyle.BDiagPattern),
            )

    def _paint_shares(self, painter: QPainter, room: LaneRect, columns: np.ndarray, paper: PlotStyle) -> None:
        """From the foot how much is open, from the top how much is shut."""
        area = self._shares(room)
        painter.fillRect(area, paper.ground)
        for share, foot, high, colour in (
            (open_share(self.gate), area.bottom(), -area.height(), faint(paper.text, 0.75)),
            (shut_share(self.gate), area.top(), area.height(), faint(paper.look.muted, 0.55)),
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

    def _paint_key(self, painter: QPainter, room: LaneRect, top: float, paper: PlotStyle) -> None:
        """Which colour is which value."""
        left = room.gutter.left() + 13
        if top + KEY_PX + 2 > room.plot.bottom():
            return
        image_of = np.linspace(0, 1, 64)[:, None]
        area = QRectF(left + 34, top + 4, KEY_WIDE_PX - 20, KEY_PX)
        if area.bottom() > room.plot.bottom():
            return
        paint_heat_map(painter, area, image_of, np.arange(64), self.shades(paper), 1.0)
        painter.setPen(QPen(faint(paper.look.muted, 0.6), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setFont(paper.small)
        painter.setPen(paper.look.muted)
        low, high = self.key_words()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left - 6, area.top() - 5, 36, area.height() + 10), right, low)
        painter.drawText(
            QRectF(area.right() + 4, area.top() - 5, 40, area.height() + 10), Qt.AlignmentFlag.AlignVCenter, high
        )

    def key_words(self) -> tuple[str, str]:
        """What the outermost colours stand for."""
        return f"−{self.scale():g}", f"{self.scale():g}"


@dataclass(frozen=True, slots=True, eq=False)
class WriteBand(GateBand):
    """Input gate × candidate."""

    key = "write"
    title = "write"
    formula = "input gate × candidate"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.reading).input_gate[self.reading.side]
        return gate

    @property
    def values(self) -> FloatArray:
        gates, side, order = _gates(self.reading), self.reading.side, self.reading.order
        written: FloatArray = gates.input_gate[side][:, order] * gates.candidate[side][:, order]
        return written

    def scale(self) -> float:
        return self.reading.scales.written

    def sentence(self, cell: int, step: int) -> str:
        gates, side = _gates(self.reading), self.reading.side
        gate, candidate = float(gates.input_gate[side, step, cell]), float(gates.candidate[side, step, cell])
        return (
            f"Memory cell {cell}: its input gate is {100 * gate:.0f} % open, so of {signed_words(candidate)} "
            f"it writes {signed_words(gate * candidate)}."
        )


@dataclass(frozen=True, slots=True, eq=False)
class KeepBand(GateBand):
    """The forget gate."""

    key = "keep"
    title = "keep"
    formula = "forget gate"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.reading).forget_gate[self.reading.side]
        return gate

    @property
    def values(self) -> FloatArray:
        kept: FloatArray = self.gate[:, self.reading.order]
        return kept

    def scale(self) -> float:
        return 1.0

    def levels(self) -> FloatArray:
        return self.values

    def shades(self, paper: PlotStyle) -> Shades:
        return paper.kept

    def key_words(self) -> tuple[str, str]:
        return "0", "1"

    def sentence(self, cell: int, step: int) -> str:
        gate = float(self.gate[step, cell])
        held = _held_before(self.reading, step, cell)
        return f"Memory cell {cell}: kept {100 * gate:.0f} % of the {signed_words(held)} it held."


@dataclass(frozen=True, slots=True, eq=False)
class ShowBand(GateBand):
    """Output gate × tanh of the cell."""

    key = "show"
    title = "show"
    formula = "output gate × tanh(cell)"

    @property
    def gate(self) -> FloatArray:
        gate: FloatArray = _gates(self.reading).output_gate[self.reading.side]
        return gate

    @property
    def values(self) -> FloatArray:
        shown: FloatArray = self.reading.memory.hidden[self.reading.side][:, self.reading.order]
        return shown

    def scale(self) -> float:
        return self.reading.scales.shown

    def sentence(self, cell: int, step: int) -> str:
        gates, side = _gates(self.reading), self.reading.side
        gate, held = float(gates.output_gate[side, step, cell]), float(gates.cell[side, step, cell])
        shown = float(self.reading.memory.hidden[side, step, cell])
        return (
            f"Memory cell {cell}: holds {signed_words(held)}, its output gate is {100 * gate:.0f} % open, "
            f"so it shows {signed_words(shown)}."
        )


def cell_sentence(reading: TraceView, cell: int, step: int) -> str:
    """All that a memory cell does at a step, in plain words."""
    trace, side = reading.trace, reading.side
    if reading.last_layer:
        added = float(trace.contribution(reading.label)[step, cell])
        whose = int(trace.hand[step, cell])
        name = f"Memory cell {cell}: adds {signed_words(added)} to {reading.gesture} here"
        if whose < 0:
            name = f"Memory cell {cell}: adds nothing to {reading.gesture}, no hand is here"
        elif whose != side:
            name += f" (the {hand_words(whose)}’s counts)"
    else:
        name = f"Memory cell {cell}: answers {signed_words(float(reading.memory.hidden[side, step, cell]))} here"
    gates = reading.gates
    if gates is None:
        return f"{name}."
    kept = 100 * float(gates.forget_gate[side, step, cell])
    written = float(gates.input_gate[side, step, cell] * gates.candidate[side, step, cell])
    return f"{name}; kept {kept:.0f} % of what it held, wrote {signed_words(written)}."


def _gates(reading: TraceView) -> Gates:
    gates = reading.gates
    assert gates is not None  # else no band is made
    return gates


def _held_before(reading: TraceView, step: int, cell: int) -> float:
    """What a memory cell held before a step."""
    if step == 0 or reading.trace.fresh[step]:
        return 0.0
    return float(_gates(reading).cell[reading.side, step - 1, cell])


def _runs(columns: np.ndarray) -> list[tuple[int, int]]:
    """Where there are steps without a break: from which column to which."""
    edges = np.flatnonzero(np.diff((columns != NO_STEP).astype(np.int8), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
