"""The reference steps of every gesture, and the largest distance of a take from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gesture_app.core.features import PRESENT_COLUMNS

Scores = npt.NDArray[np.float32]

FURTHEST = 6.0
"""largest distance"""
LASTING = 6
"""steps over which distances between takes are averaged"""
MOST_STEPS, MOST_OF_ALL = 192, 7680
"""of references, for a gesture and for all"""
MOST_STARTER_STEPS = 96
"""of references, for a gesture of the starter beside the user's"""
MOST_IN_A_FILE = 1024
"""reference steps of a gesture; a file with more is refused"""
ROUNDS = 6
"""iterations of k-means"""
MOST_TAKES = 40
"""of a gesture, compared with each other to find the usual distance"""
FEW_APART = 8
"""takes in that comparison, of a gesture of the starter beside the user's"""
MOST_APART = 384
"""steps of the other takes in that comparison"""
STRANGERS_SHARE, STRANGERS_REACH = 0.95, 0.5
"""of the takes of held-out sessions, so many must lie within this distance"""
WIDEST = 2.0
"""greatest factor by which the takes of held-out sessions widen the limits"""
AT_ONCE = 256
"""steps compared at once, which bounds the memory"""


@dataclass(frozen=True, slots=True)
class DistanceScale:
    """Scale of one kind of distance."""

    weight: float
    """of the distance in the evidence"""
    slack: float
    """largest distance of a take, in usual distances between takes of a gesture"""
    closest: float
    """lower bound of the usual distance: takes of one session are nearer to each other than later ones"""


class ReferenceSteps(nn.Module):
    """Reference steps of every gesture and the largest distance of a take from them.

    Args:
        gestures: G.
        steps: M, reference steps of each gesture.
        width: D, numbers of a step.
        scale: of the distance.
    """

    steps: Tensor
    limits: Tensor
    _known: Tensor
    _squares: Tensor

    def __init__(self, gestures: int, steps: int, width: int, scale: DistanceScale) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(gestures, steps, width, dtype=torch.float16))
        self.register_buffer("limits", torch.ones(gestures))
        for name in ("_known", "_squares"):  # `steps` in the form that `_nearest` needs
            self.register_buffer(name, torch.zeros(0), persistent=False)
        self.scale = scale
        self.register_load_state_dict_post_hook(_prepare_after_load)  # type: ignore[no-untyped-call]

    def learn(
        self, examples: Sequence[Sequence[tuple[str, Tensor, Tensor]]], starter: Collection[int] = frozenset()
    ) -> None:
        """Choose references from each gesture's examples: session, steps [H, K, D] and augmented steps [H, M, D].

        Nothing about the other gestures depends on those in `starter`, which are indices.
        """
        known: dict[int, Tensor] = {}
        for of_starter, most in ((False, MOST_STEPS), (True, MOST_STARTER_STEPS)):
            gestures = [gesture for gesture in range(len(examples)) if (gesture in starter) == of_starter]
            each = min(most, MOST_OF_ALL // max(1, len(gestures)))
            for gesture in gestures:
                own = examples[gesture]
                steps = torch.cat([steps[_there(steps)] for _, was, other in own for steps in (was, other)])
                known[gesture] = _typical(steps, each)
            some = FEW_APART if of_starter else None
            self._limit([(gesture, _apart(examples[gesture][:some])) for gesture in gestures])
        most = max(len(steps) for steps in known.values())
        # those with fewer steps have them repeated: the nearest stays the nearest
        self.steps = torch.stack(
            [known[gesture][torch.arange(most) % len(known[gesture])] for gesture in range(len(examples))]
        ).half()
        self.prepare()

    def _limit(self, gestures: Sequence[tuple[int, Tensor]]) -> None:
        """Set the largest distance of some gestures from how far their takes are apart: gesture, distances [N]."""
        usual = torch.cat([torch.zeros(0), *(apart for _, apart in gestures)]).median()
        closest = self.scale.closest
        for gesture, apart in gestures:
            own_usual = apart.median() if len(apart) else usual
            usual_here = (own_usual + usual) / 2  # few takes are a poor estimate for their own gesture
            self.limits[gesture] = self.scale.slack * usual_here.nan_to_num(closest).clamp_min(closest)

    def widen(self, factor: float, gestures: int) -> None:
        """Multiply the limits of the first gestures."""
        self.limits[:gestures] *= factor

    def factor_for(self, takes: Sequence[tuple[int, Tensor]]) -> float:
        """Return the factor of the limits that takes of held-out sessions need: gesture, steps [H, K, D]."""
        known = {gesture: _ready(self.steps[gesture][None].float()) for gesture, _ in takes}
        reached = [
            _nearest_part(steps, *known[gesture]) / self.limits[gesture]
            for gesture, steps in takes
            if steps.shape[1] >= LASTING
        ]
        if not reached:
            return 1.0
        furthest = float(torch.cat(reached).quantile(STRANGERS_SHARE))
        return min(max(1.0, furthest / STRANGERS_REACH), WIDEST)

    def forward(self, steps: Tensor) -> Tensor:
        """Return the distance of each step's nearest hand [H, K, D] from each gesture [K, G]."""
        pieces = [_nearest(some, self._known, self._squares) for some in torch.split(steps, AT_ONCE, 1)]
        return (torch.cat(pieces) / self.limits).clamp_max(FURTHEST)

    def step_distances(self, hands: Tensor) -> Scores:
        """Return the same [G] for the visible hands of one step [N, ≤ D]. Missing columns count as 0."""
        squared = _squared(hands, self._known[: hands.shape[1]], self._squares).amin(0)  # [G]
        distances: Scores = squared.clamp_min_(0).sqrt_().div_(self.limits).clamp_max_(FURTHEST).numpy()
        return distances

    def closeness(self, distances: Scores) -> Scores:
        """Return the evidence of distances [..., G]: [..., 1 + G]. The background is as far as a gesture may be."""
        closeness = np.empty((*distances.shape[:-1], distances.shape[-1] + 1), np.float32)
        closeness[..., 0] = -self.scale.weight
        np.multiply(distances, -self.scale.weight, closeness[..., 1:])
        return closeness

    def prepare(self) -> None:
        """Bring the reference steps into the form that `_nearest` needs."""
        self._known, self._squares = _ready(self.steps.float())


def _prepare_after_load(reference_steps: ReferenceSteps, _keys: object) -> None:
    reference_steps.prepare()


def remembered_steps(steps: Tensor, width: int) -> int:
    """Return M of a file's reference steps [C - 1, M, width].

    Raises:
        ValueError: no model has steps of this shape.
    """
    if steps.dim() != 3 or not 1 <= steps.shape[1] <= MOST_IN_A_FILE or steps.shape[2] != width:
        raise ValueError("steps of a wrong shape")
    return int(steps.shape[1])


def _ready(steps: Tensor) -> tuple[Tensor, Tensor]:
    """Return -2 times the transposed steps [G, M, D] → [D, G * M], and their squared lengths [G, M]."""
    return (-2 * steps).flatten(0, 1).T.contiguous(), (steps**2).sum(-1)


def _nearest(hands: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """Return the distance of each step's nearest hand [H, K, D] to the nearest reference of each gesture [K, G]."""
    there = _there(hands)  # [H, K]
    some = hands[there]  # [N, D]: without absent hands
    nearest = hands.new_full((*there.shape, len(squares)), torch.inf)  # [H, K, G]
    nearest[there] = _squared(some, known, squares)
    return nearest.amin(0).clamp_min(0).sqrt()


def _squared(some: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """Return the squared distance of steps [N, D] to the nearest reference [N, G], which rounding may put below 0."""
    apart = torch.addmm(squares.flatten(), some, known).view(len(some), *squares.shape)  # [N, G, M]
    return apart.amin(-1) + (some * some).sum(-1, keepdim=True)


def _there(hands: Tensor) -> Tensor:
    """Return the steps with each hand [H, K] by the first feature of hands [H, K, D]. A single row is always there."""
    return hands[..., PRESENT_COLUMNS[0]] > 0 if len(hands) > 1 else torch.ones(hands.shape[:2], dtype=torch.bool)


def _apart(takes: Sequence[tuple[str, Tensor, Tensor]]) -> Tensor:
    """Return each take's distance from the other takes, or from those of other sessions if there are several [≤ N]."""
    several = len({session for session, _, _ in takes}) > 1
    found = [torch.zeros(0)]
    for index in range(0, len(takes), max(1, len(takes) // MOST_TAKES)):
        session, steps, _ = takes[index]
        others = [
            other[_there(other)]
            for place, (other_session, _, other) in enumerate(takes)
            if place != index and not (several and other_session == session)
        ]
        known = _some(torch.cat(others), MOST_APART) if others else steps.new_zeros(0)
        if steps.shape[1] >= LASTING and len(known):
            found.append(_nearest_part(steps, *_ready(known[None])))
    return torch.cat(found)


def _nearest_part(steps: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """Return the mean distance of the nearest `LASTING` steps in a row [1] of a take [H, K, D] from one gesture."""
    distances = _nearest(steps, known, squares)[:, 0]  # [K]
    return distances.unfold(0, LASTING, 1).mean(1).amin(0, keepdim=True)


def _some(steps: Tensor, most: int) -> Tensor:
    """Return at most so many steps, evenly spaced."""
    return steps if len(steps) <= most else steps[torch.linspace(0, len(steps) - 1, most).long()]


def _typical(steps: Tensor, most: int) -> Tensor:
    """Return the steps [N, D] nearest to the centres of `most` clusters (k-means: Lloyd 1982)."""
    if len(steps) <= most:
        return steps
    centres = _some(steps, most)
    for _ in range(ROUNDS):
        groups = torch.cdist(steps, centres).argmin(1)  # [N]
        sums = torch.zeros_like(centres).index_add_(0, groups, steps)
        sizes = torch.bincount(groups, minlength=most)[:, None]  # [most, 1]
        centres = torch.where(sizes > 0, sums / sizes.clamp_min(1), centres)
    return steps[torch.unique(torch.cdist(centres, steps).argmin(1))]
