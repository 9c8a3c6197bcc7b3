"""The file with MediaPipe's two hand networks, and how to know it is the right one."""

from __future__ import annotations

import hashlib
from pathlib import Path

HAND_MODEL_SHA256 = "76839f622b2923ac8ee857300422283621490de0122425c2313ab8f040a7d100"


def hand_model_checksum(path: Path) -> str:
    """The SHA-256 of a hand model file, to compare with `HAND_MODEL_SHA256`.

    Raises:
        OSError: it cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()
