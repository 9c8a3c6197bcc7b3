"""How much a moment is like the takes of the gesture the network names: the open-set score beside the softmax.

A softmax must choose among what it was taught and is sure even of what it never saw. So every step is also compared
with the steps at which that gesture was named in its own takes; a step further from all of them than takes of the
gesture are from each other is no evidence for it. (Nearest-neighbour rejection: Sun et al. 2022, "Out-of-distribution
detection with deep nearest neighbors"; here on the features themselves, which told unknown gestures better than the
hidden state, than dynamic time warping and than the softmax.)

A one-handed gesture is looked for in either hand alone, whatever the other does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE, MOVEMENT_SIZE, PER_HAND, PRESENT_COLUMNS

LIKELY = 0.2
"""scores under this are left as they are: nothing fires at them"""
NEAREST = 3
"""how many of the most alike steps count"""
MOVEMENT_WEIGHT = 0.5
"""of how a hand moves beside its shape: the same gesture is made faster and slower"""
SLACK = 2.7
"""how much further than takes of a gesture usually are from each other a step may be"""
CLOSEST = 0.7
"""takes recorded in one go are nearer to each other than any later one will be: what counts as usual at least"""
FALL = 2.0
"""power with which a score falls beyond that"""
HELD = 5
"""steps that must be alike together: how long a trigger wants a score to last"""
MOST_STEPS = 512
"""kept of a gesture"""
MOST_TAKES = 40
"""of a gesture, compared with the others to find how alike they are"""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The steps of a take at which its gesture is named."""

    session: str
    steps: Tensor
    """[K, FEATURE_SIZE] in the network's scale"""


class Familiarity(nn.Module):
    """What the takes of every gesture looked like, and how far from it is too far.

    Args:
        labels: C.
        steps: N, how many steps are remembered.
    """

    steps: Tensor
    gesture: Tensor
    limits: Tensor
    two_handed: Tensor
    _weights: Tensor

    def __init__(self, labels: int, steps: int = 0) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(steps, FEATURE_SIZE))
        self.register_buffer("gesture", torch.zeros(steps, dtype=torch.int64))
        self.register_buffer("limits", torch.full((labels,), torch.inf))
        self.register_buffer("two_handed", torch.zeros(labels, dtype=torch.bool))
        weights = torch.ones(PER_HAND)
        weights[-MOVEMENT_SIZE:] = MOVEMENT_WEIGHT
        self.register_buffer("_weights", weights, persistent=False)

    def learn(self, examples: Mapping[int, Sequence[Example]], two_handed: Sequence[bool]) -> None:
        """Remember examples by label; `two_handed` [C] says which gestures need both hands."""
        self.two_handed = torch.tensor(two_handed)
        apart = {label: self._apart(own, two_handed[label]) for label, own in examples.items()}
        usual = torch.cat([torch.zeros(0), *apart.values()]).median()
        steps, gesture = [], []
        for label, own in examples.items():
            known = _some(torch.cat([example.steps for example in own]))
            if len(known):
                own_usual = apart[label].median() if len(apart[label]) else usual
                usual_here = (own_usual + usual) / 2  # few takes tell little of their own gesture
                self.limits[label] = SLACK * usual_here.nan_to_num(CLOSEST).clamp_min(CLOSEST)
                steps.append(known)
                gesture.append(torch.full((len(known),), label))
        if steps:
            self.steps, self.gesture = torch.cat(steps), torch.cat(gesture)

    def forward(self, scaled: Tensor, scores: Tensor) -> Tensor:
        """Scores [K, C] with those of the unfamiliar lowered, what they lose given to the background.

        Args:
            scaled: [K, FEATURE_SIZE] in the network's scale.
            scores: [K, C], the background first.
        """
        likely = (scores >= LIKELY).any(0)
        likely[0] = False
        for label in likely.nonzero()[:, 0].tolist():
            known = self.steps[self.gesture == label]
            if len(known):
                apart = self._distance(scaled, known, bool(self.two_handed[label]))
                lost = scores[:, label] * (1 - (self.limits[label] / apart).clamp(max=1) ** FALL)
                scores[:, label] -= lost
                scores[:, 0] += lost
        return scores

    def _distance(self, steps: Tensor, known: Tensor, two_handed: bool) -> Tensor:
        """The mean way from each step [K, FEATURE_SIZE] to the most alike known ones [N, FEATURE_SIZE] → [K]."""
        if two_handed:
            known = torch.cat([self._hands(known).flatten(1), self._hands(known).flip(1).flatten(1)])
            return _nearest(self._hands(steps).flatten(1), known)
        known = self._hands(known).flatten(0, 1)
        known = known[known[:, 0] > 0]
        hands = self._hands(steps).flatten(0, 1)  # [K * 2, PER_HAND]
        there = hands[:, 0] > 0
        apart = torch.full((len(hands),), torch.inf)
        apart[there] = _nearest(hands[there], known)
        return apart.view(-1, 2).amin(1)

    def _hands(self, steps: Tensor) -> Tensor:
        """What is compared of steps [K, FEATURE_SIZE]: each hand's features, weighted [K, 2, PER_HAND]."""
        return steps[:, : 2 * PER_HAND].view(-1, 2, PER_HAND) * self._weights

    def _apart(self, examples: Sequence[Example], two_handed: bool) -> Tensor:
        """How far each take is from others, where there are several sessions from those of others [≤ N]."""
        several = len({example.session for example in examples}) > 1
        found = []
        for example in examples[:: max(1, len(examples) // MOST_TAKES)]:
            known = [
                other.steps
                for other in examples
                if other is not example and len(other.steps) and not (several and other.session == example.session)
            ]
            if len(example.steps) >= HELD and known:
                apart = self._distance(example.steps, _some(torch.cat(known)), two_handed)
                found.append(apart.unfold(0, HELD, 1).mean(1).min())
        return torch.stack(found) if found else torch.zeros(0)


def _nearest(steps: Tensor, known: Tensor) -> Tensor:
    """The mean way from each of steps [K, D] to the nearest of the known [N, D] → [K]."""
    mode = "donot_use_mm_for_euclid_dist" if len(steps) == 1 else "use_mm_for_euclid_dist_if_necessary"
    apart = torch.cdist(steps, known, compute_mode=mode)
    return apart.topk(min(NEAREST, len(known)), largest=False).values.mean(1)


def _some(steps: Tensor) -> Tensor:
    """At most `MOST_STEPS`, evenly."""
    return steps if len(steps) <= MOST_STEPS else steps[torch.linspace(0, len(steps) - 1, MOST_STEPS).long()]
