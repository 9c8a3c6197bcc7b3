"""A diagram of one memory cell with its gates, content and output at a moment."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from gesture_app.core.inspection.cell_replay import content_before
from gesture_app.gui.inspect.panels.equations import decimal_text, solved
from gesture_app.gui.inspect.timeline.lane import signed_text
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.trace_view import TraceView

WIDE, HIGH = 320.0, 176.0
"""size of the drawing before scaling"""
LETTER_PX = 11
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class CellMoment:
    """One memory cell at one step."""

    cell: int
    before: float
    """content after the step before"""
    input_gate: float
    forget_gate: float
    candidate: float
    output_gate: float
    content: float
    """content after this step"""
    output: float

    def equations(self) -> tuple[str, ...]:
        """Return the last two LSTM equations with the numbers of this moment."""
        content = solved(
            "{} · {} + {} · {}",
            (self.forget_gate, self.before, self.input_gate, self.candidate),
            lambda f, before, i, g: f * before + i * g,
            self.content,
        )
        output = solved(
            "{} · tanh({})", (self.output_gate, self.content), lambda o, content: o * math.tanh(content), self.output
        )
        terms, _, result = content.rpartition(" = ")
        return f"c = f · c′ + i · g\n   = {terms}\n   = {result}", f"h = o · tanh(c)\n   = {output}"


def cell_moment(view: TraceView, cell: int, step: int) -> CellMoment | None:
    """Return a memory cell at a step, None if it has no gates."""
    gates, side = view.gates, view.side
    if gates is None or not len(view.trace):
        return None
    return CellMoment(
        cell,
        content_before(gates, side, cell, step, view.trace.fresh),
        float(gates.input_gate[side, step, cell]),
        float(gates.forget_gate[side, step, cell]),
        float(gates.candidate[side, step, cell]),
        float(gates.output_gate[side, step, cell]),
        float(gates.cell[side, step, cell]),
        float(view.memory.hidden[side, step, cell]),
    )


PARTS = (
    (QRectF(56, 98, 44, 34), "f", "Forget gate: the share of the content before that the cell keeps, 0 to 1."),
    (QRectF(108, 98, 44, 34), "i", "Input gate: the share of the candidate that is written, 0 to 1."),
    (QRectF(162, 98, 44, 34), "g", "Candidate: the value that could be written, −1 to 1."),
    (QRectF(226, 98, 44, 34), "o", "Output gate: the share of tanh(c) that the cell shows, 0 to 1."),
    (QRectF(0, 8, 60, 36), "c′", "The content of the cell after the step before."),
    (QRectF(262, 8, 58, 36), "c", "The content of the cell after this step: c = f · c′ + i · g."),
    (QRectF(260, 62, 60, 34), "h", "The output of the cell: h = o · tanh(c). The next layer and the next step use it."),
    (QRectF(158, 48, 44, 18), "i · g", "What is written: input gate times candidate."),
    (QRectF(66, 20, 24, 24), "×", "The content before, times the forget gate."),
    (QRectF(136, 20, 24, 24), "+", "What is kept and what is written are added."),
    (QRectF(0, 134, 60, 18), "x, h′", "Input of this step, and output of all cells of the layer one step earlier."),
)
"""what each part of the drawing means: its place before scaling, its symbol and a sentence"""


def explain_part(area: QRectF, position: QPointF) -> str:
    """Return the meaning of the part of a diagram in an area at a position, "" if there is none."""
    scale = min(area.width() / WIDE, area.height() / HIGH)
    place = (position - area.center()) / scale + QPointF(WIDE / 2, HIGH / 2)
    return next((f"{symbol}: {sentence}" for rect, symbol, sentence in PARTS if rect.contains(place)), "")


def paint_cell(painter: QPainter, area: QRectF, moment: CellMoment, style: PlotStyle) -> None:
    """Draw the cell scaled to the area. Arrows are the thicker the larger their value."""
    scale = min(area.width() / WIDE, area.height() / HIGH)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center().x() - WIDE * scale / 2, area.center().y() - HIGH * scale / 2)
    painter.scale(scale, scale)
    body = QRectF(34, 6, 252, 134)
    painter.setPen(QPen(style.colors.line, 1.5))
    painter.setBrush(faint(style.colors.line, 0.25))
    painter.drawRoundedRect(body, 12, 12)
    _paint_conveyor(painter, moment, style)
    _paint_gates(painter, moment, style)
    painter.setFont(_letters(style))
    painter.setPen(style.colors.muted)
    painter.drawText(QRectF(34, 158, 252, 16), CENTRE, "x: input    h′: output one step earlier")
    painter.restore()


def _paint_conveyor(painter: QPainter, moment: CellMoment, style: PlotStyle) -> None:
    """Paint the path of the content: times the forget gate, plus what is written."""
    y, forget_x, add_x, show_x = 32.0, 78.0, 148.0, 248.0
    held = style.held
    _arrow(painter, QPointF(4, y), QPointF(forget_x - 10, y), held, abs(moment.before))
    _arrow(painter, QPointF(forget_x + 10, y), QPointF(add_x - 10, y), held, abs(moment.before * moment.forget_gate))
    _arrow(painter, QPointF(add_x + 10, y), QPointF(316, y), held, abs(moment.content))
    _arrow(painter, QPointF(show_x, y), QPointF(show_x, 76), held, abs(moment.content))
    _sign(painter, QPointF(forget_x, y), "×", style)
    _sign(painter, QPointF(add_x, y), "+", style)
    _text(painter, QPointF(18, y - 14), f"c′ {decimal_text(moment.before)}", style, style.text)
    _text(painter, QPointF(302, y - 14), f"c {decimal_text(moment.content)}", style, style.text)
    _text(painter, QPointF(show_x + 21, 58), "tanh", style, style.colors.muted)
    _sign(painter, QPointF(show_x, 86), "×", style)
    output = style.up if moment.output >= 0 else style.down
    _arrow(painter, QPointF(show_x + 10, 86), QPointF(316, 86), output, abs(moment.output))
    _text(painter, QPointF(302, 72), f"h {decimal_text(moment.output)}", style, style.text)


def _paint_gates(painter: QPainter, moment: CellMoment, style: PlotStyle) -> None:
    """Paint four boxes, filled by value, and the arrows that leave them."""
    foot, top = 132.0, 98.0
    written = moment.input_gate * moment.candidate
    colour = style.up if written >= 0 else style.down
    _arrow(painter, QPointF(78, top), QPointF(78, 43), style.held, moment.forget_gate)
    _arrow(painter, QPointF(130, top), QPointF(142, 79), style.colors.muted, moment.input_gate)
    _arrow(painter, QPointF(184, top), QPointF(156, 78), colour, abs(moment.candidate))
    _sign(painter, QPointF(148, 70), "×", style)
    _arrow(painter, QPointF(148, 59), QPointF(148, 43), colour, abs(written))
    _text(painter, QPointF(176, 57), _number(written), style, colour)
    _arrow(painter, QPointF(248, top + 1), QPointF(248, 97), style.colors.muted, moment.output_gate)
    for x, name, value, signed in (
        (78.0, "f", moment.forget_gate, False),
        (130.0, "i", moment.input_gate, False),
        (184.0, "g", moment.candidate, True),
        (248.0, "o", moment.output_gate, False),
    ):
        box = QRectF(x - 22, top, 44, foot - top)
        _gate(painter, box, name, value, signed, style)
        painter.setPen(QPen(faint(style.colors.muted, 0.8), 1.2))
        painter.drawLine(QLineF(x, foot, x, 149))
    painter.drawLine(QLineF(20, 149, 248, 149))
    _text(painter, QPointF(14, 142), "x, h′", style, style.text)


def _gate(painter: QPainter, box: QRectF, name: str, value: float, signed: bool, style: PlotStyle) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(box, 5, 5)
    painter.fillPath(shape, style.ground)
    painter.save()
    painter.setClipPath(shape)
    colour = (style.up if value >= 0 else style.down) if signed else style.colors.accent
    height = abs(value) * box.height()
    painter.fillRect(QRectF(box.left(), box.bottom() - height, box.width(), height), faint(colour, 0.45))
    painter.restore()
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.setFont(_letters(style, bold=True))
    painter.setPen(style.text)
    painter.drawText(box.adjusted(0, 1, 0, -box.height() / 2), CENTRE, name)
    painter.setFont(_letters(style))
    painter.drawText(box.adjusted(0, box.height() / 2 - 2, 0, -1), CENTRE, _number(value) if signed else f"{value:.2f}")


def _arrow(painter: QPainter, start: QPointF, end: QPointF, colour: QColor, flow: float) -> None:
    """Paint an arrow whose width grows with the flow, up to a limit."""
    width = 1.2 + 3.2 * min(1.0, flow)
    painter.setPen(
        QPen(faint(colour, 0.45 + 0.55 * min(1.0, flow)), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    )
    line = QLineF(start, end)
    head = 5.0 + width
    line.setLength(max(0.1, line.length() - head * 0.8))
    painter.drawLine(line)
    unit = QLineF(start, end).unitVector()
    across = QPointF(-unit.dy(), unit.dx()) * (head * 0.5)
    back = end - QPointF(unit.dx(), unit.dy()) * head
    tip = QPainterPath(end)
    tip.lineTo(back + across)
    tip.lineTo(back - across)
    tip.closeSubpath()
    painter.fillPath(tip, faint(colour, 0.45 + 0.55 * min(1.0, flow)))


def _sign(painter: QPainter, middle: QPointF, sign: str, style: PlotStyle) -> None:
    painter.setPen(QPen(style.text, 1.3))
    painter.setBrush(style.ground)
    painter.drawEllipse(middle, 9, 9)
    painter.setFont(_letters(style, bold=True))
    painter.drawText(QRectF(middle.x() - 9, middle.y() - 10, 18, 19), CENTRE, sign)


def _text(painter: QPainter, middle: QPointF, text: str, style: PlotStyle, colour: QColor) -> None:
    painter.setFont(_letters(style))
    painter.setPen(colour)
    metrics = QFontMetricsF(_letters(style))
    width = metrics.horizontalAdvance(text) + 4
    left = min(max(middle.x() - width / 2, 0), WIDE - width)
    painter.drawText(QRectF(left, middle.y() - 8, width, 16), CENTRE, text)


def _letters(style: PlotStyle, bold: bool = False) -> QFont:
    """Return a font that scales with the drawing."""
    font = QFont(style.font)
    font.setPixelSize(LETTER_PX)
    font.setBold(bold)
    return font


def _number(value: float) -> str:
    """Format with a proper minus sign."""
    return signed_text(value).removeprefix("+")
