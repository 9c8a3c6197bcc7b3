"""A report says first what the model will feel like, in sentences that a person would check against the figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from gesture_app.core.gestures import NONE
from gesture_app.core.model.advice import advice_on
from gesture_app.core.model.event_metrics import EventMetrics
from gesture_app.core.model.experience import (
    NOT_MEASURED,
    NOT_TRIED,
    basis_sentence,
    details_sentences,
    experience_of,
    likely_range,
    mistakes_sentence,
    next_step,
)
from tests.fakes import a_card, a_report


def streams(detected: dict[str, int], missed: int = 0, false: int = 0, seconds: float = 420.0, **more) -> EventMetrics:
    """Each gesture was shown 20 times; `missed` of the last gesture are not found."""
    shown = Counter(detected)
    shown[list(detected)[-1]] += missed
    counts = {"wrong": Counter(), "repeated": Counter(), **more}
    return EventMetrics(
        3, seconds, shown, Counter(detected), counts["wrong"], counts["repeated"], Counter(fist=false), 0, 0, ()
    )


@pytest.mark.parametrize(
    ("false", "seconds", "words"),
    [
        (0, 420, "It did not fire by mistake in 7 minutes of test video."),
        (14, 420, "It fires by mistake about twice a minute (14 times in 7 minutes of test video)."),
        (1, 420, "It fires by mistake about 9 times an hour (once in 7 minutes of test video)."),
        (7, 420, "It fires by mistake about once a minute (7 times in 7 minutes of test video)."),
        (1, 3600 * 5, "It fires by mistake about once an hour (once in 300 minutes of test video)."),
    ],
)
def test_mistakes_are_given_in_the_unit_that_reads_well(false: int, seconds: float, words: str) -> None:
    assert mistakes_sentence(streams({"fist": 20}, false=false, seconds=seconds)) == words


def test_the_gesture_that_is_missed_most_and_wrong_and_repeated_events_are_named() -> None:
    measured = streams({"fist": 20, "wave": 14}, missed=6, wrong=Counter(fist=2), repeated=Counter(wave=1))
    assert details_sentences(measured) == (
        "Missed most: “wave”, 6 of 20. Another gesture than the one shown fires 2 of 40 times. "
        "A gesture fires twice 1 of 40 times."
    )
    assert details_sentences(streams({"fist": 20})) == ""


def test_a_perfect_score_of_few_takes_is_not_sold_as_certain() -> None:
    assert basis_sentence(5, 5, "the same session") == (
        "5 of 5 test takes named right (100 %), from the same session. With so few, the true share may be 57 to 100 %."
    )
    assert "With so few" not in basis_sentence(99, 100)
    assert basis_sentence(0, 0) == NOT_MEASURED
    low, high = likely_range(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)  # Wilson's interval, as in textbooks


def test_many_mistakes_are_said_first_and_lead_to_a_minute_without_gestures() -> None:
    card = a_card("fist", "wave")
    report = replace(a_report(card), streams=streams({"fist": 20, "wave": 20}, false=14))
    shown = experience_of(report, card.measured_on)
    assert shown.found == "It finds all 40 gestures shown to it."
    assert not shown.quiet
    step = next_step(report, advice_on(report))
    assert step is not None
    assert step.record == (NONE,)


def test_missed_gestures_lead_to_more_takes_of_that_gesture() -> None:
    report = replace(a_report(a_card("fist", "wave")), streams=streams({"fist": 20, "wave": 10}, missed=10))
    step = next_step(report, advice_on(report))
    assert step is not None
    assert step.record == ("wave",)
    assert not experience_of(report, "").finds_enough


def test_an_old_report_without_streams_claims_nothing() -> None:
    shown = experience_of(a_report(a_card("fist", "wave")), "")
    assert (shown.found, shown.mistakes) == (NOT_TRIED, "")
