"""How much a moment is like the takes of each gesture: the open-set score beside the softmax.

A softmax must choose among what it was taught and is sure even of what it never saw. So every step is also compared
with the steps at which each gesture was named in its own takes, and the two answers are pooled: the log score of the
network, at a temperature that takes the sureness out of it (Guo et al. 2017, "On calibration of modern neural
networks"), less the way to the nearest of those steps, in what takes of that gesture are apart from each other. What is
like no take is left to the background. (Nearest-neighbour rejection: Sun et al. 2022, "Out-of-distribution detection
with deep nearest neighbors"; here on the features themselves, which told unknown gestures better than the hidden state,
than dynamic time warping and than the softmax.)

Either hand may be the one that is alike; what the other one does counts half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gesture_app.core.features import MOVEMENT_SIZE, PER_HAND

NETWORK_WEIGHT = 0.3
"""of the network's log scores after few takes: a temperature of about three"""
FEW_TAKES = 20
"""of a gesture; what learned from more is trusted more, and takes of more people are further from each other"""
LIKENESS_WEIGHT = 5.0
"""of the way to the nearest remembered step, 1 being as far as a take may be"""
RIVALS = 3
"""likeliest gestures that share a score; else, at that temperature, many unlikely ones would outweigh the right one"""
FURTHEST = 6.0
"""further than this makes no difference"""
MOVEMENT_WEIGHT = 0.5
"""of how a hand moves beside its shape: the same gesture is made faster and slower"""
OTHER_HAND_WEIGHT = 0.5
SLACK = 2.45
"""how much further than takes of a gesture usually are from each other a step may be, at least"""
CLOSEST = 1.0
"""takes recorded in one go are nearer to each other than any later one will be: what counts as usual at least"""
LASTING = 5
"""steps that must be alike together"""
MOST_STEPS, MOST_OF_ALL = 384, 6144
"""remembered of a gesture, and of all"""
MOST_TAKES = 40
"""of a gesture, compared with the others to find how alike they are"""
AT_ONCE = 256
"""steps compared at once: bounds the memory"""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The steps of a take at which its gesture is named, or where it never is those that come nearest to it."""

    session: str
    steps: Tensor
    """[2, K, FEATURE_SIZE]: scaled, as each hand has them"""
    seen: Tensor
    """[2, M, FEATURE_SIZE]: the same and as it may look another time"""


class Familiarity(nn.Module):
    """What the takes of every gesture looked like, and how far from it is too far.

    Args:
        labels: C, the background first.
        steps: M, how many steps are remembered of each gesture.
    """

    steps: Tensor
    limits: Tensor
    network_weight: Tensor
    _weights: Tensor
    _known: Tensor
    _squares: Tensor

    def __init__(self, labels: int, steps: int = 0) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(labels - 1, steps, 2 * PER_HAND, dtype=torch.float16))
        self.register_buffer("limits", torch.ones(labels - 1))
        self.register_buffer("network_weight", torch.tensor(1.0))
        weights = torch.ones(2, PER_HAND)
        weights[:, -MOVEMENT_SIZE:] = MOVEMENT_WEIGHT
        weights[1] *= OTHER_HAND_WEIGHT
        self.register_buffer("_weights", weights.flatten(), persistent=False)
        for name in ("_known", "_squares"):  # `steps`, ready to compare with
            self.register_buffer(name, torch.zeros(0), persistent=False)
        self.register_load_state_dict_post_hook(_prepare_anew)  # type: ignore[no-untyped-call]

    def learn(self, examples: Sequence[Sequence[Example]], takes: float) -> None:
        """Remember the examples of each gesture, each with a step at least.

        Args:
            examples: by gesture.
            takes: of a gesture, as many as the network learns from in the end.
        """
        trust = min(max(1.0, (takes / FEW_TAKES) ** 0.5), 1 / NETWORK_WEIGHT)
        seen = [[(e.session, self._hands(e.steps), self._hands(e.seen)) for e in own] for own in examples]
        apart = [_apart(own) for own in seen]
        usual = torch.cat(apart).median()
        each = min(MOST_STEPS, MOST_OF_ALL // len(seen))
        known = [_some(torch.cat([hands[_there(hands)] for _, _, hands in own]), each) for own in seen]
        most = max(len(steps) for steps in known)
        for label, own_apart in enumerate(apart):
            own_usual = own_apart.median() if len(own_apart) else usual
            usual_here = (own_usual + usual) / 2  # few takes tell little of their own gesture
            self.limits[label] = trust**0.5 * SLACK * usual_here.nan_to_num(CLOSEST).clamp_min(CLOSEST)
        # those with fewer steps have them repeated: the nearest stays the nearest
        self.steps = torch.stack([steps[torch.arange(most) % len(steps)] for steps in known]).half()
        self.network_weight.fill_(NETWORK_WEIGHT * trust)
        self._prepare()

    def forward(self, hands: Tensor, logits: Tensor) -> Tensor:
        """Scores [K, C] from hands [2, K, FEATURE_SIZE], scaled, as each hand has them, and the logits there [K, C]."""
        if not self.steps.shape[1]:
            return logits.softmax(-1)
        far = torch.cat([self._ratios(some) for some in torch.split(self._hands(hands), AT_ONCE, 1)])  # [K, C - 1]
        far = torch.cat([torch.ones_like(far[:, :1]), far], 1)  # [K, C]; nothing is as far as a gesture may be
        said = self.network_weight * logits.log_softmax(-1) - LIKENESS_WEIGHT * far
        gestures = said[:, 1:]
        likeliest = gestures.topk(min(RIVALS, gestures.shape[1])).values[:, -1:]  # [K, 1]
        gestures = gestures.masked_fill(gestures < likeliest, -torch.inf)
        return torch.cat([said[:, :1], gestures], 1).softmax(-1)

    def _ratios(self, hands: Tensor) -> Tensor:
        """How far the more alike hand of each step [2, K, D] is from each gesture; 1 is as far as may be [K, C - 1]."""
        return (_nearest(hands, self._known, self._squares) / self.limits).clamp_max(FURTHEST)

    def _prepare(self) -> None:
        self._known, self._squares = _ready(self.steps.float())

    def _hands(self, hands: Tensor) -> Tensor:
        """What is compared of steps [2, K, FEATURE_SIZE]: both hands' features, weighted [2, K, 2 * PER_HAND]."""
        return hands[..., : 2 * PER_HAND] * self._weights


def _prepare_anew(familiarity: Familiarity, _keys: object) -> None:
    familiarity._prepare()


def remembered_steps(steps: Tensor) -> int:
    """How many steps are remembered of each gesture in a file's tensor [C - 1, M, 2 * PER_HAND].

    Raises:
        ValueError: no model of ours has such steps.
    """
    if steps.dim() != 3 or not 1 <= steps.shape[1] <= MOST_STEPS or steps.shape[2] != 2 * PER_HAND:
        raise ValueError("steps of a wrong shape")
    return int(steps.shape[1])


def _ready(steps: Tensor) -> tuple[Tensor, Tensor]:
    """Steps of gestures [G, M, D] as `_nearest` compares with them: [D, G * M], and their squares [G, M]."""
    return steps.flatten(0, 1).T.contiguous(), (steps**2).sum(-1)


def _nearest(hands: Tensor, known: Tensor, squares: Tensor) -> Tensor:
    """The way from the more alike hand of each step [2, K, D] to the nearest step of each gesture [K, G]."""
    products = (hands @ known).view(*hands.shape[:2], *squares.shape)  # [2, K, G, M]
    nearest = (squares - 2 * products).amin(-1) + (hands**2).sum(-1, keepdim=True)  # [2, K, G]
    return nearest.masked_fill(~_there(hands)[..., None], torch.inf).amin(0).clamp_min(0).sqrt()


def _there(hands: Tensor) -> Tensor:
    """Which hands are there, of hands [2, K, D] whose first feature says so [2, K]."""
    return hands[..., 0] > 0


def _apart(takes: Sequence[tuple[str, Tensor, Tensor]]) -> Tensor:
    """How far each take (session, steps, seen) is from others, if there are several sessions from theirs [≤ N]."""
    several = len({session for session, _, _ in takes}) > 1
    found = [torch.zeros(0)]
    for index in range(0, len(takes), max(1, len(takes) // MOST_TAKES)):
        session, hands, _ = takes[index]
        others = [
            other[_there(other)]
            for place, (sitting, _, other) in enumerate(takes)
            if place != index and not (several and sitting == session)
        ]
        known = _some(torch.cat(others), MOST_STEPS) if others else hands.new_zeros(0)
        if hands.shape[1] >= LASTING and len(known):
            ways = _nearest(hands, *_ready(known[None]))[:, 0]  # [K]
            found.append(ways.unfold(0, LASTING, 1).mean(1).amin(0, keepdim=True))
    return torch.cat(found)


def _some(steps: Tensor, most: int) -> Tensor:
    """At most so many, evenly."""
    return steps if len(steps) <= most else steps[torch.linspace(0, len(steps) - 1, most).long()]
