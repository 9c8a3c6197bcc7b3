"""The part of a long take that is learned from and judged: what it costs follows what is useful of it, not its length.

An ordinary take stays as it is. Of a long take of a gesture one movement or hold is used: the stream is cut where a
recording session would cut it, in some stretches spread over the take, and of what is found the part of median length
is taken. Of a long take of nothing several spans are used, spread over it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import AWAY_S
from gesture_app.core.segmentation import LONGEST_S, TakeSegmenter

LONGEST_TAKE_S = 15.0
"""of a gesture: a longer take is cut; none that this program records is as long"""
LOOKED_AT, LOOKED_AT_S = 5, 20.0
"""so many stretches of a long take of a gesture are looked through, each so long"""
SPANS, SPAN_S = 12, 10.0
"""so many spans of a long take of nothing are used, each so long; a take that is no longer than all of them stays"""

Mask = npt.NDArray[np.bool_]


def useful_part(recording: Recording) -> Recording:
    """What counts of a take: its trimmed part, or where hands are seen in that for too long, the most useful part."""
    used = recording.trimmed()
    nothing = used.info.gesture == NONE
    if used.seconds <= (SPANS * SPAN_S if nothing else LONGEST_TAKE_S):
        return used
    seen = _near_hands(used)
    frames_a_second = 1 / float(np.median(np.diff(used.time)))
    if len(seen) <= frames_a_second * (SPANS * SPAN_S if nothing else LONGEST_TAKE_S):
        return used  # the rest shows no hand, and costs nothing
    if nothing:
        spans = _spread(seen, SPANS, max(1, int(SPAN_S * frames_a_second)))
        return used.part(_marked(used, np.concatenate([*spans])))
    return used.part(_one_showing(used, seen, frames_a_second))


def _near_hands(recording: Recording) -> npt.NDArray[np.intp]:
    """The frames that show a hand or lie so near to one that do that hands do not count as gone."""
    shown = recording.time[recording.present.any(1)]
    if not len(shown):
        return np.zeros(0, np.intp)
    after = np.searchsorted(shown, recording.time).clip(0, len(shown) - 1)
    before = (np.searchsorted(shown, recording.time, side="right") - 1).clip(0, len(shown) - 1)
    apart = np.minimum(np.abs(shown[after] - recording.time), np.abs(shown[before] - recording.time))
    return np.flatnonzero(apart < AWAY_S)


def _spread(frames: npt.NDArray[np.intp], count: int, length: int) -> Iterator[npt.NDArray[np.intp]]:
    """So many stretches of so many frames at most, evenly spread over these."""
    last = max(0, len(frames) - length)
    for start in np.unique(np.linspace(0, last, count).round().astype(int)):
        yield frames[start : start + length]


def _one_showing(recording: Recording, seen: npt.NDArray[np.intp], frames_a_second: float) -> Mask:
    """The frames of one movement or hold, of median length among those that are found."""
    found: list[tuple[float, float]] = []
    for stretch in _spread(seen, LOOKED_AT, max(1, int(LOOKED_AT_S * frames_a_second))):
        found += _showings(recording.part(_marked(recording, stretch)), float(recording.time[stretch[0]]))
    if not found:  # a hand that rests all the time
        start = float(recording.time[seen[len(seen) // 2]])
        found = [(start, start + LONGEST_S)]
    start, end = sorted(found, key=lambda one: one[1] - one[0])[len(found) // 2]
    return (recording.time >= start - 1e-6) & (recording.time <= end + 1e-6)


def _showings(stretch: Recording, begins: float) -> list[tuple[float, float]]:
    """From when to when something is shown in a stretch that begins at this time; what its end breaks off is left out
    where anything else is there.
    """
    cutter = TakeSegmenter()
    takes = [take for frame in stretch.frames() if (take := cutter.push(frame)) is not None]
    if not takes and (rest := cutter.finish()) is not None:
        takes = [rest]
    return [(begins + take[0].time, begins + take[-1].time) for take in takes]


def _marked(recording: Recording, frames: npt.NDArray[np.intp]) -> Mask:
    marked = np.zeros(len(recording.time), bool)
    marked[frames] = True
    return marked
