"""Changes a stream to what another camera, another computer or the other hand would have given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.streams import stream_recording
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import blend

DROPPED = 0.1
JITTER = 0.3
"""of the time to the nearer of the neighbouring frames"""
SAME_S = 0.3
"""two events of one label no further apart are the same"""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A change of a stream."""

    name: str
    changed: Callable[[Recording], Recording]


def conditions(rates: Sequence[float], rng: np.random.Generator) -> tuple[Condition, ...]:
    """Return all conditions, the plain stream first."""
    return (
        Condition("plain", lambda stream: stream),
        *(Condition(f"{rate:g} a second", partial(at_rate, rate=rate)) for rate in rates),
        Condition("frames dropped", partial(with_dropped_frames, rng=rng)),
        Condition("jittering times", partial(with_jitter, rng=rng)),
        Condition("mirrored", mirrored),
        Condition("other hand", by_the_other_hand),
    )


def at_rate(stream: Recording, rate: float) -> Recording:
    """Return the stream at this many frames a second."""
    count = int(stream.seconds * rate + 1e-6) + 1
    time = stream.time[0] + np.arange(count) / rate
    after = np.searchsorted(stream.time, time).clip(1, len(stream.time) - 1)
    before = after - 1
    gap = stream.time[after] - stream.time[before]
    share = ((time - stream.time[before]) / gap).astype(np.float32)[:, None, None, None]
    return stream_recording(time, blend(stream.landmarks[before], stream.landmarks[after], share), stream.info)


def with_dropped_frames(stream: Recording, rng: np.random.Generator) -> Recording:
    """Return the stream without a random tenth of its frames, as on a busy computer."""
    keep = rng.random(len(stream.time)) >= DROPPED
    keep[0] = True
    return stream_recording(stream.time[keep], stream.landmarks[keep], stream.info)


def with_jitter(stream: Recording, rng: np.random.Generator) -> Recording:
    """Return the stream with time stamps that are wrong by up to 30 % of the time to the next frame."""
    gap = np.diff(stream.time)
    nearer = np.minimum(np.append(gap, np.inf), np.insert(gap, 0, np.inf))  # so that the order stays
    shift = rng.uniform(-JITTER, JITTER, len(stream.time)) * nearer
    return stream_recording(stream.time + shift, stream.landmarks, stream.info)


def mirrored(stream: Recording) -> Recording:
    """Return the stream of a camera that mirrors its frames before the program sees them.

    Every x becomes 1 - x. A left hand then looks like a right hand to the tracker, so the hands change slots. A
    movement to the left is one to the right in such a frame, so gestures that differ only by that must be confused.
    """
    landmarks = stream.landmarks[:, ::-1] * np.array([-1, 1, 1], np.float32) + np.array([1, 0, 0], np.float32)
    return stream_recording(stream.time, landmarks, stream.info)


def by_the_other_hand(stream: Recording) -> Recording:
    """Return the stream made by the other hand: the shape is mirrored about the wrist, the wrist's way stays."""
    wrist = stream.landmarks[:, :, :1]
    landmarks = (wrist + (stream.landmarks - wrist) * np.array([-1, 1, 1], np.float32))[:, ::-1]
    return stream_recording(stream.time, landmarks, stream.info)


def agreement(events: Sequence[Event], others: Sequence[Event]) -> float:
    """Return the share of events of two runs with a partner in the other run: same label, at most 0.3 s apart."""
    free = list(others)
    pairs = 0
    for event in events:
        near = [other for other in free if other.label == event.label and abs(other.time - event.time) <= SAME_S]
        if near:
            free.remove(min(near, key=lambda other: abs(other.time - event.time)))
            pairs += 1
    return 2 * pairs / (len(events) + len(others)) if events or others else 1.0
