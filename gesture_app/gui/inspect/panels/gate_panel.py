"""The Gates panel: a diagram of the chosen memory cell, the LSTM equations, and explanations."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QToolTip, QVBoxLayout, QWidget

from gesture_app.core.model.card import CellType
from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.explanations import (
    EQUATIONS,
    EXPLANATIONS,
    GATE,
    NO_GATES,
    NOT_A_DECISION,
    SHARES,
    Explanation,
)
from gesture_app.gui.inspect.panels.cell_diagram import HIGH, WIDE, CellMoment, cell_moment, explain_part, paint_cell
from gesture_app.gui.inspect.timeline.style import style_of
from gesture_app.gui.inspect.trace_view import TraceView
from gesture_app.gui.widgets.controls import TextLabel, TextRole, heading, paragraph, plain_tip, scrolled


class CellPicture(QWidget):
    """Paints the diagram of a memory cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moment: CellMoment | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("A memory cell")

    def sizeHint(self) -> QSize:
        return QSize(round(WIDE), round(HIGH))

    def show_moment(self, moment: CellMoment | None) -> None:
        """Draw a memory cell at a moment, or nothing."""
        self.moment = moment
        if moment is not None:
            self.setAccessibleDescription("; ".join(moment.equations()))
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = explain_part(QRectF(self.rect()), QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(tip) if tip else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.moment is not None:
            painter = QPainter(self)
            style = style_of(self.palette(), self.font(), self.devicePixelRatioF())
            paint_cell(painter, QRectF(self.rect()), self.moment, style)


class GatePanel(QWidget):
    """Explains gates and lanes and shows the chosen memory cell."""

    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.which = QSpinBox(self)
        self.which.setToolTip(
            plain_tip(f"Which memory cell is drawn ({ROWS['previous cell'].key} {ROWS['next cell'].key})")
        )
        self.which.setAccessibleName("Memory cell")
        self.picture = CellPicture(self)
        self.numbers = QLabel(self)
        self.title = heading(self, GATE.title)
        self.plain = paragraph(self, GATE.plain)
        self.more = paragraph(self, NOT_A_DECISION, TextRole.MUTED)
        self.no_gates = paragraph(self, role=TextRole.MUTED)
        self.no_gates.hide()
        self._equations = QLabel(_equation_table(), self)
        self._equations.setTextFormat(Qt.TextFormat.RichText)
        self.which.valueChanged.connect(self.cell_chosen)
        for label in (self.numbers, self._equations):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._arrange()

    def explain(self, key: str) -> None:
        """Explain a lane, or gates with an empty key."""
        explanation: Explanation = EXPLANATIONS.get(key, GATE)
        equation = f" ({explanation.equation})" if explanation.equation else ""
        self.title.setText(f"{explanation.title}{equation}")
        self.plain.setText(f"{explanation.plain} {SHARES}" if key in ("write", "keep", "show") else explanation.plain)

    def show_cell(self, view: TraceView | None, cell: int | None, step: int) -> None:
        """Show the chosen memory cell at a step."""
        moment = cell_moment(view, cell, step) if view is not None and cell is not None else None
        if view is not None:
            self.which.blockSignals(True)
            self.which.setRange(0, view.memory.hidden.shape[-1] - 1)
            if cell is not None:
                self.which.setValue(cell)
            self.which.blockSignals(False)
        gated = view is None or view.gates is not None
        for widget in (self.picture, self.numbers, self._equations):
            widget.setVisible(gated)
        self.no_gates.setVisible(not gated)
        if view is not None and not gated:
            kind = CellType(view.trace.card.network.cell).display_name
            self.no_gates.setText(NO_GATES.format(cell=kind))
        self.picture.show_moment(moment)
        self.numbers.setText("\n".join(moment.equations()) if moment is not None else "")

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(TextLabel("Memory cell", self))
        head.addWidget(self.which)
        head.addStretch(1)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for widget in (self.picture, self.numbers, self.no_gates, self.title, self.plain, self._equations, self.more):
            column.addWidget(widget)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(scrolled(content, self), 1)


def _equation_table() -> str:
    html = [(name, re.sub("_(.)", r"<sub>\1</sub>", formula)) for name, formula in EQUATIONS]
    rows = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td><i>{formula}</i></td></tr>" for name, formula in html)
    return f"<table>{rows}</table>"
