"""The toolbar above the timeline: source, playback, options and export."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.trace_view import Quantity, TraceView, ViewOptions, hand_text, label_text
from gesture_app.gui.widgets.controls import TextLabel
from gesture_app.gui.widgets.page_actions import PageAction, action_button

BUTTON_PX = 34


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
        self.label = _box(self, "Gesture")
        self.quantity = _box(self, ROWS["quantity"].tooltip)
        self.layer = _box(self, "Layer")
        self.hand = _box(self, "Hand: each hand has a memory of its own")
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
            self.label, self.quantity, self.layer, self.hand, self.export,
        )  # fmt: skip
        for widget in order:
            row.addWidget(widget)
            if widget is self.clock:
                row.addStretch(1)
        by_key = [widget for widget in order if widget is not self.clock]
        for widget in by_key:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click does not move the focus
        for before, after in pairwise(by_key):
            QWidget.setTabOrder(before, after)
        self.layer.hide()
        self.hand.hide()

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
                self.label.addItem(f"Gesture: {label_text(view.trace, label)}", label)
            text = {
                Quantity.ADDS: "Show: what cells add",
                Quantity.HOLDS: "Show: what cells hold",
                Quantity.OUTPUT: "Show: output",
            }
            for quantity in quantities:
                self.quantity.addItem(text[quantity], quantity)
            for layer in range(len(view.trace.layers)):
                self.layer.addItem(f"Layer {layer + 1}", layer)
            for side in (0, 1):
                self.hand.addItem(hand_text(side), side)
        for box, value in zip(boxes, (view.label, view.quantity, view.layer, view.side), strict=True):
            box.setCurrentIndex(box.findData(value))
        del blocked
        self.layer.setVisible(len(view.trace.layers) > 1)
        self.hand.setVisible(len(view.hands) > 1 or view.side not in view.hands)

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


def _box(parent: QWidget, name: str) -> QComboBox:
    widget = QComboBox(parent)
    widget.setAccessibleName(name)
    widget.setToolTip(name)
    widget.setMaxVisibleItems(24)
    widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return widget
