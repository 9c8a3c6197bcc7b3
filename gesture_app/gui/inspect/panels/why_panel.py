"""The Why panel: compares the evidence for two gestures and shows the effect of masks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from gesture_app.core.hands import Side
from gesture_app.core.inspection.results import Divergence, MaskEffect, MaskKind, Occlusion
from gesture_app.gui.inspect.panels.hand_view import FINGERS
from gesture_app.gui.inspect.panels.signed_bars import SignedBar, SignedBars
from gesture_app.gui.inspect.trace_view import TraceView, hand_text, quoted_label
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button, heading, paragraph, scrolled

SHOWN_CELLS = 5
UNIT_TIP = "Unit: natural logarithm, 1 more is 2.7 times as likely."
NETWORK_TIP = "The network’s part of the lead: the difference of the logits, as far as they count."
HAND_TIP = "Part of the lead because the hand is more similar to takes of this gesture, in shape and movement."
MEMORY_TIP = "Part of the lead because the output of the cells is more similar to that in takes of this gesture."
CELL_TIP = "What this cell added to the lead of {} since the lead changed. Click to choose the cell."
HIDE = "Hide parts one by one"
MASK_HELP = (
    "Runs the network again with one part hidden at a time: a finger, the shape or path of the hand, a whole hand, or "
    "a time span. The effect is coloured on the hand and below the evidence."
)


class WhyPanel(QWidget):
    """Shows answers that the page has asked for."""

    pair_changed = Signal()
    occlusion_wanted = Signal()
    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = _box(self, "First gesture: why was it recognised?")
        self.why_not = _box(self, "Second gesture: why was it not this one?")
        self.sentence = paragraph(self)
        self.parts = SignedBars(self)
        self.cells_title = heading(self, "Cells that spoke most for it")
        self.cells_title.setWordWrap(True)  # a long name must not widen the panel
        self.cells = SignedBars(self)
        self.cells.cell_chosen.connect(self.cell_chosen)
        self.mask_button = button(self, HIDE, MASK_HELP, "small")
        self.mask_text = paragraph(self, MASK_HELP, TextRole.MUTED)
        self.mask_bars = SignedBars(self)
        self._names: tuple[str, ...] = ()
        self.why.activated.connect(self.pair_changed)
        self.why_not.activated.connect(self.pair_changed)
        self.mask_button.clicked.connect(self.occlusion_wanted)
        self._arrange()
        self.show_divergence(None, None)

    @property
    def pair(self) -> tuple[int, int]:
        """The two chosen labels."""
        return self.why.currentIndex(), self.why_not.currentIndex()

    def show_labels(self, view: TraceView) -> None:
        """Offer the gestures of the model, and keep the choice if the model is the same."""
        names = tuple(quoted_label(view.trace, label) for label in range(len(view.trace.card.labels)))
        if names == self._names:
            return
        self._names = names
        for box in (self.why, self.why_not):
            box.clear()
            box.addItems(list(names))
        self.choose_pair(view.label, rival_of(view))

    def choose_pair(self, why: int, why_not: int) -> None:
        """Choose two labels."""
        self.why.setCurrentIndex(why)
        self.why_not.setCurrentIndex(why_not)

    def show_divergence(self, view: TraceView | None, divergence: Divergence | None) -> None:
        """Show where the evidence diverged, or ask for two different gestures."""
        for widget in (self.parts, self.cells, self.cells_title):
            widget.setVisible(divergence is not None)
        if view is None or divergence is None:
            self.sentence.setText("Choose two different gestures.")
            return
        trace = view.trace
        ahead, behind = quoted_label(trace, divergence.ahead), quoted_label(trace, divergence.behind)
        at = view.step_at(divergence.furthest)
        lead = float(divergence.lead[at]) if len(trace) else 0.0
        most = f"led most at {divergence.furthest:.2f} s (by {abs(lead):.1f})"
        self.sentence.setText(
            f"{ahead} pulled ahead of {behind} at {divergence.time:.2f} s and {most}."
            if divergence.time is not None
            else f"{ahead} was never clearly ahead of {behind}. It {most}."
        )
        sign = 1.0 if lead >= 0 else -1.0
        named = (
            ("network", divergence.by_network, NETWORK_TIP),
            ("similar hand", divergence.by_features, HAND_TIP),
            ("similar memory", divergence.by_embedding, MEMORY_TIP),
        )
        values = [(name, sign * float(part[at]), tip) for name, part, tip in named] if len(trace) else []
        self.parts.show_bars([SignedBar(name, value, value, tip=f"{tip} {UNIT_TIP}") for name, value, tip in values])
        pairs = zip(divergence.cells.tolist(), divergence.contributions.tolist(), strict=True)
        bars = [
            SignedBar(f"memory cell {cell}", share, share, cell, f"{CELL_TIP.format(ahead)} {UNIT_TIP}")
            for cell, share in pairs
        ]
        self.cells.show_bars(bars[:SHOWN_CELLS])
        self.cells_title.setText(f"Cells that spoke most for {ahead}")
        self.cells_title.setVisible(len(divergence.cells) > 0)

    def show_masking(self, on: bool) -> None:
        """Show whether masks are being tried."""
        self.mask_button.setEnabled(not on)
        self.mask_button.setText("Hiding parts …" if on else HIDE)

    def show_occlusion(self, view: TraceView | None, occlusion: Occlusion | None) -> None:
        """Show the effect of each mask, or the explanation before the first try."""
        self.mask_bars.setVisible(occlusion is not None)
        if view is None or occlusion is None:
            self.mask_text.setText(MASK_HELP)
            return
        name = quoted_label(view.trace, occlusion.label)
        effects = [effect for effect in occlusion.effects if effect.mask.kind is not MaskKind.TIME]
        effects += occlusion.requested
        two = len({effect.mask.side for effect in effects} - {-1}) > 1
        effects.sort(key=lambda effect: effect.lead_change)
        tip = f"Change of the lead of {name} if the network does not see this part. {UNIT_TIP}"
        bars = [
            SignedBar(mask_text(effect, two), effect.lead_change, -effect.lead_change, tip=tip) for effect in effects
        ]
        self.mask_bars.show_bars(bars)
        self.mask_text.setText(
            f"Change of the lead of {name} with each part hidden. Orange speaks for it, blue against it. "
            f"Its score reached {occlusion.score:.2f} with no part hidden."
        )

    def scroll_to_masks(self) -> None:
        """Scroll to the effects of masks, which have just come."""
        self.mask_bars.updateGeometry()
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.mask_text))

    def _arrange(self) -> None:
        choosers = QGridLayout()
        choosers.setSpacing(6)
        for row, (text, box) in enumerate((("Why", self.why), ("and not", self.why_not))):
            label = TextLabel(text, self)
            label.setBuddy(box)
            choosers.addWidget(label, row, 0)
            choosers.addWidget(box, row, 1)
        choosers.setColumnStretch(1, 1)
        self.content = QWidget(self)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for widget in (
            self.sentence, self.parts, self.cells_title, self.cells, self.mask_button, self.mask_bars, self.mask_text,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._area = scrolled(self.content, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(choosers)
        layout.addWidget(self._area, 1)


def rival_of(view: TraceView) -> int:
    """Return the label with the most evidence after the chosen one, at its highest score."""
    trace, label = view.trace, view.label
    if not len(trace):
        return 0
    step = int(np.argmax(trace.smoothed[:, label]))
    evidence = trace.evidence.total[step].copy()
    evidence[label] = -np.inf
    return int(np.argmax(evidence))


def mask_text(effect: MaskEffect, two_hands: bool) -> str:
    """Return the name of a masked part."""
    mask = effect.mask
    whose = f", {Side(mask.side).name.lower()}" if two_hands and mask.side >= 0 else ""
    names: dict[MaskKind, str] = {
        MaskKind.FINGER: FINGERS[mask.finger] if mask.finger >= 0 else "finger",
        MaskKind.SHAPE: "the hand’s shape",
        MaskKind.PATH: "the hand’s path",
        MaskKind.HAND: hand_text(mask.side) if mask.side >= 0 else "hand",
        MaskKind.TIME: f"{mask.start:.2f}–{mask.end:.2f} s",
    }
    return names[mask.kind] + ("" if mask.kind is MaskKind.HAND else whose)


def _box(parent: QWidget, name: str) -> QComboBox:
    result = QComboBox(parent)
    result.setAccessibleName(name)
    result.setToolTip(name)
    result.setMinimumContentsLength(8)
    result.setMaxVisibleItems(24)
    return result
