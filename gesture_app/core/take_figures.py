"""What one look at a take should tell: its length, frame rate, hand and movement, and a small picture of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, Landmark
from gesture_app.core.recording import Recording

POSES = 3
POSES_SHAPE = (POSES, 2, LANDMARK_COUNT, 2)
SLOW_GAP = 1.6
"""times the usual time between frames: a longer one means that frames are missing"""
BORDER = 0.01
"""of the picture's width and height: a landmark nearer to the edge than this touches it"""
_MOMENTS = (0.15, 0.5, 0.85)
_FARTHEST = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class TakeFigures:
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


def figures_of(recording: Recording) -> TakeFigures:
    """The figures of a take."""
    kept = recording.trimmed()
    seen = kept.present.any(1)
    gaps = np.diff(kept.time)
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    slow = float(gaps[gaps > SLOW_GAP * usual].sum())
    return TakeFigures(
        frames=len(recording.time),
        seconds=recording.seconds,
        kept_seconds=kept.seconds,
        hand_share=float(seen.mean()),
        fps=1 / usual if usual else 0.0,
        slow_share=slow / kept.seconds if slow else 0.0,
        movement=max(_movement(kept.landmarks[kept.present[:, side], side], kept.info.frame_size) for side in (0, 1)),
        border_share=_border_share(kept.landmarks[seen]),
        poses=_poses(kept.landmarks[seen]),
    )


def _movement(hand: FloatArray, frame_size: tuple[int, int]) -> float:
    """Of one hand in the frames that show it [t, 21, 3], in palm sizes."""
    if len(hand) == 0:
        return 0.0
    width, height = frame_size
    points = hand[:, :, :2] * np.array([width / height, 1], np.float32)
    palm = float(np.median(np.linalg.norm(points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST], axis=1)))
    low, high = np.percentile(points, (5, 95), axis=0)
    farthest = float(np.linalg.norm(high - low, axis=1).max())
    return farthest / palm if palm > 0 else 0.0


def _border_share(landmarks: FloatArray) -> float:
    """Of frames with a hand [t, 2, 21, 3]."""
    if len(landmarks) == 0:
        return 0.0
    places = landmarks[..., :2]
    outside = (places < BORDER) | (places > 1 - BORDER)  # NaN is neither
    return float(outside.any((1, 2, 3)).mean())


def _poses(landmarks: FloatArray) -> npt.NDArray[np.float16]:
    if len(landmarks) == 0:
        return np.full(POSES_SHAPE, np.nan, np.float16)
    moments = [round(share * (len(landmarks) - 1)) for share in _MOMENTS]
    return np.clip(landmarks[moments][..., :2], -_FARTHEST, _FARTHEST).astype(np.float16)
