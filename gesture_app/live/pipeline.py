"""Turns a frame into events: track → features → LSTM step → trigger. Window, command line and tests share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event, GestureEnd, Prediction
from gesture_app.live.stage_timer import StageTimer

if TYPE_CHECKING:
    from gesture_app.core.interfaces import HandTracker, Recogniser
    from gesture_app.core.model.card import ModelCard


@dataclass(frozen=True, slots=True, eq=False)
class StepResult:
    """The result of one frame."""

    tracked: TrackedFrame
    predictions: tuple[Prediction, ...]
    """one for each step of the model's rate in this frame: none, one or more"""
    happened: tuple[Event | GestureEnd, ...]
    """in order; at most one gesture lasts at a time"""

    @property
    def events(self) -> tuple[Event, ...]:
        """The gestures that fired."""
        return tuple(one for one in self.happened if isinstance(one, Event))


class RecognitionPipeline:
    """Holds the tracker and the LSTM's state. Used by one thread."""

    def __init__(self, tracker: HandTracker, recogniser: Recogniser | None = None) -> None:
        self.tracker = tracker
        self.timer = StageTimer()
        self._recogniser: Recogniser | None = None
        self.use(recogniser)

    def use(self, recogniser: Recogniser | None) -> None:
        """Recognise with this model from the next frame on, with a fresh state. `interrupt` comes before."""
        self._recogniser = recogniser
        if recogniser is not None:
            from gesture_app.core.hand_used import HandEvidence  # here, because the first picture does without
            from gesture_app.core.trigger import Trigger

            card = recogniser.card
            self._hand_evidence = HandEvidence()
            self._trigger = Trigger(card.labels, card.thresholds, card.again_s, starter=card.starter)
            self._reset_state()

    def use_thresholds(self, model: str, thresholds: Sequence[float]) -> None:
        """Use other thresholds, one per label, while this model is in use. The state stays."""
        card = self.card
        if card is not None and card.id == model and len(thresholds) == len(card.labels):
            self._trigger.thresholds = np.asarray(thresholds, np.float32)

    @property
    def card(self) -> ModelCard | None:
        """The model in use."""
        return None if self._recogniser is None else self._recogniser.card

    def reset(self) -> None:
        """Forget hands and state, as after a change of source. The times of frames may restart. `interrupt` before."""
        self.tracker.reset()
        self._reset_state()

    def interrupt(self) -> tuple[GestureEnd, ...]:
        """End the gesture that lasts, as when frames stop to come, and return its end."""
        if self._recogniser is None:
            return ()
        self._trigger.interrupt()
        return tuple(self._trigger.take_ends())

    def process(self, frame: Frame) -> StepResult:
        """Process one frame. Frames come in order of time."""
        with self.timer.stage("track"):
            tracked = frame.hands if frame.hands is not None else self.tracker.track(frame)
        recogniser = self._recogniser
        if recogniser is None:
            return StepResult(tracked, (), ())
        with self.timer.stage("features"):
            features = self._features.push(tracked)
        with self.timer.stage("lstm"):
            predictions = recogniser.step(features)
        with self.timer.stage("trigger"):
            happened = [one for prediction in predictions for one in self._push(prediction)]
            self._trigger.advance(frame.time)
            happened += self._trigger.take_ends()
        return StepResult(tracked, tuple(predictions), tuple(happened))

    def _push(self, prediction: Prediction) -> list[Event | GestureEnd]:
        self._hand_evidence.push(prediction)
        event = self._trigger.push(prediction)
        ends = self._trigger.take_ends()  # of gestures before this one
        if event is None:
            return [*ends]
        hand = self._hand_evidence.hand_of(event, self._trigger.labels.index(event.label))
        return [*ends, self._trigger.name_hand(event, hand)]

    def _reset_state(self) -> None:
        if self._recogniser is not None:
            self._recogniser.reset()
            self._trigger.reset()
            self._hand_evidence.reset()
            from gesture_app.core.features import FeatureStream

            self._features = FeatureStream(self._recogniser.card.rate)
