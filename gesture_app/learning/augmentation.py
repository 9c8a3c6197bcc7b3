"""Data augmentation on landmarks: rotation, scale, tempo, finger lengths, noise and lost frames."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.core.resampling import blend

_FINGERS = np.array([0, *np.repeat(np.arange(1, 6), 4)])  # [21]: which finger a landmark belongs to, 0 the wrist


def change_tempo(points: FloatArray, tempo: float) -> FloatArray:
    """Resample points [K, ...] to `tempo` times their speed [about K / tempo, ...]."""
    count = max(2, round(len(points) / tempo))
    at = np.linspace(0, len(points) - 1, count)
    low = np.minimum(at.astype(int), len(points) - 2) if len(points) > 1 else np.zeros(count, int)
    high = np.minimum(low + 1, len(points) - 1)
    share = (at - low).astype(np.float32).reshape(-1, *[1] * (points.ndim - 1))
    return blend(points[low], points[high], share, points[low])


def augment_view(rng: np.random.Generator, points: FloatArray) -> FloatArray:
    """Vary camera and hand at random: points [K, 2, 21, 3] in picture heights → the same shape."""
    wrist = points[:, :, :1]
    seen = np.isfinite(wrist[..., 0])  # [K, 2, 1]
    if not seen.any():
        return points
    centre = wrist[seen].mean(0)  # [3]
    turn = _rotation(rng.normal(0, [0.2, 0.2, 0.15]))
    stretch = rng.normal(1, 0.08, 3).clip(0.8, 1.2) * rng.uniform(0.85, 1.2)
    fingers = rng.normal(1, 0.07, (2, 6)).clip(0.8, 1.2)[:, _FINGERS, None]  # [2, 21, 1]
    shape = (points - wrist) * fingers @ turn * stretch
    way = (wrist - centre) @ _rotation(np.array([0, 0, rng.normal(0, 0.12)])) * np.exp(rng.normal(0, 0.2))
    noise = rng.normal(0, rng.uniform(0, 0.012), points.shape) * palm_size(points)[..., None, None]
    moved: FloatArray = (centre + way + shape + noise).astype(np.float32)
    return moved


def drop_frames(rng: np.random.Generator, points: FloatArray, share: float = 0.04) -> FloatArray:
    """Set both hands of about a share of the frames to NaN, in runs of one to four [K, 2, 21, 3]."""
    lost = np.zeros(len(points), bool)
    for start in np.flatnonzero(rng.random(len(points)) < share / 2):
        lost[start : start + int(rng.integers(1, 5))] = True
    return np.where(lost[:, None, None, None], np.float32(np.nan), points)


def _rotation(angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the rotation about x, y and z by angles in radians [3] → [3, 3]."""
    (sx, sy, sz), (cx, cy, cz) = np.sin(angles), np.cos(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_x @ about_y @ about_z)
