"""How much a moment is like the takes of the gesture the network names: the open-set score beside the softmax.

A softmax must choose among what it was taught and is sure even of what it never saw. So every step is also compared
with the steps at which that gesture was named in its own takes; a step further from all of them than takes of the
gesture are from each other is no evidence for it. (Nearest-neighbour rejection: Sun et al. 2022, "Out-of-distribution
detection with deep nearest neighbors"; here on the features themselves, which told unknown gestures better than the
hidden state, than dynamic time warping and than the softmax.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE, MOVEMENT_COLUMNS

NAMED = 0.2
"""scores under this are left as they are: nothing fires at them"""
NEAREST = 3
"""how many of the most alike steps count"""
MOVEMENT_WEIGHT = 0.5
"""of how a hand moves beside its shape: the same gesture is made faster and slower"""
SLACK = 2.7
"""how much further than takes of a gesture usually are from each other a step may be"""
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
    """The steps of a take at which its gesture is named, as it was made and as the other hand would make it."""

    session: str
    steps: Tensor  # [K, FEATURE_SIZE]
    mirrored: Tensor  # [K', FEATURE_SIZE]; K' = 0 for two-handed takes

    def weighted(self, weights: Tensor) -> Example:
        """The same with every column times its weight."""
        return Example(self.session, self.steps * weights, self.mirrored * weights)


class Familiarity(nn.Module):
    """What the takes of every gesture looked like, in the network's scale, and how far from it is too far."""

    steps: Tensor
    gesture: Tensor
    limits: Tensor
    _weights: Tensor

    def __init__(self, labels: int, steps: int = 0) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(steps, FEATURE_SIZE))
        self.register_buffer("gesture", torch.zeros(steps, dtype=torch.int64))
        self.register_buffer("limits", torch.full((labels,), torch.inf))
        self.register_buffer("_weights", _column_weights(), persistent=False)

    def learn(self, examples: Mapping[int, Sequence[Example]]) -> None:
        """Remember examples by label, scaled [K, FEATURE_SIZE]."""
        examples = {label: [example.weighted(self._weights) for example in own] for label, own in examples.items()}
        apart = {label: _apart(own) for label, own in examples.items()}
        usual = torch.cat([ways for ways in apart.values()]).median() if apart else torch.tensor(torch.inf)
        steps, gesture = [], []
        for label, own in examples.items():
            known = _some(torch.cat([*[e.steps for e in own], *[e.mirrored for e in own]]))
            if not len(known) or not torch.isfinite(usual):
                continue
            own_usual = apart[label].median() if len(apart[label]) else usual
            self.limits[label] = SLACK * (own_usual + usual) / 2  # a few takes tell little: half of what all tell
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
        likely = (scores >= NAMED).any(0)
        likely[0] = False
        if not likely.any():
            return scores
        scores, weighted = scores.clone(), scaled * self._weights
        for label in likely.nonzero()[:, 0].tolist():
            known = self.steps[self.gesture == label]
            if len(known):
                share = (self.limits[label] / _distance(weighted, known)).clamp(max=1) ** FALL
                lost = scores[:, label] * (1 - share)
                scores[:, label] -= lost
                scores[:, 0] += lost
        return scores


def _column_weights() -> Tensor:
    weights = torch.ones(FEATURE_SIZE)
    weights[list(MOVEMENT_COLUMNS)] = MOVEMENT_WEIGHT
    return weights


def _distance(steps: Tensor, known: Tensor) -> Tensor:
    """The mean way from each step [K, F] to the most alike known ones [N, F] → [K]."""
    apart = torch.cdist(steps, known, compute_mode="donot_use_mm_for_euclid_dist" if len(steps) == 1 else "use_mm_for_euclid_dist_if_necessary")
    return apart.topk(min(NEAREST, len(known)), largest=False).values.mean(1)


def _apart(examples: Sequence[Example]) -> Tensor:
    """How far each example is from the others, at the moment it is most like them; from other sessions where there are [≤ N]."""
    sessions = {example.session for example in examples}
    found = []
    for example in examples[:: max(1, len(examples) // MOST_TAKES)]:
        others = [
            other
            for other in examples
            if other is not example and (len(sessions) == 1 or other.session != example.session)
        ]
        known = [part for other in others for part in (other.steps, other.mirrored) if len(part)]
        if len(example.steps) < HELD or not known:
            continue
        ways = _distance(example.steps, _some(torch.cat(known)))
        found.append(ways.unfold(0, HELD, 1).mean(1).min())
    return torch.stack(found) if found else torch.zeros(0)


def _some(steps: Tensor) -> Tensor:
    """At most `MOST_STEPS`, evenly."""
    return steps if len(steps) <= MOST_STEPS else steps[torch.linspace(0, len(steps) - 1, MOST_STEPS).long()]
