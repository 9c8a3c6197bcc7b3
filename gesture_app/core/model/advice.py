"""Derives from a model's report what the user can improve, the most useful first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import choose, counted, times

ENOUGH_TAKES = 5
"""takes of a gesture; fewer are too few"""
MORE_TAKES = 5
"""takes to record of a gesture that is missed or confused"""
MANY_TIMES = 4
"""ratio of the takes of two gestures; beyond it they are imbalanced"""
SOME_SHARE = 0.1
"""share of a gesture's performances in streams; fewer errors need no advice"""
ALARMS_PER_HOUR = 6.0
"""false alarms of one gesture; fewer need no advice"""
FEWEST_JUDGED = 3
"""test takes of a gesture; the accuracy on fewer is uncertain"""


@dataclass(frozen=True, slots=True)
class Advice:
    """One problem of a model, and what to do about it."""

    sentence: str
    """the problem"""
    hint: str
    """what to do"""
    severity: float
    """0 to 1; advice is sorted by it"""
    gestures: tuple[str, ...] = ()
    """those concerned"""
    cell: tuple[str, str] | None = None
    """the test takes that show the problem: of the first gesture, recognised as the second"""
    record: tuple[str, ...] = ()
    """the gestures to record more takes of"""
    takes: int = MORE_TAKES
    """number of takes to record of each"""
    doubtful: str = ""
    """the gesture whose takes the user should check in the Library"""
    switch_off: str = ""
    """the gesture of the starter that the user may switch off"""


def advice_on(report: ModelReport, doubtful: Mapping[str, int] | None = None) -> tuple[Advice, ...]:
    """Return what to do about a model, the most useful first.

    Args:
        report: of the model.
        doubtful: number of doubtful takes by gesture.
    """
    report = report.measured
    found = [
        *_lookalikes(report),
        *_confused(report),
        *_named_otherwise(report),
        *_missed(report),
        *_alarms(report),
        *_repeated(report),
        *_doubtful(doubtful or {}),
        *_overfits(report),
        *_amounts(report),
    ]
    return tuple(sorted(found, key=lambda advice: -advice.severity))


def _lookalikes(report: ModelReport) -> Iterator[Advice]:
    for one in report.lookalikes:
        yield Advice(
            one.sentence,
            f"Switch off {_quoted(one.starter)} if you do not need it. Yours comes first anyway.",
            0.5 + 0.2 * one.takes / one.of,
            (one.gesture, one.starter),
            switch_off=one.starter,
        )


def _confused(report: ModelReport) -> Iterator[Advice]:
    counts, shown = report.confusion, report.confusion.sum(1)
    gestures = [index for index, label in enumerate(report.labels) if label != NONE]
    for one, other in combinations(gestures, 2):
        there, back = int(counts[one, other]), int(counts[other, one])
        if not there + back:
            continue
        if there and back:
            of = f"{there + back} of {shown[one] + shown[other]}"
            both = f"{_quoted(report.labels[one])} and {_quoted(report.labels[other])}"
            sentence = f"{both} are confused in {of} test takes."
        else:
            shows, named = (one, other) if there else (other, one)
            of = f"{there + back} of {counted(int(shown[shows]), 'test take')}"
            sentence = f"{_quoted(report.labels[shows])} is recognised as {_quoted(report.labels[named])} in {of}."
        if starter := [label for label in (report.labels[one], report.labels[other]) if label in report.starter]:
            own = report.labels[one] if report.labels[one] not in report.starter else report.labels[other]
            yield Advice(
                f"{sentence[:-1]}, a gesture of the starter.",
                f"Switch it off if you do not need it, or record {MORE_TAKES} more takes of {_quoted(own)}.",
                0.7 + 0.3 * there / max(1, int(shown[one] + shown[other])),
                (own, starter[0]),
                cell=(own, starter[0]),
                record=(own,),
                switch_off=starter[0],
            )
            continue
        yield Advice(
            sentence,
            f"Check these takes first: one may show the other gesture. Then record {MORE_TAKES} more of each, at other "
            "places and speeds. If they still look alike, make them less alike.",
            0.7 + 0.3 * (there + back) / max(1, int(shown[one] + shown[other])),
            (pair := (report.labels[one], report.labels[other])),
            cell=pair if there >= back else pair[::-1],
            record=pair,
        )


def _named_otherwise(report: ModelReport) -> Iterator[Advice]:
    """Yield confusions that occur in streams only. `_confused` covers those in takes."""
    counts = report.confusion
    for row, gesture in enumerate(report.labels[1:], 1):
        tally = report.streams.tally(gesture)
        in_takes = counts[row, 1:].sum() - counts[row, row]
        if in_takes or not tally.shown or tally.wrong / tally.shown <= SOME_SHARE:
            continue
        yield Advice(
            f"Other gestures fired {times(tally.wrong)} while {_quoted(gesture)} was shown {times(tally.shown)} "
            "in continuous video.",
            f"Record {MORE_TAKES} more of it and of the gesture it resembles, and make them look less alike.",
            0.65 + 0.25 * min(1.0, tally.wrong / tally.shown),
            (gesture,),
            record=(gesture,),
        )


def _missed(report: ModelReport) -> Iterator[Advice]:
    counts, shown = report.confusion, report.confusion.sum(1)
    for index, gesture in enumerate(report.labels):
        if gesture == NONE:
            continue
        in_takes, tally = int(counts[index, 0]), report.streams.tally(gesture)
        often = tally.shown and tally.missed / tally.shown > SOME_SHARE
        if not in_takes and not often:
            continue
        where = [f"in {in_takes} of {counted(int(shown[index]), 'test take')}"] if in_takes else []
        where += [f"{tally.missed} of {tally.shown} times in continuous video"] if often else []
        yield Advice(
            f"{_quoted(gesture)} is missed {' and '.join(where)}.",
            f"Record {MORE_TAKES} more the way you make it in everyday use, or lower its threshold.",
            0.6 + 0.3 * max(in_takes / max(1, int(shown[index])), tally.missed / max(1, tally.shown)),
            (gesture,),
            cell=(gesture, NONE) if in_takes else None,
            record=(gesture,),
        )


def _alarms(report: ModelReport) -> Iterator[Advice]:
    hours = report.streams.seconds / 3600
    in_takes = report.confusion[0]
    for index, gesture in enumerate(report.labels[1:], 1):
        at_rest, in_background = report.streams.false[gesture], int(in_takes[index])
        per_hour = at_rest / hours if hours else 0.0
        if not in_background and (at_rest < 2 or per_hour < ALARMS_PER_HOUR):
            continue
        minutes = counted(round(report.streams.seconds / 60), "minute")
        in_streams = f"{times(at_rest)} in {minutes} of continuous video" if at_rest else ""
        takes = f"{counted(int(in_takes.sum()), 'take')} of {_quoted(NONE)}"
        background = f"in {in_background} of {takes}" if in_background else ""
        yield Advice(
            f"{_quoted(gesture)} fires without a gesture: {' and '.join(filter(None, (in_streams, background)))}.",
            "Record one minute without gestures (rest, talk, type, scratch), or raise its threshold.",
            0.65 + min(0.3, per_hour / 200),
            (gesture,),
            cell=(NONE, gesture) if in_background else None,
            record=(NONE,),
            switch_off=gesture if gesture in report.starter else "",
        )


def _repeated(report: ModelReport) -> Iterator[Advice]:
    for gesture in report.labels[1:]:
        tally = report.streams.tally(gesture)
        if tally.shown and tally.repeated / tally.shown > SOME_SHARE:
            yield Advice(
                f"{_quoted(gesture)} fired {times(tally.repeated)} too often while it was shown {times(tally.shown)}.",
                "Trim its takes so that each shows it once, and train again.",
                0.5,
                (gesture,),
                doubtful=gesture,
            )


def _doubtful(doubtful: Mapping[str, int]) -> Iterator[Advice]:
    for gesture, count in sorted(doubtful.items()):
        if count:
            yield Advice(
                f"{counted(count, 'take')} of {_quoted(gesture)} {choose(count, 'looks', 'look')} doubtful.",
                "Check them in the Library (W): trim, move, discard or approve them.",
                0.55,
                (gesture,),
                doubtful=gesture,
            )


def _overfits(report: ModelReport) -> Iterator[Advice]:
    if report.overfits:
        yield Advice(
            report.overfits,
            "The model overfits. Record more takes that differ: on another day, at another place and speed.",
            0.45,
        )


def _amounts(report: ModelReport) -> Iterator[Advice]:
    counts = Counter(take.gesture for take in report.learned)
    judged = Counter(take.gesture for take in report.judged)
    gestures = report.own_gestures
    for gesture in gestures:
        if counts[gesture] < ENOUGH_TAKES:
            yield Advice(
                f"{_quoted(gesture)} has only {counted(counts[gesture], 'take')}.",
                f"Record {ENOUGH_TAKES - counts[gesture]} more, or better {2 * ENOUGH_TAKES - counts[gesture]}.",
                0.5,
                (gesture,),
                record=(gesture,),
                takes=ENOUGH_TAKES - counts[gesture],
            )
    most, fewest = max(gestures, key=counts.__getitem__), min(gestures, key=counts.__getitem__)
    if counts[fewest] >= ENOUGH_TAKES and counts[most] > MANY_TIMES * counts[fewest]:
        yield Advice(
            f"{_quoted(most)} has {counts[most]} takes, but {_quoted(fewest)} has only {counts[fewest]}.",
            f"Record more of {_quoted(fewest)}.",
            0.3,
            (fewest,),
            record=(fewest,),
        )
    if not counts[NONE]:
        yield Advice(
            "There are no takes without a gesture.",
            "Record one minute without gestures (rest, talk, type). It prevents false alarms.",
            0.35,
            record=(NONE,),
        )
    if report.split_by == "take":
        yield Advice(
            "The test takes are from the same session as the others, so the accuracy is too high.",
            "Record all gestures again on another day. It makes the test more honest.",
            0.25,
        )
    elif unsure := [_quoted(gesture) for gesture in gestures if judged[gesture] < FEWEST_JUDGED]:
        yield Advice(
            f"The accuracy of {', '.join(unsure)} is uncertain: there are too few test takes.",
            "Record more of them in the next session.",
            0.2,
        )


def _quoted(gesture: str) -> str:
    return f"“{spoken_name(gesture)}”"
