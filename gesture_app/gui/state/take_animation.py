"""Prepares a take as a moving skeleton, without painting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights

LEAST_HEIGHTS = 0.3
"""of the picture's height: a far hand is enlarged, but never so much that its trembling looks like a movement"""
MARGIN = 0.08
"""of the shown part, left free around the hands"""
Box = tuple[float, float, float, float]
"""left, top, right, bottom in picture heights"""


class TakeAnimation:
    """The hands of one recording, ready to be painted."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.time = recording.time
        self.points = in_heights(recording.landmarks, recording.info.frame_size)  # [T, 2, 21, 3]
        self.present = np.asarray(recording.present.any(1))  # [T]
        self.box = box_around(self.points)

    @property
    def seconds(self) -> float:
        """The length of the whole take."""
        return self.recording.seconds

    @property
    def kept(self) -> tuple[float, float]:
        """The start and the end of the trimmed part, in seconds."""
        return self.recording.info.trim or (0.0, self.seconds)

    def at(self, second: float) -> FloatArray:
        """Return the hands at a second of the take [2, 21, 3] in picture heights (NaN: absent)."""
        hands: FloatArray = self.points[max(0, int(np.searchsorted(self.time, second, "right")) - 1)]
        return hands

    def laid_over(self, other: TakeAnimation) -> TakeAnimation:
        """Return a copy, moved and scaled so that its first hand lies on the first hand of `other`."""
        own, target = _first_hand(self), _first_hand(other)
        if own is None or target is None:
            return self
        size = float(palm_size(target) / palm_size(own))
        moved = TakeAnimation(self.recording)
        moved.points = (self.points - own[0]) * np.float32(size) + target[0]
        moved.box = box_around(moved.points)
        return moved


def box_around(points: npt.NDArray[np.floating]) -> Box:
    """Return the box around hands [..., 21, 2 or 3] in picture heights."""
    places = points[..., :2].reshape(-1, 2)
    places = places[~np.isnan(places[:, 0])]
    if not len(places):
        return 0.0, 0.0, 4 / 3, 1.0
    low, high = places.min(0), places.max(0)
    half = np.maximum(high - low, LEAST_HEIGHTS) * (0.5 + MARGIN)
    (left, top), (right, bottom) = (low + high) / 2 - half, (low + high) / 2 + half
    return float(left), float(top), float(right), float(bottom)


def united(boxes: Sequence[Box]) -> Box:
    """Return the box around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _first_hand(take: TakeAnimation) -> FloatArray | None:
    """Return the hand [21, 3] that is seen most, where it is first seen in the trimmed part."""
    start, end = take.kept
    counts = (take.time >= start) & (take.time <= end)
    seen = np.isfinite(take.points[:, :, 0, 0]) & counts[:, None]  # [T, 2]
    side = int(seen.sum(0).argmax())
    moments = np.flatnonzero(seen[:, side])
    if not len(moments):
        return None
    hand: FloatArray = take.points[moments[0], side]
    return hand
