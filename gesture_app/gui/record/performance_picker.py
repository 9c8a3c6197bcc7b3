"""Asks which of its gestures the drawn hand shall perform for one that it does not know."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import NONE, gesture_name, spoken_name
from gesture_app.core.source_names import drawn_gesture
from gesture_app.gui.state.drawn_performances import drawn_animations
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import paragraph
from gesture_app.gui.widgets.moving_hands import MovingHands
from gesture_app.vision.demo.gestures import GESTURES, nearest_gesture

HAND_SIZE = QSize(56, 44)


class PerformancePicker(QWidget):
    """A row of small moving hands, hidden while it has nothing to ask.

    It keeps the choice for each name, and offers a gesture first that stands for no other name.
    """

    changed = Signal()
    """what the drawn hand will perform may be another gesture now"""

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._source = ""
        self._name = ""
        self._choices: dict[str, str] = {}
        """gesture of the drawn hand by the name that it stands for"""
        self._animations: dict[str, TakeAnimation] | None = None
        self._mirror = True
        self._words = paragraph(self)
        self.hands = MovingHands(HAND_SIZE, checkable=True, parent=self)
        self.hands.show_gestures(GESTURES)
        self.hands.chosen.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 0)
        layout.setSpacing(6)
        layout.addWidget(self._words)
        layout.addWidget(self.hands)
        self.hide()

    @property
    def performance(self) -> str:
        """The gesture that the drawn hand performs for the name, or "" for another source or no gesture."""
        if drawn_gesture(self._source) is None or not self._name or self._name == NONE:
            return ""
        return nearest_gesture(self._name) or self._choices.get(self._name) or self._first_choice()

    def set_mirror(self, mirror: bool) -> None:
        """Mirror the hands, or not."""
        self._mirror = mirror
        self._animate()

    def set_source(self, source: str) -> None:
        """Ask only while the drawn hand is the source."""
        self._source = source
        self._refresh()

    def set_name(self, typed: str) -> None:
        """Ask for this name if the drawn hand does not know it."""
        try:
            self._name = gesture_name(typed)
        except RecordingError:
            self._name = ""
        self._refresh()

    def keep_choice(self) -> None:
        """Remember what stands for the name, because takes of it are recorded."""
        if self.performance and not nearest_gesture(self._name):
            self._choices[self._name] = self.performance

    def _choose(self, gesture: str) -> None:
        if self._name:
            self._choices[self._name] = gesture
            self.changed.emit()

    def _first_choice(self) -> str:
        chosen = drawn_gesture(self._source)
        if chosen and (known := nearest_gesture(chosen)):
            return known
        taken = set(self._choices.values())
        return next((gesture for gesture in GESTURES if gesture not in taken), GESTURES[0])

    def _refresh(self) -> None:
        asks = bool(self.performance) and not nearest_gesture(self._name)
        if asks:
            self._words.setText(
                f"The drawn hand does not know “{spoken_name(self._name)}”. Choose the gesture that it performs for it:"
            )
            self.hands.blockSignals(True)
            self.hands.choose(self.performance)
            self.hands.blockSignals(False)
            if self._animations is None:
                self._animations = {}
                self._tasks.run(drawn_animations, self._show)
        self.setVisible(asks)
        self.changed.emit()

    def _show(self, animations: dict[str, TakeAnimation]) -> None:
        self._animations = animations
        self._animate()

    def _animate(self) -> None:
        if self._animations:
            self.hands.show_animations(self._animations, self._mirror)
