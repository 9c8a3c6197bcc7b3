"""Measures vanishing gradients: LSTM, GRU and plain RNN learn to name a gesture some time after it.

Each take is followed by a rest that is the same for all gestures, and only the last step has a loss. The gradient is
propagated through time (Werbos 1990, "Backpropagation through time"). Its size at an earlier step shows how much that
step can still teach. In a plain RNN it shrinks at every step (Hochreiter 1991, Bengio, Simard and Frasconi 1994). An
LSTM's cell passes it on as far as its forget gate is open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.gestures import NONE
from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.gradient_reach import (
    FEWEST_GESTURES,
    FEWEST_TAKES,
    MOST_GESTURES,
    MOST_TAKES,
    CellReach,
    ReachAdvanced,
    held_out_count,
)
from gesture_app.core.model.card import CellType
from gesture_app.core.recording import Recording
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.augmentation import augment_view, change_tempo
from gesture_app.learning.background_samples import minimum_jerk_path
from gesture_app.learning.network import CELL_STEPS, CELLS
from gesture_app.learning.take_sequence import TakeSequence, features_of_points, take_sequence_of

RATE = 15.0
"""steps a second"""
WAIT_S = 2.5
HIDDEN = 32
EPOCHS = 80
LEARNING_RATE = 1e-2
BATCH = 24
ROUNDS = 10
"""times each take is composed"""
GATES_BEGIN_OPEN = 2.0
"""bias with which the gates that keep begin, for LSTM and GRU alike: shut half-way, as chance has it, they would forget
before they learned to keep (Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015)"""
LONGEST_STEPS = 45
"""of a take: three seconds"""
_WAY_S = 0.4
_TREMOR = 0.002
"""tremor of a resting hand in picture heights"""
_SMALLEST = 1e-290
"""smallest gradient in 64 bits"""


@dataclass(frozen=True, slots=True, eq=False)
class ReachTakes:
    """Takes for the measurement."""

    gestures: tuple[str, ...]
    learned_from: tuple[TakeSequence, ...]
    held_out: tuple[TakeSequence, ...]


def takes_to_compare(recordings: Sequence[Recording], seed: int = 0) -> ReachTakes | None:
    """Select takes of the gestures with most takes and hold out a part. None if there are too few."""
    rng = np.random.default_rng(seed)
    by_gesture: dict[str, list[TakeSequence]] = {}
    for recording in recordings:
        if not recording.info.disabled and recording.info.gesture not in ("", NONE):
            take = take_sequence_of(useful_part(recording), RATE)
            if take is not None and len(take.points) > 2:
                by_gesture.setdefault(take.gesture, []).append(take)
    most = sorted(by_gesture, key=lambda gesture: (-len(by_gesture[gesture]), gesture))[:MOST_GESTURES]
    gestures = tuple(sorted(gesture for gesture in most if len(by_gesture[gesture]) >= FEWEST_TAKES))
    if len(gestures) < FEWEST_GESTURES:
        return None
    learned_from: list[TakeSequence] = []
    held_out: list[TakeSequence] = []
    for gesture in gestures:
        own = by_gesture[gesture]
        some = [own[index] for index in rng.permutation(len(own))[:MOST_TAKES]]
        count = held_out_count(len(some))
        held_out += some[:count]
        learned_from += some[count:]
    return ReachTakes(gestures, tuple(learned_from), tuple(held_out))


def measure(takes: ReachTakes, delay_s: float = WAIT_S, seed: int = 0) -> Iterator[ReachAdvanced | CellReach]:
    """Train the three cells in turn on the same streams in the same order, and yield a `CellReach` of each."""
    rng = np.random.default_rng(seed)
    composer = _Composer(takes, rng)
    rounds = [composer.samples(takes.learned_from, delay_s, shorter=True) for _ in range(ROUNDS)]
    checks = composer.samples(takes.held_out * 2, delay_s, shorter=False)
    scale = _Scale([features for samples in rounds for features, _ in samples])
    batches = [_batches(scale, samples) for samples in rounds]
    for index, cell in enumerate(CellType):
        torch.manual_seed(seed)
        network = _Network(cell, len(takes.gestures))
        for epoch in _train(network, batches, seed):
            yield ReachAdvanced((index + epoch / EPOCHS) / len(CellType), cell)
        yield _measured(network, cell, scale, checks)


Samples = list[tuple[FloatArray, int]]
"""features of a stream [K, FEATURE_SIZE] and the index of its gesture"""


class _Composer:
    """Composes streams of a take and a rest whose pose does not depend on the gesture."""

    def __init__(self, takes: ReachTakes, rng: np.random.Generator) -> None:
        self._rng = rng
        self._gestures = takes.gestures
        self._tracks = takes.learned_from

    def samples(self, takes: Sequence[TakeSequence], delay_s: float, shorter: bool) -> Samples:
        """Compose one stream of each take. With `shorter`, rests have any length up to `delay_s`."""
        waits = [delay_s * (self._rng.random() if shorter else 1) for _ in takes]
        return [
            (self._stream(take, wait), self._gestures.index(take.gesture))
            for take, wait in zip(takes, waits, strict=True)
        ]

    def _stream(self, take: TakeSequence, delay_s: float) -> FloatArray:
        rng = self._rng
        points = change_tempo(take.points, float(np.exp(rng.normal(0, 0.1))))[-LONGEST_STEPS:]
        way = minimum_jerk_path(points[-1], self._rest_pose(take), round(_WAY_S * RATE))
        rest = np.repeat(way[-1:], max(1, round(delay_s * RATE)), 0)
        rest = rest + rng.normal(0, _TREMOR, rest.shape).astype(np.float32)
        stream = augment_view(rng, np.concatenate([points, way, rest]))
        return features_of_points(stream, RATE).values

    def _rest_pose(self, take: TakeSequence) -> FloatArray:
        """Return the first pose of a random take by the same hands."""
        sides = take.sides.tolist()
        like = [other for other in self._tracks if other.sides.tolist() == sides] or [take]
        pose: FloatArray = like[int(self._rng.integers(len(like)))].points[0]
        return pose


class _Scale:
    """Standardises features."""

    def __init__(self, streams: Sequence[FloatArray]) -> None:
        steps = np.concatenate(streams)
        self._mean, self._spread = steps.mean(0), np.maximum(steps.std(0), 0.05)

    def tensor(self, features: FloatArray) -> Tensor:
        return torch.from_numpy(((features - self._mean) / self._spread).clip(-5, 5).astype(np.float32))


class _Network(nn.Module):
    """Features → one recurrent layer → logits at the last step."""

    def __init__(self, cell: str, gestures: int) -> None:
        super().__init__()
        self.memory = CELLS[cell](FEATURE_SIZE, HIDDEN, batch_first=True)
        self.answer = nn.Linear(HIDDEN, gestures)
        if cell != "rnn":
            *_, from_seen, from_hidden = self.memory.all_weights[0]
            with torch.no_grad():  # torch's rows: i, f, g, o of an LSTM, r, z, n of a GRU; f and z are what keeps
                from_seen[HIDDEN : 2 * HIDDEN] = GATES_BEGIN_OPEN
                from_hidden[HIDDEN : 2 * HIDDEN] = 0

    def forward(self, streams: Tensor, lengths: Tensor) -> Tensor:
        """Streams [B, T, FEATURE_SIZE], padded at the end → logits at each stream's last step [B, gestures]."""
        remembered, _ = self.memory(streams)
        logits: Tensor = self.answer(remembered[torch.arange(len(lengths)), lengths - 1])
        return logits


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    streams: Tensor  # [B, T, FEATURE_SIZE]
    lengths: Tensor  # [B]
    labels: Tensor  # [B]


def _batches(scale: _Scale, samples: Samples) -> list[_Batch]:
    ordered = sorted(samples, key=lambda sample: len(sample[0]))
    return [_batch(scale, ordered[start : start + BATCH]) for start in range(0, len(ordered), BATCH)]


def _batch(scale: _Scale, samples: Samples) -> _Batch:
    streams = nn.utils.rnn.pad_sequence([scale.tensor(features) for features, _ in samples], batch_first=True)
    lengths = torch.tensor([len(features) for features, _ in samples])
    return _Batch(streams, lengths, torch.tensor([label for _, label in samples]))


def _train(network: _Network, rounds: Sequence[Sequence[_Batch]], seed: int) -> Iterator[int]:
    """Train and yield the number of each completed epoch."""
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * epoch / EPOCHS))
        batches = rounds[epoch % len(rounds)]
        for index in rng.permutation(len(batches)):
            batch = batches[index]
            loss = nn.functional.cross_entropy(network(batch.streams, batch.lengths), batch.labels)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
        yield epoch + 1


def _measured(network: _Network, cell: str, scale: _Scale, checks: Samples) -> CellReach:
    longest = max(len(features) for features, _ in checks) - 1
    logs = np.full((len(checks), longest), np.nan)
    right = 0
    network.double()  # 32 bits cannot hold what little comes back through a plain RNN
    for row, (features, label) in zip(logs, checks, strict=True):
        sizes, named = _gradient_sizes(network, cell, scale.tensor(features).double(), label)
        right += named == label
        sizes = np.maximum(sizes, _SMALLEST)
        row[longest - len(sizes) :] = np.log(sizes / sizes[-1])
    enough = np.isfinite(logs).mean(0) >= 0.5
    reach_back = np.exp(np.nanmean(logs[:, enough], 0)).astype(np.float32)
    parameters = sum(weights.numel() for weights in network.parameters())
    return CellReach(cell, reach_back, right / len(checks), parameters)


def _gradient_sizes(network: _Network, cell: str, stream: Tensor, label: int) -> tuple[npt.NDArray[np.float64], int]:
    """Return the size of the loss's gradient at the state after each earlier step [K - 1], and the label.

    An LSTM's state is its hidden and its cell state together.
    """
    weights = network.memory.all_weights[0]
    hidden = memory = stream.new_zeros(1, HIDDEN)
    handed_on: list[tuple[Tensor, ...]] = []
    for step in stream:
        if cell == CellType.LSTM:
            hidden, memory = torch.lstm_cell(step[None], (hidden, memory), *weights)
            memory = memory.clone()  # only as it is handed on: this step's hidden state comes of it as well
            handed_on.append((hidden, memory))
        else:
            hidden = CELL_STEPS[cell](step[None], hidden, *weights)
            handed_on.append((hidden,))
    logits: Tensor = network.answer(hidden)
    loss = nn.functional.cross_entropy(logits, torch.tensor([label]))
    parts = [part for state in handed_on[:-1] for part in state]
    gradients = torch.cat(torch.autograd.grad(loss, parts)).view(len(handed_on) - 1, -1)  # [K - 1, state]
    return gradients.norm(dim=1).numpy(), int(logits.argmax())
