"""A recording: the landmarks of some seconds, as the tracker delivered them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import check_pace, check_range
from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.gestures import NONE
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, TrackedFrame

RECORDING_FORMAT = 1
MAX_FRAMES = 2_000_000
"""more than nine hours at 60 frames per second; a larger file is damaged"""
FARTHEST = 1e6
"""image widths or metres; no landmark lies farther away, so squares stay finite"""

LEAST_HAND_SHARE = 0.5
"""share of the frames; a take that shows a hand in fewer has lost it"""


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """The metadata of a recording."""

    gesture: str
    """name of the gesture; "" for an unlabelled stream"""
    session: str
    """takes of one session resemble each other more than takes of two"""
    source: str
    tracker: str
    frame_size: tuple[int, int]
    """(width, height) in pixels"""
    recorded_at: str
    """ISO 8601, UTC"""
    trim: tuple[float, float] | None = None
    """start and end of the part to use, in seconds of `time`; None: all of it"""
    note: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """The metadata that all takes of one stream share."""

    session: str
    source: str
    """name for people"""
    tracker: str
    """name and version"""

    def take_info(
        self, gesture: str, frames: Sequence[TrackedFrame], trim: tuple[float, float] | None = None
    ) -> RecordingInfo:
        """Return the metadata of a take of these frames (at least one) that ends now."""
        return RecordingInfo(
            gesture=gesture,
            session=self.session,
            source=self.source,
            tracker=self.tracker,
            frame_size=frames[0].frame_size,
            recorded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            trim=trim,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """T frames with their times, checked when made.

    Raises:
        DamagedRecordingError: the shapes or times are impossible.
    """

    time: npt.NDArray[np.float64]
    """[T]: seconds since the first frame, strictly rising, within the limits of `core/clock.py`"""
    landmarks: FloatArray
    """[T, 2, 21, 3]"""
    world_landmarks: FloatArray
    """[T, 2, 21, 3]"""
    handedness: FloatArray
    """[T, 2]"""
    info: RecordingInfo

    def __post_init__(self) -> None:
        count = len(self.time) if self.time.ndim == 1 else -1
        if not 1 <= count <= MAX_FRAMES:
            raise DamagedRecordingError(f"A recording has 1 to {MAX_FRAMES} frames, this one {count}.")
        hands = (count, 2, LANDMARK_COUNT, 3)
        for name, shape in (("landmarks", hands), ("world_landmarks", hands), ("handedness", (count, 2))):
            if getattr(self, name).shape != shape:
                raise DamagedRecordingError(f"{name} has the shape {getattr(self, name).shape}, not {shape}.")
        check_range(self.time)
        if _is_far(self.landmarks) or _is_far(self.world_landmarks):
            raise DamagedRecordingError("Some landmarks are infinitely far away.")

    @property
    def seconds(self) -> float:
        """Seconds from the first frame to the last."""
        return float(self.time[-1] - self.time[0])

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """True where a hand is visible [T, 2]."""
        return ~np.isnan(self.landmarks[:, :, 0, 0])

    @property
    def hand_share(self) -> float:
        """Share of the frames that show a hand, 0 to 1."""
        return float(self.present.any(1).mean())

    def frames(self) -> Iterator[TrackedFrame]:
        """Yield every frame as the tracker delivered it."""
        for index in range(len(self.time)):
            yield TrackedFrame(
                float(self.time[index]),
                self.landmarks[index],
                self.world_landmarks[index],
                self.handedness[index],
                self.info.frame_size,
            )

    def trimmed(self) -> Recording:
        """Return the trimmed part with times from 0, or the recording itself if no frame would remain."""
        if self.info.trim is None:
            return self
        start, end = self.info.trim
        keep = (self.time >= start) & (self.time <= end)
        return self.part(keep) if keep.any() else self

    def part(self, keep: npt.NDArray[np.bool_]) -> Recording:
        """Return the frames marked in `keep` [T] (at least one), with times from 0 and no trim."""
        time = self.time[keep]
        return Recording(
            time - time[0],
            self.landmarks[keep],
            self.world_landmarks[keep],
            self.handedness[keep],
            replace(self.info, trim=None),
        )


def _is_far(points: FloatArray) -> bool:
    return bool((points > FARTHEST).any() or (points < -FARTHEST).any())  # NaN marks an absent hand and is not far


def recording_of(frames: Sequence[TrackedFrame], info: RecordingInfo) -> Recording:
    """Return a recording of tracked frames, which are in order of time.

    Raises:
        RecordingError: there are no frames, or their times are impossible.
    """
    if not frames:
        raise RecordingError("Nothing was recorded.", "Check that the source delivers frames.")
    time = np.array([frame.time for frame in frames], np.float64)
    with np.errstate(invalid="ignore", over="ignore"):  # infinite times are refused below
        time -= time[0]
    recording = Recording(
        time,
        np.stack([frame.landmarks for frame in frames]).astype(np.float32),
        np.stack([frame.world_landmarks for frame in frames]).astype(np.float32),
        np.stack([frame.handedness for frame in frames]).astype(np.float32),
        info,
    )
    check_pace(recording.time)
    return recording


def trouble_with(recording: Recording) -> str:
    """Return a sentence on why the user should check a take before it is kept, or ""."""
    if not recording.present.any():
        return "No hand was seen in this take."
    if recording.info.gesture == NONE:
        return ""  # hands may come and go
    if recording.trimmed().hand_share < LEAST_HAND_SHARE:
        return f"The hand was lost in {100 * (1 - recording.trimmed().hand_share):.0f} % of this take."
    return ""
