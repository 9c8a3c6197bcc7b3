"""How much a moment is like the takes of the gesture the network names: the open-set score beside the softmax.

A softmax must choose among what it was taught and is sure even of what it never saw. So every step is also compared
with the steps at which that gesture was named in its own takes; a step further from all of them than takes of the
gesture are from each other is no evidence for it. (Nearest-neighbour rejection: Sun et al. 2022, "Out-of-distribution
detection with deep nearest neighbors"; here on the features themselves, which told unknown gestures better than the
hidden state, than dynamic time warping and than the softmax.)

Either hand may be the one that is alike; what the other one does counts half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gesture_app.core.features import MOVEMENT_SIZE, PER_HAND

LIKELY = 0.2
"""scores under this are left as they are: nothing fires at them"""
NEAREST = 3
"""how many of the most alike steps count"""
MOVEMENT_WEIGHT = 0.5
"""of how a hand moves beside its shape: the same gesture is made faster and slower"""
OTHER_HAND_WEIGHT = 0.5
SLACK = 2.7
"""how much further than takes of a gesture usually are from each other a step may be"""
CLOSEST = 0.7
"""takes recorded in one go are nearer to each other than any later one will be: what counts as usual at least"""
FALL = 2.0
"""power with which a score falls beyond that"""
HELD = 5
"""steps that must be alike together: how long a trigger wants a score to last"""
MOST_STEPS = 768
"""kept of a gesture"""
MOST_TAKES = 40
"""of a gesture, compared with the others to find how alike they are"""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The steps of a take at which its gesture is named."""

    session: str
    steps: Tensor
    """[2, K, FEATURE_SIZE]: scaled, as each hand has them"""
    seen: Tensor
    """[2, M, FEATURE_SIZE]: the same and as it may look another time"""


class Familiarity(nn.Module):
    """What the takes of every gesture looked like, and how far from it is too far.

    Args:
        labels: C.
        steps: N, how many steps are remembered.
    """

    steps: Tensor
    gesture: Tensor
    limits: Tensor
    _weights: Tensor

    def __init__(self, labels: int, steps: int = 0) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(steps, 2 * PER_HAND, dtype=torch.float16))
        self.register_buffer("gesture", torch.zeros(steps, dtype=torch.int64))
        self.register_buffer("limits", torch.full((labels,), torch.inf))
        weights = torch.ones(2, PER_HAND)
        weights[:, -MOVEMENT_SIZE:] = MOVEMENT_WEIGHT
        weights[1] *= OTHER_HAND_WEIGHT
        self.register_buffer("_weights", weights.flatten(), persistent=False)
        self._by_label: dict[int, Tensor] = {}  # what `steps` holds, ready to compare with

    def learn(self, examples: Mapping[int, Sequence[Example]]) -> None:
        """Remember examples by label."""
        seen = {
            label: [(e.session, self._hands(e.steps), self._hands(e.seen)) for e in own]
            for label, own in examples.items()
        }
        apart = {label: self._apart(own) for label, own in seen.items()}
        usual = torch.cat([torch.zeros(0), *apart.values()]).median()
        steps, gesture = [], []
        for label, own in seen.items():
            known = _some(torch.cat([hands[_there(hands)] for _, _, hands in own]))
            if len(known):
                own_usual = apart[label].median() if len(apart[label]) else usual
                usual_here = (own_usual + usual) / 2  # few takes tell little of their own gesture
                self.limits[label] = SLACK * usual_here.nan_to_num(CLOSEST).clamp_min(CLOSEST)
                steps.append(known)
                gesture.append(torch.full((len(known),), label))
        if steps:
            self.steps, self.gesture = torch.cat(steps).half(), torch.cat(gesture)
        self._by_label.clear()

    def likely(self, scores: Tensor) -> list[int]:
        """The labels that might fire at any of the scores [K, C]; the background is none of them."""
        return [label for label, score in enumerate(scores.amax(0).tolist()) if label and score >= LIKELY]

    def forward(self, hands: Tensor, scores: Tensor, labels: Sequence[int]) -> Tensor:
        """Scores [K, C] with those of the unfamiliar lowered, what they lose given to the background.

        Args:
            hands: [2, K, FEATURE_SIZE], scaled, as each hand has them.
            scores: [K, C], the background first.
            labels: which of them to look at.
        """
        compared = self._hands(hands)
        for label in labels:
            known = self._known(label)
            if len(known):
                apart = _distance(compared, known)
                sure = scores[:, label] >= LIKELY
                lost = sure * scores[:, label] * (1 - (self.limits[label] / apart).clamp(max=1) ** FALL)
                scores[:, label] -= lost
                scores[:, 0] += lost
        return scores

    def _known(self, label: int) -> Tensor:
        """The steps remembered of a gesture [N, 2 * PER_HAND]."""
        if label not in self._by_label:
            self._by_label[label] = self.steps[self.gesture == label].float()
        return self._by_label[label]

    def _hands(self, hands: Tensor) -> Tensor:
        """What is compared of steps [2, K, FEATURE_SIZE]: both hands' features, weighted [2, K, 2 * PER_HAND]."""
        return hands[..., : 2 * PER_HAND] * self._weights

    def _apart(self, takes: Sequence[tuple[str, Tensor, Tensor]]) -> Tensor:
        """How far each take (session, steps, seen) is from others, if there are several sessions from theirs [≤ N]."""
        several = len({take[0] for take in takes}) > 1
        found = []
        for index in range(0, len(takes), max(1, len(takes) // MOST_TAKES)):
            session, hands, _ = takes[index]
            others = [
                other[_there(other)]
                for place, (sitting, _, other) in enumerate(takes)
                if place != index and not (several and sitting == session)
            ]
            known = _some(torch.cat(others)) if others else hands.new_zeros(0)
            if hands.shape[1] >= HELD and len(known):
                found.append(_distance(hands, known).unfold(0, HELD, 1).mean(1).min())
        return torch.stack(found) if found else torch.zeros(0)


def _there(hands: Tensor) -> Tensor:
    """Which hands are there, of hands [2, K, D] whose first feature says so [2, K]."""
    return hands[..., 0] > 0


def _distance(hands: Tensor, known: Tensor) -> Tensor:
    """The way from the more alike hand of each step [2, K, D] to the nearest of the known ones [N, D] → [K]."""
    there = _there(hands)
    ways = torch.cdist(hands[there], known)  # [M, N]
    apart = hands.new_full(there.shape, torch.inf)
    apart[there] = ways.topk(min(NEAREST, len(known)), largest=False).values.mean(1)
    return apart.amin(0)


def _some(steps: Tensor) -> Tensor:
    """At most `MOST_STEPS`, evenly."""
    return steps if len(steps) <= MOST_STEPS else steps[torch.linspace(0, len(steps) - 1, MOST_STEPS).long()]
