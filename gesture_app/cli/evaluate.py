"""`gesture-app evaluate`: measure a model on takes, and on streams with ground truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from gesture_app.cli.metrics_output import metrics_as_json, print_metrics, print_streams_sentences
from gesture_app.cli.output import console, print_json, print_note, rounded
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.features import features_of
from gesture_app.core.gestures import spoken_name
from gesture_app.core.ground_truth import Performance
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.model.event_metrics import EventMetrics, score_events, sum_of
from gesture_app.core.model.experience import basis_sentence
from gesture_app.core.recording import Recording
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.evaluation import Evaluation, detect_events, evaluate
from gesture_app.storage.recordings.ground_truth_file import read_truth, streams_below, truth_beside
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.recordings.store import RecordingStore, StoredRecording

_HINT = "Name a folder with a folder of takes for each gesture, or with streams and their ground truth."


@dataclass(frozen=True, slots=True, eq=False)
class _EvaluatedStream:
    """A long recording and its ground truth."""

    recording: Recording
    truth: tuple[Performance, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    """The metrics of all takes and streams."""

    takes: Evaluation
    unknown_takes: int
    """number of takes of gestures that the model does not know"""
    unknown_takes_accepted: int
    """number of those in which a gesture fired"""
    streams: EventMetrics


def evaluate_model(path: Path | None, workspace: Path | None, model: str | None, as_json: bool) -> None:
    """Measure a model on the takes and streams in a folder, or on one stream, by the events that would fire live.

    Raises:
        RecordingError: there is nothing to measure it on.
    """
    place = workspace_in_use(workspace)
    recogniser = running_model(place, model)
    takes, streams = _load(path or place.recordings)
    result = _evaluate(recogniser, takes, streams)
    shown = {take.info.gesture for take in takes}.union(item.gesture for stream in streams for item in stream.truth)
    unknown = {gesture for gesture in shown if gesture} - set(recogniser.card.labels)
    if unknown:
        print_note(
            f"The model does not know {', '.join(sorted(map(spoken_name, unknown)))}. Nothing should fire there."
        )
    if as_json:
        _print_json(result, recogniser.card.id)
        return
    if path is None and takes:
        print_note("The model may have been trained on these takes, which makes the result too good.")
    _print_takes(result)
    if streams:
        print_streams_sentences(result.streams)
        print_metrics(result.streams)


def _load(path: Path) -> tuple[list[Recording], list[_EvaluatedStream]]:
    """Load the takes and streams, and name those that cannot be used."""
    if path.is_file():
        if not truth_beside(path).is_file():
            raise RecordingError(
                f"{path.name} has no ground truth.", f"Write {truth_beside(path).name} beside it, or name a folder."
            )
        return [], [_EvaluatedStream(read_recording(path), read_truth(truth_beside(path)))]
    if not path.is_dir():
        raise RecordingError(f"{path} does not exist.", _HINT)
    places = streams_below(path)
    loaded = RecordingStore(path).load_all(set_damaged_aside=False)
    for damaged in loaded.damaged:
        if damaged.path not in places:
            print_note(damaged.sentence)
    takes = [
        _used_part(stored)
        for stored in loaded.stored
        if stored.path not in places and not stored.recording.info.disabled
    ]
    streams = list(_load_streams(places))
    if not takes and not streams:
        raise RecordingError(f"There are no takes and no streams in {path}.", _HINT)
    return takes, streams


def _used_part(stored: StoredRecording) -> Recording:
    """Return the part of a take that training would use, and print a note if that is not all of it."""
    whole = stored.recording.trimmed()
    used = useful_part(whole)
    if used is not whole:
        print_note(f"{stored.path.parent.name}/{stored.path.name}: only a part of {whole.seconds:.0f} s is used.")
    return used


def _load_streams(places: Sequence[Path]) -> Iterator[_EvaluatedStream]:
    for path in places:
        try:
            yield _EvaluatedStream(read_recording(path), read_truth(truth_beside(path)))
        except RecordingError as error:
            print_note(error.sentence)


def _evaluate(recogniser: Recogniser, takes: Sequence[Recording], streams: Sequence[_EvaluatedStream]) -> _Result:
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


def _print_json(result: _Result, model: str) -> None:
    takes, streams = result.takes, result.streams
    more: dict[str, object] = {"streams": metrics_as_json(streams)} if streams.streams else {}
    print_json(
        event="evaluation",
        model=model,
        recordings=takes.recordings,
        accuracy=round(takes.accuracy, 4) if takes.recordings else None,
        per_gesture=dict(zip(takes.labels, map(rounded, takes.per_label), strict=True)),
        labels=takes.labels,
        confusion=takes.confusion.tolist(),
        unknown_takes=result.unknown_takes,
        unknown_takes_accepted=result.unknown_takes_accepted,
        **more,
    )


def _print_takes(result: _Result) -> None:
    takes = result.takes
    if takes.recordings:
        right = int(takes.confusion.trace())
        console().print(f"[bold]{basis_sentence(right, takes.recordings, noun='take')}[/]")
        for label, accuracy in zip(takes.labels, takes.per_label, strict=True):
            if accuracy is not None:
                console().print(f"  {escape(spoken_name(label)):24} {accuracy:5.0%}")
    if result.unknown_takes:
        console().print(f"Unknown takes accepted: {result.unknown_takes_accepted} of {result.unknown_takes}.")
