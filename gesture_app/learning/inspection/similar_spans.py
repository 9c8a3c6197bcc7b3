"""Finds the moments of other takes whose embedding resembles that of a stretch of a trace.

As in LSTMVis (Strobelt et al. 2018, "LSTMVis: a tool for visual analysis of hidden state dynamics in recurrent neural
networks"), a stretch is known by the cells that came on in it. Takes are looked through once, and remembered as small
numbers; a question is then answered in no time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from gesture_app.core.features import FeatureStream
from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.results import SimilarMoment, SpanCells
from gesture_app.core.inspection.trace import Trace
from gesture_app.core.model.card import ModelCard
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import Resampler, in_heights
from gesture_app.learning.network import GestureNetwork

MOST_BYTES = 96_000_000
"""of what is remembered: an hour and a half of takes, at 20 steps a second and 128 cells"""
LONGEST_S = 15.0
"""of one take is remembered"""
FEWEST_CELLS = 5
"""where fewer came on, all cells are compared"""

Half = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class _KnownTake:
    take: str
    gesture: str
    time: npt.NDArray[np.float64]  # [K]
    points: Half  # [K, 2, 21, 3]
    answers: Half  # [K, hidden], of length one


class SimilarSpanIndex:
    """The embeddings of the takes of a workspace.

    Filled by one thread; questions may be asked by another meanwhile, and are answered from what is there.
    """

    def __init__(self, card: ModelCard, network: GestureNetwork) -> None:
        self._card = card
        self._network = network.eval()
        self._known: tuple[_KnownTake, ...] = ()
        self._names: set[tuple[str, str]] = set()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._known)

    @property
    def full(self) -> bool:
        """True if no further take is added."""
        return self._bytes >= MOST_BYTES

    def add(self, take: str, recording: Recording) -> None:
        """Add a take, cut as for training, with the gesture of its recording."""
        if self.full or self.knows(take, recording.info.gesture):
            return
        self._names.add((take, recording.info.gesture))
        used = recording.trimmed()
        used = used.part(used.time - used.time[0] <= LONGEST_S)
        rate = self._card.rate
        points = in_heights(used.landmarks, used.info.frame_size)
        steps = Resampler(rate).push(used.time, points)
        features = FeatureStream(rate).push_points(used.time, points)
        with torch.inference_mode():
            answers = [
                self._network(torch.from_numpy(stretch.values)[None])[0][0].numpy() for stretch in features.stretches()
            ]
        if not answers:
            return
        known = _KnownTake(
            take,
            recording.info.gesture,
            steps.time,
            steps.points.astype(np.float16),
            np.concatenate(answers).astype(np.float16),
        )
        self._bytes += known.points.nbytes + known.answers.nbytes
        self._known = (*self._known, known)

    def knows(self, take: str, gesture: str) -> bool:
        """Return True if this take was added."""
        return (take, gesture) in self._names

    def like(
        self, trace: Trace, steps: slice, active: SpanCells | None = None, count: int = 12, exclude: str = ""
    ) -> tuple[SimilarMoment, ...]:
        """The takes in which the memory once answered most as during some steps of a trace (one at least), best first.

        Args:
            trace: of the same model.
            steps: the stretch.
            active: the cells that are compared; None, or very few of them: all.
            count: how many takes at most; of each its best moment.
            exclude: the id of a take that is left out, being the one that is asked about.
        """
        requested = trace.embedding[steps]
        cells = active.cells if active is not None and len(active.cells) >= FEWEST_CELLS else None
        wanted = _only(requested, cells).mean(0)  # [N]
        found = []
        for known in self._known:
            if known.take == exclude:
                continue
            similarity = _similarity(wanted, _only(known.answers, cells).astype(np.float32), len(requested))
            best = int(np.argmax(similarity))
            found.append((float(similarity[best]), best, known))
        found.sort(key=lambda one: -one[0])
        return tuple(_moment(known, start, len(requested), similarity) for similarity, start, known in found[:count])


def _only(answers: npt.NDArray[np.floating], cells: npt.NDArray[np.intp] | None) -> npt.NDArray[np.floating]:
    return answers if cells is None else answers[:, cells]


def _similarity(wanted: npt.NDArray[np.floating], answers: FloatArray, width: int) -> npt.NDArray[np.floating]:
    """Return the similarity of each stretch of `width` steps [K, N] to the wanted mean [N], at most 1 [K - width + 1].

    It is their cosine, lowered if the stretch is weaker: cells that hardly move are not active.
    """
    width = min(width, len(answers))
    sums = np.concatenate([np.zeros((1, answers.shape[1]), np.float32), answers.cumsum(0)])
    means = (sums[width:] - sums[:-width]) / width  # [K - width + 1, N]
    strength = max(float(np.linalg.norm(wanted)), 1e-6)
    similarity: npt.NDArray[np.floating] = (
        means @ wanted / (strength * np.maximum(np.linalg.norm(means, axis=1), strength))
    )
    return similarity


def _moment(known: _KnownTake, start: int, width: int, similarity: float) -> SimilarMoment:
    end = min(start + width, len(known.time)) - 1
    poses = known.points[[start, (start + end) // 2, end]].astype(np.float32)
    return SimilarMoment(known.take, known.gesture, float(known.time[start]), float(known.time[end]), similarity, poses)
