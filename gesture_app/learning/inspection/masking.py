"""Replaces a masked part of hands by its most ordinary value.

A masked finger is held like the average finger of the training data, on the unchanged palm. All else stays as it was. A
masked stretch of time is interpolated, like frames in which the tracker lost the hand.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import SHAPE, palm_size
from gesture_app.core.hands import KNUCKLES, LANDMARK_COUNT, FloatArray, Landmark, Side
from gesture_app.core.inspection.results import Mask, MaskKind
from gesture_app.core.resampling import blend

_PALM = [Landmark.WRIST, *KNUCKLES]
_MIRROR = np.array([-1, 1, 1], np.float32)


def mean_hand(feature_mean: FloatArray) -> FloatArray:
    """Return the average right hand of the training data, in palm sizes from the wrist [21, 3]."""
    shape = np.zeros((LANDMARK_COUNT, 3), np.float32)
    shape[1:] = feature_mean[SHAPE].reshape(-1, 3)
    return shape


def apply_mask(points: FloatArray, time: npt.NDArray[np.float64], mask: Mask, usual: FloatArray) -> FloatArray:
    """Return hands [K, 2, 21, 3] with one part masked. `usual` is the average hand [21, 3]."""
    points = points.copy()
    match mask.kind:
        case MaskKind.FINGER:
            points[:, mask.side] = _with_usual_fingers(points[:, mask.side], Side(mask.side), usual, [mask.finger])
        case MaskKind.SHAPE:
            points[:, mask.side] = _with_usual_fingers(points[:, mask.side], Side(mask.side), usual, list(range(5)))
        case MaskKind.PATH:
            points[:, mask.side] = _held_in_place(points[:, mask.side])
        case MaskKind.HAND:
            points[:, mask.side] = np.nan
        case MaskKind.TIME:
            points = _bridged(points, (time >= mask.start - 1e-9) & (time <= mask.end + 1e-9))
    return points


def _with_usual_fingers(hand: FloatArray, side: Side, usual: FloatArray, fingers: list[int]) -> FloatArray:
    """Replace fingers of a hand [K, 21, 3] by average ones, each from its own knuckle."""
    mirrored = hand * _MIRROR if side == Side.LEFT else hand
    size = palm_size(mirrored)[:, None, None]  # [K, 1, 1]
    turn = _turn(usual[_PALM], mirrored[:, _PALM])  # [K, 3, 3]
    changed = mirrored.copy()
    for finger in fingers:
        root, tip = 1 + 4 * finger, 5 + 4 * finger
        bones = (usual[root + 1 : tip] - usual[root]) / palm_size(usual)
        changed[:, root + 1 : tip] = mirrored[:, root, None] + size * (bones @ turn)
    return changed * _MIRROR if side == Side.LEFT else changed


def _turn(usual: FloatArray, palms: FloatArray) -> FloatArray:
    """Return the rotations [K, 3, 3], applied from the right, that best fit a palm [5, 3] to others [K, 5, 3].

    The method is Kabsch's (1976, "A solution for the best rotation to relate two sets of vectors"). An incomplete palm
    gets the identity.
    """
    there = np.isfinite(palms).all((1, 2))
    turn = np.tile(np.eye(3, dtype=np.float32), (len(palms), 1, 1))
    centred = palms[there] - palms[there].mean(1, keepdims=True)
    left, _, right = np.linalg.svd((usual - usual.mean(0)).T @ centred)  # [N, 3, 3]
    handed = np.ones((len(left), 3, 1), np.float32)
    handed[:, 2, 0] = np.sign(np.linalg.det(left @ right))  # a hand is turned, never mirrored
    turn[there] = left @ (handed * right)
    return turn


def _held_in_place(hand: FloatArray) -> FloatArray:
    """Hold the palm of a hand [K, 21, 3] at its first place and size. Rotation and shape stay."""
    there = np.flatnonzero(np.isfinite(hand[:, 0, 0]))
    if not len(there):
        return hand
    centre = hand[:, _PALM].mean(1, keepdims=True)  # [K, 1, 3]
    size = palm_size(hand)[:, None, None]
    first = there[0]
    held: FloatArray = centre[first] + (hand - centre) * (size[first] / size)
    return held


def _bridged(points: FloatArray, lost: npt.NDArray[np.bool_]) -> FloatArray:
    """Interpolate hands [K, 2, 21, 3] through the lost steps [K], and repeat the nearest pose at an end."""
    kept = np.flatnonzero(~lost)
    if not len(kept):
        return np.repeat(points[:1], len(points), 0)
    steps = np.arange(len(points))
    after = np.minimum(np.searchsorted(kept, steps), len(kept) - 1)
    before = kept[np.maximum(after - (kept[after] > steps), 0)]
    after = kept[after]
    share = ((steps - before) / np.maximum(after - before, 1)).clip(0, 1).astype(np.float32)[:, None, None, None]
    return blend(points[before], points[after], share)
