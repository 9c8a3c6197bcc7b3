"""The user's choice of the starter's gestures in a file beside the models. A damaged file is the default choice."""

from __future__ import annotations

import json
import os
from pathlib import Path

from gesture_app.core.errors import GestureAppError, SettingsError
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.storage.files.atomic import read_file, write_file

STARTER_CHOICE = "starter.json"
"""in the folder of the workspace's models"""
_LARGEST = 200_000


def read_starter_choice(models: Path) -> tuple[StarterChoice, str]:
    """Return the choice in a workspace's models, and a sentence on why the file does not count, or ""."""
    path = models / STARTER_CHOICE
    if not os.path.lexists(path):
        return StarterChoice(), ""
    try:
        return StarterChoice.from_json(json.loads(read_file(path, _LARGEST, SettingsError, within=models))), ""
    except GestureAppError as error:
        reason = error.sentence
    except (ValueError, RecursionError):
        reason = "It is damaged."
    return StarterChoice(), f"Your choice of the starter's gestures does not count. {reason}"


def write_starter_choice(models: Path, choice: StarterChoice) -> None:
    """Write the choice.

    Raises:
        SettingsError: the disk is full or read-only, or the file is a link that leads out of the models.
    """
    data = f"{json.dumps(choice.to_json(), ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")
    write_file(models / STARTER_CHOICE, data, SettingsError, within=models)
