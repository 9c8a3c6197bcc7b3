"""The status bar: source, frames per second, delay from frame to screen, running work, model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gesture_app.core.wording import known_gestures
from gesture_app.gui.state.running_work import RunningWork
from gesture_app.gui.widgets.controls import TextRole, heading, plain_tip
from gesture_app.gui.window.work_buttons import WorkButtons
from gesture_app.live.update import LiveSnapshot, SourceStatus

if TYPE_CHECKING:
    from gesture_app.core.model.card import ModelCard

REFRESH_MS = 500
STAGES = {"track": "finding hands", "features": "features", "lstm": "network", "trigger": "trigger"}


class StatusBar(QWidget):
    """Updates its figures twice a second, so that they stay readable."""

    source_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, work: RunningWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work_buttons = WorkButtons(work, self)
        self.source_button = _flat_button("Source", "Choose the camera or another source (Ctrl+O)")
        self.source_button.clicked.connect(self.source_wanted)
        self.figures = QLabel()
        self.model = QLabel()
        self.clips_note = heading(self, "● A small video of each take is kept")
        self.clips_note.set_role(TextRole.BAD)
        self.clips_note.setToolTip("Switch it off in the settings (Ctrl+,).")
        self.clips_note.hide()
        settings = _flat_button("Settings", "Settings (Ctrl+,)")
        settings.clicked.connect(self.settings_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self.source_button)
        layout.addWidget(self.figures)
        layout.addWidget(self.clips_note)
        layout.addStretch(1)
        layout.addWidget(self.work_buttons)
        layout.addWidget(self.model)
        layout.addWidget(settings)
        self._card: ModelCard | None = None
        self._snapshot: LiveSnapshot | None = None
        self._delays_ms: list[float] = []
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.show_loading(True)

    def show_source(self, status: SourceStatus) -> None:
        """Name the source."""
        shown = status.name.replace("&", "&&")  # a single one would underline the next letter
        self.source_button.setText(f"{shown}  ▾")
        self.source_button.setAccessibleName(f"Source: {status.name}")

    def show_model(self, card: ModelCard | None) -> None:
        """Show the model in use. The first one is being loaded until there is one, or `show_missing`."""
        if card is None:
            return
        self._card = card
        count = len(card.gestures)
        self.model.setText(f"model of {count} gesture{'s' if count != 1 else ''}")
        self.model.setToolTip(
            plain_tip(
                f"{card.id}\nIt knows {known_gestures(len(card.own_gestures), len(card.starter))}.\n"
                f"{100 * card.accuracy:.0f} % of the test takes right\n"
                f"{card.recordings} recordings, {card.rate:g} steps a second"
            )
        )

    def show_missing(self) -> None:
        """Show that there is no model."""
        self.model.setText("no model")
        self.model.setToolTip("Record some gestures, then train a model.")

    def show_loading(self, loading: bool) -> None:
        """Show that a model is being loaded, or again the one in use."""
        if loading:
            self.model.setText("Loading the model …")
            self.model.setToolTip("Gestures are recognised once the model is loaded.")
        elif self._card is not None:
            self.show_model(self._card)
        else:
            self.show_missing()

    def show_snapshot(self, snapshot: LiveSnapshot) -> None:
        """Keep a snapshot for the next refresh."""
        self._snapshot = snapshot

    def note_delay(self, delay_ms: float) -> None:
        """Note the delay of a frame that reached the screen."""
        self._delays_ms.append(delay_ms)

    def refresh(self) -> None:
        """Show the figures of the last half second."""
        snapshot, delays = self._snapshot, self._delays_ms
        self._delays_ms = []
        if snapshot is None or not delays:
            self.figures.setText("")
            self.figures.setToolTip("")
            return
        self.figures.setText(f"{snapshot.fps:.0f} frames/s      {sum(delays) / len(delays):.0f} ms to screen")
        stages = "\n".join(f"{text}: {snapshot.stages_ms.get(name, 0.0):.1f} ms" for name, text in STAGES.items())
        self.figures.setToolTip(
            plain_tip(
                f"Frames dropped to stay live: {snapshot.dropped}\n{stages}\n"
                f"frame to result: {snapshot.delay_ms:.0f} ms\nslowest of these to the screen: {max(delays):.0f} ms"
            )
        )


def _flat_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "flat")
    button.setToolTip(tip)
    return button
