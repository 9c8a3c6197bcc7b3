"""The user's answers if gestures such as `idle` are the background, in a hidden file beside the gestures' folders."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from gesture_app.core.errors import GestureAppError, SettingsError
from gesture_app.storage.files.atomic import read_file, write_file

FILE = ".background.json"
_LARGEST = 1_000_000


def read_answers(recordings: Path) -> dict[str, bool]:
    """Return True for each gesture that is the background, False for each that stays a gesture.

    A damaged file holds no answers.
    """
    path = recordings / FILE
    if not os.path.lexists(path):
        return {}
    try:
        answers = json.loads(read_file(path, _LARGEST, SettingsError, within=recordings))
    except (GestureAppError, ValueError, RecursionError):
        return {}
    if not isinstance(answers, dict):
        return {}
    return {name: answer for name, answer in answers.items() if isinstance(answer, bool)}


def add_answers(recordings: Path, answers: Mapping[str, bool]) -> None:
    """Remember more answers.

    Raises:
        SettingsError: the disk is full or read-only, or the file is a link that leads out of the recordings.
    """
    known = read_answers(recordings)
    if answers and {**known, **answers} != known:
        data = json.dumps({**known, **answers}, ensure_ascii=False, sort_keys=True)
        write_file(recordings / FILE, f"{data}\n".encode(), SettingsError, within=recordings)
