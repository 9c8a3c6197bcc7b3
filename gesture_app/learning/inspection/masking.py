"""Hands with a part covered, as points: what the network would have seen instead.

Nothing can be taken out of a hand without putting something in its place; what is put there is the most ordinary that
could be. A finger is held as fingers are on average in what the network learned from, on the palm as it is: so all but
this finger stays exactly as it was. Time is bridged as the program bridges frames in which the tracker lost the hand.
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
    """The average hand that a network learned from, a right one, in palm sizes from its wrist [21, 3]."""
    shape = np.zeros((LANDMARK_COUNT, 3), np.float32)
    shape[1:] = feature_mean[SHAPE].reshape(-1, 3)
    return shape


def apply_mask(points: FloatArray, time: npt.NDArray[np.float64], mask: Mask, usual: FloatArray) -> FloatArray:
    """The same hands [K, 2, 21, 3] with one thing covered; `usual` is the average hand [21, 3]."""
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
    """A hand [K, 21, 3] some of whose fingers are held as usual, from where each begins on the palm."""
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
    """The rotations that lay a palm [5, 3] on others [K, 5, 3] as well as can be, to be multiplied from the right
    [K, 3, 3] (Kabsch 1976, "A solution for the best rotation to relate two sets of vectors"); none where a palm, or a
    part of it, is absent.
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
    """A hand [K, 21, 3] whose palm stays where and as large as it first is; it turns and bends as it did."""
    there = np.flatnonzero(np.isfinite(hand[:, 0, 0]))
    if not len(there):
        return hand
    centre = hand[:, _PALM].mean(1, keepdims=True)  # [K, 1, 3]
    size = palm_size(hand)[:, None, None]
    first = there[0]
    held: FloatArray = centre[first] + (hand - centre) * (size[first] / size)
    return held


def _bridged(points: FloatArray, lost: npt.NDArray[np.bool_]) -> FloatArray:
    """Hands [K, 2, 21, 3] that go straight on through the lost steps [K]; at an end they stay as they are beside it."""
    kept = np.flatnonzero(~lost)
    if not len(kept):
        return np.repeat(points[:1], len(points), 0)
    steps = np.arange(len(points))
    after = np.minimum(np.searchsorted(kept, steps), len(kept) - 1)
    before = kept[np.maximum(after - (kept[after] > steps), 0)]
    after = kept[after]
    share = ((steps - before) / np.maximum(after - before, 1)).clip(0, 1).astype(np.float32)[:, None, None, None]
    return blend(points[before], points[after], share)
