"""The report of a model: its training, test results and data, stored beside its card.

Recognition needs the card. The report is for people, and a model works without it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE
from gesture_app.core.model.event_metrics import Count, EventMetrics, counter_from
from gesture_app.core.model.lookalike import Lookalike

REPORT_FORMAT = 1
OVERFITS = 0.15
"""training accuracy minus test accuracy, 0 to 1; a network with more overfits"""
FEWEST_EPOCHS = 3
"""measured epochs; with fewer, overfitting is not judged"""
MOST_LABELS = 1000
"""a report with more is damaged, and its confusion matrix would not fit into memory"""


@dataclass(frozen=True, slots=True)
class EpochMetrics:
    """Metrics of one pass over the data."""

    epoch: Count
    """from 1"""
    epochs: Count
    train_loss: float
    train_accuracy: float
    validation_loss: float
    """NaN in the last part of a training, which also learns from the test takes"""
    validation_accuracy: float
    """share, 0 to 1; NaN as above"""
    seconds_left: float
    """an estimate"""
    best: bool = False
    """True if no earlier epoch was better on the test takes by more than chance; its weights are kept"""


class LearnedTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A take that the model learned from, which includes the test takes in the end."""

    key: str
    """`cross_validation.content_key`"""
    gesture: str
    session: str
    id: str = ""
    """the recording's file name without .npz, which stays when a take is trimmed or moved"""


class JudgedTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A test take, and the label that it got before the model learned from it."""

    key: str
    """`cross_validation.content_key`"""
    id: str
    """the recording's file name without .npz"""
    gesture: str
    named: str
    session: str


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest scores of one test stream. A gesture fires there if its score reaches the threshold."""

    gesture: str
    """`none` for streams of background"""
    scores: tuple[float, ...]
    """one per label: its highest smoothed score"""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """Checked when made.

    Raises:
        ModelError: a value is impossible.
    """

    model: str
    labels: tuple[str, ...]
    """as on the card, the background first"""
    split_by: str
    """unit of the test split: "session" or "take" """
    epochs: tuple[EpochMetrics, ...]
    best_epoch: Count
    """number of the best epoch on the test takes; 0: none was measured"""
    learned: tuple[LearnedTake, ...]
    judged: tuple[JudgedTake, ...]
    streams: EventMetrics
    """on streams composed of test takes and background, and on recorded ones with ground truth"""
    peaks: tuple[Peak, ...]
    seconds: float
    """duration of the training"""
    left_out: tuple[str, ...] = ()
    """keys of takes that the training could not use"""
    shortened: tuple[str, ...] = ()
    """sentences on long takes of which the training used only a part"""
    format: int = REPORT_FORMAT
    starter: tuple[str, ...] = ()
    """the labels that are the starter's, which no test take shows"""
    lookalikes: tuple[Lookalike, ...] = ()
    """gestures of the starter that look like one of the user's"""

    def __post_init__(self) -> None:
        known = set(self.labels)
        sound = (
            2 <= len(known) == len(self.labels) <= MOST_LABELS
            and self.labels[0] == NONE
            and set(self.starter) <= known - {NONE}
            and all(one.gesture in known and 0 < one.takes <= one.of for one in self.lookalikes)
            and 0 <= self.best_epoch <= max((epoch.epoch for epoch in self.epochs), default=0)
            and all(take.gesture in known for take in self.learned)
            and all(take.gesture in known and take.named in known for take in self.judged)
            and all(peak.gesture in known and len(peak.scores) == len(self.labels) for peak in self.peaks)
            and all(math.isfinite(score) for peak in self.peaks for score in peak.scores)
            and all(math.isfinite(number) for number in (self.seconds, self.streams.seconds, *self.streams.delays))
        )
        if not sound:
            raise _damaged(self.model)

    @property
    def measured(self) -> ModelReport:
        """The same without the starter's gestures, except those that fired in test takes or in streams at rest."""
        named = {take.named for take in self.judged} | {label for label, count in self.streams.false.items() if count}
        kept = [place for place, label in enumerate(self.labels) if label not in self.starter or label in named]
        if len(kept) == len(self.labels):
            return self
        labels = tuple(self.labels[place] for place in kept)
        peaks = tuple(replace(peak, scores=tuple(peak.scores[place] for place in kept)) for peak in self.peaks)
        return replace(self, labels=labels, starter=tuple(set(self.starter) & set(labels)), peaks=peaks)

    @property
    def own_gestures(self) -> tuple[str, ...]:
        """The labels that are the user's, without the background."""
        return tuple(label for label in self.labels[1:] if label not in self.starter)

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """Test takes [C, C] of the row's label that were recognised as the column's."""
        counts = np.zeros((len(self.labels), len(self.labels)), np.int64)
        at = {label: index for index, label in enumerate(self.labels)}
        for take in self.judged:
            counts[at[take.gesture], at[take.named]] += 1
        return counts

    @property
    def accuracy(self) -> float | None:
        """Share of the test takes recognised correctly, 0 to 1, or None without test takes."""
        return sum(take.named == take.gesture for take in self.judged) / len(self.judged) if self.judged else None

    @property
    def per_gesture(self) -> tuple[float | None, ...]:
        """The accuracy on each label, or None for a label without test takes."""
        counts = self.confusion
        return tuple(
            float(right / shown) if shown else None
            for right, shown in zip(counts.diagonal(), counts.sum(1), strict=True)
        )

    def takes_behind(self, row: int, column: int) -> tuple[JudgedTake, ...]:
        """Return the test takes of one cell of the confusion matrix."""
        gesture, named = self.labels[row], self.labels[column]
        return tuple(take for take in self.judged if (take.gesture, take.named) == (gesture, named))

    @property
    def overfits(self) -> str:
        """A sentence if the network overfits, else ""."""
        measured = [epoch for epoch in self.epochs if not math.isnan(epoch.validation_accuracy)]
        if len(measured) < FEWEST_EPOCHS:
            return ""
        last = measured[-FEWEST_EPOCHS:]
        own = sum(epoch.train_accuracy for epoch in last) / len(last)
        other = sum(epoch.validation_accuracy for epoch in last) / len(last)
        if own - other < OVERFITS:
            return ""
        return f"The training accuracy is {100 * own:.0f} %, but the test accuracy is only {100 * other:.0f} %."

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON types, with null for NaN."""
        record: dict[str, object] = msgspec.to_builtins(self, enc_hook=float)
        record["epochs"] = [
            {name: _null_for_nan(value) for name, value in asdict(epoch).items()} for epoch in self.epochs
        ]
        return record

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> ModelReport:
        """Return the report in a file.

        Raises:
            ModelError: a value is missing or impossible, or a newer version of this program wrote the file.
        """
        model = str(values.get("model", ""))
        version = values.get("format")
        if isinstance(version, int) and version > REPORT_FORMAT:
            raise ModelError(
                f"The report of model {model} was made by a newer version of this program.", "Update the program."
            )
        try:
            epochs = list(map(_with_nan, msgspec.convert(values["epochs"], list[dict[str, object]])))
            record = {**values, "model": model, "format": REPORT_FORMAT, "epochs": epochs}
            return msgspec.convert(record, cls, dec_hook=counter_from)
        except (KeyError, ValueError) as error:
            raise _damaged(model) from error


def best_of(epochs: Sequence[EpochMetrics]) -> int:
    """Return the number of the epoch whose weights were kept, or 0 if none was measured.

    Without such a mark it is the epoch of the highest test accuracy, then of the lowest loss.
    """
    measured = [epoch for epoch in epochs if not math.isnan(epoch.validation_accuracy)]
    best = max(
        measured,
        key=lambda epoch: (epoch.epoch if epoch.best else 0, epoch.validation_accuracy, -epoch.validation_loss),
        default=None,
    )
    return best.epoch if best else 0


def kept_sentence(epochs: Sequence[EpochMetrics], label: str = "Kept") -> str:
    """Return which epoch is kept, by which measure, and why not the highest of the curve; "" if none was measured.

    Args:
        epochs: done until now.
        label: first word, such as "Kept so far".
    """
    best = best_of(epochs)
    if not best:
        return ""
    kept = next(epoch for epoch in epochs if epoch.epoch == best)
    sentence = f"{label}: epoch {best}, {100 * kept.validation_accuracy:.0f} % of the test samples right."
    measured = [epoch for epoch in epochs if not math.isnan(epoch.validation_accuracy)]
    highest = max(measured, key=lambda epoch: epoch.validation_accuracy)
    if round(100 * highest.validation_accuracy) > round(100 * kept.validation_accuracy):
        sentence += (
            f" Epoch {highest.epoch} had {100 * highest.validation_accuracy:.0f} %, which may be chance. "
            "The later epoch has learned more."
        )
    return sentence


def _damaged(model: str) -> ModelError:
    return ModelError(f"The report of model {model} is damaged.", "Use the model without it, or train again.")


def _null_for_nan(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _with_nan(epoch: dict[str, object]) -> dict[str, object]:
    """Return an epoch's record with NaN for null, which marks what was not measured."""
    if any(isinstance(value, float) and math.isinf(value) for value in epoch.values()):
        raise ValueError("infinite figures of an epoch")
    return {name: math.nan if value is None else value for name, value in epoch.items()}
