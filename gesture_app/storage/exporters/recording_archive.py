"""Write a `.gestures` file: a zip archive of the files of takes, perhaps with a model."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import folder_of
from gesture_app.core.wording import encodable
from gesture_app.storage.files.atomic import written_beside
from gesture_app.storage.importers.recording_archive import ARCHIVE_FORMAT, MANIFEST
from gesture_app.storage.models.store import CARD, WEIGHTS, StoredModel

_STAMP = (1980, 1, 1, 0, 0, 0)
"""of every entry: the same takes make the same archive"""


@dataclass(frozen=True, slots=True)
class PackedTake:
    """The file of a take, and its gesture."""

    gesture: str
    name: str
    data: bytes = field(repr=False)


def write_archive(out: Path, takes: Iterable[PackedTake], model: StoredModel | None) -> Iterator[int]:
    """Write take after take, and yield 0 rows for each. The file is replaced at the end.

    Raises:
        RecordingError: a take is gone, the disk is full, may not be written to, ...
    """
    counts: Counter[str] = Counter()
    with written_beside(out, RecordingError) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for take in takes:
            name = encodable(take.name).replace("\\", "%5C")  # which would part folders on Windows
            _add(archive, f"recordings/{folder_of(take.gesture)}/{name}", take.data)
            counts[take.gesture] += 1
            yield 0
        if model is not None:
            folder = f"models/{model.card.id}"
            _add(archive, f"{folder}/{WEIGHTS}", model.weights)
            _add(
                archive,
                f"{folder}/{CARD}",
                json.dumps(model.card.to_json(), ensure_ascii=False).encode("utf-8", "surrogatepass"),
            )
        manifest = {"format": ARCHIVE_FORMAT, "takes": dict(counts), "model": model.card.id if model else None}
        _add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add an entry without compression, because takes and weights are compressed already."""
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, data)
