"""Makes stretches of background from the user's own takes: movements for which the network must stay silent.

They are slack, fidgeting hands and parts of recorded background. Nothing that looks like a gesture becomes background:
a hand in the shape of a gesture may be making it. Gestures that were broken off, frozen or taken back are no background
either. With them the network missed real gestures. The average over a span keeps it silent there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.core.resampling import blend
from gesture_app.learning.take_sequence import LIKE_SHAPE, TakeSequence, shapes_of

_REFERENCES, _FURTHER = 600, 200
_ATTEMPTS = 400
_BLENDS = np.array([0.35, 0.5, 0.65], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _SlackHands:
    """Two poses whose blends resemble no gesture."""

    first: FloatArray  # [2, 21, 3] in palm sizes from the wrist
    second: FloatArray  # [2, 21, 3]
    palm: float  # in picture heights


class BackgroundMaker:
    """Makes stretches of background. Every method returns points [K, 2, 21, 3] in picture heights.

    Args:
        gestures: takes of all gestures.
        recorded: takes of background.
        rate: steps a second.
        seed: of the search for slack hands.
        others: takes of further gestures, which no slack hand may resemble either.
    """

    def __init__(
        self,
        gestures: Sequence[TakeSequence],
        recorded: Sequence[TakeSequence],
        rate: float,
        seed: int = 0,
        others: Sequence[TakeSequence] = (),
    ) -> None:
        self._rate = rate
        self._recorded = recorded
        self._slack = _slack_hands(np.random.default_rng(seed), gestures, recorded, others)

    def recorded_or_slack(self, rng: np.random.Generator, seconds: float, recorded_share: float) -> FloatArray | None:
        """Return recorded background with this probability, else slack hands. If one of them is missing, the other."""
        points = self.recorded(rng, seconds) if rng.random() < recorded_share else None
        if points is None:
            points = self.slack(rng, seconds)
        return self.recorded(rng, seconds) if points is None else points

    def slack(self, rng: np.random.Generator, seconds: float) -> FloatArray | None:
        """Return hands at rest or fidgeting low in the picture, or None if all slack hands resemble a gesture.

        Their shape is a blend of two recorded shapes.
        """
        if not self._slack:
            return None
        hands = self._slack[int(rng.integers(len(self._slack)))]
        count = max(3, round(seconds * self._rate))
        share = np.float32(0.5) + np.float32(0.15) * _wander(rng, count, self._rate, (1, 1, 1)).clip(-1, 1)
        fidget = 0.03 * rng.random() * _wander(rng, count, self._rate, (2, 21, 3))
        return self._placed(rng, _blend(hands.first, hands.second, share) + fidget, hands.palm)

    def recorded(self, rng: np.random.Generator, seconds: float) -> FloatArray | None:
        """Return a part of a recorded take of background, or None if there is none."""
        if not self._recorded:
            return None
        take = _one_of(rng, self._recorded)
        count = max(3, round(seconds * self._rate))
        start = int(rng.integers(0, max(1, len(take.points) - count)))
        return take.points[start : start + count]

    def _placed(self, rng: np.random.Generator, shape: FloatArray, palm: float) -> FloatArray:
        """Place shapes [K, 2, 21, 3] low in the picture and let them wander a little or much."""
        sides = np.isfinite(shape[0, :, 0, 0])
        if rng.random() < 0.3 and sides.all():
            sides[rng.integers(2)] = False
        place = np.stack([rng.uniform(0.3, 1.0, 2), rng.uniform(0.55, 0.95, 2), np.zeros(2)], -1)[None, :, None]
        liveliness = rng.choice([0.0, 0.5, 1.5, 4.0])
        way = _wander(rng, len(shape), self._rate, (2, 1, 3)) * liveliness * [1, 1, 0]
        points: FloatArray = (place + (shape + way) * palm).astype(np.float32)
        points[:, ~sides] = np.nan
        return points


def minimum_jerk_path(last: FloatArray, first: FloatArray, count: int) -> FloatArray:
    """Return the path from one pose to another [2, 21, 3] in `count` steps, slow at both ends as people move."""
    passed = np.linspace(0, 1, count + 2, dtype=np.float32)[1:-1, None, None, None]
    share = 10 * passed**3 - 15 * passed**4 + 6 * passed**5  # minimum jerk: Flash and Hogan, 1985
    return blend(last, first, share)


def _one_of(rng: np.random.Generator, takes: Sequence[TakeSequence]) -> TakeSequence:
    return takes[int(rng.integers(len(takes)))]


def _slack_hands(
    rng: np.random.Generator,
    gestures: Sequence[TakeSequence],
    recorded: Sequence[TakeSequence],
    further: Sequence[TakeSequence],
) -> list[_SlackHands]:
    """Find pairs of poses, of two gestures or of a gesture and background, whose blends resemble no gesture."""
    references = _reference_shapes(gestures, _REFERENCES), _reference_shapes(further, _FURTHER)
    found = []
    for _ in range(_ATTEMPTS if gestures else 0):
        first = _one_of(rng, gestures)
        others = [take for take in gestures if take.gesture != first.gesture]
        if recorded and (not others or rng.random() < 0.5):
            others = list(recorded)
        if not others:
            break
        poses = [take.points[int(rng.integers(len(take.points)))] for take in (first, _one_of(rng, others))]
        one, other = (shapes_of(pose) for pose in poses)
        some = _canonical(_blend(one, other, _BLENDS[:, None, None, None]))  # [S, 21, 2]
        if not any(_resembles(some, shapes) for shapes in references):
            sizes = palm_size(poses[0])
            found.append(_SlackHands(one, other, float(sizes[np.isfinite(sizes)].mean())))
    return found


def _blend(first: FloatArray, second: FloatArray, share: FloatArray) -> FloatArray:
    """Blend two poses [K, 2, 21, 3]. A hand that only one of them has stays as it is there."""
    return blend(first, second, share, np.where(np.isnan(first), second, first))


def _resembles(shapes: FloatArray, references: FloatArray) -> bool:
    """Return True if one of the shapes [S, 21, 2] is like one of the references [R, 21, 2]."""
    apart = np.linalg.norm(shapes[:, None] - references[None], axis=-1).mean(-1)  # [S, R]
    return bool((apart < LIKE_SHAPE).any())


def _reference_shapes(gestures: Sequence[TakeSequence], most: int) -> FloatArray:
    """Return about so many hand shapes from the later parts of takes, as right hands in palm sizes [R, 21, 2]."""
    poses = [take.points[int(share * len(take.points))] for take in gestures for share in (0.4, 0.6, 0.8)]
    shapes = _canonical(np.stack([shapes_of(pose) for pose in poses])) if poses else np.zeros((0, 21, 2), np.float32)
    some: FloatArray = shapes[:: max(1, len(shapes) // most)]
    return some


def _canonical(shapes: FloatArray) -> FloatArray:
    """Return every visible hand of shapes [K, 2, 21, 3] as a right hand without depth [N, 21, 2]."""
    hands = shapes[..., :2] * np.array([[-1, 1], [1, 1]], np.float32)[:, None]
    hands = hands.reshape(-1, *hands.shape[2:])
    seen: FloatArray = hands[np.isfinite(hands[:, 0, 0])]
    return seen


def _wander(rng: np.random.Generator, count: int, rate: float, size: tuple[int, ...]) -> FloatArray:
    """Return smooth noise about zero with a standard deviation of about one [count, *size]."""
    knots = max(4, int(count / rate * rng.uniform(0.5, 3)) + 4)
    values = rng.normal(0, 1, (knots, *size)).astype(np.float32)
    at = np.linspace(1, knots - 2.001, count)
    low = at.astype(int)
    share = (at - low).reshape(-1, *[1] * len(size)).astype(np.float32)
    smooth = share * share * (3 - 2 * share)
    walk: FloatArray = values[low] + smooth * (values[low + 1] - values[low])
    return walk
