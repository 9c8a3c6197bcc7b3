"""What one look at a take should tell: its length, frame rate, hand and movement, and a small picture of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import SHORTEST_FRAME_S
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, Landmark, Side
from gesture_app.core.recording import Recording

POSES = 3
POSES_SHAPE = (POSES, 2, LANDMARK_COUNT, 2)
SLOW_GAP = 1.6
"""times the usual time between frames: a longer one means that frames are missing"""
BORDER = 0.01
"""of the picture's width and height: a landmark nearer to the edge than this touches it"""
_STRAYS = 0.05
"""of the places of a landmark, at either end: the farthest are not counted, for the tracker errs at times"""
_MOMENTS = (0.15, 0.5, 0.85)
_FARTHEST = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class TakeStats:
    """Figures of one take; all but `frames` and `seconds` are of the part that counts (its trim)."""

    frames: int
    seconds: float
    """from the first frame to the last"""
    kept_seconds: float
    """the same of the part that counts"""
    hand_share: float
    """of the frames that show any hand, 0 to 1"""
    fps: float
    """frames a second, as most of them came; 0 for a single frame"""
    slow_share: float
    """of the time that passed in gaps of more than `SLOW_GAP` times the usual one, 0 to 1: the frame rate fell"""
    movement: float
    """how far the landmark that went farthest went from side to side, in palm sizes; jitter of the tracker is a few
    hundredths, a swipe some two to six; 0 without a hand"""
    border_share: float
    """of the frames with a hand, those in which it touches or leaves the edge of the picture, 0 to 1"""
    poses: npt.NDArray[np.float16]
    """[3, 2, 21, 2]: the hands near the start, in the middle and near the end, by side, x and y as fractions of the
    unmirrored picture; NaN: that hand is absent (all of it without any hand)"""


def figures_of(recording: Recording) -> TakeStats:
    """The figures of a take."""
    kept = recording.trimmed()
    present = kept.present
    seen = present.any(1)
    hands = kept.landmarks[seen]
    gaps = kept.time[1:] - kept.time[:-1]
    usual = _median(gaps) if len(gaps) else 0.0
    slow = float(gaps[gaps > SLOW_GAP * usual].sum())
    return TakeStats(
        frames=len(recording.time),
        seconds=recording.seconds,
        kept_seconds=kept.seconds,
        hand_share=len(hands) / len(kept.time),
        fps=1 / max(usual, SHORTEST_FRAME_S) if usual else 0.0,
        slow_share=slow / kept.seconds if slow else 0.0,
        movement=max(_movement(kept.landmarks[present[:, side], side], kept.info.frame_size) for side in Side),
        border_share=_border_share(hands),
        poses=_poses(hands),
    )


def _movement(hand: FloatArray, frame_size: tuple[int, int]) -> float:
    """Of one hand in the frames that show it [t, 21, 3], in palm sizes."""
    if len(hand) == 0:
        return 0.0
    width, height = frame_size
    points = np.clip(hand[:, :, :2], -_FARTHEST, _FARTHEST) * np.array([width / height, 1], np.float32)
    palm = points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST]
    size = _median(np.hypot(palm[:, 0], palm[:, 1]))
    points.sort(axis=0)  # numpy's percentiles say the same in twice the time
    last = len(points) - 1
    way = points[last - round(_STRAYS * last)] - points[round(_STRAYS * last)]
    return float(np.hypot(way[:, 0], way[:, 1]).max()) / size if size > 0 else 0.0


def _median(values: npt.NDArray[np.floating]) -> float:
    return float(np.sort(values)[len(values) // 2])


def _border_share(hands: FloatArray) -> float:
    """Of frames with a hand [t, 2, 21, 3]."""
    if len(hands) == 0:
        return 0.0
    outside = np.abs(hands[..., :2] - 0.5) > 0.5 - BORDER  # NaN is not
    return float(outside.any((1, 2, 3)).mean())


def _poses(hands: FloatArray) -> npt.NDArray[np.float16]:
    if len(hands) == 0:
        return np.full(POSES_SHAPE, np.nan, np.float16)
    moments = [round(share * (len(hands) - 1)) for share in _MOMENTS]
    return np.clip(hands[moments][..., :2], -_FARTHEST, _FARTHEST).astype(np.float16)
