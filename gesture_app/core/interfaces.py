"""The protocols of the replaceable parts: camera, hand tracker, recogniser and receiver of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from gesture_app.core.features import Features
    from gesture_app.core.frame import Frame
    from gesture_app.core.hands import TrackedFrame
    from gesture_app.core.model.card import ModelCard
    from gesture_app.core.prediction import Event, GestureEnd, Prediction


class Camera(Protocol):
    """A source of frames, used by one thread. It can be opened again after it was closed."""

    @property
    def name(self) -> str:
        """Name for people, such as "Logitech C920" or "the drawn hand"."""
        ...

    @property
    def live(self) -> bool:
        """True if late frames may be dropped. False for a source that waits, and that ends."""
        ...

    def open(self) -> None:
        """Open the source and return when a frame can be read.

        Raises:
            CameraError: it cannot be opened, and nothing stays open.
        """
        ...

    def read(self) -> Frame | None:
        """Wait for the next frame and return it, or None at the end of the source.

        Raises:
            CameraLostError: the source has gone.
        """
        ...

    def close(self) -> None:
        """Release the device. Does nothing if it is not open."""
        ...


@runtime_checkable
class Performer(Protocol):
    """A camera whose hand performs what it is asked for."""

    def perform_gesture(self, gesture: str | None) -> None:
        """Perform this gesture again and again from now on. Any thread.

        Args:
            gesture: `none` means to fidget, "" to rest, None to go on as before it was first asked.
        """
        ...


class HandTracker(Protocol):
    """Finds hands in frames that come in order of time. Used by one thread."""

    @property
    def name(self) -> str:
        """Name and version, stored with every recording."""
        ...

    def track(self, frame: Frame) -> TrackedFrame:
        """Return the user's left and right hand in this frame."""
        ...

    def look_for(self, hands: int) -> None:
        """Look for 1 or 2 hands from the next frame on."""
        ...

    def reset(self) -> None:
        """Forget all hands, as after a change of source. Times may start again."""
        ...

    def close(self) -> None:
        """Free the tracker, which cannot be used afterwards."""
        ...


class Recogniser(Protocol):
    """A running model, which keeps its state between steps. Used by one thread."""

    @property
    def card(self) -> ModelCard:
        """The model's labels, rate and thresholds."""
        ...

    def step(self, features: Features) -> list[Prediction]:
        """Return a prediction for each step of the features, of which there may be none."""
        ...

    def reset(self) -> None:
        """Forget everything that was seen."""
        ...


class EventReceiver(Protocol):
    """Something that reacts to gestures, such as the actions. The live thread calls it for every frame."""

    def receive(self, happened: Sequence[Event | GestureEnd], tracked: TrackedFrame | None, meant: bool) -> None:
        """Take what one frame brought, and return at once.

        Args:
            happened: gestures that fired or ended, in order.
            tracked: the hands of the frame; None if frames have stopped to come.
            meant: False while gestures are not meant to do anything, as in a series of takes.
        """
        ...
