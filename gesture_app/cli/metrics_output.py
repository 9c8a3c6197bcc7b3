"""What fired in streams, as the commands say it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from gesture_app.cli.output import console, rounded
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.event_metrics import EventMetrics, Tally


def score_as_json(score: EventMetrics) -> dict[str, object]:
    """As `evaluate --json` has it, see docs/formats.md."""
    per_hour = score.false_per_hour
    return {
        "streams": score.streams,
        "seconds": round(score.seconds, 3),
        **_counts(score.tally()),
        "false_per_hour": rounded(per_hour),
        "false_per_minute": rounded(per_hour and per_hour / 60),
        "unknown": score.unknown,
        "unknown_accepted": score.unknown_accepted,
        "recall": rounded(score.recall),
        "precision": rounded(score.precision),
        "delay_median_s": rounded(score.delay(50)),
        "delay_p95_s": rounded(score.delay(95)),
        "per_gesture": {gesture: _counts(score.tally(gesture)) for gesture in score.gestures},
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "gestures": tally.shown,
        "detected": tally.detected,
        "missed": tally.missed,
        "wrong": tally.wrong,
        "repeated": tally.repeated,
        "false": tally.false,
    }


def tell_score(score: EventMetrics) -> None:
    """For a person: shares, a table by gesture, false events, delays."""
    streams = "1 stream" if score.streams == 1 else f"{score.streams} streams"
    console().print(", ".join((streams, f"{score.seconds / 60:.1f} min", *_shares(score))) + ".")
    table = Table(box=None, show_footer=len(score.gestures) > 1)
    names = ("", "shown", "detected", "missed", "wrong", "repeated", "at rest")
    for name, total in zip(names, _cells("together", score.tally()), strict=True):
        table.add_column(name, total, justify="right" if name else "left")
    for gesture in score.gestures:
        table.add_row(*_cells(escape(spoken_name(gesture)), score.tally(gesture)))
    if score.gestures:
        console().print(table)
    if score.unknown:
        console().print(f"Unknown gestures accepted: {score.unknown_accepted} of {score.unknown}.")
    if (per_hour := score.false_per_hour) is not None:
        console().print(f"False events at rest: {per_hour:.1f} an hour, {per_hour / 60:.2f} a minute.")
    half, most = score.delay(50), score.delay(95)
    if half is not None and most is not None:
        console().print(f"Decided {_when(half)} the gesture's end (median), 95% no later than {_when(most)} it.")


def _shares(score: EventMetrics) -> Iterator[str]:
    if score.recall is not None:
        yield f"[bold]{score.recall:.1%}[/] of the gestures detected"
    if score.precision is not None:
        yield f"[bold]{score.precision:.1%}[/] of the events right"


def _cells(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (tally.shown, tally.detected, tally.missed, tally.wrong, tally.repeated, tally.false)
    return name, *map(str, counts)


def _when(delay_s: float) -> str:
    return f"{abs(delay_s):.2f} s {'before' if delay_s < 0 else 'after'}"
