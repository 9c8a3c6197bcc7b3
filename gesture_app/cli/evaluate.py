"""`gesture-app evaluate`: how a model does on takes, and on streams of which it is known what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from gesture_app.cli.models_in_use import running_model
from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.event_score import EventScore, Tally, score_events, sum_of
from gesture_app.core.features import features_of
from gesture_app.core.gestures import spoken_name
from gesture_app.core.parts import Recogniser
from gesture_app.core.recording import Recording
from gesture_app.core.truth import Performance
from gesture_app.learning.evaluation import Evaluation, evaluate, fired
from gesture_app.storage.recording_file import read_recording
from gesture_app.storage.recording_store import RecordingStore
from gesture_app.storage.truth_file import read_truth, streams_below, truth_beside

_HINT = "Name a folder with one folder of takes per gesture in it, or with streams and their truth."


@dataclass(frozen=True, slots=True, eq=False)
class _Stream:
    """A long recording and what it shows."""

    recording: Recording
    truth: tuple[Performance, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    """What became of everything that was judged."""

    takes: Evaluation
    unknown_takes: int
    """takes of gestures the model does not know"""
    unknown_takes_accepted: int
    """those of them in which anything fired"""
    streams: EventScore


def evaluate_model(path: Path | None, workspace: Path | None, model: str | None, as_json: bool) -> None:
    """Judge the takes and streams in a folder, or one stream, by what would have fired live; they are only read.

    Raises:
        RecordingError: nothing there can be judged.
    """
    place = workspace_in_use(workspace)
    recogniser = running_model(place, model)
    takes, streams = _found(path or place.recordings)
    result = _judged(recogniser, takes, streams)
    shown = {take.info.gesture for take in takes}.union(item.gesture for stream in streams for item in stream.truth)
    unknown = {gesture for gesture in shown if gesture} - set(recogniser.card.labels)
    if unknown:
        note(f"The model does not know {', '.join(sorted(map(spoken_name, unknown)))}: nothing should fire there.")
    if as_json:
        _tell_program(result, recogniser.card.id)
        return
    if path is None and takes:
        note("These takes may be among those the model learned from.")
    _tell_takes(result)
    if streams:
        _tell_streams(result.streams)


def _found(path: Path) -> tuple[list[Recording], list[_Stream]]:
    """The takes and streams there, those that cannot be used left out and said."""
    if path.is_file():
        if not truth_beside(path).is_file():
            raise RecordingError(
                f"Nothing says what {path.name} shows.", f"Write {truth_beside(path).name} beside it, or name a folder."
            )
        return [], [_Stream(read_recording(path), read_truth(truth_beside(path)))]
    if not path.is_dir():
        raise RecordingError(f"There is nothing at {path}.", _HINT)
    places = streams_below(path)
    loaded = RecordingStore(path).load_all(set_damaged_aside=False)
    for damaged in loaded.damaged:
        if damaged.path not in places:
            note(damaged.sentence)
    takes = [
        stored.recording.trimmed()
        for stored in loaded.stored
        if stored.path not in places and not stored.recording.info.disabled
    ]
    streams = list(_readable(places))
    if not takes and not streams:
        raise RecordingError(f"There is nothing to judge in {path}.", _HINT)
    return takes, streams


def _readable(places: Sequence[Path]) -> Iterator[_Stream]:
    for path in places:
        try:
            yield _Stream(read_recording(path), read_truth(truth_beside(path)))
        except RecordingError as error:
            note(error.sentence)


def _judged(recogniser: Recogniser, takes: Sequence[Recording], streams: Sequence[_Stream]) -> _Result:
    labels, rate = recogniser.card.labels, recogniser.card.rate
    known = [(take.info.gesture, features_of(take, rate)) for take in takes if take.info.gesture in labels]
    unknown = [take for take in takes if take.info.gesture not in labels]
    scores = [
        score_events(
            fired(recogniser, features_of(stream.recording, rate)), stream.truth, labels, stream.recording.seconds
        )
        for stream in streams
    ]
    return _Result(
        takes=evaluate(recogniser, known),
        unknown_takes=len(unknown),
        unknown_takes_accepted=sum(bool(fired(recogniser, features_of(take, rate))) for take in unknown),
        streams=sum_of(scores),
    )


def _tell_program(result: _Result, model: str) -> None:
    takes, streams = result.takes, result.streams
    said: dict[str, object] = {"streams": _as_json(streams)} if streams.streams else {}
    say_json(
        event="evaluation",
        model=model,
        recordings=takes.recordings,
        accuracy=round(takes.accuracy, 4) if takes.recordings else None,
        per_gesture=dict(zip(takes.labels, map(_rounded, takes.per_label), strict=True)),
        labels=takes.labels,
        confusion=takes.confusion.tolist(),
        unknown_takes=result.unknown_takes,
        unknown_takes_accepted=result.unknown_takes_accepted,
        **said,
    )


def _as_json(score: EventScore) -> dict[str, object]:
    per_hour = score.false_per_hour
    return {
        "streams": score.streams,
        "seconds": round(score.seconds, 3),
        **_counts(score.tally()),
        "false_per_hour": _rounded(per_hour),
        "false_per_minute": _rounded(per_hour and per_hour / 60),
        "unknown": score.unknown,
        "unknown_accepted": score.unknown_accepted,
        "recall": _rounded(score.recall),
        "precision": _rounded(score.precision),
        "delay_median_s": _rounded(score.delay(50)),
        "delay_p95_s": _rounded(score.delay(95)),
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


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _tell_takes(result: _Result) -> None:
    takes = result.takes
    if takes.recordings:
        console().print(f"[bold]{takes.accuracy:.1%}[/] of {takes.recordings} takes named rightly.")
        for label, accuracy in zip(takes.labels, takes.per_label, strict=True):
            if accuracy is not None:
                console().print(f"  {escape(spoken_name(label)):24} {accuracy:5.0%}")
    if result.unknown_takes:
        console().print(f"Unknown takes accepted: {result.unknown_takes_accepted} of {result.unknown_takes}.")


def _tell_streams(score: EventScore) -> None:
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


def _shares(score: EventScore) -> Iterator[str]:
    if score.recall is not None:
        yield f"[bold]{score.recall:.1%}[/] of the gestures detected"
    if score.precision is not None:
        yield f"[bold]{score.precision:.1%}[/] of the events right"


def _cells(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (tally.shown, tally.detected, tally.missed, tally.wrong, tally.repeated, tally.false)
    return name, *map(str, counts)


def _when(delay_s: float) -> str:
    return f"{abs(delay_s):.2f} s {'before' if delay_s < 0 else 'after'}"
