"""Makes takes from the joints of the drawn hand, without a camera or a tracker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, Side
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.vision.demo.gestures import perform
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH, Person
from gesture_app.vision.demo.skeleton import Array, BodyPart, joints_of

_MARGIN_S = 0.3
"""seconds before and after the gesture"""
_RECORDED_AT = "2025-01-01T00:00:00+00:00"


def drawn_takes(gestures: Sequence[str], of_each: int, seed: int = 0) -> list[Recording]:
    """Return takes of one person. The same seed gives the same takes."""
    rng = np.random.default_rng(seed)
    person = Person.drawn_from(rng)
    return [_take(person, rng, gesture) for gesture in gestures for _ in range(of_each)]


def drawn_stream(gestures: Sequence[str], seed: int = 0) -> Recording:
    """Return one recording without a label in which a person performs gestures one after the other."""
    rng = np.random.default_rng(seed)
    person = Person.drawn_from(rng)
    actor = Actor(person, rng)
    for gesture in gestures:
        perform(actor, gesture)
    return _recording(actor.take(), person, "")


def _take(person: Person, rng: np.random.Generator, gesture: str) -> Recording:
    actor = Actor(person, rng)
    start, end = perform(actor, gesture)
    postures = actor.take()  # [T, 2, 25]
    first = max(0, round((start - _MARGIN_S) * RATE))
    return _recording(postures[first : round((end + _MARGIN_S) * RATE)], person, gesture)


def _recording(postures: Array, person: Person, gesture: str) -> Recording:
    """Return postures [T, 2, 25] as a recording."""
    landmarks = np.stack([_landmarks(postures[:, side], person, side) for side in Side], 1)
    info = RecordingInfo(gesture, "drawn", "demo", "none", (WIDTH, HEIGHT), _RECORDED_AT)
    unknown = np.full((len(postures), 2), np.nan, np.float32)
    return Recording(np.arange(len(postures)) / RATE, landmarks, np.full_like(landmarks, np.nan), unknown, info)


def _landmarks(postures: Array, person: Person, side: Side) -> FloatArray:
    """Return landmarks of one hand [T, 21, 3], NaN where it is below the image."""
    joints = joints_of(postures, person.shape, side)
    joints[joints[..., 1].min(1) - 0.2 * postures[:, BodyPart.SIZE] > HEIGHT] = np.nan
    landmarks: FloatArray = (joints / np.array([WIDTH, HEIGHT, WIDTH])).astype(np.float32)
    assert landmarks.shape[1:] == (LANDMARK_COUNT, 3)
    return landmarks
