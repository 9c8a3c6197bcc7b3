"""Makes models/hand_landmarker.task again, byte for byte, from the MediaPipe wheel that holds its two networks.

    python tools/make_hand_landmarker.py [WHEEL]

Without WHEEL, pip fetches the wheel from the package index it is set up for.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from gesture_app.vision.hand_tracker import HAND_MODEL_SHA256

WHEEL = "mediapipe==0.10.21"
SAME_WHEEL_EVERYWHERE = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--only-binary", ":all:")
NETWORKS = {
    "hand_detector.tflite": "mediapipe/modules/palm_detection/palm_detection_full.tflite",
    "hand_landmarks_detector.tflite": "mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
}
"""name in the task file: name in the wheel, in the order they are written"""
TARGET = Path(__file__).parents[1] / "models" / "hand_landmarker.task"


def fetch_wheel(folder: Path) -> Path:
    """Download the wheel without its dependencies."""
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder))
    subprocess.run((*pip, *SAME_WHEEL_EVERYWHERE, WHEEL), check=True)
    return next(folder.glob("*.whl"))


def make_task(wheel: Path, target: Path) -> None:
    """Write both networks into a task file; uncompressed, as MediaPipe maps them into memory."""
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as task:
        for name, origin in NETWORKS.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # the same bytes on every system
            entry.external_attr = 0o644 << 16
            task.writestr(entry, source.read(origin))


def main() -> None:
    """Make the file beside itself, check it, and only then put it in place."""
    with tempfile.TemporaryDirectory(dir=TARGET.parent) as folder:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch_wheel(Path(folder))
        made = Path(folder) / TARGET.name
        make_task(wheel, made)
        checksum = hashlib.sha256(made.read_bytes()).hexdigest()
        if checksum != HAND_MODEL_SHA256:
            sys.exit(f"{wheel.name} gives {checksum}, not {HAND_MODEL_SHA256}; {TARGET.name} is left as it was.")
        made.replace(TARGET)
    sys.stdout.write(f"{checksum}  {TARGET.name}\n")


if __name__ == "__main__":
    main()
