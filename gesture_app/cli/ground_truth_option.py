"""The option `--truth`: write what the drawn hand performed, and when, as JSON."""

from __future__ import annotations

from pathlib import Path

from gesture_app.core.errors import CameraError
from gesture_app.core.interfaces import Camera
from gesture_app.storage.recordings import ground_truth_file as truth_file
from gesture_app.vision.demo.camera import DemoCamera


def check_truth(camera: Camera, truth: Path | None) -> None:
    """Check before the work begins that the ground truth is known and can be written.

    Raises:
        CameraError: the source is not the drawn hand, or the folder is missing.
    """
    if truth is None:
        return
    if not isinstance(camera, DemoCamera):
        raise CameraError("Only the drawn hand has a ground truth.", "Leave out --truth, or use a demo source.")
    if not truth.parent.is_dir():
        raise CameraError(f"There is no folder {truth.parent} for the ground truth.", "Choose another folder.")


def write_truth(camera: Camera, truth: Path | None) -> None:
    """Write what the drawn hand has performed so far.

    Raises:
        RecordingError: the file cannot be written.
    """
    if truth is not None and isinstance(camera, DemoCamera):
        truth_file.write_truth(truth, camera.performed)
