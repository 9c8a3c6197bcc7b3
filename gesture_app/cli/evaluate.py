"""`gesture-app evaluate`: how a model does on takes, and on streams of which it is known what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from gesture_app.cli.metrics_output import score_as_json, tell_score
from gesture_app.cli.output import console, note, rounded, say_json
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.features import features_of
from gesture_app.core.gestures import spoken_name
from gesture_app.core.ground_truth import Performance
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.model.event_metrics import EventMetrics, score_events, sum_of
from gesture_app.core.recording import Recording
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.evaluation import Evaluation, detect_events, evaluate
from gesture_app.storage.recordings.ground_truth_file import read_truth, streams_below, truth_beside
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.recordings.store import RecordingStore, StoredRecording

_HINT = "Name a folder with one folder of takes per gesture in it, or with streams and their truth."


@dataclass(frozen=True, slots=True, eq=False)
class _EvaluatedStream:
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
    streams: EventMetrics


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
        tell_score(result.streams)


def _found(path: Path) -> tuple[list[Recording], list[_EvaluatedStream]]:
    """The takes and streams there, those that cannot be used left out and said."""
    if path.is_file():
        if not truth_beside(path).is_file():
            raise RecordingError(
                f"Nothing says what {path.name} shows.", f"Write {truth_beside(path).name} beside it, or name a folder."
            )
        return [], [_EvaluatedStream(read_recording(path), read_truth(truth_beside(path)))]
    if not path.is_dir():
        raise RecordingError(f"There is nothing at {path}.", _HINT)
    places = streams_below(path)
    loaded = RecordingStore(path).load_all(set_damaged_aside=False)
    for damaged in loaded.damaged:
        if damaged.path not in places:
            note(damaged.sentence)
    takes = [
        _used(stored) for stored in loaded.stored if stored.path not in places and not stored.recording.info.disabled
    ]
    streams = list(_readable(places))
    if not takes and not streams:
        raise RecordingError(f"There is nothing to judge in {path}.", _HINT)
    return takes, streams


def _used(stored: StoredRecording) -> Recording:
    """What training would use of a take, said where that is only a part."""
    whole = stored.recording.trimmed()
    used = useful_part(whole)
    if used is not whole:
        note(f"{stored.path.parent.name}/{stored.path.name}: only a part of {whole.seconds:.0f} s was judged.")
    return used


def _readable(places: Sequence[Path]) -> Iterator[_EvaluatedStream]:
    for path in places:
        try:
            yield _EvaluatedStream(read_recording(path), read_truth(truth_beside(path)))
        except RecordingError as error:
            note(error.sentence)


def _judged(recogniser: Recogniser, takes: Sequence[Recording], streams: Sequence[_EvaluatedStream]) -> _Result:
    labels, rate = recogniser.card.labels, recogniser.card.rate
    known = [(take.info.gesture, features_of(take, rate)) for take in takes if take.info.gesture in labels]
    unknown = [take for take in takes if take.info.gesture not in labels]
    scores = [
        score_events(
            detect_events(recogniser, features_of(stream.recording, rate)),
            stream.truth,
            labels,
            stream.recording.seconds,
        )
        for stream in streams
    ]
    return _Result(
        takes=evaluate(recogniser, known),
        unknown_takes=len(unknown),
        unknown_takes_accepted=sum(bool(detect_events(recogniser, features_of(take, rate))) for take in unknown),
        streams=sum_of(scores),
    )


def _tell_program(result: _Result, model: str) -> None:
    takes, streams = result.takes, result.streams
    said: dict[str, object] = {"streams": score_as_json(streams)} if streams.streams else {}
    say_json(
        event="evaluation",
        model=model,
        recordings=takes.recordings,
        accuracy=round(takes.accuracy, 4) if takes.recordings else None,
        per_gesture=dict(zip(takes.labels, map(rounded, takes.per_label), strict=True)),
        labels=takes.labels,
        confusion=takes.confusion.tolist(),
        unknown_takes=result.unknown_takes,
        unknown_takes_accepted=result.unknown_takes_accepted,
        **said,
    )


def _tell_takes(result: _Result) -> None:
    takes = result.takes
    if takes.recordings:
        console().print(f"[bold]{takes.accuracy:.1%}[/] of {takes.recordings} takes named rightly.")
        for label, accuracy in zip(takes.labels, takes.per_label, strict=True):
            if accuracy is not None:
                console().print(f"  {escape(spoken_name(label)):24} {accuracy:5.0%}")
    if result.unknown_takes:
        console().print(f"Unknown takes accepted: {result.unknown_takes_accepted} of {result.unknown_takes}.")
