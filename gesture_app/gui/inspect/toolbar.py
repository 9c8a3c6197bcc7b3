"""The toolbar above the timeline: source, playback, options and export."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.trace_view import Quantity, TraceView, ViewOptions, hand_text, label_text
from gesture_app.gui.widgets.controls import TextLabel, plain_tip
from gesture_app.gui.widgets.page_actions import PageAction, action_button

BUTTON_PX = 34
CLOCK_HELP = (
    "The time of the cursor. Live it counts from now: −0.05 s is 0.05 seconds ago. In a take it counts from its start."
)
QUANTITY_HELP = (
    f"What the curves and the lowest row show of the memory cells ({ROWS['quantity'].key}). What cells add: the part "
    "of "
    "each cell in the logit of the gesture. What cells hold: the content c. Output: h."
)


class PlaybackToolbar(QWidget):
    """Buttons and combo boxes. The page carries out what they ask for."""

    options_changed = Signal()
    """another layer, hand, gesture or quantity is chosen"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live = action_button(ROWS["live"], self)
        self.live.setCheckable(True)
        self.take = action_button(ROWS["take"], self)
        self.back, self.play, self.forward, self.slow = (
            _short(self, ROWS[action]) for action in ("step Left", "play", "step Right", "slow")
        )
        self.slow.setCheckable(True)
        self.clock = TextLabel("", self)
        self.clock.setMinimumWidth(self.clock.fontMetrics().horizontalAdvance("00.00 of 00.0 s "))
        self.clock.setToolTip(plain_tip(CLOCK_HELP))
        self.label = _box(self, "Gesture", "The gesture whose evidence is shown")
        self.quantity = _box(self, "Show", QUANTITY_HELP)
        self.layer = _box(self, "Layer", "The recurrent layer that is shown, from the first to the last")
        self.hand = _box(self, "Hand", "The hand whose memory is shown: each hand has a memory of its own")
        self._names = {
            box: _name(self, name, box)
            for name, box in (
                ("Gesture", self.label),
                ("Show", self.quantity),
                ("Layer", self.layer),
                ("Hand", self.hand),
            )
        }
        self.tour = action_button(ROWS["tour"], self)
        self.export = action_button(ROWS["export"], self)
        self.menu = QMenu(self.export)
        self.export.setMenu(self.menu)
        self._shown: tuple[object, ...] = ()
        for box in (self.label, self.quantity, self.layer, self.hand):
            box.activated.connect(self.options_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        order: tuple[QWidget, ...] = (
            self.live, self.take, self.back, self.play, self.forward, self.slow, self.clock,
            *(widget for box, name in self._names.items() for widget in (name, box)),
            self.tour, self.export,
        )  # fmt: skip
        for widget in order:
            row.addWidget(widget)
            if widget is self.clock:
                row.addStretch(1)
        by_key = [widget for widget in order if not isinstance(widget, TextLabel)]
        for widget in by_key:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click does not move the focus
        for before, after in pairwise(by_key):
            QWidget.setTabOrder(before, after)
        self._show_box(self.layer, False)
        self._show_box(self.hand, False)

    def show_view(self, view: TraceView) -> None:
        """Offer the choices of this trace and select the current ones."""
        card = view.trace.card
        quantities = tuple(
            each
            for each, there in (
                (Quantity.ADDS, view.last_layer),
                (Quantity.HOLDS, view.gates is not None),
                (Quantity.OUTPUT, True),
            )
            if there
        )
        shown = (card.id, view.hands, quantities, len(view.trace.layers))
        boxes = (self.label, self.quantity, self.layer, self.hand)
        blocked = [QSignalBlocker(box) for box in boxes]
        if shown != self._shown:
            self._shown = shown
            for box in boxes:
                box.clear()
            for label in range(len(card.labels)):
                self.label.addItem(label_text(view.trace, label), label)
            text = {
                Quantity.ADDS: "what cells add",
                Quantity.HOLDS: "what cells hold",
                Quantity.OUTPUT: "output",
            }
            for quantity in quantities:
                self.quantity.addItem(text[quantity], quantity)
            for layer in range(len(view.trace.layers)):
                self.layer.addItem(f"{layer + 1}", layer)
            for side in (0, 1):
                self.hand.addItem(hand_text(side), side)
        for box, value in zip(boxes, (view.label, view.quantity, view.layer, view.side), strict=True):
            box.setCurrentIndex(box.findData(value))
        del blocked
        self._show_box(self.layer, len(view.trace.layers) > 1)
        self._show_box(self.hand, len(view.hands) > 1 or view.side not in view.hands)

    def _show_box(self, box: QComboBox, on: bool) -> None:
        box.setVisible(on)
        self._names[box].setVisible(on)

    def options(self, mirror: bool) -> ViewOptions:
        """Return the options that are selected here."""
        quantity = Quantity(self.quantity.currentData())
        return ViewOptions(
            self.layer.currentData(), self.hand.currentData(), self.label.currentData(), quantity, mirror
        )

    def show_playing(self, playing: bool, slow: bool) -> None:
        """Show whether time runs, and how fast."""
        self.play.setText("❚❚" if playing else ROWS["play"].text)
        self.play.setAccessibleName("Pause" if playing else "Play")
        with QSignalBlocker(self.slow):
            self.slow.setChecked(slow)

    def show_source(self, live: bool, paused: bool, take_text: str) -> None:
        """Show the source."""
        with QSignalBlocker(self.live):
            self.live.setChecked(live)
        self.live.setText("● Live" if live and not paused else "Live, paused" if paused else "Live")
        self.take.setText(take_text or ROWS["take"].text)

    def show_clock(self, text: str) -> None:
        """Show the position in time."""
        self.clock.setText(text)


def _short(parent: QWidget, row: PageAction) -> QPushButton:
    widget = action_button(row, parent)
    widget.setAccessibleName(row.tip)
    widget.setFixedWidth(BUTTON_PX)
    widget.setStyleSheet("padding-left: 2px; padding-right: 2px;")
    return widget


def _name(parent: QWidget, text: str, box: QComboBox) -> TextLabel:
    label = TextLabel(text, parent)
    label.setBuddy(box)
    label.setToolTip(box.toolTip())
    return label


def _box(parent: QWidget, name: str, tip: str) -> QComboBox:
    widget = QComboBox(parent)
    widget.setAccessibleName(name)
    widget.setToolTip(plain_tip(tip))
    widget.setMaxVisibleItems(24)
    widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return widget
