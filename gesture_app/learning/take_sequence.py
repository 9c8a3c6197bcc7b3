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
LIKE_SHAPE = 0.2
"""palm sizes: two hand shapes nearer than this may be the same (other takes of a gesture lie within 0.02 to 0.18)"""
UNLIKE = 10.0
CORE = (0.4, 0.75)
"""the part of a take in which the gesture is under way, approach and retreat left aside"""
BEGINS = 0.3
"""up to this share of a take it could still become something else"""
_SMOOTHING_S = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class TakeSequence:
    """The hands of one take at a fixed rate, bridged where they were lost for a moment."""

    gesture: str
    session: str
    points: FloatArray
    """[K, 2, 21, 3] in picture heights; NaN where a hand is absent"""
    moving: bool
    """whether the gesture is a movement rather than a held pose"""
    key: str = ""
    """what tells its take from all others"""

    @property
    def sides(self) -> npt.NDArray[np.bool_]:
        """Which hands take part: seen in at least half of the steps [2]."""
        seen = np.isfinite(self.points[:, :, 0, 0]).mean(0)
        return np.asarray(seen >= min(0.5, seen.max()))

    def features(self, rate: float) -> Features:
        """What the network sees of it."""
        return features_of_points(self.points, rate)


def take_sequence_of(recording: Recording, rate: float, key: str = "") -> TakeSequence | None:
    """The part of a recording that counts, under the key of its take; None where it shows no hand."""
    used = recording.trimmed()
    steps = Resampler(rate).push(used.time, in_heights(used.landmarks, used.info.frame_size))
    if not len(steps.time):
        return None
    return TakeSequence(recording.info.gesture, recording.info.session, steps.points, _moves(steps.points, rate), key)


def features_of_points(points: FloatArray, rate: float) -> Features:
    """What the network sees of points on the model's clock [K, 2, 21, 3] in picture heights."""
    return FeatureStream(rate).push_points(np.arange(len(points)) / rate, points)


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


def shapes_of(points: FloatArray) -> FloatArray:
    """Hands [..., 21, 3] in palm sizes from the wrist, wherever they are."""
    shapes: FloatArray = (points - points[..., :1, :]) / palm_size(points)[..., None, None]
    return shapes


def approach_mask(take: TakeSequence) -> npt.NDArray[np.bool_]:
    """Steps at the beginning of a take that cannot be the gesture yet, being unlike its core [K].

    A movement's core is told by shape and place, a held pose's by shape. The end of a take is not its core: hands
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
    """A pose is held still for a good part of the take; a movement is not."""
    return bool((speed_of(points, rate) < STILL).mean() < 0.3)
