"""The card of a model: its labels, thresholds and needs, stored beside its weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import msgspec

from gesture_app.core.clock import HIGHEST_RATE, LOWEST_RATE
from gesture_app.core.errors import ModelError
from gesture_app.core.features import FEATURE_VERSION
from gesture_app.core.gestures import NONE
from gesture_app.core.plain_text import is_plain
from gesture_app.core.resampling import AWAY_S
from gesture_app.core.trigger import TriggerRule

CARD_FORMAT = 3
LARGEST_NETWORK = 4096
"""hidden numbers of a layer; a card with more is damaged"""
AGAIN_SPANS = 2.7
"""spans after an event before a gesture may fire again; a span is about a third of its length"""
MOST_SPAN_S = 5.0
"""seconds over which scores are averaged; a card with more is damaged"""


class CellType(StrEnum):
    """Kinds of recurrent layer that a network can have."""

    LSTM = "lstm"
    GRU = "gru"
    RNN = "rnn"

    @property
    def display_name(self) -> str:
        """The name for people."""
        return self.value.upper()


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """The sizes that build the network before its weights are read."""

    hidden: int = 128
    """features of the hidden state"""
    layers: int = 1
    cell: str = CellType.LSTM
    """one of `CellType`"""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model's labels, needs and accuracy, checked when made.

    Raises:
        ModelError: a value is impossible, or the card has another feature version.
    """

    id: str
    labels: tuple[str, ...]
    """the background first, then the user's gestures by name, then the starter's by name"""
    thresholds: tuple[float, ...]
    """one per label, 0 to 1: the score at which it may fire"""
    spans: tuple[float, ...]
    """one per label: seconds over which its score is averaged"""
    network: NetworkSize
    rate: float
    """steps per second, to which the stream is resampled"""
    hands: int
    """2 if a gesture was recorded with two hands, else 1"""
    created_at: str
    """ISO 8601, UTC"""
    recordings: int
    fingerprint: str
    """hash of the recordings it learned from"""
    accuracy: float
    """share of the test takes recognised correctly, 0 to 1, `none` included"""
    accuracy_per_gesture: tuple[float | None, ...]
    """one per label; None without test takes"""
    split_by: str
    """unit of the test split: "session", or "take" if there is one session only"""
    feature_version: int = FEATURE_VERSION
    format: int = CARD_FORMAT
    starter: tuple[str, ...] = ()
    """the labels that are the starter's; no other gesture scores less because of them"""

    def __post_init__(self) -> None:
        _check_version(self.id, self.format, self.feature_version)
        numbers = (*self.thresholds, *self.spans, self.rate, self.accuracy)
        sound = (
            len(self.labels) >= 2
            and len(set(self.labels)) == len(self.labels) == len(self.thresholds) == len(self.accuracy_per_gesture)
            and len(self.spans) == len(self.labels)
            and self.labels[0] == NONE
            and all(is_plain(label.encode("utf-8", "replace").decode()) for label in self.labels)
            and len(set(self.starter)) == len(self.starter)
            and set(self.starter) <= set(self.labels[1:])
            and all(math.isfinite(number) for number in numbers)
            and all(0 <= threshold <= 1 for threshold in self.thresholds)
            and all(0 <= span <= MOST_SPAN_S for span in self.spans)
            and self.recordings >= 0
            and LOWEST_RATE <= self.rate <= HIGHEST_RATE
            and all(share is None or 0 <= share <= 1 for share in (self.accuracy, *self.accuracy_per_gesture))
            and self.hands in (1, 2)
            and 1 <= self.network.hidden <= LARGEST_NETWORK
            and 1 <= self.network.layers <= 8
            and self.network.cell in tuple(CellType)
        )
        if not sound:
            raise ModelError(f"The card of model {self.id} is damaged.", "Train again, or use another model.")

    @property
    def gestures(self) -> tuple[str, ...]:
        """All labels but the background."""
        return self.labels[1:]

    @property
    def own_gestures(self) -> tuple[str, ...]:
        """The gestures that the model learned from takes of the user, not from the starter."""
        return tuple(gesture for gesture in self.gestures if gesture not in self.starter)

    @property
    def starter_indices(self) -> tuple[int, ...]:
        """The indices of the labels that are the starter's."""
        return tuple(index for index, label in enumerate(self.labels) if label in self.starter)

    @property
    def again_s(self) -> tuple[float, ...]:
        """One per label: seconds after an event in which the same gesture does not fire again."""
        return tuple(AGAIN_SPANS * span for span in self.spans)

    @property
    def measured_on(self) -> str:
        """Session of the test takes: "another session", the harder test, or "the same session"."""
        return "another session" if self.split_by == "session" else "the same session"

    def to_json(self) -> dict[str, object]:
        """Return the card as JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> ModelCard:
        """Return the card in a file.

        Raises:
            ModelError: a value is missing or impossible.
        """
        _check_version(str(values.get("id", "")), values.get("format", 1), values.get("feature_version", 1))
        try:
            sizes = msgspec.convert(values.get("network"), dict[str, object])
            if unknown := set(sizes) - set(NetworkSize.__slots__):  # they might change what the network computes
                raise ValueError(f"unknown sizes of the network: {', '.join(sorted(unknown))}")
            return msgspec.convert(dict(values), cls)
        except ValueError as error:
            raise ModelError(
                f"The card of a model cannot be read: {error}.", "Train again, or use another model."
            ) from error


def _check_version(model: str, card_format: object, feature_version: object) -> None:
    if not isinstance(card_format, int) or card_format > CARD_FORMAT:
        raise ModelError(f"Model {model} was made by a newer version of this program.", "Update the program.")
    if card_format < CARD_FORMAT:
        raise ModelError(
            f"Model {model} was made by an older version of this program.",
            "Train again: the recordings are still good.",
        )
    if feature_version != FEATURE_VERSION:
        raise ModelError(
            f"Model {model} uses features of version {feature_version}, but this program uses "
            f"version {FEATURE_VERSION}.",
            "Train again: the recordings are still good.",
        )


def exported_card(card: ModelCard, state: Mapping[str, Sequence[int]]) -> dict[str, object]:
    """Return the card as JSON types, with all constants that another program needs.

    Args:
        card: with the thresholds to use.
        state: shapes of the tensors passed from one step to the next, by name.
    """
    return {
        **card.to_json(),
        "again_s": card.again_s,
        "away_s": AWAY_S,
        "trigger": asdict(TriggerRule()),
        "state": {name: list(shape) for name, shape in state.items()},
    }
