"""A take resampled to the model's rate, of which training samples are composed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import Features, FeatureStream, palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import Resampler, in_heights

STILL = 0.35
"""palm sizes a second; a slower hand is still"""
LIKE = 0.4
"""palm sizes: two poses nearer than this, place included, may be the same moment of a gesture"""
LIKE_SHAPE = 0.2
"""palm sizes: two hand shapes nearer than this may be the same (other takes of a gesture lie within 0.02 to 0.18)"""
UNLIKE = 10.0
CORE = (0.4, 0.75)
"""part of a take without approach and retreat"""
BEGINS = 0.3
"""share of a take in which the gesture may not have begun"""
_SMOOTHING_S = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class TakeSequence:
    """The hands of one take at a fixed rate, interpolated where they were lost for a moment."""

    gesture: str
    session: str
    points: FloatArray
    """[K, 2, 21, 3] in picture heights; NaN where a hand is absent"""
    moving: bool
    """True for a movement, False for a held pose"""
    key: str = ""
    """identifies its take"""

    @property
    def sides(self) -> npt.NDArray[np.bool_]:
        """True for each hand that is visible in at least half of the steps [2]."""
        seen = np.isfinite(self.points[:, :, 0, 0]).mean(0)
        return np.asarray(seen >= min(0.5, seen.max()))

    def features(self, rate: float) -> Features:
        """Return its features."""
        return features_of_points(self.points, rate)


def take_sequence_of(recording: Recording, rate: float, key: str = "") -> TakeSequence | None:
    """Resample the trimmed part of a recording. None if it shows no hand."""
    used = recording.trimmed()
    steps = Resampler(rate).push(used.time, in_heights(used.landmarks, used.info.frame_size))
    if not len(steps.time):
        return None
    return TakeSequence(recording.info.gesture, recording.info.session, steps.points, _moves(steps.points, rate), key)


def features_of_points(points: FloatArray, rate: float) -> Features:
    """Return the features of points at the model's rate [K, 2, 21, 3] in picture heights."""
    return FeatureStream(rate).push_points(np.arange(len(points)) / rate, points)


def speed_of(points: FloatArray, rate: float) -> npt.NDArray[np.float64]:
    """Return the smoothed speed of the faster hand's landmarks, in palm sizes a second [K]."""
    size = palm_size(points)  # [K, 2]
    step = np.linalg.norm(np.diff(points[..., :2], axis=0, prepend=points[:1, ..., :2]), axis=-1).mean(-1)  # [K, 2]
    speed = np.nan_to_num(step / size).max(1) * rate  # [K]
    width = max(1, round(_SMOOTHING_S * rate))
    return np.convolve(speed, np.full(width, 1 / width), mode="same")


def distance(points: FloatArray, others: FloatArray) -> npt.NDArray[np.float64]:
    """Return the mean distance of landmarks in palm sizes [K, L] of poses [K, 2, 21, 3] and others [L, 2, 21, 3]."""
    size = palm_size(others)[None, :, :]  # [1, L, 2]
    apart = np.linalg.norm(points[:, None, ..., :2] - others[None, ..., :2], axis=-1).mean(-1) / size  # [K, L, 2]
    one_only = np.isnan(points[:, None, :, 0, 0]) != np.isnan(others[None, :, :, 0, 0])  # [K, L, 2]
    return np.asarray(np.where(one_only, UNLIKE, np.nan_to_num(apart)).max(-1))


def shapes_of(points: FloatArray) -> FloatArray:
    """Express hands [..., 21, 3] in palm sizes from the wrist."""
    shapes: FloatArray = (points - points[..., :1, :]) / palm_size(points)[..., None, None]
    return shapes


def approach_mask(take: TakeSequence) -> npt.NDArray[np.bool_]:
    """Return the first steps of a take that are unlike its core and so cannot be the gesture yet [K].

    A movement is compared by shape and place, a held pose by shape. The end of a take is not its core: hands
    often go back to where they came from.
    """
    points = take.points if take.moving else shapes_of(take.points)
    share = np.linspace(0, 1, len(points))
    begins, core = share < BEGINS, (share >= CORE[0]) & (share <= CORE[1])
    if not core.any():
        return np.zeros(len(points), bool)
    unlike = distance(points, points[core]).min(1) > (LIKE if take.moving else LIKE_SHAPE)
    return np.asarray(begins & (np.cumsum(~unlike) == 0))


def _moves(points: FloatArray, rate: float) -> bool:
    """Return True for a movement: a pose is still for a good part of the take."""
    return bool((speed_of(points, rate) < STILL).mean() < 0.3)
