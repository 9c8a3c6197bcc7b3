"""What a network makes of kept lessons, many at once: one by one it would spend its time on calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gesture_app.learning.lesson_file import CachedSample, SampleCache
from gesture_app.learning.network import GestureNetwork

AT_ONCE = 32


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """The K steps of one lesson and how they are understood."""

    features: Tensor  # [K, FEATURE_SIZE]
    understood: Tensor  # [K, hidden]
    may: Tensor  # [K]


def understood_lessons(
    network: GestureNetwork, file: SampleCache, lessons: Sequence[CachedSample]
) -> Iterator[Understood]:
    """Each lesson from a fresh start, in this order; lessons of like length side by side take the least time."""
    for first in range(0, len(lessons), AT_ONCE):
        some = lessons[first : first + AT_ONCE]
        batch = file.batch(some)
        with torch.no_grad():
            understood = network.understand(batch.features)  # [B, T, hidden]
        for row, lesson in enumerate(some):
            steps = slice(lesson.steps)
            yield Understood(batch.features[row, steps], understood[row, steps], batch.may[row, steps])
