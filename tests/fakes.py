"""Small stand-ins for the parts of `core/interfaces.py`, and ready-made hands, for tests that need no device."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import inf
from time import perf_counter
from types import SimpleNamespace

import numpy as np

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.features import Features
from gesture_app.core.frame import Frame
from gesture_app.core.hands import LANDMARK_COUNT, TrackedFrame
from gesture_app.core.model.card import ModelCard, NetworkSize
from gesture_app.core.model.event_metrics import EventMetrics, sum_of
from gesture_app.core.model.report import EpochMetrics, JudgedTake, LearnedTake, ModelReport, best_of
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.prediction import Prediction


def a_card(*gestures: str, id: str = "fake", hands: int = 1) -> ModelCard:  # noqa: A002
    """A card for these gestures, threshold 0.6 each."""
    labels = ("none", *(gestures or ("fist", "wave")))
    count = len(labels)
    return ModelCard(
        id, labels, (0.6,) * count, (0.2,) * count, NetworkSize(), 30.0, hands, "2025-01-01T00:00:00+00:00", 10, "f",
        1.0, (1.0,) * count, "take",
    )  # fmt: skip


def a_report(card: ModelCard, *named: tuple[str, str], epochs: Sequence[EpochMetrics] = ()) -> ModelReport:
    """The report of a model that named held-out takes (gesture, named) so; else each of its gestures once, rightly."""
    pairs = named or tuple((gesture, gesture) for gesture in card.gestures)
    judged = [JudgedTake(f"key{n}", f"take{n}", *pair, "monday") for n, pair in enumerate(pairs)]
    return ModelReport(
        model=card.id,
        labels=card.labels,
        split_by=card.split_by,
        epochs=tuple(epochs),
        best_epoch=best_of(epochs),
        learned=tuple(LearnedTake(take.key, take.gesture, take.session, take.id) for take in judged),
        judged=tuple(judged),
        streams=sum_of(()),
        peaks=(),
        seconds=3.0,
    )


def stream_metrics(found: Mapping[str, tuple[int, int]], false: int = 0, seconds: float = 300.0) -> EventMetrics:
    """Metrics of streams in which each gesture was found and shown so often, and something fired so often at rest."""
    detected, shown = ({gesture: counts[place] for gesture, counts in found.items()} for place in (0, 1))
    fired = Counter({next(iter(found), "fist"): false})
    return EventMetrics(3, seconds, Counter(shown), Counter(detected), Counter(), Counter(), fired, 0, 0, ())


class FakeModels:
    """A store with one model, or none; what is chosen about it is forgotten with it."""

    def __init__(self, card: ModelCard | None = None, trouble: str = "", report: ModelReport | None = None) -> None:
        self.card, self.trouble, self.kept_report = card, trouble, report
        self.chosen = UserOverrides()

    def active(self) -> str | None:
        return None if self.card is None else self.card.id

    def active_trouble(self) -> str:
        return self.trouble

    def is_shipped(self, model: str) -> bool:
        return False

    def load(self, model: str) -> SimpleNamespace:
        return SimpleNamespace(card=self.card)

    def report(self, model: str) -> ModelReport | None:
        return self.kept_report

    def change(self, model: str, change: Callable[[UserOverrides], UserOverrides]) -> UserOverrides:
        self.chosen = change(self.chosen)
        return self.chosen


def a_hand(x: float = 0.5, y: float = 0.5, size: float = 0.2) -> np.ndarray:
    """An open hand [21, 3] whose wrist is at x, y and whose fingers point up."""
    points = np.zeros((LANDMARK_COUNT, 3), np.float32)
    points[0] = (x, y, 0)
    for finger in range(5):
        for joint in range(4):
            way = size * (0.5 + 0.17 * joint)
            points[1 + 4 * finger + joint] = (x + (finger - 2) * 0.35 * way, y - way, 0)
    return points


def tracked(time: float, left: np.ndarray | None = None, right: np.ndarray | None = None) -> TrackedFrame:
    """A tracked frame with these hands."""
    empty = TrackedFrame.without_hands(time, (64, 48))
    landmarks, handedness = empty.landmarks.copy(), empty.handedness.copy()
    for side, hand in enumerate((left, right)):
        if hand is not None:
            landmarks[side], handedness[side] = hand, 1.0
    return TrackedFrame(time, landmarks, landmarks.copy(), handedness, (64, 48))


class FakeCamera:
    """Grey pictures at a steady rate: endless, or a number of frames and then the end, or gone.

    Its clock counts frames, and all of them arrive, however busy the computer is; only a `live` one drops late frames.
    """

    def __init__(
        self, name: str = "fake", fps: float = 100.0, frames: int | None = None, then_lost: bool = False,
        live: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.live = live
        self.lost = False
        """set it: opening and reading fail until it is unset"""
        self.given = 0
        """frames, counted over all openings"""
        self._fps, self._frames, self._then_lost = fps, frames, then_lost
        self._most = inf
        """as many frames may be given"""
        self._waiting = threading.Event()

    def hold(self) -> None:
        """Stop the clock; a few frames may still be on their way."""
        self._most = self.given

    def give(self, seconds: float) -> None:
        """Go on for so long, after `hold`."""
        self._most += round(seconds * self._fps)

    def go_on(self) -> None:
        """Let the clock run again."""
        self._most = inf

    def open(self) -> None:
        if self.lost:
            raise CameraError(f"{self.name} is busy.", "Close the other program.")
        self._count, self._began = 0, perf_counter()

    def read(self) -> Frame | None:
        while self.given >= self._most and not self.lost:
            self._waiting.wait(0.005)
        if self.lost or (self._then_lost and self._count == self._frames):
            raise CameraLostError(f"{self.name} is gone.", "Plug it in again.")
        if self._count == self._frames:
            return None
        self.given += 1
        self._count += 1
        due = self._began + self._count / self._fps
        self._waiting.wait(max(0.0, due - perf_counter()))
        return Frame(np.full((48, 64, 3), 128, np.uint8), self._count / self._fps, due)

    def close(self) -> None:
        pass


class FakeTracker:
    """Sees one right hand in every picture."""

    name = "fake tracker"
    hands = 1

    def track(self, frame: Frame) -> TrackedFrame:
        return tracked(frame.time, right=a_hand())

    def look_for(self, hands: int) -> None:
        self.hands = hands

    def reset(self) -> None:
        pass

    def close(self) -> None:
        pass


class FakeRecogniser:
    """Says each label for `steps` steps, in turn, starting with `none`."""

    def __init__(self, card: ModelCard | None = None, steps: int = 10, programme: Sequence[int] | None = None) -> None:
        self.card = card or a_card()
        self._programme = programme or range(len(self.card.labels))
        self._steps = steps
        self._count = 0

    def step(self, features: Features) -> list[Prediction]:
        return [
            self._predict(float(time), bool(fresh)) for time, fresh in zip(features.time, features.fresh, strict=True)
        ]

    def _predict(self, time: float, fresh: bool) -> Prediction:
        label = self._programme[self._count // self._steps % len(self._programme)]
        self._count += 1
        scores = np.full(len(self.card.labels), 0.05, np.float32)
        scores[label] = 1 - scores.sum() + 0.05
        return Prediction(time, scores, fresh)

    def reset(self) -> None:
        self._count = 0


class StepClock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds
