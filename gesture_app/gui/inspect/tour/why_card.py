"""The card on why a gesture was recognised: hide a part of the hand and see its score."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gesture_app.core.inspection.results import MaskEffect, MaskKind, Occlusion
from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.panels.equations import decimal_text
from gesture_app.gui.inspect.panels.why_panel import mask_text
from gesture_app.gui.inspect.tour.card import TourCard, TourMoment, numbers_label
from gesture_app.gui.inspect.tour.compare_plot import ComparePlot, Curves
from gesture_app.gui.inspect.trace_view import TraceView, quoted_label
from gesture_app.gui.widgets.controls import TextLabel, TextRole, paragraph

NOTHING = "nothing"
WAITING = "The network runs again with each part hidden …"


class WhyCard(TourCard):
    """Shows the score of a gesture with one part of the hand hidden."""

    wanted = Signal()
    """hide the parts of the hand one by one"""

    title = "Why this gesture?"
    text = (
        "No single cell decides: scores also depend on how similar the hand is to takes that the model learned from. "
        "But the "
        "program can hide a part of the hand and run the network again. If the score falls, the part spoke for the "
        "gesture: it is orange on the hand above."
    )
    task = "hide one part after the other. An average finger takes the place of a hidden one."
    rows = ("hands", "scores", "lead")
    marked = ("scores",)
    shows_hand = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = QComboBox(self)
        self.part.setAccessibleName("Part to hide")
        self.part.setToolTip("The part of the hand that the network does not see")
        label = TextLabel("Hide", self)
        label.setBuddy(self.part)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.part, 1)
        self.column.addLayout(row)
        self.plot = ComparePlot(self)
        self.numbers = numbers_label(self)
        self.more = paragraph(
            self,
            f"In the full instrument “Why” ({ROWS['why'].key}) compares any two gestures, and “Span” "
            f"({ROWS['span'].key}) finds takes with a similar memory. The page shows activity, not reasons.",
            TextRole.MUTED,
        )
        self._moment: TourMoment | None = None
        self._occlusion: Occlusion | None = None
        self._effects: list[MaskEffect] = []
        self.part.activated.connect(self._show)
        self.add(self.plot, self.numbers, self.more)
        self.finish()

    def start_time(self, view: TraceView) -> float | None:
        fired = [event for event in view.trace.fired if event.label == view.trace.card.labels[view.label]]
        return fired[0].time if fired else None

    def show_moment(self, moment: TourMoment) -> None:
        self._moment = moment
        self._show()

    def show_occlusion(self, occlusion: Occlusion | None) -> None:
        """Offer the parts that were hidden, or wait for them."""
        if occlusion is self._occlusion:
            return
        self._occlusion = occlusion
        self._effects = (
            []
            if occlusion is None
            else [effect for effect in occlusion.effects if effect.mask.kind is not MaskKind.TIME]
        )
        two = len({effect.mask.side for effect in self._effects}) > 1
        self.part.clear()
        self.part.addItems([NOTHING, *(mask_text(effect, two) for effect in self._effects)])
        self._show()

    def leave(self) -> None:
        self._moment = None
        self.part.setCurrentIndex(0)

    def _show(self) -> None:
        moment, occlusion = self._moment, self._occlusion
        self.part.setEnabled(occlusion is not None)
        if moment is None:
            return
        view, trace = moment.view, moment.view.trace
        index = self.part.currentIndex() - 1
        known = occlusion is not None and len(occlusion.time) == len(trace) and occlusion.label == view.label
        effect = self._effects[index] if known and index >= 0 else None
        threshold = trace.card.thresholds[view.label]
        curves = Curves(
            f"score of {view.quoted_gesture}",
            trace.time,
            view.step_s,
            trace.smoothed[:, view.label],
            None if effect is None else effect.smoothed,
            (0.0, 1.0),
            threshold,
        )
        self.plot.show_curves(curves, moment.time)
        if occlusion is None:
            self.numbers.setText(WAITING)
        elif effect is None:
            self.numbers.setText(
                f"With nothing hidden the score reaches {decimal_text(occlusion.score)}. The dotted line is the "
                "threshold, "
                f"{decimal_text(threshold)}."
            )
        else:
            fires = "It would still fire." if effect.score >= threshold else "It would not fire."
            self.numbers.setText(
                f"Without {_named(self.part.currentText())}, {quoted_label(trace, view.label)} reaches "
                f"{decimal_text(effect.score)} in place of {decimal_text(occlusion.score)}. {fires}"
            )


def _named(part: str) -> str:
    return part if part.startswith("the ") else f"the {part}"
