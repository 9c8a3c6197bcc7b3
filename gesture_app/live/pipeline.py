"""One frame in, what it means out: track → features → LSTM step → trigger. The same for window, terminal and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gesture_app.core.features import FeatureStream
from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.interfaces import HandTracker, Recogniser
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event, Prediction
from gesture_app.core.trigger import Trigger
from gesture_app.live.stage_timer import StageTimer


@dataclass(frozen=True, slots=True, eq=False)
class StepResult:
    """What one frame meant."""

    tracked: TrackedFrame
    predictions: tuple[Prediction, ...]
    """one per step of the model's rate that fell into this frame: none, one or more"""
    events: tuple[Event, ...]


class RecognitionPipeline:
    """Owns the tracker and the LSTM's state; used by one thread."""

    def __init__(self, tracker: HandTracker, recogniser: Recogniser | None = None) -> None:
        self.tracker = tracker
        self.timer = StageTimer()
        self.use(recogniser)

    def use(self, recogniser: Recogniser | None) -> None:
        """Recognise with this model from the next frame on, knowing nothing of the past."""
        self._recogniser = recogniser
        if recogniser is not None:
            card = recogniser.card
            self._trigger = Trigger(card.labels, card.thresholds, card.again_s)
            self._forget()

    def use_thresholds(self, model: str, thresholds: Sequence[float]) -> None:
        """Others, one per label, from the next frame on, forgetting nothing; only while this model is in use."""
        card = self.card
        if card is not None and card.id == model and len(thresholds) == len(card.labels):
            self._trigger.thresholds = np.asarray(thresholds, np.float32)

    @property
    def card(self) -> ModelCard | None:
        """The model in use."""
        return None if self._recogniser is None else self._recogniser.card

    def start_afresh(self) -> None:
        """Forget hands and state, as after a change of source; the clock may start again."""
        self.tracker.reset()
        self._forget()

    def process(self, frame: Frame) -> StepResult:
        """Frames must come in order of time."""
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
            events = [event for prediction in predictions if (event := self._trigger.push(prediction)) is not None]
        return StepResult(tracked, tuple(predictions), tuple(events))

    def _forget(self) -> None:
        if self._recogniser is not None:
            self._recogniser.reset()
            self._trigger.reset()
            self._features = FeatureStream(self._recogniser.card.rate)
