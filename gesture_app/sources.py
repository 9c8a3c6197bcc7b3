"""From what a user calls a source to the camera that reads it, and the tracker that looks at its frames."""

from __future__ import annotations

import re
from pathlib import Path

from gesture_app.core.errors import CameraError, GestureAppError
from gesture_app.core.parts import Camera
from gesture_app.core.settings import DEMO_SOURCE
from gesture_app.storage.recording_file import read_recording
from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder
from gesture_app.vision.demo_camera import DemoCamera
from gesture_app.vision.hand_tracker import MediaPipeHandTracker
from gesture_app.vision.network_stream import NetworkStream
from gesture_app.vision.paced import Paced
from gesture_app.vision.recorded_camera import RecordedCamera
from gesture_app.vision.video_file import VideoFile
from gesture_app.vision.webcam import Webcam

_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]+://", re.IGNORECASE)


def open_source(source: str, seed: int = 0, paced: bool = False) -> Camera:
    """The camera for a number or name, a file, an address, a recording, "demo" or "demo:programme"; not yet open.

    Args:
        source: as on the command line.
        seed: of the drawn hand.
        paced: play what is finite at its own speed and again from the start, as for a window.

    Raises:
        CameraError: there is no such file, or a programme cannot be read.
    """
    camera = _camera(source, seed)
    return Paced(camera, loop=True) if paced and not camera.live else camera


def hand_tracker(hands: int = 1) -> MediaPipeHandTracker:
    """The tracker with the hand model shipped with the program, looking for one or two hands.

    Raises:
        TrackerError: the hand model is missing or damaged.
    """
    return MediaPipeHandTracker(shipped_models_folder() / HAND_MODEL, hands)


def _camera(source: str, seed: int) -> Camera:
    if source == DEMO_SOURCE or source.startswith(f"{DEMO_SOURCE}:"):
        return DemoCamera(source[len(DEMO_SOURCE) + 1 :], seed)
    if _ADDRESS.match(source):
        return NetworkStream(source)
    path = Path(source)
    try:
        is_file = path.is_file()
    except (OSError, ValueError) as error:
        raise CameraError(f"“{source[:60]}” is no source.", "Check the path.") from error
    if path.suffix == ".npz":
        return _recorded(path)
    if is_file or path.suffix:
        return VideoFile(path)
    return Webcam(int(source) if source.isdecimal() else source)


def _recorded(path: Path) -> Camera:
    if not path.is_file():
        raise CameraError(f"There is no recording {path}.", "Check the path.")
    try:
        return RecordedCamera(read_recording(path), path.name)
    except GestureAppError as error:
        raise CameraError(error.sentence, error.hint) from error
