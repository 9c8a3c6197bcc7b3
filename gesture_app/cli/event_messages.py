"""Events, ends, scores and landmarks as the JSON that `--json` prints and `serve` sends (docs/formats.md)."""

from __future__ import annotations

import numpy as np

from gesture_app.core.hands import Side, TrackedFrame
from gesture_app.core.prediction import Event, GestureEnd, Prediction


def happened_message(one: Event | GestureEnd) -> dict[str, object]:
    """Return the message of a gesture that fired or ended."""
    if isinstance(one, GestureEnd):
        event = one.event
        return {
            "event": "gesture_end",
            "time": round(one.time, 3),
            "label": event.label,
            "fired": round(event.time, 3),
            "hand": event.hand,
        }
    return {
        "event": "gesture",
        "time": round(one.time, 3),
        "label": one.label,
        "confidence": round(one.confidence, 4),
        "start": round(one.start, 3),
        "hand": one.hand,
    }


def scores_message(prediction: Prediction, labels: tuple[str, ...]) -> dict[str, object]:
    """Return the message of one step's scores."""
    scores = {label: round(float(score), 4) for label, score in zip(labels, prediction.scores, strict=True)}
    return {"event": "scores", "time": round(prediction.time, 3), "scores": scores}


def landmarks_message(tracked: TrackedFrame) -> dict[str, object]:
    """Return the message of one frame's hands: 21 landmarks x, y, z each, or null for an absent hand."""
    hands = {
        side.name.lower(): None
        if np.isnan(tracked.landmarks[side, 0, 0])
        else [[round(float(number), 5) for number in point] for point in tracked.landmarks[side]]
        for side in Side
    }
    return {
        "event": "landmarks",
        "time": round(tracked.time, 3),
        "hands": hands,
        "frame_size": list(tracked.frame_size),
    }
