"""A report says the same after a journey through a file, and a file that says nonsense is no report."""

import json
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.model.report import EpochMetrics, ModelReport, Peak, best_of, kept_sentence
from tests.fakes import a_card, a_report

NAN = math.nan


def epoch(number, train, validation, loss=1.0):
    return EpochMetrics(number, 4, 2.0, train, loss, validation, 0.0)


@pytest.fixture
def report():
    named = [("fist", "fist"), ("fist", "wave"), ("fist", "wave"), ("wave", "wave"), ("wave", "none")]
    epochs = [epoch(1, 0.5, 0.5), epoch(2, 0.9, 0.75), epoch(3, 1.0, 0.75, 0.5), epoch(4, 1.0, NAN, NAN)]
    made = a_report(a_card("fist", "wave"), *named, epochs=epochs)
    streams = replace(
        made.streams, streams=2, seconds=60.0, shown=Counter(fist=3), detected=Counter(fist=2), delays=(-0.4, 0.1)
    )
    return replace(made, streams=streams, peaks=(Peak("none", (0.9, 0.1, 0.2)),), left_out=("key9",))


def test_it_is_the_same_after_a_journey_through_a_file(report):
    text = json.dumps(report.to_json(), allow_nan=False)
    again = ModelReport.from_json(json.loads(text))
    assert json.dumps(again.to_json()) == text
    assert again.streams == report.streams
    assert again.judged == report.judged
    assert math.isnan(again.epochs[-1].validation_accuracy)


def test_confusion_counts_takes_and_every_cell_knows_its_own(report):
    assert report.confusion.tolist() == [[0, 0, 0], [0, 1, 2], [1, 0, 1]]
    assert [take.id for take in report.takes_behind(1, 2)] == ["take1", "take2"]
    for row, column in np.ndindex(3, 3):
        assert len(report.takes_behind(row, column)) == report.confusion[row, column]
    assert report.per_gesture == (None, 1 / 3, 1 / 2)
    assert report.accuracy == 2 / 5


def test_the_best_epoch_is_the_most_accurate_then_the_one_of_least_loss(report):
    assert best_of(report.epochs) == 3
    assert best_of([epoch(1, 1.0, NAN, NAN)]) == 0


def test_a_network_that_knows_its_takes_by_heart_is_said_to():
    gap = a_report(a_card(), epochs=[epoch(n, 0.99, 0.7) for n in (1, 2, 3)])
    assert "99 %" in gap.overfits
    assert "70 %" in gap.overfits
    assert not a_report(a_card(), epochs=[epoch(n, 0.99, 0.95) for n in (1, 2, 3)]).overfits
    assert not a_report(a_card(), epochs=[epoch(1, 0.99, 0.5)]).overfits  # too early to say


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("labels",), ["fist", "wave"]),
        (("labels",), "none"),
        (("judged", 0, "named"), "unheard_of"),
        (("judged", 0, "key"), 7),
        (("judged",), {}),
        (("learned", 0), {"key": "k"}),
        (("epochs", 0, "train_loss"), "high"),
        (("best_epoch",), 99),
        (("peaks", 0, "scores"), [0.5]),
        (("peaks", 0, "scores"), [0.5, 0.5, 1e999]),
        (("streams", "shown"), {"fist": -1}),
        (("streams", "delays"), [None]),
        (("streams",), None),
        (("seconds",), True),
        (("format",), 2),
    ],
)
def test_nonsense_is_refused_with_a_sentence(report, at, value):
    values = json.loads(json.dumps(report.to_json()))
    place = values
    for name in at[:-1]:
        place = place[name]
    place[at[-1]] = value
    with pytest.raises(ModelError) as error:
        ModelReport.from_json(values)
    assert error.value.hint


def test_the_epoch_that_is_kept_is_named_with_its_measure_and_agrees_with_the_curve():
    first, later = replace(epoch(1, 0.5, 0.93), best=True), replace(epoch(4, 0.9, 0.9), best=True)
    assert kept_sentence([first], "Kept so far") == "Kept so far: epoch 1, 93 % of the test samples right."
    assert kept_sentence([first, epoch(2, 0.6, 0.7), later]) == (
        "Kept: epoch 4, 90 % of the test samples right. Epoch 1 had 93 %, which may be chance. "
        "The later epoch has learned more."
    )
    assert kept_sentence([epoch(1, 0.5, NAN, NAN)]) == ""
