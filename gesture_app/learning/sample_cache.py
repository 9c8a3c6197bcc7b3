"""What a network makes of kept lessons, many at once: one by one it would spend its time on calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from tempfile import SpooledTemporaryFile, gettempdir
from types import TracebackType
from typing import Self

import numpy as np
import torch
from torch import Tensor

from gesture_app.core.errors import TrainingError
from gesture_app.core.features import FEATURE_SIZE
from gesture_app.learning.dataset import Sample
from gesture_app.learning.network import GestureNetwork

AT_ONCE = 32


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSample:
    """The K steps of one lesson and how they are understood."""

    features: Tensor  # [K, FEATURE_SIZE]
    embedding: Tensor  # [K, hidden]
    target_mask: Tensor  # [K]


def embed_samples(
    network: GestureNetwork, file: SampleCache, samples: Sequence[CachedSample]
) -> Iterator[EmbeddedSample]:
    """Each lesson from a fresh start, in this order; lessons of like length side by side take the least time."""
    for first in range(0, len(samples), AT_ONCE):
        some = samples[first : first + AT_ONCE]
        batch = file.batch(some)
        with torch.no_grad():
            embedding = network.embed(batch.features)  # [B, T, hidden]
        for row, sample in enumerate(some):
            steps = slice(sample.steps)
            yield EmbeddedSample(batch.features[row, steps], embedding[row, steps], batch.target_mask[row, steps])


IN_MEMORY = 64_000_000
"""bytes of lessons, about a thousand of them, that are not worth a file"""
_STEP = np.dtype([("features", np.float32, FEATURE_SIZE), ("background_weight", np.float32), ("target_mask", np.bool_)])


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """B lessons, padded behind to the longest."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    labels: Tensor  # [B]
    target_mask: Tensor  # [B, T]
    background_weight: Tensor  # [B, T]; 0 behind a lesson's end
    inside: Tensor  # [B, T]; False behind a lesson's end

    def to(self, device: torch.device) -> Batch:
        """The same where the network is."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))

    def split(self, count: int) -> list[Batch]:
        """The same lessons in so many batches at most: one to each in turn, so that all are of like length."""
        return [
            Batch(*(getattr(self, field.name)[first::count] for field in fields(self)))
            for first in range(min(count, len(self.labels)))
        ]


@dataclass(frozen=True, slots=True)
class CachedSample:
    """Where a lesson lies in the file."""

    start: int
    """bytes before it"""
    steps: int
    label: int


class SampleCache:
    """What is kept here is forgotten at the end of the `with` block; used by one thread."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed by __exit__
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, sample: Sample) -> CachedSample:
        """Write a lesson behind all others.

        Raises:
            TrainingError: the disk is full.
        """
        rows = np.empty(len(sample.target_mask), _STEP)
        rows["features"], rows["background_weight"], rows["target_mask"] = (
            sample.features,
            sample.background_weight,
            sample.target_mask,
        )
        kept = CachedSample(self._size, len(rows), sample.label)
        try:
            self._file.seek(kept.start)
            self._file.write(rows.tobytes())
        except OSError as error:
            raise TrainingError(
                f"There is no room in {gettempdir()} for what is trained on: {error.strerror}.",
                "Make room there, or name another folder in TMPDIR.",
            ) from error
        self._size += rows.nbytes
        return kept

    def batch(self, samples: Sequence[CachedSample]) -> Batch:
        """Lessons read and put side by side."""
        size, longest = len(samples), max(sample.steps for sample in samples)
        features = np.zeros((size, longest, FEATURE_SIZE), np.float32)
        target_mask = np.zeros((size, longest), bool)
        background_weight = np.zeros((size, longest), np.float32)
        inside = np.zeros((size, longest), bool)
        for row, sample in enumerate(samples):
            self._file.seek(sample.start)
            read = np.frombuffer(self._file.read(sample.steps * _STEP.itemsize), _STEP)
            features[row, : sample.steps] = read["features"]
            target_mask[row, : sample.steps] = read["target_mask"]
            background_weight[row, : sample.steps] = read["background_weight"]
            inside[row, : sample.steps] = True
        labels = np.array([sample.label for sample in samples])
        return Batch(*map(torch.from_numpy, (features, labels, target_mask, background_weight, inside)))


@dataclass(frozen=True, slots=True, eq=False)
class Batches:
    """Batches of lessons that lie in a file, each read when it is asked for."""

    file: SampleCache
    groups: tuple[Sequence[CachedSample], ...]

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, index: int) -> Batch:
        return self.file.batch(self.groups[index])

    def __iter__(self) -> Iterator[Batch]:
        return map(self.file.batch, self.groups)

    def __add__(self, other: Batches) -> Batches:
        """These, then others in the same file."""
        return Batches(self.file, self.groups + other.groups)

    @property
    def sample_count(self) -> int:
        """In all batches together."""
        return sum(map(len, self.groups))

    def subsample(self, most: int) -> Batches:
        """So many of them at most, evenly chosen."""
        return Batches(self.file, self.groups[:: max(1, -(-len(self.groups) // most))])


def make_batches(file: SampleCache, kept: Iterable[CachedSample], count: int) -> Batches:
    """So many batches, lessons of like length together, so that little is padded."""
    ordered = sorted(kept, key=lambda sample: sample.steps)
    ends = [round(len(ordered) * place / count) for place in range(count + 1)]
    return Batches(file, tuple(ordered[start:end] for start, end in pairwise(ends)))
