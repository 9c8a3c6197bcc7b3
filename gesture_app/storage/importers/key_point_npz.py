"""Read key points in NumPy archives of other programs: an array, perhaps with labels and their names. No pickles."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import DamagedRecordingError, GestureAppError, RecordingError
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.files.safe_npy import LARGEST, labels_in, numbers_in, shape_in
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE
from gesture_app.storage.importers.key_point_csv import label_text
from gesture_app.storage.importers.key_point_series import KeyPointSeries
from gesture_app.storage.importers.key_point_shapes import COLUMNS, is_frame, row_width, take_count, takes_in

OWN_ARRAYS = frozenset(("time", "landmarks", "handedness", "meta"))
MOST_ARRAYS = 10_000
_GENERIC = re.compile(
    r"arr_\d+|"
    r"(x|data|features?|landmarks?|key_?points?|sequences?|samples?|values?|hands?)(_?(train|test|val|all))?",
    re.I,
)
_LABEL = re.compile(r"(y|labels?|targets?|class(es)?|gestures?|actions?)(_?(train|test|val|all))?", re.I)
_PART = re.compile(r"(train|test|val|all)$", re.I)


def is_foreign_archive(path: Path) -> bool:
    """Return True for an .npz file that is no recording of this program, but can be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy") for name in archive.namelist()}
    except (OSError, *BROKEN_ARCHIVE):
        return False
    return not names >= OWN_ARRAYS


def archive_series(path: Path) -> list[KeyPointSeries]:
    """Return the series of the arrays in an archive.

    Raises:
        RecordingError: it cannot be read, holds Python objects, or no array of key points.
    """
    try:
        with disk_errors(RecordingError, f"{path.name} could not be read"), zipfile.ZipFile(path) as archive:
            return _series(archive)
    except BROKEN_ARCHIVE as error:
        raise DamagedRecordingError("It is damaged.") from error


def _series(archive: zipfile.ZipFile) -> list[KeyPointSeries]:
    entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
    if len(entries) > MOST_ARRAYS or sum(entry.file_size for entry in entries) > 2 * LARGEST:
        raise RecordingError("It is far too large.")
    shapes: dict[str, tuple[int, ...]] = {}
    trouble = ""
    for entry in entries:
        try:
            with archive.open(entry) as file:
                shapes[entry.filename.removesuffix(".npy")] = shape_in(file)
        except GestureAppError as error:
            trouble = error.sentence
    data = [name for name, shape in shapes.items() if row_width(shape) in COLUMNS]
    if not data:
        found = ", ".join(f"{name} {shape}" for name, shape in list(shapes.items())[:4])
        raise RecordingError(trouble or f"None of its arrays holds key points: {found or 'it has none'}.")
    made: list[KeyPointSeries] = []
    for name in data:
        with archive.open(f"{name}.npy") as file:
            array = numbers_in(file, archive.getinfo(f"{name}.npy").compress_size)
        made += _labelled(name, takes_in(array), array.shape, _labels(archive, name, shapes, array.shape))
    return made


def _labelled(
    name: str, takes: Sequence[np.ndarray], shape: tuple[int, ...], labels: Sequence[str]
) -> list[KeyPointSeries]:
    """Return a series of each take, or of rows with a label each."""
    own = "" if _GENERIC.fullmatch(name) else name
    if take_count(shape) > 1 or (labels and len(labels) == len(takes)):
        return [
            KeyPointSeries(rows, labels[number - 1] if labels else own, f"{name}, take {number}", poses=False)
            for number, rows in enumerate(takes, 1)
        ]
    if labels:
        rows = takes[0]
        return [
            KeyPointSeries(rows[n : n + 1], label, f"{name}, row {n + 1}", poses=True) for n, label in enumerate(labels)
        ]
    return [KeyPointSeries(takes[0], own, name, poses=None if len(takes[0]) > 1 or is_frame(shape) else False)]


def _labels(
    archive: zipfile.ZipFile, data: str, shapes: Mapping[str, tuple[int, ...]], shape: tuple[int, ...]
) -> list[str]:
    """Return a label for each take or row of an array, or none."""
    part = _part(data)
    fitting = [
        name
        for name, other in shapes.items()
        if name != data and other and other[0] == shape[0] and len(other) <= 2 and _LABEL.fullmatch(name)
    ]
    chosen = [name for name in fitting if _part(name) == part] or fitting
    if not chosen:
        return []
    try:
        if len(shapes[chosen[0]]) == 2:  # a column for each class
            with archive.open(f"{chosen[0]}.npy") as file:
                labels = [str(number) for number in numbers_in(file, 0).argmax(1)]
        else:
            with archive.open(f"{chosen[0]}.npy") as file:
                labels = labels_in(file)
    except GestureAppError:
        return []
    names = _names(archive, shapes, set(labels), chosen[0])
    return [names.get(label, label_text(label)) for label in labels]


def _names(
    archive: zipfile.ZipFile, shapes: Mapping[str, tuple[int, ...]], labels: set[str], labels_name: str
) -> dict[str, str]:
    """Return the words of labels that are numbers, if an array of words is long enough for all."""
    if not all(label.isdecimal() and len(label) < 6 for label in labels):
        return {}
    needed = 1 + max(map(int, labels), default=0)
    for name, shape in shapes.items():
        if name != labels_name and len(shape) == 1 and needed <= shape[0] <= 100 + 2 * needed:
            try:
                with archive.open(f"{name}.npy") as file:
                    words = labels_in(file)
            except GestureAppError:
                continue
            if not any(map(_is_number, words)):
                return {str(number): word for number, word in enumerate(words)}
    return {}


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _part(name: str) -> str:
    found = _PART.search(name)
    return found[1].lower() if found else ""
