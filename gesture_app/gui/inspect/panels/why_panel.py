"""Why this gesture, why not that one: two choosers, where the evidence parted, and what covering something does."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from gesture_app.core.hands import Side
from gesture_app.core.inspection.results import Divergence, MaskEffect, MaskKind, Occlusion
from gesture_app.gui.inspect.panels.hand_view import FINGERS
from gesture_app.gui.inspect.panels.signed_bars import ShareRow, ShareRows
from gesture_app.gui.inspect.trace_view import TraceView, hand_words, label_words
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button, heading, paragraph, scrolled

SHOWN_CELLS = 5
COVER_HOW = (
    "Hides one thing after the other from the network and runs it again: a finger, a hand’s shape or way, a whole "
    "hand, a stretch of time, the selected one too. What made a difference is coloured on the hand, and under the "
    "evidence."
)


class WhyPanel(QWidget):
    """Shows answers; the page asks for them."""

    pair_changed = Signal()
    cover_wanted = Signal()
    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = _box(self, "Why this gesture")
        self.why_not = _box(self, "Why not that one")
        self.sentence = paragraph(self)
        self.parts = ShareRows(self)
        self.cells_title = heading(self, "Memory cells that did most for it")
        self.cells_title.setWordWrap(True)  # else it would widen the panel
        self.cells = ShareRows(self)
        self.cells.cell_chosen.connect(self.cell_chosen)
        self.cover = button(self, "Cover things one by one", COVER_HOW, "small")
        self.cover_words = paragraph(self, COVER_HOW, TextRole.MUTED)
        self.covered = ShareRows(self)
        self._names: tuple[str, ...] = ()
        self.why.activated.connect(self.pair_changed)
        self.why_not.activated.connect(self.pair_changed)
        self.cover.clicked.connect(self.cover_wanted)
        self._arrange()
        self.show_divergence(None, None)

    @property
    def pair(self) -> tuple[int, int]:
        """The two labels."""
        return self.why.currentIndex(), self.why_not.currentIndex()

    def show_labels(self, reading: TraceView) -> None:
        """Offer this model's gestures; what was chosen stays where the model is the same."""
        names = tuple(label_words(reading.trace, label) for label in range(len(reading.trace.card.labels)))
        if names == self._names:
            return
        self._names = names
        for box in (self.why, self.why_not):
            box.clear()
            box.addItems(list(names))
        self.choose_pair(reading.label, rival_of(reading))

    def choose_pair(self, why: int, why_not: int) -> None:
        """Ask about these."""
        self.why.setCurrentIndex(why)
        self.why_not.setCurrentIndex(why_not)

    def show_divergence(self, reading: TraceView | None, divergence: Divergence | None) -> None:
        """Where the evidence parted; None: nothing to say."""
        for widget in (self.parts, self.cells, self.cells_title):
            widget.setVisible(divergence is not None)
        if reading is None or divergence is None:
            self.sentence.setText("Choose two different gestures.")
            return
        trace = reading.trace
        ahead, behind = label_words(trace, divergence.ahead), label_words(trace, divergence.behind)
        at = reading.step_at(divergence.furthest)
        lead = float(divergence.lead[at]) if len(trace) else 0.0
        furthest = f"at {divergence.furthest:.2f} s it was furthest ahead, by {abs(lead):.1f}"
        self.sentence.setText(
            f"The evidence for {ahead} parted from that for {behind} at {divergence.time:.2f} s; {furthest}."
            if divergence.time is not None
            else f"The evidence for {ahead} was never clearly ahead of that for {behind}; {furthest}."
        )
        sign = 1.0 if lead >= 0 else -1.0
        named = (
            ("network’s answer", divergence.by_network),
            ("likeness of hands", divergence.by_features),
            ("likeness of memory", divergence.by_embedding),
        )
        values = [(name, sign * float(part[at])) for name, part in named] if len(trace) else []
        self.parts.show_rows([ShareRow(name, value, value) for name, value in values])
        pairs = zip(divergence.cells.tolist(), divergence.contributions.tolist(), strict=True)
        rows = [ShareRow(f"memory cell {cell}", share, share, cell) for cell, share in pairs]
        self.cells.show_rows(rows[:SHOWN_CELLS])
        self.cells_title.setText(f"Memory cells that did most for {ahead}")
        self.cells_title.setVisible(len(divergence.cells) > 0)

    def show_covering(self, on: bool) -> None:
        """It is under way, or no longer."""
        self.cover.setEnabled(not on)
        self.cover.setText("Covering …" if on else "Cover things one by one")

    def show_occlusion(self, reading: TraceView | None, occlusion: Occlusion | None) -> None:
        """What covering each thing did; None: not asked."""
        self.covered.setVisible(occlusion is not None)
        if reading is None or occlusion is None:
            self.cover_words.setText(COVER_HOW)
            return
        name = label_words(reading.trace, occlusion.label)
        effects = [one for one in occlusion.effects if one.mask.kind is not MaskKind.TIME]
        effects += occlusion.requested
        two = len({one.mask.side for one in effects} - {-1}) > 1
        effects.sort(key=lambda one: one.lead_change)
        rows = [ShareRow(cover_words(one, two), one.lead_change, -one.lead_change) for one in effects]
        self.covered.show_rows(rows)
        self.cover_words.setText(
            f"Change of the lead of {name} with each thing covered. Orange spoke for it, blue against it. "
            f"Its score reached {occlusion.score:.2f} with nothing covered."
        )

    def bring_covered_up(self) -> None:
        """What covering did has just come: scroll to it."""
        self.covered.updateGeometry()
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.cover_words))

    def _arrange(self) -> None:
        choosers = QGridLayout()
        choosers.setSpacing(6)
        for row, (words, box) in enumerate((("Why", self.why), ("and not", self.why_not))):
            label = TextLabel(words, self)
            label.setBuddy(box)
            choosers.addWidget(label, row, 0)
            choosers.addWidget(box, row, 1)
        choosers.setColumnStretch(1, 1)
        self.told = QWidget(self)
        column = QVBoxLayout(self.told)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for widget in (
            self.sentence, self.parts, self.cells_title, self.cells, self.cover, self.covered, self.cover_words,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._area = scrolled(self.told, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(choosers)
        layout.addWidget(self._area, 1)


def rival_of(reading: TraceView) -> int:
    """The other label whose evidence was nearest, where the gesture's score was highest."""
    trace, label = reading.trace, reading.label
    if not len(trace):
        return 0
    step = int(np.argmax(trace.smoothed[:, label]))
    evidence = trace.evidence.total[step].copy()
    evidence[label] = -np.inf
    return int(np.argmax(evidence))


def cover_words(effect: MaskEffect, two_hands: bool) -> str:
    """What was covered, as a person says it."""
    cover = effect.mask
    whose = f", {Side(cover.side).name.lower()}" if two_hands and cover.side >= 0 else ""
    names: dict[MaskKind, str] = {
        MaskKind.FINGER: FINGERS[cover.finger] if cover.finger >= 0 else "finger",
        MaskKind.SHAPE: "the hand’s shape",
        MaskKind.PATH: "the hand’s way",
        MaskKind.HAND: hand_words(cover.side) if cover.side >= 0 else "hand",
        MaskKind.TIME: f"{cover.start:.2f}–{cover.end:.2f} s",
    }
    return names[cover.kind] + ("" if cover.kind is MaskKind.HAND else whose)


def _box(parent: QWidget, name: str) -> QComboBox:
    made = QComboBox(parent)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumContentsLength(8)
    made.setMaxVisibleItems(24)
    return made
