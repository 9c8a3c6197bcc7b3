"""What a gate is: the chosen memory cell as a drawing whose values move, the equations, and what each panel shows."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.panels.cell_diagram import HIGH, WIDE, CellMoment, cell_moment, paint_cell
from gesture_app.gui.inspect.panels.explanations import (
    EQUATIONS,
    GATE,
    LESSONS,
    NO_GATES,
    NOT_A_DECISION,
    SHARES,
    Explanation,
)
from gesture_app.gui.inspect.timeline.style import paper_of
from gesture_app.gui.inspect.trace_view import TraceView
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button, heading, paragraph, scrolled


class CellPicture(QWidget):
    """The drawing, as large as it may be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moment: CellMoment | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("A memory cell")

    def sizeHint(self) -> QSize:
        return QSize(round(WIDE), round(HIGH))

    def show_moment(self, moment: CellMoment | None) -> None:
        """Draw a memory cell at a moment."""
        self.moment = moment
        if moment is not None:
            self.setAccessibleDescription("; ".join(moment.equations()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.moment is not None:
            painter = QPainter(self)
            paper = paper_of(self.palette(), self.font(), self.devicePixelRatioF())
            paint_cell(painter, QRectF(self.rect()), self.moment, paper)


class GatePanel(QWidget):
    """Says what is drawn; the page tells it the moment."""

    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.which = QSpinBox(self)
        self.which.setToolTip(f"Which memory cell is drawn ({ROWS['previous cell'].key} {ROWS['next cell'].key})")
        self.which.setAccessibleName("Memory cell")
        self.next_words = button(self, ROWS["explain"].text, ROWS["explain"].tooltip, "small")
        self._explained = ""
        self.picture = CellPicture(self)
        self.numbers = QLabel(self)
        self.title = heading(self, GATE.title)
        self.plain = paragraph(self, GATE.plain)
        self.more = paragraph(self, NOT_A_DECISION, TextRole.MUTED)
        self.no_gates = paragraph(self, ink=TextRole.MUTED)
        self.no_gates.hide()
        self._equations = QLabel(_equation_table(), self)
        self._equations.setTextFormat(Qt.TextFormat.RichText)
        self.which.valueChanged.connect(self.cell_chosen)
        self.next_words.clicked.connect(self.explain_next)
        for label in (self.numbers, self._equations):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._arrange()

    def explain_next(self) -> None:
        """Explain what comes after what is explained now: first what a gate is, then the sheet from above."""
        keys = ["", *LESSONS]
        self.explain(keys[(keys.index(self._explained) + 1) % len(keys)])

    def explain(self, key: str) -> None:
        """Explain a section of the sheet; "": what a gate is."""
        self._explained = key if key in LESSONS else ""
        lesson: Explanation = LESSONS.get(key, GATE)
        equation = f" ({lesson.equation})" if lesson.equation else ""
        self.title.setText(f"{lesson.title}{equation}")
        self.plain.setText(f"{lesson.plain} {SHARES}" if key in ("write", "keep", "show") else lesson.plain)

    def show_cell(self, reading: TraceView | None, cell: int | None, step: int) -> None:
        """The chosen memory cell at a moment."""
        moment = cell_moment(reading, cell, step) if reading is not None and cell is not None else None
        if reading is not None:
            self.which.blockSignals(True)
            self.which.setRange(0, reading.memory.hidden.shape[-1] - 1)
            if cell is not None:
                self.which.setValue(cell)
            self.which.blockSignals(False)
        gated = reading is None or reading.gates is not None
        for widget in (self.picture, self.numbers, self._equations):
            widget.setVisible(gated)
        self.no_gates.setVisible(not gated)
        if reading is not None and not gated:
            kind = {"gru": "GRU", "rnn": "plain RNN"}.get(reading.trace.card.network.cell, "network of another kind")
            self.no_gates.setText(NO_GATES.format(cell=kind))
        self.picture.show_moment(moment)
        self.numbers.setText("\n".join(moment.equations()) if moment is not None else "")

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(TextLabel("Memory cell", self))
        head.addWidget(self.which)
        head.addStretch(1)
        head.addWidget(self.next_words)
        told = QWidget(self)
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, 8, 0)
        words.setSpacing(6)
        for widget in (self.picture, self.numbers, self.no_gates, self.title, self.plain, self._equations, self.more):
            words.addWidget(widget)
        words.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(scrolled(told, self), 1)


def _equation_table() -> str:
    html = [(name, re.sub("_(.)", r"<sub>\1</sub>", formula)) for name, formula in EQUATIONS]
    rows = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td><i>{formula}</i></td></tr>" for name, formula in html)
    return f"<table>{rows}</table>"
