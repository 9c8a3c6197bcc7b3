"""What models called the takes they did not see, kept beside the recordings; a damaged file is only forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from gesture_app.core.cross_check import Verdicts
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import MAX_NAME_LENGTH
from gesture_app.storage.atomic import read_file, write_file

VERDICTS_FORMAT = 1
_LARGEST_FILE = 50_000_000


class VerdictStore:
    """One file in a folder of recordings: `.verdicts.json`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".verdicts.json"

    def load(self) -> dict[str, str]:
        """What takes were called, by their content; nothing where there is no such file or it makes no sense."""
        with suppress(RecordingError, ValueError, RecursionError):
            found = json.loads(read_file(self._path, _LARGEST_FILE, RecordingError))
            if isinstance(found, dict) and found.get("format") == VERDICTS_FORMAT:
                verdicts = found.get("verdicts")
                if isinstance(verdicts, dict):
                    return {
                        key: named
                        for key, named in verdicts.items()
                        if isinstance(named, str) and 0 < len(named) <= MAX_NAME_LENGTH
                    }
        return {}

    def stamp(self) -> tuple[int, int]:
        """Another one after every change of the file."""
        with suppress(OSError):
            status = self._path.stat()
            return status.st_mtime_ns, status.st_size
        return 0, 0

    def add(self, verdicts: Verdicts, still_there: Collection[str]) -> None:
        """Keep these as well, and forget what is said of takes that are no longer there.

        Raises:
            RecordingError: the disk refuses.
        """
        kept = {key: named for key, named in self.load().items() if key in still_there} | dict(verdicts)
        content = {"format": VERDICTS_FORMAT, "verdicts": kept}
        write_file(self._path, json.dumps(content, indent=0, sort_keys=True).encode(), RecordingError)
