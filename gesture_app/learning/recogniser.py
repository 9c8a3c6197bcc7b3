"""A recogniser that steps along a live stream and keeps the state of its network."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from safetensors.torch import load, save

from gesture_app.core.errors import ModelError
from gesture_app.core.features import PER_HAND, Features
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Prediction
from gesture_app.core.score_smoothing import ScoreSmoother
from gesture_app.learning.network import GATES, GestureNetwork, State, stronger_hand, use_threads
from gesture_app.learning.open_set import OpenSetScorer
from gesture_app.learning.reference_steps import remembered_steps
from gesture_app.learning.streaming_network import StreamingNetwork

AT_ONCE = 4096
"""steps of a stretch, minutes long: more would take memory as long as the stream"""


class LstmRecogniser:
    """Implements core.interfaces.Recogniser, for one thread."""

    def __init__(self, card: ModelCard, network: GestureNetwork) -> None:
        self.card = card
        self._network = network.eval()
        self._streaming_network = StreamingNetwork(network)
        self._smoother = ScoreSmoother(card.spans, card.rate)
        self.reset()

    @property
    def network(self) -> GestureNetwork:
        """The network, to be inspected."""
        return self._network

    def reset(self) -> None:
        """Reset the state and the average."""
        self._state: State | None = None
        self._smoother.reset()

    def step(self, features: Features) -> list[Prediction]:
        """Return one prediction for each of the K steps."""
        parts = (part for stretch in features.stretches() for part in _parts(stretch))
        return [prediction for part in parts for prediction in self._steps(part)]

    def _steps(self, stretch: Features) -> list[Prediction]:
        if stretch.fresh[0]:
            self.reset()
        with torch.inference_mode():
            if len(stretch) == 1:
                one, one_by_hand, self._state = self._streaming_network.step(stretch.values[0], self._state)
                scores, by_hand = one[None], one_by_hand[:, None]  # [1, C], [2, 1, C]
            else:
                values = torch.from_numpy(stretch.values)  # [K, FEATURE_SIZE]
                remembered, there, self._state = self._network.by_hand(values[None], self._state)
                scores = self._network.scores(values, stronger_hand(remembered, there)[0])  # [K, C]
                by_hand = self._network.scores_by_hand(remembered, there)  # [2, K, C]
            scores = self._smoother.push(scores)
        return [
            Prediction(float(time), row, bool(fresh), by_hand[:, index])
            for index, (time, row, fresh) in enumerate(zip(stretch.time, scores, stretch.fresh, strict=True))
        ]


def _parts(stretch: Features) -> Iterator[Features]:
    """Yield a stretch in consecutive parts."""
    for start in range(0, len(stretch), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield Features(stretch.time[part], stretch.values[part], stretch.fresh[part], stretch.points[part])


def recogniser_of(card: ModelCard, weights: bytes) -> LstmRecogniser:
    """Build a recogniser from a card and the bytes of a safetensors file.

    Raises:
        ModelError: the weights are damaged or do not fit the card.
    """
    use_threads(1)
    try:
        # each layer has two matrices of all gates, each label a prototype, and each number four bytes
        matrices = 2 * GATES[card.network.cell] * card.network.hidden * card.network.layers
        if 4 * card.network.hidden * max(matrices, len(card.labels)) > len(weights):
            raise ValueError("the card asks for a larger network than the file holds")
        tensors = load(weights)
        network = GestureNetwork(len(card.labels), card.network, card.starter_indices)
        network.familiarity = OpenSetScorer(
            len(card.labels),
            card.network.hidden,
            remembered_steps(tensors["familiarity.seen.steps"], 2 * PER_HAND),
            remembered_steps(tensors["familiarity.understood.steps"], card.network.hidden),
            card.starter_indices,
        )
        network.load_state_dict(tensors)
        if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
            raise ValueError("not numbers")
        if not all((kind.limits > 0).all() for kind in (network.familiarity.seen, network.familiarity.understood)):
            raise ValueError("limits that nothing can keep")
    except Exception as error:
        raise ModelError(
            f"The weights of model {card.id} cannot be used.", "Train again, or use another model."
        ) from error
    return LstmRecogniser(card, network)


def weights_of(network: GestureNetwork) -> bytes:
    """Return the network's weights as the bytes of a safetensors file."""
    return save({name: tensor.contiguous() for name, tensor in network.state_dict().items()})
