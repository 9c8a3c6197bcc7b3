"""The protocols of the parts that others may replace: a camera, a hand tracker, a recogniser, an action."""

from __future__ import annotations

from typing import Protocol

from gesture_app.core.features import Features
from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event, Prediction


class Camera(Protocol):
    """A source of frames. Opened, read and closed by one thread; a closed camera can be opened again."""

    @property
    def name(self) -> str:
        """What a person calls it, such as "Logitech C920" or "the drawn hand"."""
        ...

    @property
    def live(self) -> bool:
        """True: frames come when they come, and late ones may be dropped. False: it can wait, and it ends."""
        ...

    def open(self) -> None:
        """Get ready; returns when a frame can be read.

        Raises:
            CameraError: it cannot be opened; nothing stays open.
        """
        ...

    def read(self) -> Frame | None:
        """Wait for the next frame; None when the source has come to its end.

        Raises:
            CameraLostError: it was there and is gone.
        """
        ...

    def close(self) -> None:
        """Let go of the device; harmless when not open."""
        ...


class HandTracker(Protocol):
    """Finds hands in frames that come in order of time. Used by one thread."""

    @property
    def name(self) -> str:
        """Name and version, stored with every recording."""
        ...

    def track(self, frame: Frame) -> TrackedFrame:
        """The user's left and right hand in this frame."""
        ...

    def look_for(self, hands: int) -> None:
        """How many hands to look for, 1 or 2, from the next frame on."""
        ...

    def reset(self) -> None:
        """Forget the hands seen so far, as after a change of source (times may start again)."""
        ...

    def close(self) -> None:
        """Free the tracker; it cannot be used afterwards."""
        ...


class Recogniser(Protocol):
    """A model running: keeps its state from one step to the next. Used by one thread."""

    @property
    def card(self) -> ModelCard:
        """The model: its labels, rate and thresholds."""
        ...

    def step(self, features: Features) -> list[Prediction]:
        """The scores after each of the steps that a frame brought: none, one or more."""
        ...

    def reset(self) -> None:
        """Forget everything that was seen."""
        ...


class Action(Protocol):
    """What an event does."""

    def perform(self, event: Event) -> None:
        """Do it; returns at once."""
        ...
