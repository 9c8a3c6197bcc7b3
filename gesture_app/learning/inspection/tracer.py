"""Traces a network at work: states and gates at every step, evidence, scores and events.

Tests hold the numbers equal to those of torch's layers and of the recogniser.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from gesture_app.core.features import PRESENT_COLUMNS, Features, FeatureStream
from gesture_app.core.hand_used import HandEvidence
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, TrackedFrame
from gesture_app.core.inspection.trace import LONGEST_S, LayerTrace, Trace
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event, Prediction
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights, unbroken
from gesture_app.core.score_smoothing import ScoreSmoother
from gesture_app.core.trigger import Trigger
from gesture_app.learning.inspection.lstm_layer import LstmLayerTracer
from gesture_app.learning.inspection.score_parts import ScoreDecomposition
from gesture_app.learning.network import ABSENT, GestureNetwork, by_hand, stronger_hand

LIVE_S = 10.0
"""of a live stream are kept"""


class Tracer:
    """Steps along a stream as the recogniser does, with a state of its own, for one thread at a time.

    Args:
        card: the model's.
        network: its network; it is only read.
    """

    def __init__(self, card: ModelCard, network: GestureNetwork) -> None:
        self.card = card
        self.network = network.eval()
        state = network.state_dict()
        self._output_weight: FloatArray = network.scaled_prototypes().detach().numpy()  # [C, hidden]
        self._bias = state["bias"].numpy()
        self._layers = [LstmLayerTracer(card.network.cell, state, layer) for layer in range(card.network.layers)]
        self._pool = ScoreDecomposition(network, len(card.labels))
        self._smoother = ScoreSmoother(card.spans, card.rate)
        self._trigger = Trigger(card.labels, card.thresholds, card.again_s, starter=card.starter)
        self._hand_evidence = HandEvidence()
        self.reset()

    def reset(self) -> None:
        """Reset all state, after a change of source or clock."""
        self._stream = FeatureStream(self.card.rate)
        self._smoother.reset()
        self._trigger.reset()
        self._hand_evidence.reset()
        for layer in self._layers:
            layer.reset()

    def push(self, frames: Sequence[TrackedFrame]) -> Trace:
        """Return the trace of the steps that further frames of a stream bring."""
        points = np.zeros((len(frames), 2, LANDMARK_COUNT, 3), np.float32)
        for place, frame in enumerate(frames):
            points[place] = in_heights(frame.landmarks, frame.frame_size)
        return self.push_points(np.array([frame.time for frame in frames], np.float64), points)

    def push_points(self, time: npt.NDArray[np.float64], points: FloatArray) -> Trace:
        """Return the same for N frames: time [N] in seconds, points [N, 2, 21, 3] in picture heights."""
        return self.trace_features(self._stream.push_points(time, points))

    def trace_features(self, features: Features) -> Trace:
        """Return the trace of K steps that follow those before."""
        with torch.inference_mode():
            hands = by_hand(self.network.scaled(torch.from_numpy(features.values)))  # [2, K, FEATURE_SIZE]
            seen: FloatArray = torch.relu(self.network.input(hands)).numpy()  # [2, K, hidden]
        layers: list[LayerTrace] = []
        for layer in self._layers:
            layers.append(layer.trace(seen, features.fresh))
            seen = layers[-1].hidden
        there = features.values[:, list(PRESENT_COLUMNS[:2])].T > 0  # [2, K]
        visible = torch.from_numpy(there)
        embedding: FloatArray = stronger_hand(torch.from_numpy(seen), visible)[0].numpy()  # [K, hidden]
        logits = embedding @ self._output_weight.T + self._bias
        scores, evidence = self._pool.of(features.values, embedding, logits)
        smoothed = self._smoothed(scores, features.fresh)
        return Trace(
            card=self.card,
            time=features.time,
            fresh=features.fresh,
            points=features.points,
            features=features.values,
            layers=tuple(layers),
            hand=_strongest_hands(seen, there),
            embedding=embedding,
            output_weight=self._output_weight,
            bias=self._bias,
            logit_weight=self._pool.weight,
            logits=logits,
            evidence=evidence,
            scores=scores,
            smoothed=smoothed,
            fired=self._fired(features, smoothed, self.network.scores_by_hand(torch.from_numpy(seen), visible)),
        )

    def _smoothed(self, scores: FloatArray, fresh: npt.NDArray[np.bool_]) -> FloatArray:
        """Return the averaged scores [K, C]. The average is reset at fresh steps."""
        smoothed = np.empty_like(scores)
        for start, end in unbroken(fresh):
            if fresh[start]:
                self._smoother.reset()
            smoothed[start:end] = self._smoother.push(scores[start:end])
        return smoothed

    def _fired(self, features: Features, smoothed: FloatArray, by_hand: FloatArray) -> tuple[Event, ...]:
        events = []
        steps = zip(features.time.tolist(), smoothed, features.fresh.tolist(), by_hand.swapaxes(0, 1), strict=True)
        for step in steps:
            prediction = Prediction(*step)
            self._hand_evidence.push(prediction)
            event = self._trigger.push(prediction)
            if event is not None:
                hand = self._hand_evidence.hand_of(event, self.card.labels.index(event.label))
                events.append(self._trigger.name_hand(event, hand))
        return tuple(events)


class LiveTrace:
    """The last seconds of a stream, for one thread at a time."""

    def __init__(self, tracer: Tracer, seconds: float = LIVE_S) -> None:
        self._tracer = tracer
        self._steps = round(seconds * tracer.card.rate)
        self._time = float("-inf")
        self._kept: Trace | None = None

    def see(self, frames: Sequence[TrackedFrame]) -> Trace:
        """Add frames and return the trace of the last seconds. Frames that it has already are skipped.

        A clock that starts again, as after a change of source, begins a new trace.
        """
        if frames and frames[-1].time < self._time:
            self._tracer.reset()
            self._time, self._kept = float("-inf"), None
        new = [frame for frame in frames if frame.time > self._time]
        if new:
            self._time = new[-1].time
        if self._kept is None or new:
            later = self._tracer.push(new)
            whole = later if self._kept is None else self._kept.followed_by(later)
            self._kept = whole.part(slice(max(0, len(whole) - self._steps), None))
        return self._kept


def trace_of(card: ModelCard, network: GestureNetwork, recording: Recording) -> Trace:
    """Return the trace of the first five minutes of a recording, the trimmed parts included."""
    time = recording.time[recording.time - recording.time[0] <= LONGEST_S]
    points = in_heights(recording.landmarks[: len(time)], recording.info.frame_size)
    return Tracer(card, network).push_points(time, points)


def _strongest_hands(hidden: FloatArray, there: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """Return the hand with the larger output in each unit [K, hidden], or -1 if there is none.

    Args:
        hidden: output of both hands [2, K, hidden].
        there: [2, K].
    """
    outputs = np.where(there[..., None], hidden, np.float32(ABSENT))
    return np.where(np.asarray(there.any(0))[:, None], outputs.argmax(0), -1).astype(np.int8)
