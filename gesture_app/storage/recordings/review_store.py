"""The results of cross-validation, and the takes that the user approved. A damaged file counts as empty."""

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
_LARGEST_FILE = 8_000_000
"""bytes; a hundred thousand takes. JSON takes up to 24 times as much in memory"""


class ReviewStore:
    """The file `.verdicts.json` in a folder of recordings. Several programs may change it. Not for the GUI thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path, self._lock = folder / ".verdicts.json", folder / ".verdicts.lock"

    def load(self) -> ReviewResults:
        """Load the results. Return none if the file is missing, damaged or of a newer program."""
        with suppress(RecordingError):
            return self._to_change()
        return NOTHING

    def stamp(self) -> tuple[int, int]:
        """Return a value that changes with the file."""
        with suppress(OSError):
            status = self._path.stat()
            return status.st_mtime_ns, status.st_size
        return 0, 0

    def add_named(self, named: Mapping[str, str], still_there: Collection[str]) -> None:
        """Add results, and remove those of takes that no longer exist.

        Raises:
            RecordingError: the disk fails, or a newer program wrote the file.
        """
        with locked(self._lock, RecordingError):
            known = self._to_change()
            kept = {key: label for key, label in known.named.items() if key in still_there}
            self._write(replace(known, named=kept | dict(named)))

    def approve(self, keys: Collection[str], approved: bool) -> None:
        """Mark takes as approved by the user, or remove the mark.

        Raises:
            RecordingError: the disk fails, or a newer program wrote the file.
        """
        with locked(self._lock, RecordingError):
            known = self._to_change()
            now = known.approved | set(keys) if approved else known.approved - set(keys)
            self._write(replace(known, approved=now))

    def _to_change(self) -> ReviewResults:
        """Load the results for a change.

        Raises:
            RecordingError: it cannot be read now, or a newer program wrote it, so a change would lose data.
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
