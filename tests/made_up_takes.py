"""Takes of made-up gestures with real variation, for tests that train: no camera and no tracker needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from tests.fakes import a_hand, tracked

GESTURES = ("fist", "point", "swipe_left", "swipe_right")
RATE = 30


def a_shape(gesture: str, place: tuple[float, float], size: float) -> np.ndarray:
    """The hand of this gesture at this place [21, 3]: fingers folded, one stretched, or all."""
    hand = a_hand(*place, size)
    folded = {"fist": (1, 2, 3, 4), "point": (2, 3, 4), "slack": (3, 4)}.get(gesture, ())
    for finger in folded:
        base = hand[1 + 4 * finger].copy()
        for joint in range(1, 4):
            hand[1 + 4 * finger + joint] = base + size * joint * np.array([0, 0.12, -0.1])
    return hand


def frames_of(gesture: str, rng: np.random.Generator, start: float = 0.0) -> list[TrackedFrame]:
    """Raise the hand, make the gesture, lower it; about two seconds."""
    size = rng.uniform(0.15, 0.22)
    low, high = np.array([0.5, 0.95]), np.array([0.5, 0.55]) + rng.normal(0, 0.03, 2)
    away = {"swipe_left": 0.35, "swipe_right": -0.35}.get(gesture, 0.0)
    half_way = np.array([away / 2, 0])
    begin, end = high - half_way, high + half_way
    way = [(low, begin, 0.4, "slack"), (begin, end, 0.35 if away else 1.0, gesture), (end, low, 0.4, "slack")]
    frames, time = [], start
    for source, target, seconds, shape in way:
        steps = round(seconds * rng.uniform(0.85, 1.15) * RATE)
        for share in np.linspace(0, 1, steps, endpoint=False):
            place = source + (3 * share**2 - 2 * share**3) * (target - source)
            hand = a_shape(shape, (place[0], place[1]), size) + rng.normal(0, 0.003, (21, 3))
            frames.append(tracked(time, right=hand.astype(np.float32)))
            time += 1 / RATE
    return frames


def a_take(gesture: str, rng: np.random.Generator, session: str = "monday") -> Recording:
    """One recording of a made-up gesture."""
    info = RecordingInfo(gesture, session, "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
    return recording_of(frames_of(gesture, rng), info)


def by_the_other_hand(frames: Sequence[TrackedFrame]) -> list[TrackedFrame]:
    """The same made by the other hand: its shape mirrored about its wrist, the wrist's way and its direction kept."""
    swapped = []
    for frame in frames:
        wrist = frame.landmarks[:, :1]
        hands = (wrist + (frame.landmarks - wrist) * np.array([-1, 1, 1], np.float32))[::-1]
        swapped.append(TrackedFrame(frame.time, hands, hands, frame.handedness[::-1], frame.frame_size))
    return swapped


def with_a_second_hand(frames: Sequence[TrackedFrame]) -> list[TrackedFrame]:
    """The same while the left hand rests in a corner of the picture."""
    rest = a_shape("slack", (0.2, 0.9), 0.18).astype(np.float32)
    return [tracked(frame.time, left=rest, right=frame.landmarks[1]) for frame in frames]


def takes(per_gesture: int = 6, sessions: tuple[str, ...] = ("monday",), seed: int = 0) -> list[Recording]:
    """Takes of all made-up gestures, the sessions in turn."""
    rng = np.random.default_rng(seed)
    return [a_take(g, rng, sessions[n % len(sessions)]) for g in GESTURES for n in range(per_gesture)]


def resting(rng: np.random.Generator, seconds: float, start: float = 0.0) -> list[TrackedFrame]:
    """A slack hand low in the picture, hardly moving."""
    place = np.array([0.5, 0.9])
    frames = []
    for step in range(round(seconds * RATE)):
        place = place + rng.normal(0, 0.002, 2)
        hand = a_shape("slack", (place[0], place[1]), 0.18) + rng.normal(0, 0.003, (21, 3))
        frames.append(tracked(start + step / RATE, right=hand.astype(np.float32)))
    return frames
