"""Delete what a training leaves that was killed while it saved its model. Such folders are never listed."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path

from gesture_app.storage.boundary import is_ordinary
from gesture_app.storage.files.atomic import is_temporary
from gesture_app.storage.files.locks import locked_if_free

SAVING_LOCK = ".saving.lock"
"""in the folder of models; held while a model is saved"""
QUIET_S = 600.0
"""a folder that changed within this time may be on its way here by another program's hand, perhaps over a slow network;
what is left over is never listed, and can wait"""
_MADE_HERE = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
"""as `new_model_id` makes them; no other folder is touched"""
_BEFORE_THE_CARD = {"weights.safetensors", "report.json", "choices.json"}


def sweep_half_written(models: Path) -> int:
    """Delete models without a card that no program is saving. Return their number. Never raises."""
    swept = 0
    with suppress(OSError), locked_if_free(models / SAVING_LOCK) as alone:
        for folder in list(models.iterdir()) if alone else ():
            with suppress(OSError):
                if _MADE_HERE.fullmatch(folder.name) and not folder.is_symlink() and _is_left_over(folder):
                    for file in folder.iterdir():
                        file.unlink()
                    folder.rmdir()
                    swept += 1
    return swept


def _is_left_over(folder: Path) -> bool:
    """Return True if the folder is old enough and holds only files that are written before the card."""
    files = list(folder.iterdir())
    known = all((file.name in _BEFORE_THE_CARD or is_temporary(file.name)) and is_ordinary(file) for file in files)
    known &= not (folder / "choices.json").exists() or (folder / "weights.safetensors").exists()
    newest = max(max(one.stat().st_mtime, one.stat().st_ctime) for one in (folder, *files))
    return known and time.time() - newest > QUIET_S
