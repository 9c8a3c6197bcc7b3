"""From a report to what a person can do about it: plain sentences, what matters most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import counted, times

ENOUGH_TAKES = 5
"""fewer takes of a gesture than this are said to be few"""
MORE_TAKES = 5
"""to record where a gesture is missed or taken for another"""
MANY_TIMES = 4
"""as many takes of one gesture as of another, and the two are out of balance"""
SOME_SHARE = 0.1
"""of a gesture's showings in streams: fewer that went wrong are not worth a sentence"""
ALARMS_PER_HOUR = 6.0
"""at rest, of one gesture: fewer are not worth a sentence"""
FEWEST_JUDGED = 3
"""held-out takes of a gesture; a share of fewer says little"""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that could be better, and how."""

    sentence: str
    """what is so"""
    hint: str
    """what to do"""
    severity: float
    """0 to 1; for "worst first" """
    gestures: tuple[str, ...] = ()
    """that it is about"""
    cell: tuple[str, str] | None = None
    """the held-out takes that show it: of the first gesture, named as the second"""
    record: tuple[str, ...] = ()
    """the gestures of which more is to be recorded"""
    takes: int = MORE_TAKES
    """of each of them"""
    doubtful: str = ""
    """the gesture whose takes are to be looked at in the Library"""


def advice_on(report: ModelReport, doubtful: Mapping[str, int] | None = None) -> tuple[Advice, ...]:
    """What to do about a model, the most useful first; empty where nothing is wrong.

    Args:
        report: of the model.
        doubtful: takes under suspicion by gesture, which the user has not called good.
    """
    found = [
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


def _confused(report: ModelReport) -> Iterator[Advice]:
    counts, shown = report.confusion, report.confusion.sum(1)
    gestures = [index for index, label in enumerate(report.labels) if label != NONE]
    for one, other in combinations(gestures, 2):
        there, back = int(counts[one, other]), int(counts[other, one])
        if not there + back:
            continue
        if there and back:
            of = f"{there + back} of {shown[one] + shown[other]}"
            both = f"{_name(report.labels[one])} and {spoken_name(report.labels[other])}"
            sentence = f"{both} are taken for each other in {of} held-out takes."
        else:
            shows, named = (one, other) if there else (other, one)
            of = f"{there + back} of {counted(int(shown[shows]), 'take')}"
            sentence = f"{_name(report.labels[shows])} is taken for {spoken_name(report.labels[named])} in {of}."
        yield Advice(
            sentence,
            f"Look at these takes first: one may show the other gesture. Then record {MORE_TAKES} more of each, "
            "differently: elsewhere in the picture, faster and slower. Make them less alike if they still look alike.",
            0.7 + 0.3 * (there + back) / max(1, int(shown[one] + shown[other])),
            (pair := (report.labels[one], report.labels[other])),
            cell=pair if there >= back else pair[::-1],
            record=pair,
        )


def _named_otherwise(report: ModelReport) -> Iterator[Advice]:
    """In streams only: what takes show as well is said of them."""
    counts = report.confusion
    for row, gesture in enumerate(report.labels[1:], 1):
        tally = report.streams.tally(gesture)
        in_takes = counts[row, 1:].sum() - counts[row, row]
        if in_takes or not tally.shown or tally.wrong / tally.shown <= SOME_SHARE:
            continue
        yield Advice(
            f"While {spoken_name(gesture)} was shown in streams, other gestures fired: "
            f"{times(tally.wrong)} in {tally.shown} showings.",
            f"Record {MORE_TAKES} more of it and of the gesture it resembles, differently; make them less alike.",
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
        where = [f"in {in_takes} of {counted(int(shown[index]), 'take')}"] if in_takes else []
        where += [f"{tally.missed} of {tally.shown} times in streams"] if often else []
        yield Advice(
            f"{_name(gesture)} is missed {' and '.join(where)}.",
            f"Record {MORE_TAKES} more, the way you make it in everyday use; or lower its threshold.",
            0.6 + 0.3 * max(in_takes / max(1, int(shown[index])), tally.missed / max(1, tally.shown)),
            (gesture,),
            cell=(gesture, NONE) if in_takes else None,
            record=(gesture,),
        )


def _alarms(report: ModelReport) -> Iterator[Advice]:
    hours = report.streams.seconds / 3600
    in_takes = report.confusion[0]
    for index, gesture in enumerate(report.labels[1:], 1):
        at_rest, of_nothing = report.streams.false[gesture], int(in_takes[index])
        per_hour = at_rest / hours if hours else 0.0
        if not of_nothing and (at_rest < 2 or per_hour < ALARMS_PER_HOUR):
            continue
        in_streams = f"{times(at_rest)} in {report.streams.seconds / 60:.0f} minutes of streams" if at_rest else ""
        takes = f"in {of_nothing} of {counted(int(in_takes.sum()), 'take')} of “{NONE}”" if of_nothing else ""
        yield Advice(
            f"{_name(gesture)} fires while nothing is meant: {' and '.join(filter(None, (in_streams, takes)))}.",
            f"Record a minute of “{NONE}” (rest, talk, type, scratch), or raise its threshold.",
            0.65 + min(0.3, per_hour / 200),
            (gesture,),
            cell=(NONE, gesture) if of_nothing else None,
            record=(NONE,),
        )


def _repeated(report: ModelReport) -> Iterator[Advice]:
    for gesture in report.labels[1:]:
        tally = report.streams.tally(gesture)
        if tally.shown and tally.repeated / tally.shown > SOME_SHARE:
            yield Advice(
                f"{_name(gesture)} fires more than once: {times(tally.repeated)} too often in {tally.shown} showings.",
                "Trim its takes so that each shows it once, and train again.",
                0.5,
                (gesture,),
                doubtful=gesture,
            )


def _doubtful(doubtful: Mapping[str, int]) -> Iterator[Advice]:
    for gesture, count in sorted(doubtful.items()):
        if count:
            yield Advice(
                f"{counted(count, 'take').capitalize()} of {spoken_name(gesture)} "
                f"{'looks' if count == 1 else 'look'} as if something went wrong.",
                "Go through them in the Library (W): mend, discard, or say that they are good.",
                0.55,
                (gesture,),
                doubtful=gesture,
            )


def _overfits(report: ModelReport) -> Iterator[Advice]:
    if report.overfits:
        yield Advice(
            report.overfits,
            "It knows its takes by heart. Record more takes that differ: another day, place, speed.",
            0.45,
        )


def _amounts(report: ModelReport) -> Iterator[Advice]:
    counts = Counter(take.gesture for take in report.learned)
    judged = Counter(take.gesture for take in report.judged)
    gestures = report.labels[1:]
    for gesture in gestures:
        if counts[gesture] < ENOUGH_TAKES:
            yield Advice(
                f"{_name(gesture)} has only {counted(counts[gesture], 'take')}.",
                f"Record {ENOUGH_TAKES - counts[gesture]} more, better {2 * ENOUGH_TAKES - counts[gesture]}.",
                0.5,
                (gesture,),
                record=(gesture,),
                takes=ENOUGH_TAKES - counts[gesture],
            )
    most, fewest = max(gestures, key=counts.__getitem__), min(gestures, key=counts.__getitem__)
    if counts[fewest] >= ENOUGH_TAKES and counts[most] > MANY_TIMES * counts[fewest]:
        yield Advice(
            f"There are {counts[most]} takes of {spoken_name(most)}, but {counts[fewest]} of {spoken_name(fewest)}.",
            f"Record more of {spoken_name(fewest)}.",
            0.3,
            (fewest,),
            record=(fewest,),
        )
    if not counts[NONE]:
        yield Advice(
            f"There are no takes of “{NONE}”.",
            "Record a minute of it (rest, talk, type): false alarms get rarer.",
            0.35,
            record=(NONE,),
        )
    if report.split_by == "take":
        yield Advice(
            "All of it was measured on takes of the sittings it learned from, which flatters.",
            "Record all gestures again on another day: that whole sitting is then held out.",
            0.25,
        )
    elif unsure := [spoken_name(gesture) for gesture in gestures if judged[gesture] < FEWEST_JUDGED]:
        yield Advice(
            f"Few takes were held out of {', '.join(unsure)}: how good they are is hardly known.",
            "Record more of them in the next sitting.",
            0.2,
        )


def _name(gesture: str) -> str:
    spoken = spoken_name(gesture)
    return spoken[:1].upper() + spoken[1:]
