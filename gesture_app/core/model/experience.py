"""Sentences on what a model will feel like: gestures found, mistakes, and how much the figures rest on.

The window, the saved page and the command line show the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.advice import ALARMS_PER_HOUR, SOME_SHARE, Advice
from gesture_app.core.model.event_metrics import EventMetrics
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import counted, times

NOT_TRIED = "It was not tried in continuous video."
NOT_MEASURED = "Accuracy is unknown: too few takes to hold any out. Record more of each gesture."
OFTEN_PER_MINUTE = 0.75
"""mistakes; fewer are given an hour"""
FEW_TAKES = 50
"""test takes; the share of fewer is given with its range"""
NORMAL_95 = 1.96
"""standard errors on either side that hold 95 % of a normal distribution"""


@dataclass(frozen=True, slots=True)
class Experience:
    """What to expect of a model."""

    found: str
    """how many gestures it finds, as a sentence"""
    mistakes: str
    """how often it fires by mistake, as a sentence"""
    details: str
    """sentences on wrong and repeated events and on the gesture that is missed most, or "" """
    basis: str
    """a sentence on the test takes, with the range of their share"""
    finds_enough: bool
    """True if few gestures are missed"""
    quiet: bool
    """True if mistakes are rare"""


def experience_of(report: ModelReport, measured_on: str) -> Experience:
    """Return what to expect of a model.

    Args:
        report: of the model.
        measured_on: of its card, such as "the same session".
    """
    streams = report.streams
    tally, per_hour = streams.tally(), streams.false_per_hour
    right = sum(take.named == take.gesture for take in report.judged)
    return Experience(
        found=found_sentence(streams),
        mistakes=mistakes_sentence(streams),
        details=details_sentences(streams),
        basis=basis_sentence(right, len(report.judged), measured_on),
        finds_enough=tally.missed <= SOME_SHARE * tally.shown,
        quiet=per_hour is None or per_hour < ALARMS_PER_HOUR,
    )


def found_sentence(streams: EventMetrics) -> str:
    """Return how many of the gestures shown in streams are found."""
    tally = streams.tally()
    if not tally.shown:
        return NOT_TRIED if not streams.streams else "No gesture was shown in continuous video."
    if not tally.missed:
        return (
            f"It finds all {tally.shown} gestures shown to it."
            if tally.shown > 1
            else "It finds the one gesture shown."
        )
    return f"It finds {tally.detected} of {counted(tally.shown, 'gesture')} shown to it."


def mistakes_sentence(streams: EventMetrics) -> str:
    """Return how often a gesture fires though none is shown."""
    if streams.seconds <= 0:
        return ""
    false, length = streams.tally().false, length_words(streams.seconds)
    if not false:
        return f"It did not fire by mistake in {length} of test video."
    return f"It fires by mistake {rate_words(false, streams.seconds)} ({times(false)} in {length} of test video)."


def details_sentences(streams: EventMetrics) -> str:
    """Return sentences on wrong and repeated events and on the gesture that is missed most, or ""."""
    tally = streams.tally()
    sentences = []
    missed = {gesture: streams.tally(gesture) for gesture in streams.shown}
    if tally.missed and len(missed) > 1:
        worst = max(missed, key=lambda gesture: missed[gesture].missed / max(1, missed[gesture].shown))
        sentences.append(f"Missed most: “{spoken_name(worst)}”, {missed[worst].missed} of {missed[worst].shown}.")
    if tally.wrong:
        sentences.append(f"Another gesture than the one shown fires {tally.wrong} of {tally.shown} times.")
    if tally.repeated:
        sentences.append(f"A gesture fires twice {tally.repeated} of {tally.shown} times.")
    return " ".join(sentences)


def delay_sentence(streams: EventMetrics) -> str:
    """Return when a gesture usually fires, or "" if none was found."""
    delay = streams.delay(50)
    if delay is None:
        return ""
    return f"A gesture usually fires {abs(delay):.1f} s {'after' if delay >= 0 else 'before'} its end."


def streams_sentences(streams: EventMetrics) -> tuple[str, ...]:
    """Return all sentences on streams, the most important first."""
    if not streams.streams:
        return (NOT_TRIED,)
    sentences = (found_sentence(streams), mistakes_sentence(streams), details_sentences(streams))
    return tuple(filter(None, (*sentences, delay_sentence(streams))))


def basis_sentence(right: int, of: int, measured_on: str = "", noun: str = "test take") -> str:
    """Return the share of takes named right, and its range if they are few.

    Args:
        right: takes named right.
        of: all takes.
        measured_on: of the model's card, such as "the same session".
        noun: for a take.
    """
    if not of:
        return NOT_MEASURED
    origin = f", from {measured_on}" if measured_on else ""
    sentence = f"{right} of {counted(of, noun)} named right ({100 * right / of:.0f} %){origin}."
    if of >= FEW_TAKES:
        return sentence
    low, high = likely_range(right, of)
    return f"{sentence} With so few, the true share may be {100 * low:.0f} to {100 * high:.0f} %."


def likely_range(right: int, of: int) -> tuple[float, float]:
    """Return the ends of the share's 95 % confidence interval, 0 to 1 (Wilson 1927)."""
    share, z = right / of, NORMAL_95
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def rate_words(count: int, seconds: float) -> str:
    """Return such as "about twice a minute" or "about 9 times an hour", for a count of 1 or more."""
    per_minute = 60 * count / seconds
    if per_minute >= OFTEN_PER_MINUTE:
        return f"about {times(round(per_minute))} a minute"
    return f"about {times(max(1, round(60 * per_minute)))} an hour"


def length_words(seconds: float) -> str:
    """Return a length such as "40 s" or "7 minutes"."""
    return f"{seconds:.0f} s" if seconds < 90 else counted(round(seconds / 60), "minute")


def next_step(report: ModelReport, advice: Sequence[Advice]) -> Advice | None:
    """Return the advice that helps most with what the sentences show, or None if nothing stands out.

    Args:
        report: of the model.
        advice: on the model, the most useful first.
    """
    streams = report.streams
    tally, per_hour = streams.tally(), streams.false_per_hour
    if per_hour is not None and per_hour >= ALARMS_PER_HOUR:
        fitting = next((one for one in advice if NONE in one.record), None)
        return fitting or Advice(
            mistakes_sentence(streams), "Record one more minute without gestures, and train again.", 0.5, record=(NONE,)
        )
    if tally.missed + tally.wrong + tally.repeated > SOME_SHARE * tally.shown:
        fitting = next((one for one in advice if one.gestures and NONE not in one.record), None)
        if fitting is not None:
            return fitting
    return advice[0] if advice else None
