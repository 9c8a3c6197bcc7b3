"""Statistics of a take: length, frame rate, visibility and movement of the hand, and three poses."""

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
"""factor of the median time between frames; a longer gap means that frames are missing"""
BORDER = 0.01
"""share of the image's width and height; a landmark nearer to the edge touches it"""
_STRAYS = 0.05
"""share of a landmark's positions that are dropped at either end as outliers of the tracker"""
_MOMENTS = (0.15, 0.5, 0.85)
_FARTHEST = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class TakeStats:
    """Statistics of one take. All but `frames` and `seconds` are of its trimmed part."""

    frames: int
    seconds: float
    """from the first frame to the last, trimmed or not"""
    kept_seconds: float
    """length of the trimmed part"""
    hand_share: float
    """share of the frames that show a hand, 0 to 1"""
    fps: float
    """median frames per second; 0 for a single frame"""
    slow_share: float
    """share of the time in gaps longer than `SLOW_GAP` times the median, 0 to 1"""
    movement: float
    """extent of the landmark that moved farthest, in palm sizes: jitter a few hundredths, a swipe 2 to 6; 0 without
    a hand"""
    border_share: float
    """share of the frames with a hand in which it touches or leaves the edge, 0 to 1"""
    poses: npt.NDArray[np.float16]
    """[3, 2, 21, 2]: hands near the start, in the middle and near the end, as x and y in fractions of the unmirrored
    image; NaN where a hand is absent"""


def figures_of(recording: Recording) -> TakeStats:
    """Return the statistics of a take."""
    kept = recording.trimmed()
    present = kept.present
    seen = present.any(1)
    hands = kept.landmarks if seen.all() else kept.landmarks[seen]  # a copy of a long take is large
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
    """Return the extent of one hand's movement in the frames that show it [T, 21, 3], in palm sizes."""
    if len(hand) == 0:
        return 0.0
    width, height = frame_size
    points = np.clip(hand[:, :, :2], -_FARTHEST, _FARTHEST)
    points *= np.array([width / height, 1], np.float32)
    palm = points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST]
    size = _median(np.hypot(palm[:, 0], palm[:, 1]))
    points.sort(axis=0)  # percentiles of numpy take twice as long
    last = len(points) - 1
    extent = points[last - round(_STRAYS * last)] - points[round(_STRAYS * last)]
    return float(np.hypot(extent[:, 0], extent[:, 1]).max()) / size if size > 0 else 0.0


def _median(values: npt.NDArray[np.floating]) -> float:
    return float(np.sort(values)[len(values) // 2])


def _border_share(hands: FloatArray) -> float:
    """Return the share of frames with a hand [T, 2, 21, 3] in which it touches the edge."""
    if len(hands) == 0:
        return 0.0
    places = hands[..., :2]
    outside = ((places < BORDER) | (places > 1 - BORDER)).any((1, 2, 3))  # False for NaN
    return float(outside.mean())


def _poses(hands: FloatArray) -> npt.NDArray[np.float16]:
    if len(hands) == 0:
        return np.full(POSES_SHAPE, np.nan, np.float16)
    moments = [round(share * (len(hands) - 1)) for share in _MOMENTS]
    return np.clip(hands[moments][..., :2], -_FARTHEST, _FARTHEST).astype(np.float16)
