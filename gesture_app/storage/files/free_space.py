"""Check that a disk has room before long work begins whose result could not be saved."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from gesture_app.core.errors import GestureAppError


def require_room(folder: Path, needed: int, kind: type[GestureAppError]) -> None:
    """Refuse work whose result of so many bytes would not fit on the disk of a folder.

    Raises:
        kind: there is less room.
    """
    with suppress(OSError):  # some disks do not tell
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise kind(
                f"The disk of {folder} has only {free / 1e6:.0f} MB of free space.",
                f"Free some space: at least {needed / 1e6:.0f} MB are needed.",
            )
