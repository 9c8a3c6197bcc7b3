"""What models called the takes they did not see, and which the user approved; a damaged file is only forgotten."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import MAX_NAME_LENGTH
from gesture_app.core.quality.cross_validation import ReviewResults
from gesture_app.storage.files.atomic import read_file, write_file
from gesture_app.storage.files.locks import locked

VERDICTS_FORMAT = 1
NOTHING = ReviewResults({}, frozenset())
UPDATE = "Update the program."
_LARGEST_FILE = 50_000_000


class ReviewStore:
    """One file in a folder of recordings: `.verdicts.json`; several programs may change it; not for the GUI thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path, self._lock = folder / ".verdicts.json", folder / ".verdicts.lock"

    def load(self) -> ReviewResults:
        """What is known; nothing where there is no such file, it makes no sense, or a newer program wrote it."""
        with suppress(RecordingError):
            return self._to_change()
        return NOTHING

    def stamp(self) -> tuple[int, int]:
        """Another one after every change of the file."""
        with suppress(OSError):
            status = self._path.stat()
            return status.st_mtime_ns, status.st_size
        return 0, 0

    def add_named(self, named: Mapping[str, str], still_there: Collection[str]) -> None:
        """Keep these as well, and forget what was said of takes that are no longer there.

        Raises:
            RecordingError: the disk refuses, or a newer program wrote the file.
        """
        with locked(self._lock, RecordingError):
            known = self._to_change()
            kept = {key: label for key, label in known.named.items() if key in still_there}
            self._write(replace(known, named=kept | dict(named)))

    def approve(self, keys: Collection[str], approved: bool) -> None:
        """The user says these takes are good as they are, or takes that back.

        Raises:
            RecordingError: the disk refuses, or a newer program wrote the file.
        """
        with locked(self._lock, RecordingError):
            known = self._to_change()
            now = known.approved | set(keys) if approved else known.approved - set(keys)
            self._write(replace(known, approved=now))

    def _to_change(self) -> ReviewResults:
        """What is known, where it may be written anew.

        Raises:
            RecordingError: it cannot be read now, or a newer program wrote it: what it says must not be lost.
        """
        if not os.path.lexists(self._path):
            return NOTHING
        data = read_file(self._path, _LARGEST_FILE, RecordingError, within=self._folder)
        with suppress(ValueError, RecursionError):
            match json.loads(data):
                case {"format": int(version)} if version > VERDICTS_FORMAT:
                    raise RecordingError(f"{self._path.name} was made by a newer version of this program.", UPDATE)
                case {"format": 1, "named": dict(named), "approved": list(approved)}:
                    usable = {key: label for key, label in named.items() if _is_name(label)}
                    return ReviewResults(usable, frozenset(key for key in approved if isinstance(key, str)))
        return NOTHING

    def _write(self, verdicts: ReviewResults) -> None:
        content = {
            "format": VERDICTS_FORMAT,
            "named": dict(sorted(verdicts.named.items())),
            "approved": sorted(verdicts.approved),
        }
        write_file(self._path, json.dumps(content, indent=0).encode(), RecordingError, within=self._folder)


def _is_name(label: object) -> bool:
    return isinstance(label, str) and 0 < len(label) <= MAX_NAME_LENGTH
