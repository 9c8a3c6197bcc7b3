"""A model from a file into a workspace: only once its weights have run as a network is anything written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gesture_app.learning.recogniser import recogniser_of
from gesture_app.storage.models.archive import read_model
from gesture_app.storage.models.store import ModelStore


def import_model(store: ModelStore, file: Path) -> str:
    """The id it has here, which is a new one where its own is taken; slow.

    Raises:
        ModelError: the file holds anything but a model that can be used, or the disk refuses; nothing is kept then.
    """
    packed = read_model(file)
    card = replace(packed.card, id=store.free_id(packed.card.id))
    recogniser_of(card, packed.weights)
    report = replace(packed.report, model=card.id) if packed.report is not None else None
    store.save(card, packed.weights, report, packed.choices)
    return card.id
