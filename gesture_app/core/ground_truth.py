"""The ground truth of a stream: the gestures that it shows, with their times."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from gesture_app.core.clock import LATEST_S
from gesture_app.core.errors import DamagedRecordingError
from gesture_app.core.gestures import known_name


@dataclass(frozen=True, slots=True)
class Performance:
    """One showing of a gesture, with times in seconds of the stream."""

    gesture: str | None
    """None: idling, or a gesture that the model does not know"""
    start: float
    """when the gesture begins, after the hand was raised"""
    end: float
    """when the hand begins to leave the gesture"""

    def to_json(self) -> dict[str, object]:
        """Return the performance as JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> Performance:
        """Return the performance in a file.

        Raises:
            DamagedRecordingError: a value is missing or impossible.
        """
        match value:
            case {"gesture": str() | None as gesture, "start": int() | float() as start, "end": int() | float() as end}:
                if not 0 <= start < end <= LATEST_S:  # False for NaN too
                    raise DamagedRecordingError("It does not start before it ends.")
                if gesture is not None and not gesture.strip():
                    raise DamagedRecordingError("Its gesture has no name.")
                return cls(gesture if gesture is None else known_name(gesture), float(start), float(end))
        raise DamagedRecordingError("It does not name its gesture (or null), start and end.")
