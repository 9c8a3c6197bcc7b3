"""What a stream truly shows and when: told by the drawn hand, or by whoever watched the stream."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from gesture_app.core.clock import LATEST_S
from gesture_app.core.errors import DamagedRecordingError
from gesture_app.core.gestures import known_name


@dataclass(frozen=True, slots=True)
class Performance:
    """What was shown when, in seconds of the stream."""

    gesture: str | None
    """None: something that is no gesture to recognise, such as idling or a gesture nobody taught"""
    start: float
    """when the gesture begins to form, after the hand was raised"""
    end: float
    """when it begins to dissolve"""

    def to_json(self) -> dict[str, object]:
        """As JSON's own types."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> Performance:
        """From a file.

        Raises:
            DamagedRecordingError: something is missing or makes no sense.
        """
        match value:
            case {"gesture": str() | None as gesture, "start": int() | float() as start, "end": int() | float() as end}:
                if not 0 <= start < end <= LATEST_S:  # untrue of NaN as well
                    raise DamagedRecordingError("It does not start before it ends.")
                if gesture is not None and not gesture.strip():
                    raise DamagedRecordingError("Its gesture has no name.")
                return cls(gesture if gesture is None else known_name(gesture), float(start), float(end))
        raise DamagedRecordingError("It does not name its gesture (or null), start and end.")
