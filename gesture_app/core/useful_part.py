"""Selects the part of a long take to learn from, so that training time does not grow with its length.

A take of usual length is used whole. In a long take of a gesture, `TakeSegmenter` cuts some stretches into movements,
and the movement of median length is used. Of a long background take, several spans are used.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import AWAY_S
from gesture_app.core.segmentation import LONGEST_S, TakeSegmenter

LONGEST_WHOLE_S = 15.0
"""seconds; a longer take of a gesture is cut, but automatic takes are never as long"""
LOOKED_AT, LOOKED_AT_S = 5, 20.0
"""number of stretches of a long take that are segmented, and seconds of each"""
SPANS, SPAN_S = 12, 10.0
"""number of spans of a long background take that are used, and seconds of each"""

Mask = npt.NDArray[np.bool_]


def useful_part(recording: Recording) -> Recording:
    """Return the trimmed part of a take, or the most useful part of that if it shows hands for too long."""
    used = recording.trimmed()
    background = used.info.gesture == NONE
    if used.seconds <= (SPANS * SPAN_S if background else LONGEST_WHOLE_S):
        return used
    seen = _near_hands(used)
    frames_a_second = 1 / float(np.median(np.diff(used.time)))
    if len(seen) <= frames_a_second * (SPANS * SPAN_S if background else LONGEST_WHOLE_S):
        return used  # frames without a hand cost no time
    if background:
        spans = _spread(seen, SPANS, max(1, int(SPAN_S * frames_a_second)))
        return used.part(_marked(used, np.concatenate([*spans])))
    return used.part(_one_movement(used, seen, frames_a_second))


def _near_hands(recording: Recording) -> npt.NDArray[np.intp]:
    """Return the frames with a hand, and those less than `AWAY_S` from one."""
    shown = recording.time[recording.present.any(1)]
    if not len(shown):
        return np.zeros(0, np.intp)
    after = np.searchsorted(shown, recording.time).clip(0, len(shown) - 1)
    before = (np.searchsorted(shown, recording.time, side="right") - 1).clip(0, len(shown) - 1)
    apart = np.minimum(np.abs(shown[after] - recording.time), np.abs(shown[before] - recording.time))
    return np.flatnonzero(apart < AWAY_S)


def _spread(frames: npt.NDArray[np.intp], count: int, length: int) -> Iterator[npt.NDArray[np.intp]]:
    """Yield `count` evenly spread stretches of at most `length` frames."""
    last = max(0, len(frames) - length)
    for start in np.unique(np.linspace(0, last, count).round().astype(int)):
        yield frames[start : start + length]


def _one_movement(recording: Recording, seen: npt.NDArray[np.intp], frames_a_second: float) -> Mask:
    """Return the frames of the movement or hold of median length."""
    found: list[tuple[float, float]] = []
    for stretch in _spread(seen, LOOKED_AT, max(1, int(LOOKED_AT_S * frames_a_second))):
        found += _movements(recording.part(_marked(recording, stretch)), float(recording.time[stretch[0]]))
    if not found:  # the hand rests all the time
        start = float(recording.time[seen[len(seen) // 2]])
        found = [(start, start + LONGEST_S)]
    start, end = sorted(found, key=lambda one: one[1] - one[0])[len(found) // 2]
    return (recording.time >= start - 1e-6) & (recording.time <= end + 1e-6)


def _movements(stretch: Recording, begins: float) -> list[tuple[float, float]]:
    """Return start and end of each movement in a stretch that begins at this time.

    A movement that the end of the stretch cuts off counts only if it is the only one.
    """
    segmenter = TakeSegmenter()
    takes = [take for frame in stretch.frames() if (take := segmenter.push(frame)) is not None]
    if not takes and (rest := segmenter.finish()) is not None:
        takes = [rest]
    return [(begins + take[0].time, begins + take[-1].time) for take in takes]


def _marked(recording: Recording, frames: npt.NDArray[np.intp]) -> Mask:
    marked = np.zeros(len(recording.time), bool)
    marked[frames] = True
    return marked
