"""Measures what fires on continuous streams: composed of a person's takes, from files, and under other conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.approaches import Choice, Trained
from benchmarks.conditions import agreement, conditions
from benchmarks.figures import by_key, mean
from benchmarks.people import known_gestures, parts_of, read_person, recordings_in
from benchmarks.streams import TrueStream, composed, slack_hands, streams_in
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import NONE
from gesture_app.core.model.event_metrics import EventMetrics, score_events, sum_of
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A model and a stream made of one person's takes."""

    person: Path
    choice: Choice
    known: tuple[str, ...]
    """gestures to train; empty: three quarters of them, at random"""
    takes: int
    """per known gesture, to train on"""
    most_shown: int
    """per gesture, in the stream"""
    order: str
    rest_s: float
    seed: int
    rates: tuple[float, ...] = ()
    """frames a second at which the stream is repeated; empty: only the stream as it is"""


@dataclass(frozen=True, slots=True)
class TrainedOnTakes:
    """A model trained on single takes, and streams of others."""

    train: Path
    streams: Path
    choice: Choice


@dataclass(frozen=True, slots=True)
class StreamResult:
    """The results on streams."""

    approach: str
    name: str
    """of the person or the stream"""
    known: int
    """gestures trained"""
    condition: str
    agreement: float
    """with the plain stream's events"""
    score: EventMetrics
    train_s: float


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """The figures of streams; None if there is nothing to count."""

    recall: float | None
    precision: float | None
    unknown_accepted: float | None
    """share of the unknown gestures in which anything fired"""
    false_per_min: float | None
    """events at rest"""
    repeated: float | None
    """second events of one gesture, per gesture shown"""
    false_positives: float | None
    """events without a gesture or with the wrong one, per gesture shown: the measure of the SHREC contests"""
    delay_median_s: float | None
    """from a gesture's end to its event"""
    delay_p95_s: float | None


@dataclass(frozen=True, slots=True)
class StreamRow:
    """The figures of a person or a file."""

    approach: str
    stream: str
    known: int
    shown: int
    figures: StreamFigures
    train_s: float


@dataclass(frozen=True, slots=True)
class StreamsMean:
    """All streams of an approach."""

    approach: str
    streams: int
    shown: int
    figures: StreamFigures
    train_s: float


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A person's stream under one condition."""

    approach: str
    stream: str
    condition: str
    agreement: float
    figures: StreamFigures


@dataclass(frozen=True, slots=True)
class ConditionMean:
    """The mean over people."""

    approach: str
    condition: str
    streams: int
    agreement: float
    figures: StreamFigures


def one_person(piece: OnePerson) -> list[StreamResult]:
    """Train on takes of known gestures and run the stream, as it is and under other conditions."""
    person = read_person(piece.person)
    rng = np.random.default_rng(piece.seed)
    known = piece.known or known_gestures(person, rng)
    missing = set(known) - set(person.takes)
    if missing:
        raise RecordingError(f"{person.name} shows no {', '.join(sorted(missing))}.", "Choose other --known.")
    parts = parts_of(person, known, piece.takes, piece.most_shown, piece.order, rng)
    unknown = [gesture for gesture in person.gestures if gesture not in known]
    strangers = [take for gesture in unknown for take in _some(person.takes[gesture], piece.most_shown, rng)]
    gestures = [take for take in parts.test if take.info.gesture != NONE]
    slack = slack_hands([take for own in person.takes.values() for take in own])
    stream = composed([*gestures, *strangers], slack, piece.rest_s, rng)
    began = perf_counter()
    trained = piece.choice.approach().train(parts.train)
    train_s = perf_counter() - began
    labels = {take.info.gesture for take in parts.train} - {NONE}
    plain: list[Event] | None = None
    results = []
    for condition in conditions(piece.rates, rng) if piece.rates else conditions((), rng)[:1]:
        changed = replace(stream, recording=condition.changed(stream.recording))
        events, score = _seen(trained, changed, labels)
        plain = events if plain is None else plain
        same = agreement(plain, events)
        results.append(StreamResult(piece.choice.name, person.name, len(labels), condition.name, same, score, train_s))
    return results


def trained_on_takes(piece: TrainedOnTakes) -> list[StreamResult]:
    """Train on a folder of takes and run every stream of another."""
    takes = recordings_in(piece.train)
    streams = streams_in(piece.streams)
    began = perf_counter()
    trained = piece.choice.approach().train(takes)
    train_s = perf_counter() - began
    labels = {take.info.gesture for take in takes} - {NONE}
    scores = [_seen(trained, stream, labels)[1] for stream in streams]
    return [
        StreamResult(piece.choice.name, stream.name, len(labels), "plain", 1.0, score, train_s)
        for stream, score in zip(streams, scores, strict=True)
    ]


def stream_rows(results: Sequence[StreamResult]) -> list[StreamRow]:
    """Return a row for each stream."""
    return [
        StreamRow(
            result.approach,
            result.name,
            result.known,
            result.score.shown.total(),
            figures_of(result.score),
            result.train_s,
        )
        for result in results
    ]


def stream_means(
    results: Sequence[StreamResult], figures: Callable[[Sequence[EventMetrics]], StreamFigures]
) -> list[StreamsMean]:
    """Return a row for each approach, with these figures of all its streams."""
    return [
        StreamsMean(
            approach,
            len(own),
            sum(result.score.shown.total() for result in own),
            figures([result.score for result in own]),
            mean([result.train_s for result in own]),
        )
        for approach, own in by_key(results, lambda result: result.approach)
    ]


def condition_rows(results: Sequence[StreamResult]) -> list[ConditionRow]:
    """Return a row for each stream and condition."""
    return [
        ConditionRow(result.approach, result.name, result.condition, result.agreement, figures_of(result.score))
        for result in results
    ]


def condition_means(results: Sequence[StreamResult]) -> list[ConditionMean]:
    """Return a row for each condition."""
    return [
        ConditionMean(
            *key, len(own), mean([result.agreement for result in own]), mean_figures([result.score for result in own])
        )
        for key, own in by_key(results, lambda result: (result.approach, result.condition))
    ]


def figures_of(score: EventMetrics) -> StreamFigures:
    """Return the figures of one score."""
    shown = score.shown.total()
    false = score.wrong.total() + score.repeated.total() + score.false.total()
    return StreamFigures(
        score.recall,
        score.precision,
        score.unknown_accepted / score.unknown if score.unknown else None,
        None if score.false_per_hour is None else score.false_per_hour / 60,
        score.repeated.total() / shown if shown else None,
        false / shown if shown else None,
        score.delay(50),
        score.delay(95),
    )


def mean_figures(scores: Sequence[EventMetrics]) -> StreamFigures:
    """Return the mean over streams; delays are of all decisions together."""
    figures = [figures_of(score) for score in scores]
    means: dict[str, float | None] = {}
    for field in fields(StreamFigures):
        values = [value for one in figures if (value := getattr(one, field.name)) is not None]
        means[field.name] = mean(values) if values else None
    together = sum_of(scores)
    return replace(StreamFigures(**means), delay_median_s=together.delay(50), delay_p95_s=together.delay(95))


def figures_together(scores: Sequence[EventMetrics]) -> StreamFigures:
    """Return the figures as if all streams were one."""
    return figures_of(sum_of(scores))


def _seen(trained: Trained, stream: TrueStream, labels: set[str]) -> tuple[list[Event], EventMetrics]:
    recording = stream.recording
    events = trained.events(recording)
    return events, score_events(events, stream.truth, labels, recording.seconds)


def _some(takes: Sequence[Recording], most: int, rng: np.random.Generator) -> list[Recording]:
    return [takes[index] for index in rng.permutation(len(takes))[:most]]
