"""The user's overrides of a model in a file beside its card. An unreadable file is set aside, never lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.boundary import require_inside
from gesture_app.storage.files.atomic import move_file, read_file, write_file
from gesture_app.storage.files.locks import locked

CHOICES = "choices.json"
LARGEST_CHOICES = 200_000
"""bytes"""
_BROKEN = "choices.json.broken"
_LOCK = ".choices.lock"


def read_choices(folder: Path) -> UserOverrides:
    """Return the overrides in a model's folder, or none if there is no such file.

    Raises:
        ModelError: they cannot be read, are invalid or lie behind a link that leads out of the models.
    """
    path = folder / CHOICES
    if not os.path.lexists(path):
        return UserOverrides()
    return choices_in(read_file(path, LARGEST_CHOICES, ModelError, within=folder.parent))


def choices_in(data: bytes) -> UserOverrides:
    """Return the overrides in the content of their file.

    Raises:
        ModelError: they are invalid.
    """
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"Your changes to this model are damaged: {error}.", "Make them again.") from error
    try:
        return UserOverrides.from_json(values)
    except (ModelError, OverflowError) as error:
        reason = error.sentence if isinstance(error, ModelError) else "A number is too large."
        raise ModelError(f"Your changes to this model cannot be used. {reason}", "Make them again.") from error


def choices_bytes(choices: UserOverrides) -> bytes:
    """Return the content of their file."""
    return f"{json.dumps(choices.to_json(), indent=2, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def change_choices(folder: Path, change: Callable[[UserOverrides], UserOverrides]) -> UserOverrides:
    """Change the overrides, safely beside other programs, and return the new ones.

    Raises:
        ModelError: the new overrides are invalid, or the disk fails; the file stays as it was.
    """
    require_inside(folder / CHOICES, folder.parent, ModelError)  # else a link would be moved aside as damaged
    with locked(folder.parent / _LOCK, ModelError):
        try:
            before, readable = read_choices(folder), True
        except ModelError:
            before, readable = UserOverrides(), False
        after = change(before)
        if not readable:
            move_file(folder / CHOICES, folder / _BROKEN, ModelError, within=folder.parent)
        write_file(folder / CHOICES, choices_bytes(after), ModelError, within=folder.parent)
    return after
