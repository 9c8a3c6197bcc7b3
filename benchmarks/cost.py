"""Measures the time of one step, alone and while the tracker runs, and of training by the number of takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from benchmarks.approaches import Choice, OurRecogniser
from benchmarks.streams import stream_recording
from gesture_app.core.frame import Frame
from gesture_app.core.hands import FloatArray
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.live.pipeline import RecognitionPipeline
from gesture_app.sources import hand_tracker, open_source

GESTURES = 10
RATE = 30.0
TAKE_S = 2.0
PERFORMANCE = "demo:fist*5,swipe_left*5,wave*5,idle:5"
STAGES = ("features", "lstm")


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """One training on made-up takes of ten gestures."""

    takes: int
    seconds: float
    ms_per_take: float


@dataclass(frozen=True, slots=True)
class StepCost:
    """Features and network, for each step of the model's clock."""

    where: str
    steps: int
    features_ms: float
    network_ms: float
    together_ms: float


def training_costs(counts: Sequence[int], choice: Choice) -> list[TrainingCost]:
    """Measure trainings on these numbers of takes, without the first training of a process."""
    rng = np.random.default_rng(choice.seed)
    replace(choice, epochs=1).approach().train(made_up_takes(3, rng))
    costs = []
    for count in counts:
        takes = made_up_takes(max(1, round(count / GESTURES)), rng)
        began = perf_counter()
        choice.approach().train(takes)
        seconds = perf_counter() - began
        costs.append(TrainingCost(len(takes), seconds, 1000 * seconds / len(takes)))
    return costs


def step_costs(choice: Choice) -> list[StepCost]:
    """Measure a step on the drawn hand: with the tracker beside the network, then on the same hands without it."""
    trained = choice.approach().train(made_up_takes(5, np.random.default_rng(choice.seed)))
    if not isinstance(trained, OurRecogniser):
        raise TypeError("only the program's own recogniser steps along a stream")
    tracker = hand_tracker(1)
    camera = open_source(PERFORMANCE)
    camera.open()
    beside, seen = RecognitionPipeline(tracker, trained.recogniser), []
    beside_steps = 0
    while (frame := camera.read()) is not None:
        result = beside.process(frame)
        beside.timer.frame_done(0)
        beside_steps += len(result.predictions)
        seen.append(Frame(frame.image[:1, :1], frame.time, frame.captured_at, result.tracked))
    camera.close()
    alone = RecognitionPipeline(tracker, trained.recogniser)
    alone_steps = 0
    for frame in seen:
        alone_steps += len(alone.process(frame).predictions)
        alone.timer.frame_done(0)
    tracker.close()
    return [_step_cost("beside the tracker", beside, beside_steps), _step_cost("alone", alone, alone_steps)]


def made_up_takes(per_gesture: int, rng: np.random.Generator) -> list[Recording]:
    """Return takes of ten gestures that differ in the folded fingers and in the hand's way."""
    return [_take(gesture, rng) for gesture in range(GESTURES) for _ in range(per_gesture)]


def _take(gesture: int, rng: np.random.Generator) -> Recording:
    time = np.arange(round(TAKE_S * RATE)) / RATE
    share = np.clip(time / TAKE_S * 3 - 1, 0, 1)  # stays, goes its way, stays
    angle = 2 * np.pi * gesture / GESTURES
    way = 0.2 * share[:, None] * [np.cos(angle), np.sin(angle), 0] + [0.5, 0.6, 0] + rng.normal(0, 0.03, 3)  # [T, 3]
    shape = _hand(gesture) * rng.uniform(0.15, 0.22)
    landmarks = np.full((len(time), 2, 21, 3), np.nan, np.float32)
    landmarks[:, 1] = way[:, None] + shape + rng.normal(0, 0.003, (len(time), 21, 3))
    info = RecordingInfo(f"gesture_{gesture}", "made up", "", "", (640, 480), "2026-01-01T00:00:00+00:00")
    return stream_recording(time, landmarks, info)


def _hand(gesture: int) -> FloatArray:
    """Return a hand of size one about its wrist [21, 3], fingers folded by the bits of the gesture's number."""
    hand = np.zeros((21, 3), np.float32)
    for finger in range(5):
        folded = gesture >> finger & 1
        lengths = 0.5 + np.array([0, 0.2, 0.05, -0.1] if folded else [0, 0.17, 0.34, 0.5])  # [4]
        spread = (finger - 2) * 0.35
        hand[1 + 4 * finger : 5 + 4 * finger] = lengths[:, None] * np.array([spread, -1, -0.2 * folded])
    return hand


def _step_cost(where: str, step: RecognitionPipeline, steps: int) -> StepCost:
    per_frame = step.timer.mean_ms()
    features, network = (per_frame[stage] * step.timer.frames / steps for stage in STAGES)
    return StepCost(where, steps, features, network, features + network)
