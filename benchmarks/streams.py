"""Makes continuous streams with their ground truth: a person's takes with pauses between them, or files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import RecordingError
from gesture_app.core.ground_truth import Performance
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray, Landmark
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.core.resampling import in_heights
from gesture_app.storage.recordings.ground_truth_file import read_truth, streams_below, truth_beside
from gesture_app.storage.recordings.recording_file import read_recording

FEWEST_FRAMES = 5
"""with a hand; a take with fewer is not used"""
PAUSE_S = (0.5, 2.0)
REST_PIECE_S = (1.3, 4.0)
AWAY_SHARE, ON_THE_WAY_SHARE = 0.4, 0.3
"""of the pauses; in the others a hand rests"""
RESTING_SHARE = 0.7
"""of the pieces of the rest at the end; in the others the hands are away"""
LEAST_SEEN = 0.2
"""share of a person's frames with a hand below which that hand does not rest in the picture either"""


@dataclass(frozen=True, slots=True, eq=False)
class TrueStream:
    """A stream with its ground truth."""

    name: str
    recording: Recording
    truth: tuple[Performance, ...]


def streams_in(folder: Path) -> list[TrueStream]:
    """Return every stream of a folder that has its ground truth beside it.

    Raises:
        RecordingError: there are none, or one cannot be read.
    """
    found = [
        TrueStream(path.stem, read_recording(path), read_truth(truth_beside(path))) for path in streams_below(folder)
    ]
    if not found:
        raise RecordingError(f"{folder} holds no streams.", "A stream is a .npz file with a .truth.json beside it.")
    return found


def slack_hands(takes: Sequence[Recording]) -> FloatArray:
    """Return the mean of every shape of a person's hands, about the wrist [2, 21, 3]: slack hands."""
    frames = np.concatenate([take.landmarks for take in takes])  # [T, 2, 21, 3]
    slack = np.full(frames.shape[1:], np.nan, np.float32)
    for side in range(2):
        seen = frames[np.isfinite(frames[:, side, 0, 0]), side]  # [n, 21, 3]
        if len(seen) >= LEAST_SEEN * len(frames):
            about_wrist = seen - seen[:, :1]
            size = np.linalg.norm(about_wrist[:, Landmark.MIDDLE_MCP, :2], axis=-1)  # [n]
            slack[side] = (about_wrist / size[:, None, None]).mean(0) * np.median(size)
    return slack


class Pauses:
    """Movements of hands between gestures; every method returns landmarks [T, 2, 21, 3].

    Args:
        slack: a person's slack hands, about the wrist [2, 21, 3].
        rate: frames a second.
        rng: of chance.
    """

    def __init__(self, slack: FloatArray, rate: float, rng: np.random.Generator) -> None:
        self._slack, self._rate, self._rng = slack, rate, rng

    def away(self, seconds: float) -> FloatArray:
        """Return no hand."""
        return np.full((self._count(seconds), 2, LANDMARK_COUNT, 3), np.nan, np.float32)

    def resting(self, seconds: float) -> FloatArray:
        """Return slack hands low in the picture that fidget and wander a little."""
        rng, count = self._rng, self._count(seconds)
        place = np.stack([rng.uniform(0.25, 0.75, 2), rng.uniform(0.55, 0.85, 2), np.zeros(2)], -1)[:, None]
        wander = np.cumsum(rng.normal(0, 1, (count, 2, 1, 3)), 0) * rng.choice([0.001, 0.004]) * [1, 1, 0]
        fidget = rng.normal(0, 0.0015, (count, 2, LANDMARK_COUNT, 3))
        resting: FloatArray = (self._slack + place + wander + fidget).astype(np.float32)
        return resting

    def on_the_way(self, last: FloatArray, first: FloatArray, seconds: float) -> FloatArray:
        """Return a slow, even way from one pose [2, 21, 3] to another; a hand that is not in both is away."""
        count = self._count(seconds)
        share = np.linspace(0, 1, count + 2)[1:-1, None, None, None]
        noise = self._rng.normal(0, 0.002, (count, 2, LANDMARK_COUNT, 3))
        return (last + share * (first - last) + noise).astype(np.float32)

    def _count(self, seconds: float) -> int:
        return max(1, round(seconds * self._rate))


def composed(takes: Sequence[Recording], slack: FloatArray, rest_s: float, rng: np.random.Generator) -> TrueStream:
    """Return a stream of takes in random order with pauses between them, then rest.

    Raises:
        RecordingError: no take shows a hand.
    """
    usable = [take for take in takes if take.present.any(1).sum() >= FEWEST_FRAMES]
    if not usable:
        raise RecordingError("None of these takes shows a hand.")
    ordered = [usable[index] for index in rng.permutation(len(usable))]
    rate = float(1 / np.median(np.concatenate([np.diff(take.time) for take in ordered])))
    (frame_size, _), *_ = Counter(take.info.frame_size for take in ordered).most_common()
    pauses, reel, truth = Pauses(slack, rate, rng), _Reel(rate), []
    last: FloatArray | None = None
    for take in ordered:
        landmarks = _in_picture(take, frame_size)
        first = landmarks[int(np.argmax(take.present.any(1)))]
        seconds, chance = rng.uniform(*PAUSE_S), rng.random()
        on_the_way = last is not None and AWAY_SHARE <= chance < AWAY_SHARE + ON_THE_WAY_SHARE
        begin = reel.clock
        if last is not None and on_the_way:
            reel.add(pauses.on_the_way(last, first, seconds))
        else:
            reel.add(pauses.away(seconds) if chance < AWAY_SHARE else pauses.resting(seconds))
        start = (begin + reel.clock) / 2 if on_the_way else reel.clock
        reel.add(landmarks, take.time)
        truth.append(Performance(take.info.gesture, start, reel.clock))
        last = landmarks[-1]
    end = reel.clock + rest_s
    while reel.clock < end:
        seconds = rng.uniform(*REST_PIECE_S)
        reel.add(pauses.resting(seconds) if rng.random() < RESTING_SHARE else pauses.away(seconds))
    info = replace(ordered[0].info, gesture="", session="stream", frame_size=frame_size, trim=None)
    time, landmarks = reel.whole()
    return TrueStream("composed", stream_recording(time, landmarks, info), tuple(truth))


def stream_recording(time: npt.NDArray[np.float64], landmarks: FloatArray, info: RecordingInfo) -> Recording:
    """Return a stream of landmarks [T, 2, 21, 3] without world landmarks."""
    seen = np.isfinite(landmarks[:, :, 0, 0])
    return Recording(
        time, landmarks, np.full_like(landmarks, np.nan), np.where(seen, 1.0, np.nan).astype(np.float32), info
    )


class _Reel:
    """Pieces of film one after the other."""

    def __init__(self, rate: float) -> None:
        self.clock = 0.0
        self._rate = rate
        self._times: list[npt.NDArray[np.float64]] = []
        self._landmarks: list[FloatArray] = []

    def add(self, landmarks: FloatArray, time: npt.NDArray[np.float64] | None = None) -> None:
        """Add a piece of T frames with their own times from 0 on, or at the usual rate."""
        if time is None:
            time = np.arange(len(landmarks)) / self._rate
        self._times.append(self.clock + time)
        self._landmarks.append(landmarks)
        self.clock += float(time[-1]) + 1 / self._rate

    def whole(self) -> tuple[npt.NDArray[np.float64], FloatArray]:
        """Return all pieces: time [T] and landmarks [T, 2, 21, 3]."""
        return np.concatenate(self._times), np.concatenate(self._landmarks)


def _in_picture(take: Recording, frame_size: tuple[int, int]) -> FloatArray:
    """Return the take's landmarks as fractions of a picture of another shape."""
    width, height = frame_size
    return in_heights(in_heights(take.landmarks, take.info.frame_size), (height, width))  # back from heights
