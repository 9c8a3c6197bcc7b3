"""The columns of an exported table, which has one row per frame and hand and needs no knowledge of this program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.recording import Recording
from gesture_app.core.wording import encodable

TEXTS = ("gesture", "take", "session", "source", "tracker", "recorded_at", "note")
"""columns of text, the same in every row of a take"""
WHOLE = ("frame_width", "frame_height")
"""whole numbers, the same in every row of a take"""
TRUTHS = ("disabled",)
TIMES = ("trim_start", "trim_end")
"""seconds; empty where nothing is trimmed"""
OF_THE_ROW = ("frame", "time", "hand", "handedness")
LANDMARKS = tuple(f"{axis}{point}" for point in range(LANDMARK_COUNT) for axis in "xyz")
WORLD_LANDMARKS = tuple(f"world_{name}" for name in LANDMARKS)
COLUMNS = (*TEXTS, *WHOLE, *TRUTHS, *TIMES, *OF_THE_ROW, *LANDMARKS, *WORLD_LANDMARKS)

HANDS = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class TableOfTake:
    """A take as R rows: one for each hand in each frame, and one for a frame without hands."""

    per_take: dict[str, str | int | bool | float | None]
    """the columns that are the same in every row"""
    frame: npt.NDArray[np.int64]
    """[R], from 0"""
    time: npt.NDArray[np.float64]
    """[R]: seconds since the take's first frame"""
    hand: npt.NDArray[np.int64]
    """[R]: index into `HANDS`, -1 without a hand"""
    handedness: FloatArray
    """[R]"""
    landmarks: FloatArray
    """[R, 63]: x0, y0, z0, x1 …"""
    world_landmarks: FloatArray
    """[R, 63]"""

    def __len__(self) -> int:
        return len(self.frame)


def table_of(gesture: str, take: str, recording: Recording) -> TableOfTake:
    """Return the rows of a take."""
    present = recording.present  # [T, 2]
    nothing = ~present.any(1, keepdims=True)  # [T, 1]
    frame, which = np.nonzero(np.concatenate([present, nothing], 1))
    hand = np.where(which == len(HANDS), -1, which)
    info = recording.info
    start, end = info.trim if info.trim is not None else (None, None)
    return TableOfTake(
        {
            **dict(zip(TEXTS, map(encodable, _texts(gesture, take, recording)), strict=True)),
            **dict(zip(WHOLE, info.frame_size, strict=True)),
            "disabled": info.disabled,
            "trim_start": start,
            "trim_end": end,
        },
        frame,
        recording.time[frame],
        hand,
        np.where(hand < 0, np.float32(np.nan), recording.handedness[frame, hand]),
        recording.landmarks[frame, hand].reshape(len(frame), -1),
        recording.world_landmarks[frame, hand].reshape(len(frame), -1),
    )


def _texts(gesture: str, take: str, recording: Recording) -> tuple[str, ...]:
    info = recording.info
    return (gesture, take, info.session, info.source, info.tracker, info.recorded_at, info.note)
