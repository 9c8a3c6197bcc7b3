"""Makes the backbone that every model begins with (`models/trunk`) again.

    python tools/make_trunk.py

Hundreds of imagined people perform thousands of imagined gestures, and the network learns to distinguish them, also in
people whom it never saw. No recording of a person is used. It needs about half an hour on two cores. Each result is as
good as the last, but not the same to the byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.hands import FloatArray
from gesture_app.core.model.card import NetworkSize
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.take_sequence import features_of_points
from gesture_app.learning.trainer import dropout_masks
from tools.imagined_gestures import RATE, imagined_gesture, imagined_person, performed

MODELS = Path(__file__).parents[1] / "models"
TRUNK = MODELS / "trunk" / "weights.safetensors"
GESTURES, PEOPLE, UNSEEN_PEOPLE = 6000, 400, 15
PERFORMANCES = 160_000
PIECES = 64
LONGEST = 64
"""steps"""
AFTER_ANOTHER = 0.35
"""share of the performances that come out of another gesture and not out of rest"""
BATCH, STEPS = 96, 6000
LEARNING_RATE, WEIGHT_DECAY, SMOOTHING = 4e-3, 0.02, 0.05
DROPOUT, EMBEDDING_DROPOUT = 0.1, 0.0
WARM_UP = 0.04
STEPS_ALONE = 2
"""steps of each performance that are classified alone, beside the mean of all"""
STEP_WEIGHT = 0.7
EARLIEST, EARLIEST_STEP = 0.35, 0.55
"""share of a gesture after which it can be recognised"""
AFTERWARDS = 2
"""steps after its end at which it must still be recognised"""
REPORT_EVERY = 250


@dataclass(frozen=True, slots=True, eq=False)
class Performances:
    """N performances as the network sees them."""

    features: np.ndarray  # float16 [N, LONGEST, FEATURE_SIZE], 0 behind the end
    lengths: np.ndarray  # [N]
    spans: np.ndarray  # [N, 2]: steps from which and to which the gesture lasts
    gestures: np.ndarray  # [N]
    people: np.ndarray  # [N]

    def some(self, chosen: np.ndarray) -> Performances:
        """Return those of the indices [n], cut to the longest of them."""
        longest = int(self.lengths[chosen].max())
        fields = (self.lengths, self.spans, self.gestures, self.people)
        return Performances(self.features[chosen, :longest], *(field[chosen] for field in fields))


def performed_piece(piece: int) -> Performances:
    """Return a piece of all performances, drawn with its number as seed."""
    rng = np.random.default_rng((7, piece))
    gestures = [imagined_gesture(number) for number in range(GESTURES)]
    people = [imagined_person(number) for number in range(PEOPLE)]
    rows: list[tuple[FloatArray, int, int, int, int]] = []
    while len(rows) < PERFORMANCES // PIECES:
        number, person = int(rng.integers(GESTURES)), int(rng.integers(PEOPLE))
        before = gestures[int(rng.integers(GESTURES))] if rng.random() < AFTER_ANOTHER else None
        shown = performed(rng, gestures[number], people[person], number, before)
        cut = max(0, min(len(shown.points) - LONGEST, shown.start - 4))
        features = features_of_points(shown.points[cut : cut + LONGEST], RATE)
        stretch = max(features.stretches(), key=len, default=features)
        begin = round(float(stretch.time[0]) * RATE) + cut if len(stretch) else 0
        start, end = max(0, shown.start - begin), min(len(stretch), shown.end - begin)
        if end - start >= 4:
            rows.append((stretch.values, start, end, number, person))
    lengths = np.array([len(values) for values, *_ in rows])
    spans = np.array([(start, end) for _, start, end, _, _ in rows])
    features16 = padded([values for values, *_ in rows])
    return Performances(
        features16, lengths, spans, np.array([row[3] for row in rows]), np.array([row[4] for row in rows])
    )


def padded(rows: Sequence[FloatArray]) -> np.ndarray:
    """Return features of performances, each [K, FEATURE_SIZE], as float16 [N, LONGEST, FEATURE_SIZE]."""
    features16 = np.zeros((len(rows), LONGEST, FEATURE_SIZE), np.float16)
    for row, values in enumerate(rows):
        features16[row, : len(values)] = values.clip(-30, 30)
    return features16


def performances(*parts: tuple[Callable[[int], Performances], int]) -> Performances:
    """Return the performances of the first pieces of each part, made in two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        made = [pool.map(make, range(count)) for make, count in parts]
        pieces = [piece for part in made for piece in part]
    fields = ("features", "lengths", "spans", "gestures", "people")
    return Performances(*(np.concatenate([getattr(piece, field) for piece in pieces]) for field in fields))


class PrototypeClassifier(nn.Module):
    """The network with a prototype for every gesture and a learned logit scale."""

    def __init__(self, network: GestureNetwork, gestures: int = GESTURES) -> None:
        super().__init__()
        self.network = network
        self.prototypes = nn.Parameter(0.05 * torch.randn(gestures, network.memory.hidden_size))
        self.logit_scale = nn.Parameter(torch.tensor(3.0))
        self._rng = np.random.default_rng(1)

    def init_prototypes(self, shown: Performances, most: int = 40_000) -> None:
        """Set each prototype to the mean embedding of its gesture's performances (imprinting: Qi et al. 2018)."""
        sums = torch.zeros_like(self.prototypes)
        some = self._rng.permutation(len(shown.lengths))[:most]
        with torch.inference_mode():
            for part in np.array_split(some, -(-len(some) // BATCH)):
                batch = shown.some(part)
                embeddings = self.network.embed(torch.from_numpy(batch.features.astype(np.float32)))
                sums.index_add_(0, torch.from_numpy(batch.gestures), _means(embeddings, batch))
        with torch.no_grad():
            self.prototypes.copy_(nn.functional.normalize(sums + 1e-3 * torch.randn_like(sums), dim=-1))

    def forward(self, shown: Performances) -> tuple[Tensor, Tensor]:
        """Return the loss, and the accuracy by the mean of each performance's steps."""
        features = torch.from_numpy(shown.features.astype(np.float32))  # [B, T, FEATURE_SIZE]
        masks = None
        if self.training:
            shares, hidden = (DROPOUT, EMBEDDING_DROPOUT), self.network.memory.hidden_size
            masks = dropout_masks(self._rng, features.shape[:2], shares, hidden)
        embeddings = self.network.embed(features, masks)  # [B, T, hidden]
        gestures = torch.from_numpy(shown.gestures)
        start, end = torch.from_numpy(shown.spans).T[..., None]  # [B, 1] each
        duration, last = end - start, torch.from_numpy(shown.lengths)[:, None] - 1
        means = _means(embeddings, shown)  # [B, hidden]
        chance = EARLIEST_STEP + (1 - EARLIEST_STEP) * torch.rand(len(gestures), STEPS_ALONE)
        steps = (start + chance * duration).long().minimum(last)  # [B, STEPS_ALONE]
        some = embeddings.gather(1, steps[..., None].expand(-1, -1, embeddings.shape[2]))
        prototypes = self.logit_scale.exp() * nn.functional.normalize(self.prototypes, dim=-1).T  # [hidden, GESTURES]
        logits = means @ prototypes
        mean_loss = nn.functional.cross_entropy(logits, gestures, label_smoothing=SMOOTHING)
        step_loss = nn.functional.cross_entropy(
            (some @ prototypes).flatten(0, 1), gestures.repeat_interleave(STEPS_ALONE), label_smoothing=SMOOTHING
        )
        return mean_loss + STEP_WEIGHT * step_loss, (logits.argmax(1) == gestures).float().mean()


def _means(embeddings: Tensor, shown: Performances) -> Tensor:
    """Return the mean direction of each performance's late steps: [B, T, hidden] → [B, hidden]."""
    start, end = torch.from_numpy(shown.spans).T[..., None]  # [B, 1] each
    last = torch.from_numpy(shown.lengths)[:, None] - 1
    at = torch.arange(embeddings.shape[1])[None]
    target_mask = (at >= start + EARLIEST * (end - start)) & (at < end + AFTERWARDS) & (at <= last)  # [B, T]
    return nn.functional.normalize((embeddings * target_mask[..., None]).sum(1), dim=-1)


def fit(
    shown: Performances,
    classifier: PrototypeClassifier,
    draw: Callable[[np.random.Generator], np.ndarray],
    kept: np.ndarray,
    steps: int,
    learning_rate: float,
) -> Iterator[str]:
    """Fit the classifier and yield its progress.

    Args:
        shown: performances.
        classifier: to be fitted.
        draw: returns the indices of a batch.
        kept: indices of performances that are not learned from.
        steps: number of batches.
        learning_rate: the highest.
    """
    rng = np.random.default_rng(0)
    optimiser = torch.optim.AdamW(classifier.parameters(), learning_rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps, pct_start=WARM_UP)
    for step in range(1, steps + 1):
        classifier.train()
        loss, accuracy = classifier(shown.some(draw(rng)))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(classifier.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % REPORT_EVERY == 0 or step == steps:
            classifier.eval()
            with torch.inference_mode():
                parts = [classifier(shown.some(part))[1].item() for part in np.array_split(kept, 20)]
            figures = f"accuracy {accuracy.item():.2f}, of others {np.mean(parts):.3f}"
            yield f"step {step} of {steps}: loss {loss.item():.2f}, {figures}"


def learn_imagined(network: GestureNetwork) -> Iterator[str]:
    """Fit the network to imagined gestures and yield its progress on people whom it never saw."""
    shown = performances((performed_piece, PIECES))
    unseen = shown.people >= PEOPLE - UNSEEN_PEOPLE
    learned, kept = np.flatnonzero(~unseen), np.flatnonzero(unseen)[:2000]
    sample = shown.some(learned[:4000])
    inside = np.arange(sample.features.shape[1])[None] < sample.lengths[:, None]
    network.adapt_to(torch.from_numpy(sample.features[inside].astype(np.float32)))
    classifier = PrototypeClassifier(network)
    yield from fit(shown, classifier, lambda rng: rng.choice(learned, BATCH, replace=False), kept, STEPS, LEARNING_RATE)


def save_backbone(network: GestureNetwork) -> None:
    """Put the backbone in place."""
    data = save({name: tensor.contiguous() for name, tensor in network.backbone().items()})
    beside = MODELS / "trunk" / ".weights.tmp"
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(data)
    os.replace(beside, TRUNK)


def main() -> None:
    """Imagine, fit, and put the backbone in place whenever it has been measured."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = GestureNetwork(2, NetworkSize())
    for news in learn_imagined(network):
        print(news, flush=True)  # noqa: T201
        save_backbone(network)


if __name__ == "__main__":
    main()
