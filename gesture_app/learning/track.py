"""A take on the model's own clock: what training streams are composed of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import Features, FeatureStream, palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import Resampler, in_heights

STILL = 0.35
"""palm sizes a second: a hand slower than this, shape included, is holding still"""
LIKE = 0.4
"""palm sizes: two poses nearer than this, place included, may be the same moment of a gesture"""
UNLIKE = 10.0
_SMOOTHING_S = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The hands of one take at a fixed rate, bridged where they were lost for a moment."""

    gesture: str
    session: str
    points: FloatArray
    """[K, 2, 21, 3] in picture heights; NaN where a hand is absent"""
    moving: bool
    """whether the gesture is a movement rather than a held pose"""

    @property
    def sides(self) -> npt.NDArray[np.bool_]:
        """Which hands take part: seen in at least half of the steps [2]."""
        seen = np.isfinite(self.points[:, :, 0, 0]).mean(0)
        return np.asarray(seen >= min(0.5, seen.max()))

    def features(self, rate: float) -> Features:
        """What the network sees of it."""
        return features_of_points(self.points, rate)


def track_of(recording: Recording, rate: float) -> Track | None:
    """The part of a recording that counts; None where it shows no hand."""
    used = recording.trimmed()
    steps = Resampler(rate).push(used.time, in_heights(used.landmarks, used.info.frame_size))
    if not len(steps.time):
        return None
    return Track(recording.info.gesture, recording.info.session, steps.points, _moves(steps.points, rate))


def features_of_points(points: FloatArray, rate: float) -> Features:
    """What the network sees of points on the model's clock [K, 2, 21, 3] in picture heights."""
    return FeatureStream(rate).describe(Resampler(rate).push(np.arange(len(points)) / rate, points))


def speed_of(points: FloatArray, rate: float) -> npt.NDArray[np.float64]:
    """How fast the landmarks of the faster hand move, smoothed, in palm sizes a second [K]."""
    size = palm_size(points)  # [K, 2]
    step = np.linalg.norm(np.diff(points[..., :2], axis=0, prepend=points[:1, ..., :2]), axis=-1).mean(-1)  # [K, 2]
    speed = np.nan_to_num(step / size).max(1) * rate  # [K]
    width = max(1, round(_SMOOTHING_S * rate))
    return np.convolve(speed, np.full(width, 1 / width), mode="same")


def distance(points: FloatArray, others: FloatArray) -> npt.NDArray[np.float64]:
    """How unlike poses [K, 2, 21, 3] are others [L, 2, 21, 3]: mean way between landmarks in palm sizes [K, L]."""
    size = palm_size(others)[None, :, :]  # [1, L, 2]
    apart = np.linalg.norm(points[:, None, ..., :2] - others[None, ..., :2], axis=-1).mean(-1) / size  # [K, L, 2]
    one_only = np.isnan(points[:, None, :, 0, 0]) != np.isnan(others[None, :, :, 0, 0])  # [K, L, 2]
    return np.asarray(np.where(one_only, UNLIKE, np.nan_to_num(apart)).max(-1))


def _moves(points: FloatArray, rate: float) -> bool:
    """A pose is held still for a good part of the take; a movement is not."""
    return bool((speed_of(points, rate) < STILL).mean() < 0.3)
