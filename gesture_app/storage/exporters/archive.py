"""A single `.gestures` file for a friend: a zip archive of takes as they lie on disk, perhaps with a model."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import MAX_FRAMES
from gesture_app.storage.atomic import read_file, written_beside
from gesture_app.storage.importers.archive import ARCHIVE_FORMAT, MANIFEST
from gesture_app.storage.model_store import CARD, WEIGHTS, StoredModel

_LARGEST = MAX_FRAMES * 1008
_STAMP = (1980, 1, 1, 0, 0, 0)
"""of every entry: the same takes make the same archive"""


@dataclass(frozen=True, slots=True)
class PackedTake:
    """A take's file and the gesture its folder names."""

    gesture: str
    path: Path


def write_archive(out: Path, takes: Iterable[PackedTake], model: StoredModel | None) -> int:
    """Write them all; says how many takes there are. The file is whole or what it was before.

    Raises:
        RecordingError: a take is gone, the disk is full, may not be written to, ...
    """
    counts: Counter[str] = Counter()
    with written_beside(out, RecordingError) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for take in takes:
            data = read_file(take.path, _LARGEST, RecordingError)
            _add(archive, f"recordings/{take.gesture}/{take.path.name}", data)
            counts[take.gesture] += 1
        if model is not None:
            folder = f"models/{model.card.id}"
            _add(archive, f"{folder}/{WEIGHTS}", model.weights)
            _add(archive, f"{folder}/{CARD}", json.dumps(model.card.to_json(), ensure_ascii=False).encode())
        manifest = {"format": ARCHIVE_FORMAT, "takes": dict(counts), "model": model.card.id if model else None}
        _add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())
    return counts.total()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Takes and weights are packed already: packing them again costs time and saves nothing."""
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, data)
