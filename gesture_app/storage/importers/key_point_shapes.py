"""The shapes in which other programs store key points, and the columns of the hands in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.storage.importers.landmark_arrays import HandColumns, Numbers

_NUMBERS_A_LANDMARK = (2, 3, 4)
"""x and y, with z, and with a visibility"""
_PALM = (0, 9)
"""wrist and knuckle of the middle finger"""
JUMP = 0.15
"""palm lengths between neighbouring rows; a hand that moves less does not jump"""
APART = 0.7
"""of the distance between distant rows; neighbouring rows of one movement are nearer to each other"""
FARTHEST_LAG = 6
FEWEST_STEPS = 6
"""neighbouring rows; fewer tell nothing"""


def _one(first: int, numbers: int = 3) -> HandColumns:
    return HandColumns(None, first, numbers=numbers)


# Pose is 33 points of 4 numbers (or of 3, without visibility), the face 468 of 3 (478 with irises), a hand 21 of 3.
# Where more than one order is known for a width, the one is taken in which the wrists lie where wrists lie.
COLUMNS: dict[int, tuple[HandColumns, ...]] = {
    1692: (HandColumns(1566, 1629),),  # pose 132, face with irises, left, right
    1662: (HandColumns(1536, 1599),),  # pose 132, face, left, right
    1659: (HandColumns(1533, 1596),),  # pose 99, face with irises, left, right
    1629: (HandColumns(1503, 1566),),  # pose 99, face, left, right
    1599: (_one(1536),),  # pose 132, face, one hand
    1560: (HandColumns(1434, 1497),),  # face with irises, left, right
    1530: (HandColumns(1404, 1467),),  # face, left, right
    258: (HandColumns(132, 195), HandColumns(0, 63)),  # pose 132, left, right; or the hands first
    225: (HandColumns(99, 162), HandColumns(0, 63)),  # pose 99, left, right; or the hands first
    195: (_one(132), _one(0)),  # pose 132, one hand; or the hand first
    170: (HandColumns(0, 63, by_side=False), HandColumns(44, 107)),  # two hands as found, then 11 points of the pose
    168: (HandColumns(0, 84, numbers=4),),  # left, right, each landmark with its visibility
    162: (_one(99), _one(0)),  # pose 99, one hand; or the hand first
    126: (HandColumns(0, 63),),  # left, right
    84: (_one(0, 4), HandColumns(0, 42, numbers=2)),  # one hand with visibility; or left, right without depth
    63: (_one(0),),  # one hand
    42: (_one(0, 2),),  # one hand without depth
}


def is_frame(shape: Sequence[int]) -> bool:
    """Return True if an array of this shape holds a single frame."""
    *before, last = shape or (0,)
    if last in _NUMBERS_A_LANDMARK and before[-1:] == [LANDMARK_COUNT]:
        return before[:-1] in ([], [1], [2], [1, 2])
    return before in ([], [1])


def take_count(shape: Sequence[int]) -> int:
    """Return the number of takes in an array of this shape, whose rows follow each other in time."""
    axes = _axes(shape)
    return shape[0] if axes is not None and axes[0] else 1


def row_width(shape: Sequence[int]) -> int:
    """Return the numbers of a frame in an array of this shape, or 0 if the shape is unknown."""
    axes = _axes(shape)
    return axes[1] if axes is not None and shape else 0


def takes_in(values: Numbers) -> list[Numbers]:
    """Return the takes [T, width] in an array, without empty rows at their ends.

    Raises:
        RecordingError: the shape is unknown.
    """
    axes = _axes(values.shape)
    if axes is None or not values.size:
        raise RecordingError(f"It has the shape {values.shape}, not frames by numbers.")
    many, width = axes
    if not many:
        return [values.reshape(-1, width)]
    return [_without_padding(take.reshape(-1, width)) for take in values]


def are_poses(takes: Sequence[Numbers]) -> bool:
    """Return True if the rows of hands [T, 2, 21, 3] do not follow each other in time, because the hand jumps.

    Neighbouring rows of a movement are nearer to each other than distant ones.
    """
    by_lag: dict[int, list[float]] = {}
    for hands in takes:
        right: Numbers = hands[:, 1, :, :2]
        points = np.where(np.isnan(right), hands[:, 0, :, :2], right)
        points = points[np.isfinite(points).all((1, 2))]
        if len(points) < 2:
            continue
        size = float(np.median(np.linalg.norm(points[:, _PALM[1]] - points[:, _PALM[0]], axis=1)))
        for lag in range(1, min(FARTHEST_LAG, len(points) - 1) + 1):
            steps = np.linalg.norm(points[lag:] - points[:-lag], axis=2).mean(1) / max(size, 1e-9)
            by_lag.setdefault(lag, []).extend(steps.tolist())
    if len(by_lag.get(1, ())) < FEWEST_STEPS:
        return False
    step, *others = (float(np.median(steps)) for steps in by_lag.values() if len(steps) >= FEWEST_STEPS // 2)
    return step > JUMP and step > APART * max(others, default=step)


def _axes(shape: Sequence[int]) -> tuple[bool, int] | None:
    """Return True if the first axis counts takes, and the numbers a frame; None: the shape is unknown."""
    *before, last = shape or (0,)
    width = last
    if last in _NUMBERS_A_LANDMARK and before[-1:] == [LANDMARK_COUNT]:
        hands = 2 if before[-2:-1] == [2] else 1
        width, before = hands * LANDMARK_COUNT * last, before[:-hands]
    if len(before) > 2:
        return None
    return len(before) == 2 and width in COLUMNS, width


def _without_padding(rows: Numbers) -> Numbers:
    """Return the rows up to the last one that holds a number."""
    filled = np.flatnonzero(np.any(np.nan_to_num(rows) != 0, axis=1))
    return rows[: filled[-1] + 1] if len(filled) else rows[:1]
