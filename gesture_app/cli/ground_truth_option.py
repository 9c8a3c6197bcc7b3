"""`--truth`: what the drawn hand performed, and when, as a JSON file."""

from __future__ import annotations

from pathlib import Path

from gesture_app.core.errors import CameraError
from gesture_app.core.interfaces import Camera
from gesture_app.storage.recordings import ground_truth_file as truth_file
from gesture_app.vision.demo.camera import DemoCamera


def check_truth(camera: Camera, truth: Path | None) -> None:
    """Before the work begins: whether the truth can be known and written.

    Raises:
        CameraError: another source, of which nobody knows the truth; or there is no such folder.
    """
    if truth is None:
        return
    if not isinstance(camera, DemoCamera):
        raise CameraError("Only the drawn hand knows what it performed.", "Leave --truth away, or use a demo source.")
    if not truth.parent.is_dir():
        raise CameraError(f"There is no folder {truth.parent} for the truth.", "Choose another place.")


def write_truth(camera: Camera, truth: Path | None) -> None:
    """Write what has been performed so far.

    Raises:
        RecordingError: the file cannot be written.
    """
    if truth is not None and isinstance(camera, DemoCamera):
        truth_file.write_truth(truth, camera.performed)
