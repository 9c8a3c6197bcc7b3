"""What to do about a report: what is so, and below it what helps, the most useful first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.advice import Advice
from gesture_app.gui.widgets.controls import Ink, counted, paragraph

MOST_SHOWN = 5
NOTHING = "Nothing stands out. Record more on another day, and it holds for longer."


class ReportAdvice(QWidget):
    """The first few; the rest is counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.sentences: tuple[str, ...] = ()

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Replace what is said."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = advice[:MOST_SHOWN]
        self.sentences = tuple(one.sentence for one in shown)
        for one in shown:
            self._layout.addWidget(paragraph(self, f"• {one.sentence}"))
            hint = paragraph(self, one.hint, Ink.MUTED)
            hint.setContentsMargins(12, 0, 0, 6)
            self._layout.addWidget(hint)
        rest = len(advice) - len(shown)
        if rest:
            self._layout.addWidget(paragraph(self, f"{counted(rest, 'more hint')} in the saved page.", Ink.MUTED))
        if not shown:
            self._layout.addWidget(paragraph(self, NOTHING, Ink.MUTED))
