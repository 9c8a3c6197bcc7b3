"""Advice on a model, the most useful first, with buttons that lead to the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.advice import Advice
from gesture_app.core.wording import counted
from gesture_app.gui.train.starter_panel import switch_off_text
from gesture_app.gui.widgets.controls import TextRole, button, paragraph

MOST_SHOWN = 5
INDENT_PX = 12
NOTHING = "No problem stands out. Takes from another day would make the model more robust."


class AdviceList(QWidget):
    """Shows the first few and counts the rest."""

    cell_wanted = Signal(str, str)
    """the test takes of a gesture that the model named as another"""
    record_wanted = Signal(str, int)
    """gesture and number of takes to record"""
    look_wanted = Signal(str)
    """gesture whose doubtful takes to show"""
    switch_off_wanted = Signal(str)
    """gesture of the starter that the next model shall not know"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.sentences: tuple[str, ...] = ()

    def show_advice(self, advice: Sequence[Advice] | None) -> None:
        """Replace the advice. None means that it is not known yet."""
        self._clear()
        shown = (advice or ())[:MOST_SHOWN]
        self.sentences = tuple(one.sentence for one in shown)
        for one in shown:
            self._layout.addWidget(paragraph(self, f"• {one.sentence}"))
            hint = paragraph(self, one.hint, TextRole.MUTED)
            hint.setContentsMargins(INDENT_PX, 0, 0, 2)
            self._layout.addWidget(hint)
            self._layout.addWidget(self._ways(one))
        rest = len(advice or ()) - len(shown)
        if rest:
            self._layout.addWidget(paragraph(self, f"{counted(rest, 'more hint')} in the saved page.", TextRole.MUTED))
        if advice is not None and not advice:
            self._layout.addWidget(paragraph(self, NOTHING, TextRole.MUTED))

    def show_step(self, advice: Advice | None) -> None:
        """Show only what to do next, after one piece of advice."""
        self._clear()
        self.setVisible(advice is not None)
        if advice is not None:
            hint = paragraph(self, f"→ {advice.hint}")
            hint.setContentsMargins(0, 6, 0, 2)
            self._layout.addWidget(hint)
            self._layout.addWidget(self._ways(advice))

    def _clear(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            assert widget is not None
            widget.hide()
            widget.deleteLater()

    def _ways(self, advice: Advice) -> QWidget:
        """Return the buttons for a piece of advice."""
        ways = QWidget(self)
        row = QHBoxLayout(ways)
        row.setContentsMargins(INDENT_PX, 0, 0, 8)
        row.setSpacing(6)
        for made in self._buttons(advice, ways):
            row.addWidget(made)
        row.addStretch(1)
        return ways

    def _buttons(self, advice: Advice, parent: QWidget) -> Iterator[QPushButton]:
        if advice.cell is not None:
            see = button(parent, "Show these takes", "Show them below, beside the gesture that was named", "small")
            see.clicked.connect(partial(self.cell_wanted.emit, *advice.cell))
            yield see
        for gesture in advice.record:
            wanted = f"“{spoken_name(NONE)}”" if gesture == NONE else _on_button(gesture)
            more = button(parent, f"Record {wanted}", "Go to the Record page, which waits for you to start", "small")
            more.clicked.connect(partial(self.record_wanted.emit, gesture, advice.takes))
            yield more
        if advice.switch_off:
            off = button(parent, switch_off_text(advice.switch_off), "The next training leaves it out", "small")
            off.clicked.connect(partial(self.switch_off_wanted.emit, advice.switch_off))
            yield off
        if advice.doubtful:
            look = button(parent, f"Review {_on_button(advice.doubtful)}", "Show its takes in the Library", "small")
            look.clicked.connect(partial(self.look_wanted.emit, advice.doubtful))
            yield look


def _on_button(gesture: str) -> str:
    """Return the gesture's name for a button, where "&" alone would mark a key."""
    return spoken_name(gesture).replace("&", "&&")
