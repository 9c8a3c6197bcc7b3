"""Makes events of a row of answers, as common programs do: the same answer a few times running fires."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gesture_app.core.prediction import Event


@dataclass(frozen=True, slots=True)
class Answer:
    """The best label of a window of the stream."""

    time: float
    """stream time of the window's end, seconds"""
    label: str | None
    """None: nothing known"""
    score: float
    """0 to 1"""


def fired(answers: Iterable[Answer], in_a_row: int, threshold: float) -> list[Event]:
    """Return an event wherever `in_a_row` answers agree and the last one reaches the threshold.

    The same label does not fire again until another answer came.
    """
    events: list[Event] = []
    last: Answer | None = None
    run, start, spent = 0, 0.0, False
    for answer in answers:
        if last is None or answer.label != last.label:
            run, start, spent = 0, answer.time, False
        run, last = run + 1, answer
        if answer.label is not None and run >= in_a_row and answer.score >= threshold and not spent:
            events.append(Event(answer.time, start, answer.label, answer.score))
            spent = True
    return events
