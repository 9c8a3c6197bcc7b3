"""Turns joints into a recording as a webcam and the tracker would make it, with their errors."""

from __future__ import annotations

import cv2
import numpy as np

from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.vision.demo.skeleton import Array
from tools.performances.motion import RATE
from tools.performances.performer import Performer

SQUARE = (480, 480)
SOURCE = "starter"
_UNSURE = np.array([1.0, *([0.6, 0.8, 1.1, 1.5] * 5)])
"""[21]: jitter of each landmark; the tracker is least sure of fingertips"""
_MISJUDGED_SHARE = 0.5
"""of the takes with a moving hand, in which the tracker misjudges for some frames how the hand is turned"""
RECORDED_AT = "2026-01-01T00:00:00+00:00"


def tracked(rng: np.random.Generator, gesture: str, person: Performer, hands: dict[Side, Array]) -> Recording:
    """Return a recording of hands.

    Args:
        rng: random state.
        gesture: name of the take's gesture.
        person: who performs, with the camera.
        hands: joints of each visible hand at `RATE` [T, 21, 3] in picture heights, NaN where it is out of view.
    """
    count = len(next(iter(hands.values())))
    rate = person.rate * float(rng.uniform(0.93, 1.0))
    frames = max(2, int(count / RATE * rate))
    time = np.arange(frames) / rate
    at = (time * RATE).round().astype(int).clip(0, count - 1)
    landmarks = np.full((frames, 2, 21, 3), np.nan, np.float32)
    for side, joints in hands.items():
        landmarks[:, side] = _seen(rng, joints[at], person)
    _lose_frames(rng, landmarks, rate)
    info = RecordingInfo(gesture, f"person {person.number}", SOURCE, "none", SQUARE, RECORDED_AT)
    unknown = np.full((frames, 2), np.nan, np.float32)
    return Recording(time, landmarks, np.full_like(landmarks, np.nan), unknown, info)


def _seen(rng: np.random.Generator, joints: Array, person: Performer) -> FloatArray:
    """Return the landmarks that the tracker finds for joints [T, 21, 3]."""
    palm = person.palm / 480
    found = joints.copy()
    found[..., 2] -= joints[:, :1, 2]
    nearness = 1 - rng.normal(0, 0.1) * found[..., 2:] / palm  # a lens nearer or further than the skeleton's
    centre = found[:, :1, :2]
    found[..., :2] = centre + (found[..., :2] - centre) * nearness.clip(0.6, 1.6)
    depth = person.depth * np.exp(rng.normal(0, 0.12))
    found[..., 2] *= depth
    found[:, 1:, 2] += rng.normal(0, 0.06, 20) * palm  # wrong depth of single joints, for a whole take
    found[..., :2] += rng.normal(0, 0.018, (21, 2)) * palm  # the tracker's habitual error at this hand
    moving = np.linalg.norm(np.diff(joints[:, [0, 9], :2], axis=0, prepend=joints[:1, [0, 9], :2]), axis=-1).mean(-1)
    blur = 1 + 1.5 * np.minimum(moving / palm * 2, 2)[:, None, None]  # fast hands are blurred
    jitter = person.jitter * rng.uniform(0.5, 1.5)
    noise = rng.normal(0, jitter, found.shape) * [1, 1, 1.5] * _UNSURE[:, None]
    noise[1:] = 0.6 * noise[1:] + 0.5 * noise[:-1]
    wander = _smooth(rng, len(found)) * [0.03, 0.03, 0.06] * _UNSURE[:, None]
    found += (noise * blur + wander * rng.uniform(0, 1.2)) * palm
    if rng.random() < 0.1 + 0.4 * (moving.mean() > 0.005 * palm):
        _misplace_fingers(rng, found, palm)
    if moving.mean() > 0.005 * palm and rng.random() < _MISJUDGED_SHARE:
        misjudge_turn(rng, found)
    return found.astype(np.float32)


def _smooth(rng: np.random.Generator, count: int) -> Array:
    """Return slow noise for each landmark [count, 21, 3]."""
    knots = rng.normal(0, 1, (max(4, count // 8 + 3), 21, 3))
    at = np.linspace(0, len(knots) - 1.001, count)
    low, share = at.astype(int), (at % 1)[:, None, None]
    return np.asarray(knots[low] * (1 - share) + knots[low + 1] * share)


def _misplace_fingers(rng: np.random.Generator, found: Array, palm: float) -> None:
    """Let the tracker confuse the fingers for some frames: it takes one for bent, or for its neighbour."""
    for _ in range(int(rng.integers(1, 6))):
        start = int(rng.integers(len(found)))
        frames = slice(start, start + int(rng.integers(1, 6)))
        finger = int(rng.integers(5))
        tips = slice(4 * finger + 2, 4 * finger + 5)
        if rng.random() < 0.5:
            found[frames, tips] += rng.normal(0, 0.35, 3) * palm
        else:
            root = found[frames, 4 * finger + 1 : 4 * finger + 2]
            found[frames, tips] = root + (found[frames, tips] - root) * rng.uniform(0.2, 0.8)


def misjudge_turn(rng: np.random.Generator, found: Array) -> None:
    """Turn the hand about its wrist for some frames, as the tracker does with fast hands and hands seen edgewise."""
    for _ in range(int(rng.integers(1, 4))):
        start = int(rng.integers(len(found)))
        frames = slice(start, start + int(rng.integers(2, 16)))
        turn, _ = cv2.Rodrigues(rng.normal(0, [0.35, 0.35, 0.25]))  # from radians
        wrist = found[frames, :1]
        found[frames] = wrist + (found[frames] - wrist) @ turn.T


def _lose_frames(rng: np.random.Generator, landmarks: FloatArray, rate: float) -> None:
    if rng.random() < 0.25:
        for _ in range(int(rng.integers(1, 4))):
            start = int(rng.integers(len(landmarks)))
            landmarks[start : start + max(1, int(rng.uniform(0.03, 0.25) * rate))] = np.nan
