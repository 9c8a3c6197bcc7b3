"""Samples on disk, their batches, and their embedding in batches."""

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
    """The K steps of one sample with their embedding."""

    features: Tensor  # [K, FEATURE_SIZE]
    embedding: Tensor  # [K, hidden]
    target_mask: Tensor  # [K]


def embed_samples(
    network: GestureNetwork, cache: SampleCache, samples: Sequence[CachedSample]
) -> Iterator[EmbeddedSample]:
    """Yield each sample with its embedding, in this order. Samples of similar length in a row take the least time."""
    for first in range(0, len(samples), AT_ONCE):
        some = samples[first : first + AT_ONCE]
        batch = cache.batch(some)
        with torch.no_grad():
            embedding = network.embed(batch.features)  # [B, T, hidden]
        for row, sample in enumerate(some):
            steps = slice(sample.steps)
            yield EmbeddedSample(batch.features[row, steps], embedding[row, steps], batch.target_mask[row, steps])


IN_MEMORY = 64_000_000
"""bytes of samples that stay in memory, about a thousand samples"""
_STEP = np.dtype([("features", np.float32, FEATURE_SIZE), ("background_weight", np.float32), ("target_mask", np.bool_)])


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """B samples, padded at the end to the longest."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    labels: Tensor  # [B]
    target_mask: Tensor  # [B, T]
    background_weight: Tensor  # [B, T]; 0 after a sample's end
    inside: Tensor  # [B, T]; False after a sample's end

    def to(self, device: torch.device) -> Batch:
        """Return the batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))

    def split(self, count: int) -> list[Batch]:
        """Deal the samples into at most `count` batches in turn, so that all have similar lengths."""
        return [
            Batch(*(getattr(self, field.name)[first::count] for field in fields(self)))
            for first in range(min(count, len(self.labels)))
        ]


@dataclass(frozen=True, slots=True)
class CachedSample:
    """The place of a sample in the file."""

    start: int
    """offset in bytes"""
    steps: int
    label: int


class SampleCache:
    """A temporary file of samples, deleted at the end of the `with` block, for one thread."""

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
        """Append a sample.

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
                f"There is no room in {gettempdir()} for the training samples: {error.strerror}.",
                "Free some space there, or set TMPDIR to another folder.",
            ) from error
        self._size += rows.nbytes
        return kept

    def batch(self, samples: Sequence[CachedSample]) -> Batch:
        """Read samples into one batch."""
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
    """Batches of cached samples, each read when it is used."""

    cache: SampleCache
    groups: tuple[Sequence[CachedSample], ...]

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, index: int) -> Batch:
        return self.cache.batch(self.groups[index])

    def __iter__(self) -> Iterator[Batch]:
        return map(self.cache.batch, self.groups)

    def __add__(self, other: Batches) -> Batches:
        """Return these batches and then others of the same cache."""
        return Batches(self.cache, self.groups + other.groups)

    @property
    def sample_count(self) -> int:
        """Number of samples in all batches."""
        return sum(map(len, self.groups))

    def subsample(self, most: int) -> Batches:
        """Return every n-th batch, at most so many."""
        return Batches(self.cache, self.groups[:: max(1, -(-len(self.groups) // most))])


def make_batches(cache: SampleCache, kept: Iterable[CachedSample], count: int) -> Batches:
    """Put samples into `count` batches, sorted by length to need little padding."""
    ordered = sorted(kept, key=lambda sample: sample.steps)
    ends = [round(len(ordered) * place / count) for place in range(count + 1)]
    return Batches(cache, tuple(ordered[start:end] for start, end in pairwise(ends)))
