"""How much a moment is like the takes of each gesture: the open-set score beside the softmax.

A softmax must choose among what it was taught and is sure even of what it never saw. So every step is also compared
with steps of each gesture's own takes, twice: as hands are seen (features) and as the network understands them (the
memory's answer). The three answers are pooled: the log score of the network, at a temperature that takes the sureness
out of it (Guo et al. 2017, "On calibration of modern neural networks"), less the ways to the nearest of those steps, in
what takes of that gesture are apart from each other. What is like no take is left to the background. (Nearest-neighbour
rejection: Sun et al. 2022, "Out-of-distribution detection with deep nearest neighbors".)

Of what is seen, either hand may be the one that is alike; what the other one does counts half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gesture_app.core.features import MOVEMENT, PER_HAND, PRESENT_COLUMNS

Scores = npt.NDArray[np.float32]

NETWORK_WEIGHT = 0.3
"""of the network's log scores after few takes: a temperature of about three"""
NOTHING_SHARE = 0.5
"""of that weight for the background: of what it is not, the ways to the takes know more"""
FEW_TAKES = 10
"""of a gesture; a network that learned from more is trusted more"""
TRUST_GROWS = 0.7
"""with this power of their number"""
RIVALS = 3
"""likeliest gestures that share a score; else, at that temperature, many unlikely ones would outweigh the right one"""
FURTHEST = 6.0
"""further than this makes no difference"""
MOVEMENT_WEIGHT = 0.5
"""of how a hand moves beside its shape: the same gesture is made faster and slower"""
OTHER_HAND_WEIGHT = 0.5
LASTING = 6
"""steps that must be alike together"""
MOST_STEPS, MOST_OF_ALL = 192, 7680
"""remembered of a gesture, and of all: with fewer, takes seem further away; with more, each step takes longer"""
MOST_IN_A_FILE = 1024
"""a model that remembers more of a gesture is none of ours"""
ROUNDS = 6
"""of choosing them"""
MOST_TAKES = 40
"""of a gesture, compared with the others to find how alike they are"""
MOST_APART = 384
"""steps of the others that a take is compared with then"""
AT_ONCE = 256
"""steps compared at once: bounds the memory"""


@dataclass(frozen=True, slots=True)
class DistanceScale:
    """How one kind of nearness is judged."""

    weight: float
    """of the way to the nearest remembered step, 1 being as far as a take may be"""
    slack: float
    """how much further than takes of a gesture usually are from each other a step may be, at least"""
    closest: float
    """takes recorded in one go are nearer to each other than any later one will be: what counts as usual at least"""


SEEN = DistanceScale(3.5, 2.45, 1.0)
UNDERSTOOD = DistanceScale(4.0, 1.8, 0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The steps of one take at which its gesture is named, as it was and as it may be another time."""

    session: str
    seen: Tensor
    """[2, K, FEATURE_SIZE]: as the take was, scaled, as each hand has them"""
    augmented_features: Tensor
    """[2, M, FEATURE_SIZE]"""
    embedding: Tensor
    """[K, hidden]: as the take was"""
    augmented_embedding: Tensor
    """[N, hidden]: after other movements, by another hand"""


class ReferenceSteps(nn.Module):
    """Remembered steps of every gesture, and how far from them is too far.

    Args:
        gestures: G.
        steps: M, how many are remembered of each gesture.
        width: D, numbers that describe a step.
        likeness: how nearness is judged.
    """

    steps: Tensor
    limits: Tensor
    _known: Tensor
    _squares: Tensor

    def __init__(self, gestures: int, steps: int, width: int, likeness: DistanceScale) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(gestures, steps, width, dtype=torch.float16))
        self.register_buffer("limits", torch.ones(gestures))
        for name in ("_known", "_squares"):  # `steps`, ready to compare with
            self.register_buffer(name, torch.zeros(0), persistent=False)
        self.likeness = likeness
        self.register_load_state_dict_post_hook(_prepare_anew)  # type: ignore[no-untyped-call]

    def learn(self, examples: Sequence[Sequence[tuple[str, Tensor, Tensor]]]) -> None:
        """Remember examples (session, steps as they were [H, K, D], and otherwise [H, M, D]) of each gesture."""
        apart = [_apart(own) for own in examples]
        usual = torch.cat(apart).median()
        each = min(MOST_STEPS, MOST_OF_ALL // len(examples))
        known = [
            _typical(torch.cat([steps[_there(steps)] for _, was, other in own for steps in (was, other)]), each)
            for own in examples
        ]
        most = max(len(steps) for steps in known)
        closest = self.likeness.closest
        for gesture, own_apart in enumerate(apart):
            own_usual = own_apart.median() if len(own_apart) else usual
            usual_here = (own_usual + usual) / 2  # few takes tell little of their own gesture
            self.limits[gesture] = self.likeness.slack * usual_here.nan_to_num(closest).clamp_min(closest)
        # those with fewer steps have them repeated: the nearest stays the nearest
        self.steps = torch.stack([steps[torch.arange(most) % len(steps)] for steps in known]).half()
        self.prepare()

    def forward(self, steps: Tensor) -> Tensor:
        """How far the most alike hand of each step [H, K, D] is from each gesture; 1 is as far as may be [K, G]."""
        pieces = [_nearest(some, self._known, self._squares) for some in torch.split(steps, AT_ONCE, 1)]
        return (torch.cat(pieces) / self.limits).clamp_max(FURTHEST)

    def step_distances(self, hands: Tensor) -> Scores:
        """The same [G] for the hands of one step that are there [N, ≤ D]; further numbers of theirs are 0."""
        squared = _squared(hands, self._known[: hands.shape[1]], self._squares).amin(0)  # [G]
        distances: Scores = squared.clamp_min_(0).sqrt_().div_(self.limits).clamp_max_(FURTHEST).numpy()
        return distances

    def closeness(self, distances: Scores) -> Scores:
        """Return the evidence of distances [..., G]: [..., 1 + G]; the background is as far as a gesture may be."""
        closeness = np.empty((*distances.shape[:-1], distances.shape[-1] + 1), np.float32)
        closeness[..., 0] = -self.likeness.weight
        np.multiply(distances, -self.likeness.weight, closeness[..., 1:])
        return closeness

    def prepare(self) -> None:
        """Make the remembered steps ready to compare with."""
        self._known, self._squares = _ready(self.steps.float())


class OpenSetScorer(nn.Module):
    """What the takes of every gesture look like and how they are understood.

    Args:
        labels: C, the background first.
        hidden: numbers that say how a step is understood.
        feature_steps, embedding_steps: how many of each kind are remembered of each gesture.
    """

    network_weight: Tensor
    compared: Tensor
    """[2 * PER_HAND]: how much each feature counts"""

    def __init__(self, labels: int, hidden: int, feature_steps: int = 0, embedding_steps: int = 0) -> None:
        super().__init__()
        self.seen = ReferenceSteps(labels - 1, feature_steps, 2 * PER_HAND, SEEN)
        self.understood = ReferenceSteps(labels - 1, embedding_steps, hidden, UNDERSTOOD)
        self.register_buffer("network_weight", torch.tensor(1.0))
        weights = torch.ones(2, PER_HAND)
        weights[:, MOVEMENT] = MOVEMENT_WEIGHT
        weights[1] *= OTHER_HAND_WEIGHT
        self.register_buffer("compared", weights.flatten(), persistent=False)

    def learn(self, examples: Sequence[Sequence[Example]], takes: float) -> None:
        """Remember the examples of each gesture, each with a step at least.

        Args:
            examples: by gesture.
            takes: of a gesture, as many as the network learns from in the end.
        """
        self.seen.learn(
            [[(e.session, self._hands(e.seen), self._hands(e.augmented_features)) for e in own] for own in examples]
        )
        self.understood.learn(
            [[(e.session, e.embedding[None], e.augmented_embedding[None]) for e in own] for own in examples]
        )
        self.network_weight.fill_(NETWORK_WEIGHT * network_trust(takes))

    def forward(self, hands: Tensor, embedding: Tensor, logits: Tensor) -> Scores:
        """Scores [K, C] from hands [2, K, FEATURE_SIZE], scaled, as each hand has them, how they are understood
        [K, hidden], and the logits there [K, C].
        """
        likely: Scores = logits.log_softmax(-1).numpy()
        if not self.learned:
            return np.asarray(np.exp(likely))
        return self.pool(self.evidence(*self.distances(hands, embedding), likely))

    def distances(self, hands: Tensor, embedding: Tensor) -> tuple[Scores, Scores]:
        """The ways of such steps to the takes of each gesture, as seen and as understood, each [K, C - 1]."""
        return self.seen(self._hands(hands)).numpy(), self.understood(embedding[None]).numpy()

    @property
    def learned(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self.seen.steps.shape[1])

    def evidence(self, seen: Scores, understood: Scores, log_probs: Scores) -> tuple[Scores, Scores, Scores]:
        """Return what speaks for each label in three parts, each [..., C]: network, features and embedding.

        Args:
            seen, understood: distances as `distances` gives them [..., C - 1].
            log_probs: of the network [..., C].
        """
        weights = log_prob_weights(float(self.network_weight), log_probs.shape[-1])
        return weights * log_probs, self.seen.closeness(seen), self.understood.closeness(understood)

    def pool(self, evidence: tuple[Scores, Scores, Scores]) -> Scores:
        """Return the scores [..., C]: the softmax of the summed evidence of background and likeliest gestures."""
        network, seen, understood = evidence
        total = network + (seen + understood)
        gestures = total[..., 1:]
        rivals = min(RIVALS, gestures.shape[-1])
        gestures[gestures < np.partition(gestures, -rivals)[..., -rivals, None]] = -np.inf
        scores: Scores = np.exp(total - total.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return scores

    def _hands(self, hands: Tensor) -> Tensor:
        """What is compared of steps [2, K, FEATURE_SIZE]: both hands' features, weighted [2, K, 2 * PER_HAND]."""
        return hands[..., : 2 * PER_HAND] * self.compared


def log_prob_weights(network_weight: float, labels: int) -> Scores:
    """Return how much the network's log probability of each label counts [C]."""
    weights = np.full(labels, network_weight, np.float32)
    weights[0] *= NOTHING_SHARE
    return weights


def network_trust(takes: float) -> float:
    """How much more a network that learned from so many takes of each gesture is trusted than one of few."""
    grown: float = (takes / FEW_TAKES) ** TRUST_GROWS
    return min(max(1.0, grown), 1 / NETWORK_WEIGHT)


def _prepare_anew(neighbours: ReferenceSteps, _keys: object) -> None:
    neighbours.prepare()


def remembered_steps(steps: Tensor, width: int) -> int:
    """How many steps are remembered of each gesture in a file's tensor [C - 1, M, width].

    Raises:
        ValueError: no model of ours has such steps.
    """
    if steps.dim() != 3 or not 1 <= steps.shape[1] <= MOST_IN_A_FILE or steps.shape[2] != width:
        raise ValueError("steps of a wrong shape")
    return int(steps.shape[1])


def _ready(steps: Tensor) -> tuple[Tensor, Tensor]:
    """Steps of gestures [G, M, D] as `_nearest` compares with them: turned about, twice as long [D, G * M], and their
    squares [G, M].
    """
    return (-2 * steps).flatten(0, 1).T.contiguous(), (steps**2).sum(-1)


def _nearest(hands: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """The way from the most alike hand of each step [H, K, D] to the nearest step of each gesture [K, G]."""
    there = _there(hands)  # [H, K]
    some = hands[there]  # [N, D]: what is absent need not be compared
    nearest = hands.new_full((*there.shape, len(squares)), torch.inf)  # [H, K, G]
    nearest[there] = _squared(some, known, squares)
    return nearest.amin(0).clamp_min(0).sqrt()


def _squared(some: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """The squared way from each step [N, D] to the nearest one of each gesture [N, G]; a little below 0 is 0."""
    apart = torch.addmm(squares.flatten(), some, known).view(len(some), *squares.shape)  # [N, G, M]
    return apart.amin(-1) + (some * some).sum(-1, keepdim=True)


def _there(hands: Tensor) -> Tensor:
    """Which hands are there, of hands [2, K, D] whose first feature says so; where there is one only, it is [H, K]."""
    return hands[..., PRESENT_COLUMNS[0]] > 0 if len(hands) > 1 else torch.ones(hands.shape[:2], dtype=torch.bool)


def _apart(takes: Sequence[tuple[str, Tensor, Tensor]]) -> Tensor:
    """How far each take (session, steps, otherwise) is from others, if of several sessions from theirs [≤ N]."""
    several = len({session for session, _, _ in takes}) > 1
    found = [torch.zeros(0)]
    for index in range(0, len(takes), max(1, len(takes) // MOST_TAKES)):
        session, steps, _ = takes[index]
        others = [
            other[_there(other)]
            for place, (sitting, _, other) in enumerate(takes)
            if place != index and not (several and sitting == session)
        ]
        known = _some(torch.cat(others), MOST_APART) if others else steps.new_zeros(0)
        if steps.shape[1] >= LASTING and len(known):
            distances = _nearest(steps, *_ready(known[None]))[:, 0]  # [K]
            found.append(distances.unfold(0, LASTING, 1).mean(1).amin(0, keepdim=True))
    return torch.cat(found)


def _some(steps: Tensor, most: int) -> Tensor:
    """At most so many, evenly."""
    return steps if len(steps) <= most else steps[torch.linspace(0, len(steps) - 1, most).long()]


def _typical(steps: Tensor, most: int) -> Tensor:
    """At most so many of the steps [N, D], those nearest to the centres of as many groups (k-means, Lloyd 1982)."""
    if len(steps) <= most:
        return steps
    centres = _some(steps, most)
    for _ in range(ROUNDS):
        groups = torch.cdist(steps, centres).argmin(1)  # [N]
        sums = torch.zeros_like(centres).index_add_(0, groups, steps)
        sizes = torch.bincount(groups, minlength=most)[:, None]  # [most, 1]
        centres = torch.where(sizes > 0, sums / sizes.clamp_min(1), centres)
    return steps[torch.unique(torch.cdist(centres, steps).argmin(1))]
