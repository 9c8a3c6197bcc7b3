"""Makes the camera of a source from the text that names it, and the hand tracker.

It imports only what a source needs, because the first camera picture waits for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.errors import GestureAppError, UnusableSourceError
from gesture_app.core.interfaces import Camera
from gesture_app.core.settings import DEMO_SOURCE
from gesture_app.core.source_names import (
    CAMERA_PREFIX,
    FILE_ADDRESS,
    RECORDING_ENDING,
    camera_number,
    drawn_gesture,
    has_file_ending,
    has_folder,
    is_address,
    same_name,
)
from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder
from gesture_app.vision.paced_camera import PacedCamera
from gesture_app.vision.video_file import VideoFile
from gesture_app.vision.webcam import Webcam, WebcamInfo, list_webcams

if TYPE_CHECKING:
    from gesture_app.vision.hand_tracker import MediaPipeHandTracker

_DEVICE = re.compile(r"/dev/video(\d{1,5})")


def open_source(
    source: str,
    seed: int = 0,
    paced: bool = False,
    webcams: Callable[[], tuple[WebcamInfo, ...]] = list_webcams,
    rotate: int = 0,
) -> Camera:
    """Return the camera for a number or name, a file, an address, a recording, "demo" or "demo:script".

    The camera is not yet open. The number or the full name of a connected camera means that camera, whatever else
    the text looks like; only "demo" always means the drawn hand. Any other text is a file only if the file exists,
    or if the text holds a folder and the ending of a video or a recording.

    Args:
        source: as on the command line.
        seed: of the drawn hand.
        paced: play a finite source at its own speed and in a loop, as for a window. The drawn hand performs a script of
            one gesture without end.
        webcams: returns the connected cameras.
        rotate: degrees by which pictures of cameras, videos and addresses are turned clockwise: 0, 90, 180 or 270.

    Raises:
        UnusableSourceError: there is no such file, or a script cannot be read.
    """
    camera = _camera(source, seed, webcams, endless=paced and drawn_gesture(source) is not None)
    if rotate:
        from gesture_app.vision.turned_camera import turned

        camera = turned(camera, rotate)
    return PacedCamera(camera, loop=True) if paced and not camera.live else camera


def hand_tracker(hands: int = 1) -> MediaPipeHandTracker:
    """Make a tracker with the shipped hand model that looks for one or two hands.

    Raises:
        TrackerError: the hand model is missing or damaged.
    """
    from gesture_app.vision.hand_tracker import MediaPipeHandTracker

    return MediaPipeHandTracker(shipped_models_folder() / HAND_MODEL, hands)


def _camera(source: str, seed: int, webcams: Callable[[], tuple[WebcamInfo, ...]], endless: bool) -> Camera:
    if source == DEMO_SOURCE:
        return _drawn_hand("", seed, endless)
    connected = _connected(source, webcams())
    if connected is not None:
        return Webcam(connected, exact=True, webcams=webcams)
    if source.startswith(CAMERA_PREFIX):
        return Webcam(source.removeprefix(CAMERA_PREFIX), exact=True, webcams=webcams)
    if source.startswith(f"{DEMO_SOURCE}:"):
        return _drawn_hand(source[len(DEMO_SOURCE) + 1 :], seed, endless)
    if is_address(source) and not source.lower().startswith(FILE_ADDRESS):
        from gesture_app.vision.network_stream import NetworkStream

        return NetworkStream(source)
    try:
        file, device = _file(source), _device_number(source)
    except (OSError, ValueError) as error:
        raise UnusableSourceError(f"“{source[:60]}” is no source.", "Check the path.") from error
    if file is not None:
        return _recorded(file) if file.suffix.lower() == RECORDING_ENDING else VideoFile(file)
    number = camera_number(source) if device is None else device
    return Webcam(source if number is None else number, webcams=webcams)


def _drawn_hand(script: str, seed: int, endless: bool) -> Camera:
    from gesture_app.vision.demo.camera import DemoCamera

    return DemoCamera(script, seed, endless)


def _connected(source: str, webcams: tuple[WebcamInfo, ...]) -> int | str | None:
    """Return the number or name of the connected camera the text stands for, or None."""
    number = camera_number(source)
    if number is not None and any(webcam.number == number for webcam in webcams):
        return number
    names = (source.removeprefix(CAMERA_PREFIX), source)  # the whole text may be a name as well
    return next((name for name in names if any(same_name(webcam.name, name) for webcam in webcams)), None)


def _file(source: str) -> Path | None:
    """Return the file the text names, or None where no such file exists and the text could be a camera's name."""
    by_address = source.lower().startswith(FILE_ADDRESS)
    path = _path_of(source) if by_address else Path(source)
    if "\0" in str(path):
        raise ValueError("no path holds a null character")
    if path.is_file() or by_address or path.suffix.lower() == RECORDING_ENDING:
        return path
    return path if has_folder(source) and (has_file_ending(source) or path.is_dir()) else None


def _path_of(address: str) -> Path:
    from urllib.request import url2pathname

    return Path(url2pathname(address[len(FILE_ADDRESS) :].removeprefix("localhost")))


def _device_number(source: str) -> int | None:
    """Return the number of a camera given as a device of Linux, also by a link such as those in /dev/v4l/by-id."""
    found = _DEVICE.fullmatch(os.path.realpath(source)) if source.startswith("/dev/") else None
    return int(found[1]) if found is not None else None


def _recorded(path: Path) -> Camera:
    if not path.is_file():
        raise UnusableSourceError(f"There is no recording {path}.", "Check the path.")
    from gesture_app.storage.recordings.recording_file import read_recording
    from gesture_app.vision.recording_camera import RecordingCamera

    try:
        return RecordingCamera(read_recording(path), path.name)
    except GestureAppError as error:
        raise UnusableSourceError(error.sentence, error.hint) from error
