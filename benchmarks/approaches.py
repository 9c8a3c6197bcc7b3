"""Defines the approaches to compare: this program's own training and recogniser, and the common ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from benchmarks.time_warping import TimeWarping
from benchmarks.window_network import EPOCHS, WindowNetwork
from gesture_app.core.features import features_of
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs.starter import shipped_starter
from gesture_app.jobs.training import shipped_background, shipped_trunk
from gesture_app.learning.evaluation import classify_take, detect_events
from gesture_app.learning.recogniser import recogniser_of, weights_of
from gesture_app.learning.training import Learned, learn

NAMES = ("ours", "starter", "deep", "window", "dtw", "lstm", "gru", "rnn")


class Trained(Protocol):
    """Gestures learned."""

    def events(self, recording: Recording) -> list[Event]:
        """Return what fires in a stream, in order of time."""
        ...

    def name(self, take: Recording) -> str:
        """Return the gesture of a single take, or `none`."""
        ...


class Approach(Protocol):
    """A way to learn gestures."""

    def train(self, recordings: Sequence[Recording]) -> Trained:
        """Learn from takes.

        Raises:
            TrainingError: there is too little to learn from.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """An approach by name, with its limits; small enough to be sent to another process."""

    name: str
    seed: int = 0
    epochs: int | None = None
    """None: as many as the approach would take"""
    most_s: float = 300.0
    """of training, for the tutorials' network, which does not stop by itself"""

    def approach(self) -> Approach:
        """Return the approach itself."""
        match self.name:
            case "window":
                return WindowNetwork(self.seed, self.epochs or EPOCHS, self.most_s)
            case "dtw":
                return TimeWarping()
            case _:
                ours = self.name in ("ours", "starter")
                size = NetworkSize(layers=2) if self.name == "deep" else NetworkSize()
                if self.name in tuple(CellType):
                    size = replace(size, cell=self.name)
                return OurNetwork(
                    TrainingOptions(network=size, epochs=self.epochs, seed=self.seed), ours, self.name == "starter"
                )


@dataclass(frozen=True, slots=True)
class OurNetwork:
    """The program's own training, as its job runs it."""

    options: TrainingOptions
    with_trunk: bool
    """False: from random weights, as for a cell without a shipped backbone"""
    with_starter: bool = False
    """True: the starter's gestures beside those of the takes"""

    def train(self, recordings: Sequence[Recording]) -> OurRecogniser:
        """Learn from takes and the shipped background."""
        trunk = shipped_trunk() if self.with_trunk else None
        starter = shipped_starter() if self.with_starter else None
        *_, learned = learn(recordings, shipped_background(), self.options, trunk, starter=starter)
        if not isinstance(learned, Learned):
            raise TypeError("a training ends with what was learned")
        card = learned.card("benchmark", "", "", self.options)
        return OurRecogniser(recogniser_of(card, weights_of(learned.network)))  # what would be saved


@dataclass(frozen=True, slots=True, eq=False)
class OurRecogniser:
    """A model that runs as it does live, on a whole stream at once."""

    recogniser: Recogniser

    def events(self, recording: Recording) -> list[Event]:
        """Return what fires in a stream."""
        return detect_events(self.recogniser, features_of(recording, self.recogniser.card.rate))

    def name(self, take: Recording) -> str:
        """Return what `gesture-app evaluate` calls a take: `none` if nothing fires."""
        return classify_take(self.recogniser, features_of(take, self.recogniser.card.rate))
