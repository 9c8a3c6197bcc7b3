"""A single `.gesture-model` file: a zip of one model's weights, card, overrides and report, and nothing else.

What is read from one is believed only after it was checked, and is written by the store under an id of the store's own.
"""

from __future__ import annotations

import json
import struct
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import ModelReport
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.files.atomic import disk_errors, written_beside
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE
from gesture_app.storage.files.safe_zip import check_entry, content
from gesture_app.storage.models.store import (
    CARD,
    LARGEST_JSON,
    LARGEST_WEIGHTS,
    REPORT,
    WEIGHTS,
    ModelStore,
    card_bytes,
    report_bytes,
)
from gesture_app.storage.models.user_overrides_file import CHOICES, LARGEST_CHOICES, choices_bytes, choices_in

SUFFIX = ".gesture-model"
LARGEST_REPORT = 10_000_000
"""bytes; of ten thousand takes it has a third. A larger one stays at home"""
LARGEST_OF = {WEIGHTS: LARGEST_WEIGHTS, CARD: LARGEST_JSON, CHOICES: LARGEST_CHOICES, REPORT: LARGEST_REPORT}
"""bytes, by what may be in such a file"""
MOST_LABELS = 1000
LONGEST_LABEL = 200
ASK_AGAIN = "Ask the sender to export it again."

_STAMP = (1980, 1, 1, 0, 0, 0)
"""of every entry: the same model makes the same file"""
_LARGEST_FILE = sum(LARGEST_OF.values()) + 1_000_000
_END = struct.Struct("<4s4xHHI4xH")
"""of a zip file: its mark, how many entries in this file and in all, the bytes of their list, those of a comment"""
_LOCATOR_BYTES = 20
_LARGEST_LIST = 10_000
_LARGEST_SWOLLEN = 30_000_000
"""bytes of an entry that was packed to less than half; weights do not shrink, and are exported as they are"""


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The content of such a file. The card has the id of the file."""

    card: ModelCard
    weights: bytes = field(repr=False)
    choices: UserOverrides
    report: ModelReport | None


def write_model(out: Path, store: ModelStore, model: str) -> None:
    """Write a model to one file, whole or not at all.

    Raises:
        ModelError: the model cannot be used, or the disk refuses.
    """
    stored, choices = store.load(model), store.choices(model)
    entries = {WEIGHTS: stored.weights, CARD: card_bytes(stored.card)}
    if choices != UserOverrides():
        entries[CHOICES] = choices_bytes(choices)
    with suppress(ModelError):  # a model whose report is damaged is still a model
        report = store.report(model)
        if report is not None:
            entries[REPORT] = report_bytes(report)
    if len(entries.get(REPORT, b"")) > LARGEST_REPORT:
        del entries[REPORT]
    with written_beside(out, ModelError) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)


def read_model(file: Path) -> PackedModel:
    """Read and check a file, except for the weights, which only a network can check.

    Raises:
        ModelError: it cannot be read, is not of this program, or holds anything but one model.
    """
    try:
        with disk_errors(ModelError, f"{file.name} could not be read"):
            entries = _entries(file)
        return _checked_model(entries)
    except BROKEN_ARCHIVE as error:
        raise ModelError(f"{file.name} is damaged, or no model of this program.", ASK_AGAIN) from error
    except ModelError as error:
        raise ModelError(f"{file.name} was not imported. {error.sentence}", error.hint or ASK_AGAIN) from error


def _entries(file: Path) -> dict[str, bytes]:
    """Return the content of every entry, by its name.

    Raises:
        ModelError: an entry is invalid or does not belong to a model.
    """
    if not file.is_file():
        raise ModelError("It is not there, or is not a file.", "Choose a file that was exported as a model.")
    _check_end(file)
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.filename not in LARGEST_OF:
                name = "".join(letter for letter in entry.filename[:60] if letter.isprintable())
                raise ModelError(f"It holds “{name}”, which is no part of a model.")
            check_entry(entry, found.keys(), ModelError)
            if entry.file_size > max(_LARGEST_SWOLLEN, 2 * entry.compress_size):
                raise ModelError("It is far too large when unpacked.")
            found[entry.filename] = content(archive, entry, LARGEST_OF[entry.filename], ModelError)
    if CARD not in found or WEIGHTS not in found:
        raise ModelError("It does not hold a whole model.")
    return found


def _check_end(file: Path) -> None:
    """Check the end of the file before the list of entries is read, which may be made to fill all memory."""
    size = file.stat().st_size
    if size > _LARGEST_FILE:
        raise ModelError("It is far too large to be a model.")
    with file.open("rb") as opened:
        opened.seek(max(0, size - _END.size - _LOCATOR_BYTES))
        tail = opened.read()
    if len(tail) < _END.size + _LOCATOR_BYTES:
        raise ModelError("It is no model of this program.")
    mark, here, entries, list_bytes, comment = _END.unpack(tail[-_END.size :])
    if mark != b"PK\x05\x06" or here != entries or comment or tail.startswith(b"PK\x06\x07"):
        raise ModelError("It is no model of this program.")
    if entries > len(LARGEST_OF) or list_bytes > _LARGEST_LIST:
        raise ModelError("It holds more than a model.")


def _checked_model(entries: dict[str, bytes]) -> PackedModel:
    values = json.loads(entries[CARD])
    if not isinstance(values, dict):
        raise ModelError("Its card is damaged.")
    card = ModelCard.from_json(values)
    if len(card.labels) > MOST_LABELS or not all(map(_is_label, card.labels)):
        raise ModelError("Its card names gestures that no gesture can be called.")
    choices = choices_in(entries[CHOICES]) if CHOICES in entries else UserOverrides()
    return PackedModel(card, entries[WEIGHTS], choices, _report(entries, card))


def _report(entries: dict[str, bytes], card: ModelCard) -> ModelReport | None:
    if REPORT not in entries:
        return None
    values = json.loads(entries[REPORT])
    report = ModelReport.from_json(values) if isinstance(values, dict) else None
    if report is None or report.labels != card.labels:
        raise ModelError("Its report is damaged, or that of another model.")
    return report


def _is_label(label: str) -> bool:
    return 0 < len(label) <= LONGEST_LABEL and all(unicodedata.category(letter)[0] != "C" for letter in label)
