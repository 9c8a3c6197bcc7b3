"""Event metrics of streams, as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from gesture_app.cli.output import console, rounded
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.advice import Advice
from gesture_app.core.model.event_metrics import EventMetrics, Tally
from gesture_app.core.model.experience import experience_of, next_step, streams_sentences
from gesture_app.core.model.report import ModelReport


def metrics_as_json(metrics: EventMetrics) -> dict[str, object]:
    """Return the metrics as `evaluate --json` prints them (docs/formats.md)."""
    per_hour = metrics.false_per_hour
    return {
        "streams": metrics.streams,
        "seconds": round(metrics.seconds, 3),
        **_counts(metrics.tally()),
        "false_per_hour": rounded(per_hour),
        "false_per_minute": rounded(per_hour and per_hour / 60),
        "unknown": metrics.unknown,
        "unknown_accepted": metrics.unknown_accepted,
        "recall": rounded(metrics.recall),
        "precision": rounded(metrics.precision),
        "delay_median_s": rounded(metrics.delay(50)),
        "delay_p95_s": rounded(metrics.delay(95)),
        "per_gesture": {gesture: _counts(metrics.tally(gesture)) for gesture in metrics.gestures},
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


def print_experience(report: ModelReport, measured_on: str, advice: Sequence[Advice] = ()) -> None:
    """Print what a model will feel like, and the step that helps most: the head of its report in the window."""
    shown = experience_of(report, measured_on)
    for sentence in filter(None, (shown.found, shown.mistakes)):
        console().print(f"[bold]{escape(sentence)}[/]")
    if shown.details:
        console().print(escape(shown.details))
    step = next_step(report, advice)
    if step is not None:
        console().print(f"→ {escape(step.hint)}")
    console().print(f"[dim]{escape(shown.basis)}[/]")


def print_streams_sentences(metrics: EventMetrics) -> None:
    """Print the sentences on streams."""
    for sentence in streams_sentences(metrics):
        console().print(escape(sentence))


def print_metrics(metrics: EventMetrics) -> None:
    """Print recall and precision, a table of gestures, false alarms and delays."""
    streams = "1 stream" if metrics.streams == 1 else f"{metrics.streams} streams"
    console().print(", ".join((streams, f"{metrics.seconds / 60:.1f} min", *_shares(metrics))) + ".")
    table = Table(box=None, show_footer=len(metrics.gestures) > 1)
    names = ("", "shown", "detected", "missed", "wrong", "repeated", "at rest")
    for name, total in zip(names, _cells("together", metrics.tally()), strict=True):
        table.add_column(name, total, justify="right" if name else "left")
    for gesture in metrics.gestures:
        table.add_row(*_cells(escape(spoken_name(gesture)), metrics.tally(gesture)))
    if metrics.gestures:
        console().print(table)
    if metrics.unknown:
        console().print(f"Unknown gestures accepted: {metrics.unknown_accepted} of {metrics.unknown}.")
    if (per_hour := metrics.false_per_hour) is not None:
        console().print(f"False alarms: {per_hour:.1f} an hour, {per_hour / 60:.2f} a minute.")
    half, most = metrics.delay(50), metrics.delay(95)
    if half is not None and most is not None:
        console().print(f"Fired {_when(half)} the end of the gesture (median), 95 % of them at most {_when(most)} it.")


def _shares(metrics: EventMetrics) -> Iterator[str]:
    if metrics.recall is not None:
        yield f"[bold]{metrics.recall:.1%}[/] of the gestures detected"
    if metrics.precision is not None:
        yield f"[bold]{metrics.precision:.1%}[/] of the events right"


def _cells(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (tally.shown, tally.detected, tally.missed, tally.wrong, tally.repeated, tally.false)
    return name, *map(str, counts)


def _when(delay_s: float) -> str:
    return f"{abs(delay_s):.2f} s {'before' if delay_s < 0 else 'after'}"
