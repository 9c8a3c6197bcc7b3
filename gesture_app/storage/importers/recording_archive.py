"""Import a `.gestures` file: a zip archive of takes, perhaps with a model. Every entry is checked.

Nothing is ever unpacked to a path that the archive names: every entry is read into memory, within limits, checked,
and saved by the store under a name of the store's own.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import folder_of, gesture_name, gesture_of_folder, known_name
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.storage.files.atomic import opened_file
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE
from gesture_app.storage.files.safe_zip import MOST_SWELLING, check_entry, content, open_zip
from gesture_app.storage.importers.base import FoundModel, FoundTake, Item, below
from gesture_app.storage.models.store import CARD, LARGEST_JSON, LARGEST_WEIGHTS, WEIGHTS
from gesture_app.storage.recordings.recording_file import recording_in

SUFFIX = ".gestures"
MANIFEST = "gestures.json"
ARCHIVE_FORMAT = 1
MOST_ENTRIES = 200_000
LONGEST_LIST = 24_000_000
"""bytes of the list of entries"""
LARGEST_TAKE = 100_000_000
"""bytes, packed: an hour of two hands is a tenth of it"""
MOST_OF_SWOLLEN = 40_000_000
"""bytes of a take that the archive has packed once more, to less than half of them"""
LARGEST_UNPACKED = 130_000_000
"""bytes of one take, unpacked, or three times its packed bytes"""
ALL_LARGEST = 20_000_000_000
"""bytes of all entries together"""

_TAKE = re.compile(r"recordings/([^/\\:]{1,255})/([^/\\:]{1,200})\.npz")
_MODEL = re.compile(rf"models/([A-Za-z0-9][A-Za-z0-9_-]{{0,63}})/({re.escape(CARD)}|{re.escape(WEIGHTS)})")


class Archives:
    """Archives made by this program."""

    title = "an archive of this program (.gestures)"
    suffixes: tuple[str, ...] = (SUFFIX,)
    without_clock = False
    named_by = "archive"

    def claims(self, file: Path) -> bool:
        """Return True for the names of this layout."""
        return file.suffix.lower() == SUFFIX

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count takes by the names of the entries."""
        counts: Counter[str] = Counter()
        for file in files:
            try:
                with _opened(file) as archive:
                    takes = [match for entry in archive.infolist() if (match := _TAKE.fullmatch(entry.filename))]
                counts.update(options.gesture or known_name(gesture_of_folder(match[1])) for match in takes)
            except (GestureAppError, OSError, *BROKEN_ARCHIVE):
                counts[""] += 1
        return counts

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all takes and models of the archives, and skip invalid entries."""
        for file in files:
            try:
                with _opened(file) as archive:
                    _check_manifest(archive)
                    yield from _entries(below(root, file), archive, options)
            except GestureAppError as error:
                yield Skipped(below(root, file), error.sentence)
            except (OSError, *BROKEN_ARCHIVE):
                yield Skipped(below(root, file), "It is damaged, or not an archive of this program.")


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive of a size that takes can have. Raises RecordingError, and OSError or BROKEN_ARCHIVE as well."""
    with opened_file(file, ALL_LARGEST, RecordingError) as opened, open_zip(opened, LONGEST_LIST) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > ALL_LARGEST:
            raise RecordingError("It is far too large to be an archive of takes.")
        yield archive


def _check_manifest(archive: zipfile.ZipFile) -> None:
    if MANIFEST not in archive.NameToInfo:
        raise RecordingError("It is not an archive of this program, because it has no list of its content.")
    manifest = json.loads(content(archive, archive.getinfo(MANIFEST), LARGEST_JSON, RecordingError))
    version = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RecordingError("It has no format number.")
    if version > ARCHIVE_FORMAT:
        raise RecordingError("It was made by a newer version of this program. Update the program.")


def _entries(name: str, archive: zipfile.ZipFile, options: ImportOptions) -> Iterator[Item]:
    models: dict[str, dict[str, zipfile.ZipInfo]] = {}
    seen: set[str] = set()
    for entry in archive.infolist():
        place = f"{name}: {entry.filename[:200]}"
        take, model = _TAKE.fullmatch(entry.filename), _MODEL.fullmatch(entry.filename)
        try:
            check_entry(entry, seen, RecordingError)
            seen.add(entry.filename)
            if take is not None:
                yield FoundTake(place, _take(archive, entry, take[1], options))
            elif model is not None:
                models.setdefault(model[1], {})[model[2]] = entry
            elif entry.filename != MANIFEST and not entry.is_dir():
                yield Skipped(place, "It is neither a take nor a model.", part_of=name)
        except GestureAppError as error:
            yield Skipped(place, error.sentence, part_of=name)
        except (OSError, *BROKEN_ARCHIVE):
            yield Skipped(place, "It is damaged.", part_of=name)
    for model_id, parts in models.items():
        yield _model(f"{name}: models/{model_id}", model_id, archive, parts)


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: str, options: ImportOptions) -> Recording:
    gesture = gesture_name(options.gesture or _gesture(folder))
    largest = LARGEST_TAKE if entry.file_size < 2 * entry.compress_size else MOST_OF_SWOLLEN
    data = content(archive, entry, largest, RecordingError)
    with open_zip(io.BytesIO(data), LONGEST_LIST // 100) as inner:
        unpacked = sum(part.file_size for part in inner.infolist())
    if unpacked > min(max(LARGEST_UNPACKED, 3 * len(data)), 1_000_000 + MOST_SWELLING * len(data)):
        raise RecordingError("It is far too large when unpacked.")
    recording = recording_in(data, Path(entry.filename).name)
    return replace(recording, info=replace(recording.info, gesture=gesture))


def _gesture(folder: str) -> str:
    """Return the gesture of a folder in an archive.

    Raises:
        RecordingError: this program never names a folder so.
    """
    bare = gesture_name(folder).replace("%", "")  # which stands for what would not be fit
    if folder_of(bare) != bare:
        raise RecordingError("No gesture has a folder of this name.")
    return gesture_of_folder(folder)


def _model(
    place: str, model_id: str, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> FoundModel | Skipped:
    if CARD not in parts or WEIGHTS not in parts:
        return Skipped(place, "The model is incomplete.")
    try:
        card = json.loads(content(archive, parts[CARD], LARGEST_JSON, RecordingError))
        if not isinstance(card, dict):
            return Skipped(place, "The card of the model is damaged.")
        return FoundModel(place, model_id, card, content(archive, parts[WEIGHTS], LARGEST_WEIGHTS, RecordingError))
    except GestureAppError as error:
        return Skipped(place, error.sentence)
    except (OSError, *BROKEN_ARCHIVE):
        return Skipped(place, "The model is damaged.")
