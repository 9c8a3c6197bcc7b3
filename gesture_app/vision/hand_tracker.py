"""The hand tracker, which runs MediaPipe's hand landmarker. Only this module imports MediaPipe."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import mediapipe
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from gesture_app.core.errors import TrackerError
from gesture_app.core.frame import Frame
from gesture_app.core.hands import FloatArray, Hand, TrackedFrame
from gesture_app.vision.hand_identity import HandIdentity
from gesture_app.vision.native_stderr import without_chatter

# MediaPipe logs these lines at every start, at any log level.
CHATTER = re.compile(
    rb"INFO: Created TensorFlow Lite|WARNING: All log messages before|W0000 .*inference_feedback_manager"
    rb"|W0000 .*landmark_projection_calculator"
)
REPAIR = "Restore it from the program's repository, or make it again with tools/make_hand_landmarker.py."


class MediaPipeHandTracker:
    """Tracks up to two hands in unmirrored frames."""

    def __init__(self, model_file: Path, hands: int = 1) -> None:
        """Load the model.

        Raises:
            TrackerError: the model file is missing or not a hand model.
        """
        try:
            self._model = model_file.read_bytes()  # MediaPipe cannot open every path that Python can
        except OSError as error:
            raise TrackerError(f'The hand model "{model_file}" cannot be read.', REPAIR) from error
        checksum = hashlib.sha256(self._model).hexdigest()
        self.name = f"mediapipe {mediapipe.__version__} hand_landmarker {checksum[:8]}"
        self._hands = hands
        self._identity = HandIdentity()
        self._last_ms = -1
        self._quiet = False
        self._landmarker: vision.HandLandmarker | None = None
        try:
            self._landmarker = self._new_landmarker()
        except (RuntimeError, ValueError) as error:
            raise TrackerError(f'The file "{model_file}" is not a hand model.', REPAIR) from error

    def track(self, frame: Frame) -> TrackedFrame:
        """Return the user's left and right hand in this frame."""
        if self._landmarker is None:
            self._landmarker = self._new_landmarker()
        self._last_ms = max(round(frame.time * 1000), self._last_ms + 1)  # MediaPipe needs rising times
        image = mediapipe.Image(mediapipe.ImageFormat.SRGB, np.ascontiguousarray(frame.image))
        found = self._detect(self._landmarker, image)
        hands = [
            Hand(_points(landmarks), _points(world), _right_score(labels[0]))
            for landmarks, world, labels in zip(
                found.hand_landmarks, found.hand_world_landmarks, found.handedness, strict=True
            )
        ]
        return self._identity.assign(frame.time, hands, frame.size)

    def _detect(self, landmarker: vision.HandLandmarker, image: mediapipe.Image) -> vision.HandLandmarkerResult:
        """Detect hands. MediaPipe logs for the last time when it finds the first hand."""
        if self._quiet:
            return landmarker.detect_for_video(image, self._last_ms)
        with without_chatter(CHATTER):
            found = landmarker.detect_for_video(image, self._last_ms)
        self._quiet = bool(found.hand_landmarks)
        return found

    def look_for(self, hands: int) -> None:
        """Look for 1 or 2 hands from the next frame on."""
        if hands != self._hands:
            self._hands = hands
            self.close()

    def reset(self) -> None:
        """Forget all hands. Times may start again."""
        self._identity = HandIdentity()
        if self._last_ms >= 0:  # a new one takes as long as two frames
            self.close()

    def close(self) -> None:
        """Free the networks."""
        if self._landmarker is not None:
            self._landmarker.close()
        self._landmarker = None

    def _new_landmarker(self) -> vision.HandLandmarker:
        """Return a new landmarker, which takes as long as two frames."""
        self._last_ms = -1
        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=self._model),
            running_mode=vision.RunningMode.VIDEO,
            num_hands=self._hands,
        )
        with without_chatter(CHATTER):
            return vision.HandLandmarker.create_from_options(options)


def _points(landmarks: list[Any]) -> FloatArray:
    return np.array([(point.x, point.y, point.z) for point in landmarks], np.float32)  # [21, 3]


def _right_score(label: Any) -> float:
    """Return the probability of the right hand. MediaPipe's labels are correct for unmirrored images."""
    return float(label.score if label.category_name == "Right" else 1 - label.score)


HAND_MODEL_SHA256 = "76839f622b2923ac8ee857300422283621490de0122425c2313ab8f040a7d100"


def hand_model_checksum(path: Path) -> str:
    """Return the SHA-256 of a hand model file, to compare with `HAND_MODEL_SHA256`.

    Raises:
        OSError: the file cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()
