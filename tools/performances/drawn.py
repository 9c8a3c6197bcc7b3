"""The drawn hand, seen through the real tracker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gesture_app.core.ground_truth import Performance
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import Recording, StreamInfo, recording_of
from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.hand_tracker import MediaPipeHandTracker

MARGIN_S = 0.3
"""before and after the gesture"""
LONGEST_IDLE_S = 2.5


@dataclass(frozen=True, slots=True, eq=False)
class DrawnStream:
    """A whole stream of one drawn person and what it shows."""

    recording: Recording
    performances: tuple[Performance, ...]

    def takes(self) -> Iterator[Recording]:
        """Yield a take of each gesture, and parts of the idling as `none`."""
        for shown in self.performances:
            if shown.gesture is not None:
                yield self._part(shown.gesture, shown.start - MARGIN_S, shown.end + MARGIN_S)
            else:
                for start in np.arange(shown.start, shown.end, LONGEST_IDLE_S):
                    yield self._part("none", float(start), min(float(start) + LONGEST_IDLE_S, shown.end))

    def _part(self, gesture: str, start: float, end: float) -> Recording:
        whole = self.recording
        part = whole.part((whole.time >= start) & (whole.time <= end))
        return replace(part, info=replace(part.info, gesture=gesture))


def drawn_stream(seed: int, script: str) -> DrawnStream:
    """Let a drawn person perform a script in front of the tracker, faster than in real time."""
    camera = DemoCamera(script, seed)
    tracker = MediaPipeHandTracker(shipped_models_folder() / HAND_MODEL, hands=2)
    frames: list[TrackedFrame] = []
    camera.open()
    try:
        while (frame := camera.read()) is not None:
            frames.append(tracker.track(frame))
    finally:
        tracker.close()
        camera.close()
    info = StreamInfo(f"drawn person {seed}", "starter", "mediapipe").take_info("", frames)
    return DrawnStream(recording_of(frames, info), camera.performed)


def script_of(gestures: Sequence[str], times: int, idle_s: float) -> str:
    """Return a script of gestures, each some times, and idling at the end."""
    items = [f"{gesture}*{times}" for gesture in gestures]
    return ",".join([*items, f"idle:{idle_s:g}"] if idle_s else items)
