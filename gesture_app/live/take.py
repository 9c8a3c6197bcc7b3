"""A finished take: its frames and everything that is known about them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import RecordingInfo
from gesture_app.core.ring_buffer import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One finished take, described by the live thread, when it is made."""

    frames: tuple[TrackedFrame, ...]
    info: RecordingInfo
    number: int = 0
    """in its series, from 1; 0: outside of any series"""
    takes: int = 0
    """of its series"""
    pictures: tuple[Picture, ...] = ()
    """small pictures of the same time, where the user wants them kept"""

    @property
    def gesture(self) -> str:
        """The gesture that the take shows, or "" while the user has not named it."""
        return self.info.gesture

    def named(self, gesture: str) -> Take:
        """Return the same take under this gesture's name."""
        return replace(self, info=replace(self.info, gesture=gesture))
