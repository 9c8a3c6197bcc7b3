"""The first steps of a new user below the camera picture: show a known gesture, teach one's own, try it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording
from gesture_app.core.settings import Settings
from gesture_app.core.source_names import drawn_gesture
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.drawn_performances import drawn_animations
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button, heading, paragraph
from gesture_app.gui.widgets.moving_hands import MovingHands
from gesture_app.gui.widgets.page_actions import Page
from gesture_app.live.recorder import Phase
from gesture_app.live.update import SourceStatus
from gesture_app.storage.recordings.scanner import newest_takes

HAND_SIZE = QSize(92, 70)
CORNER_PX = 10
TO_SHOW = ("thumb_up", "open_palm", "fist", "two", "point", "wave")
"""gestures to begin with, the easiest first"""
SHOWN = 3


class FirstStep(IntEnum):
    """The steps in their order."""

    SHOW = 1
    TEACH = 2
    TRY = 3
    DONE = 4


TITLES = {FirstStep.SHOW: "Show", FirstStep.TEACH: "Teach", FirstStep.TRY: "Try"}
WORDS = {
    FirstStep.SHOW: "Show these gestures to the camera. Each gets a tick when it is recognised.",
    FirstStep.TEACH: "Now teach a gesture of your own: record five takes of it, then train.",
    FirstStep.TRY: "Show your own gesture.",
    FirstStep.DONE: "Done. Your own gesture is recognised. The Help menu shows these steps again.",
}
WITH_DRAWN_HAND = {
    FirstStep.SHOW: "Click a gesture, and the drawn hand performs it. It gets a tick when it is recognised.",
    FirstStep.TRY: "Click your own gesture, and the drawn hand performs it.",
}
NO_MODEL = "There is no model yet. Record a few takes of a gesture, then train."
PERFORM = "Let the drawn hand perform it"


class FirstSteps(QWidget):
    """Shown until the user's own gesture is recognised, and again when the user asks for it."""

    teach_wanted = Signal()
    """the user wants to record a gesture"""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._settings, self._session = context, context.settings, context.session
        self._card: ModelCard | None = None
        self._own_gestures: tuple[str, ...] = ()
        """of the model in use, if the user trained it"""
        self._drawn_hand = False
        self._missing = False
        self._ticked: set[str] = set()
        self._done = False
        self._drawn: dict[str, TakeAnimation] | None = None
        self._own: dict[str, TakeAnimation] = {}
        self._titles = {step: heading(self, f"{step.value} {title}") for step, title in TITLES.items()}
        self.words = paragraph(self, role=TextRole.MUTED)
        self.hands = MovingHands(HAND_SIZE, checkable=False, parent=self)
        self.teach = button(self, "Teach it your &own", f"Record a gesture of your own ({Page.RECORD.key})", "primary")
        self.hide_steps = button(self, "Hi&de", "Hide the first steps. The Help menu shows them again", "small")
        self.hands.chosen.connect(self._session.perform)
        self.teach.clicked.connect(self.teach_wanted)
        self.hide_steps.clicked.connect(self._hide)
        self._build()
        self._settings.changed.connect(self._on_settings)
        context.updates.model.connect(self._on_model)
        context.updates.fired.connect(self._on_event)
        context.updates.source.connect(self._on_source)
        context.active_model.missing.connect(self._on_missing)
        if context.updates.status is not None:
            self._on_source(context.updates.status)
        self._refresh()

    @property
    def step(self) -> FirstStep:
        """The step that comes next."""
        if self._done:
            return FirstStep.DONE
        if self._own_gestures:
            return FirstStep.TRY
        known = self._to_show()
        return FirstStep.TEACH if self._missing or (known and self._ticked >= set(known)) else FirstStep.SHOW

    def begin_again(self) -> None:
        """Show the steps from the first one."""
        self._ticked.clear()
        self._done = False
        self._settings.change(first_steps=True)
        self._refresh()

    def try_own(self) -> None:
        """Let the drawn hand, if it is the source, perform the gesture that was taught last."""
        self._context.tasks.run(self._load_own, self._perform_newest)

    def _perform_newest(self, takes: Sequence[Recording]) -> None:
        own = [take.info for take in takes if take.info.gesture in self._own_gestures]
        if own and self._drawn_hand and self._session.recorder_status().phase is Phase.OFF:
            self._session.perform(max(own, key=lambda info: info.recorded_at).gesture)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.line)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 8.5, -0.5, -0.5), CORNER_PX, CORNER_PX)

    def _to_show(self) -> tuple[str, ...]:
        """Return the gestures of the current step."""
        if self._card is None:
            return ()
        if self._own_gestures:
            return self._own_gestures[:SHOWN]
        known = [gesture for gesture in (*TO_SHOW, *self._card.gestures) if gesture in self._card.gestures]
        return tuple(dict.fromkeys(known))[:SHOWN]

    def _hide(self) -> None:
        self._done = False
        self._session.perform(None)
        self._settings.change(first_steps=False)
        self._refresh()

    # ---- what arrives ----
    def _on_settings(self, settings: Settings) -> None:
        self._refresh()

    def _on_source(self, status: SourceStatus) -> None:
        self._drawn_hand = drawn_gesture(status.source) is not None
        self._refresh()

    def _on_missing(self) -> None:
        self._missing = True
        self._refresh()

    def _on_model(self, card: ModelCard | None) -> None:
        own: tuple[str, ...] = ()
        if card is not None:
            self._missing = False
            with suppress(ModelError):  # a model that was deleted meanwhile
                own = () if self._context.models.is_shipped(card.id) else card.own_gestures
        if own != self._own_gestures:
            self._ticked.clear()
        self._card, self._own_gestures = card, own
        self._refresh()

    def _on_event(self, event: Event) -> None:
        if self.isHidden() or self._session.recorder_status().phase is not Phase.OFF:
            return
        if event.label in self._to_show() and event.label not in self._ticked:
            own = self.step is FirstStep.TRY
            self._ticked.add(event.label)
            self._session.perform(None)
            if own:
                self._done = True
                self._settings.change(first_steps=False)
            self._refresh()

    # ---- what is shown ----
    def _refresh(self) -> None:
        self.setVisible(self._settings.now.first_steps or self._done or self._missing)
        if self.isHidden():
            return
        step = self.step
        for number, title in self._titles.items():
            done = number < step
            title.setText(f"{'✓ ' if done else ''}{number.value} {TITLES[number]}")
            title.set_role(TextRole.GOOD if done else TextRole.PLAIN if number is step else TextRole.MUTED)
        words = WITH_DRAWN_HAND.get(step, WORDS[step]) if self._drawn_hand else WORDS[step]
        self.words.setText(NO_MODEL if self._missing else words)
        gestures = self._to_show()
        self.hands.show_gestures(gestures)
        self.hands.setVisible(bool(gestures))
        self.hands.allow_clicks(self._drawn_hand, PERFORM if self._drawn_hand else "")
        for gesture, hand in self.hands.hands.items():
            hand.set_ticked(gesture in self._ticked)
        self.teach.setText("Teach it an&other" if step >= FirstStep.TRY else "Teach it your &own")
        self._animate(gestures)

    def _animate(self, gestures: Sequence[str]) -> None:
        """Move the hands: as they were recorded, or as the drawn hand performs them."""
        if self._own_gestures:
            if not set(gestures) <= set(self._own):
                self._own = {}
                self._context.tasks.run(self._load_own, self._show_own)
            self.hands.show_animations(self._own, self._settings.now.mirror)
        elif self._drawn is None:
            self._drawn = {}
            self._context.tasks.run(drawn_animations, self._show_drawn)
        else:
            self.hands.show_animations(self._drawn, self._settings.now.mirror)

    def _load_own(self) -> list[Recording]:
        return newest_takes(self._context.workspace.recordings, of_each=1)

    def _show_own(self, takes: Sequence[Recording]) -> None:
        self._own = {take.info.gesture: TakeAnimation(take.trimmed()) for take in takes}
        self.hands.show_animations(self._own, self._settings.now.mirror)

    def _show_drawn(self, animations: dict[str, TakeAnimation]) -> None:
        self._drawn = animations
        self._refresh()

    def _build(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(10)
        for step in TITLES:
            if step is not FirstStep.SHOW:
                dot = TextLabel("·", self)
                dot.set_role(TextRole.MUTED)
                steps.addWidget(dot)
            steps.addWidget(self._titles[step])
        steps.addStretch(1)
        steps.addWidget(self.hide_steps)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.hands, 1)
        row.addWidget(self.teach, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 16, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(steps)
        layout.addWidget(self.words)
        layout.addLayout(row)
