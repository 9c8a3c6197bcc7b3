"""Recordings of arrays of landmarks, for the layouts without times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import check_pace
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.recording import Recording, RecordingInfo

USUAL_PICTURE = (640, 480)
"""the frame size that OpenCV asks a webcam for by default"""
FURTHEST = 4.0
"""frame widths; hands are tracked a little outside of the frame, never this far"""
WRIST_DEPTH = 0.02
"""MediaPipe measures depth from the wrist, whose own depth is therefore 0: what else is there is no wrist"""

MOST_FITTED = 5000
"""rows that show if columns are hands"""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HandColumns:
    """The columns of the hands in a row."""

    left: int | None
    """first column; None: there is no such hand"""
    right: int | None
    by_side: bool = True
    """True if the columns are the left and the right hand, False if they are the first and the second found"""
    numbers: int = 3
    """of each landmark: x and y; with z; with a visibility"""

    def hands(self, rows: Numbers) -> Numbers:
        """Return the hands [T, 2, 21, 3] of rows [T, width], with NaN for a hand of zeros or NaN."""
        hands = np.full((len(rows), 2, LANDMARK_COUNT, 3), np.nan)
        for side, first in enumerate((self.left, self.right)):
            if first is not None:
                block = rows[:, first : first + LANDMARK_COUNT * self.numbers].reshape(-1, LANDMARK_COUNT, self.numbers)
                there = np.any(block != 0, axis=(1, 2))
                points = block[there][..., :3]
                hands[there, side, :, : points.shape[2]] = points
                if self.numbers == 2:  # a flat hand
                    hands[there, side, :, 2] = np.where(np.isnan(points).any(2), np.nan, 0.0)
        return hands

    def fit(self, rows: Numbers) -> bool:
        """Return True if these columns can be hands: depth is relative to the wrist."""
        some = rows[:: max(1, len(rows) // MOST_FITTED)]
        depth = np.abs(self.hands(some)[:, :, 0, 2])
        return not np.isfinite(depth).any() or float(np.nanmedian(depth)) < WRIST_DEPTH


def broken_hands(hands: Numbers) -> npt.NDArray[np.bool_]:
    """Return a mask of frames [T] with a hand that is partly NaN or infinite."""
    absent = np.isnan(hands)
    partly = np.any(absent, axis=(2, 3)) & ~np.all(absent, axis=(2, 3))  # [T, 2]
    broken: npt.NDArray[np.bool_] = np.any(partly, axis=1) | np.any(np.isinf(hands), axis=(1, 2, 3))
    return broken


def in_pixels(hands: Numbers) -> bool:
    """Return True if the positions are not fractions of the frame size."""
    places = np.abs(hands[..., :2])
    return bool(np.isfinite(places).any() and np.nanmedian(places) > FURTHEST)


def sides_by_place(hands: Numbers) -> Numbers:
    """Sort hands [T, 2, 21, 3] by side, as far as their positions show it.

    Of two hands in an unmirrored picture the user's right one is at the left; a single one is the one that was there
    before, else the right hand.
    """
    sorted_hands = np.full_like(hands, np.nan)
    last = np.full((2, 2), np.nan)
    for index, pair in enumerate(hands):
        there = [hand for hand in pair if not np.isnan(hand[0, 0])]
        there.sort(key=lambda hand: float(hand[0, 0]), reverse=True)  # the left hand first
        if len(there) == 1:
            ways = np.linalg.norm(last - there[0][0, :2], axis=1)
            side = 1 if np.isnan(ways).all() else int(np.nanargmin(ways))
            sorted_hands[index, side] = there[0]
        elif there:
            sorted_hands[index] = there
        last = np.where(np.isnan(sorted_hands[index, :, 0, :2]), last, sorted_hands[index, :, 0, :2])
    return sorted_hands


def recording_without_clock(hands: Numbers, numbers: Numbers, rate: float, info: RecordingInfo) -> Recording:
    """Return a recording of hands [T, 2, 21, 3] at rising frame numbers [T]. Unknown values are NaN."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # what becomes infinite is refused
        landmarks = hands.astype(np.float32)
        time = (numbers - numbers[0]) / rate
    unknown = np.full(landmarks.shape, np.nan, np.float32)
    recording = Recording(time, landmarks, unknown, unknown[:, :, 0, 0], info)
    check_pace(recording.time)
    return recording


def unmirrored(recording: Recording) -> Recording:
    """Undo the mirroring of a recording: left and right are exchanged, and so are the hands."""
    return replace(
        recording,
        landmarks=_mirrored(recording.landmarks, 1.0),
        world_landmarks=_mirrored(recording.world_landmarks, 0.0),
        handedness=np.ascontiguousarray(recording.handedness[:, ::-1]),
    )


def _mirrored(landmarks: FloatArray, width: float) -> FloatArray:
    turned = landmarks[:, ::-1].copy()
    turned[..., 0] = np.float32(width) - turned[..., 0]
    return turned
