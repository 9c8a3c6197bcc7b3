"""What is known of how good a model is and what it learned from: the report that lies beside its card.

The card is what recognition needs; the report is what a person needs: which takes were held out and what they were
called, what fired in streams of them, how the training went. A model without one is still a model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE
from gesture_app.core.model.event_metrics import Count, EventScore, counter_from

REPORT_FORMAT = 1
OVERFITS = 0.15
"""of its own lessons a network is right more often than of held-out ones by this much: it knows them by heart"""
FEWEST_EPOCHS_TO_SAY = 3
MOST_LABELS = 1000
"""a report with more is not a report of ours, and its confusion would not fit into memory"""


@dataclass(frozen=True, slots=True)
class EpochMetrics:
    """One pass over the data."""

    epoch: Count
    """from 1"""
    epochs: Count
    train_loss: float
    train_accuracy: float
    validation_loss: float
    """NaN in the last part of a training, in which the held-out takes are learned from as well"""
    validation_accuracy: float
    """NaN likewise"""
    seconds_left: float
    """an estimate"""
    best: bool = False
    """no epoch until now did better on what is held out, chance allowed for; the best one's weights are kept"""


class LearnedTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A take the model learned from, in the end; those held out at first are among them."""

    key: str
    """core.cross_check.content_key"""
    gesture: str
    session: str
    id: str = ""
    """the recording's file name without .npz: known again by it after it was trimmed or moved"""


class JudgedTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A take that was held out, and what it was called before it was learned from."""

    key: str
    """core.cross_check.content_key"""
    id: str
    """the recording's file name without .npz"""
    gesture: str
    named: str
    session: str


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest scores of one held-out stream: what a threshold would let through, and what not."""

    gesture: str
    """`none` for streams of background"""
    scores: tuple[float, ...]
    """one per label: the highest of its averaged scores"""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """How a model was made and how it did on what it had not seen; checked when made.

    Raises:
        ModelError: a report no model of ours can have.
    """

    model: str
    labels: tuple[str, ...]
    """as on the card: the background first"""
    split_by: str
    """what was held out together: "session" or "take" """
    epochs: tuple[EpochMetrics, ...]
    best_epoch: Count
    """the one with the best held-out figures; 0: none was measured"""
    learned: tuple[LearnedTake, ...]
    judged: tuple[JudgedTake, ...]
    streams: EventScore
    """of streams composed of held-out takes and background, and of recorded ones whose truth is known"""
    peaks: tuple[Peak, ...]
    seconds: float
    """that the training took"""
    left_out: tuple[str, ...] = ()
    """keys of takes that were there and could not be used"""
    shortened: tuple[str, ...] = ()
    """which long takes only a part was used of, a sentence each"""
    format: int = REPORT_FORMAT

    def __post_init__(self) -> None:
        known = set(self.labels)
        sound = (
            2 <= len(known) == len(self.labels) <= MOST_LABELS
            and self.labels[0] == NONE
            and 0 <= self.best_epoch <= max((epoch.epoch for epoch in self.epochs), default=0)
            and all(take.gesture in known for take in self.learned)
            and all(take.gesture in known and take.named in known for take in self.judged)
            and all(peak.gesture in known and len(peak.scores) == len(self.labels) for peak in self.peaks)
            and all(math.isfinite(score) for peak in self.peaks for score in peak.scores)
            and all(math.isfinite(number) for number in (self.seconds, self.streams.seconds, *self.streams.delays))
        )
        if not sound:
            raise _senseless(self.model)

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """[C, C]: held-out takes of the row's label that were named as the column's."""
        counts = np.zeros((len(self.labels), len(self.labels)), np.int64)
        at = {label: index for index, label in enumerate(self.labels)}
        for take in self.judged:
            counts[at[take.gesture], at[take.named]] += 1
        return counts

    @property
    def accuracy(self) -> float | None:
        """Share of the held-out takes that were named rightly; None where none was held out."""
        return sum(take.named == take.gesture for take in self.judged) / len(self.judged) if self.judged else None

    @property
    def per_gesture(self) -> tuple[float | None, ...]:
        """Share of each label's held-out takes named rightly; None where none was held out."""
        counts = self.confusion
        return tuple(
            float(right / shown) if shown else None
            for right, shown in zip(counts.diagonal(), counts.sum(1), strict=True)
        )

    def takes_behind(self, row: int, column: int) -> tuple[JudgedTake, ...]:
        """The held-out takes of one cell of the confusion matrix: of the row's label, named as the column's."""
        gesture, named = self.labels[row], self.labels[column]
        return tuple(take for take in self.judged if (take.gesture, take.named) == (gesture, named))

    @property
    def overfits(self) -> str:
        """That the network knows its own takes by heart, as a sentence; "" where it does not."""
        measured = [epoch for epoch in self.epochs if not math.isnan(epoch.validation_accuracy)]
        if len(measured) < FEWEST_EPOCHS_TO_SAY:
            return ""
        last = measured[-FEWEST_EPOCHS_TO_SAY:]
        own = sum(epoch.train_accuracy for epoch in last) / len(last)
        other = sum(epoch.validation_accuracy for epoch in last) / len(last)
        if own - other < OVERFITS:
            return ""
        return (
            f"It is right in {100 * own:.0f} % of what it practised on, "
            f"but only in {100 * other:.0f} % of what was held out."
        )

    def to_json(self) -> dict[str, object]:
        """The report as JSON's own types; what is not a number becomes null."""
        record: dict[str, object] = msgspec.to_builtins(self, enc_hook=float)
        record["epochs"] = [
            {name: _null_for_nan(value) for name, value in asdict(epoch).items()} for epoch in self.epochs
        ]
        return record

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> ModelReport:
        """A report from a file.

        Raises:
            ModelError: something is missing or makes no sense, or a newer program wrote it.
        """
        model = str(values.get("model", ""))
        version = values.get("format")
        if isinstance(version, int) and version > REPORT_FORMAT:
            raise ModelError(f"The report of model {model} was made by a newer version.", "Update the program.")
        try:
            epochs = list(map(_with_nan, msgspec.convert(values["epochs"], list[dict[str, object]])))
            record = {**values, "model": model, "format": REPORT_FORMAT, "epochs": epochs}
            return msgspec.convert(record, cls, dec_hook=counter_from)
        except (KeyError, ValueError) as error:
            raise _senseless(model) from error


def best_of(epochs: Sequence[EpochMetrics]) -> int:
    """The epoch whose weights were kept; where none says so, the one of the highest held-out accuracy, then of the
    lowest loss; 0 where none was measured.
    """
    measured = [epoch for epoch in epochs if not math.isnan(epoch.validation_accuracy)]
    best = max(
        measured,
        key=lambda epoch: (epoch.epoch if epoch.best else 0, epoch.validation_accuracy, -epoch.validation_loss),
        default=None,
    )
    return best.epoch if best else 0


def _senseless(model: str) -> ModelError:
    return ModelError(f"The report of model {model} makes no sense.", "The model itself can be used; or train again.")


def _null_for_nan(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _with_nan(epoch: dict[str, object]) -> dict[str, object]:
    """Return an epoch's record with NaN for null, which marks what was not measured."""
    if any(isinstance(value, float) and math.isinf(value) for value in epoch.values()):
        raise ValueError("infinite figures of an epoch")
    return {name: math.nan if value is None else value for name, value in epoch.items()}
