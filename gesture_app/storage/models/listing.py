"""List the models of a workspace with card, user overrides and size on disk."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.boundary import leads_out, require_no_links_out
from gesture_app.storage.files.atomic import read_file
from gesture_app.storage.models.store import ACTIVE, CARD, LARGEST_JSON, ModelStore, read_card
from gesture_app.storage.models.user_overrides_file import read_choices

ModelsStamp = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One model, which may be unusable."""

    id: str
    card: ModelCard | None
    """as it was trained; None: it cannot be used"""
    trouble: str
    """why it is unusable, or another problem, as a sentence; "": none"""
    choices: UserOverrides
    bytes_on_disk: int
    made: datetime
    """of its training, else of its files; with a time zone"""
    shipped: bool
    folder: Path


@dataclass(frozen=True, slots=True)
class ModelListing:
    """The models at one moment."""

    models: tuple[ListedModel, ...] = ()
    """newest first"""
    binned: tuple[ListedModel, ...] = ()
    in_use: str | None = None
    stamp: ModelsStamp = ()


def list_models(store: ModelStore) -> ModelListing:
    """List all models, also the deleted ones, without reading weights.

    Raises:
        ModelError: the folder cannot be read.
    """
    stamp = models_stamp(store)
    models = [_listed(folder, store.folder / folder.name, store.is_shipped(folder.name)) for folder in store.folders()]
    binned = [_listed(folder, folder, shipped=False) for folder in store.binned()]
    return ModelListing(_newest_first(models), _newest_first(binned), store.active(), stamp)


def models_stamp(store: ModelStore) -> ModelsStamp:
    """Return a value that changes with any model or its overrides.

    Raises:
        ModelError: the folder cannot be read.
    """
    chosen = [store.folder / folder.name for folder in store.folders()]
    return tuple((str(path), _changed_at(path)) for path in (store.folder / ACTIVE, *chosen, *store.binned()))


def _listed(folder: Path, chosen: Path, shipped: bool) -> ListedModel:
    """Return one model. `chosen` is the folder with the user's overrides, another one for a shipped model."""
    card, choices, trouble = None, UserOverrides(), ""
    try:
        choices = read_choices(chosen)
    except ModelError as error:
        trouble = error.sentence
    try:
        if not shipped:
            require_no_links_out(folder, folder.parent, ModelError)
        card = read_card(folder)
    except ModelError as error:
        trouble = f"{error.sentence} {error.hint}".strip()
    inside = None if shipped else folder.parent
    size, made = _bytes_in(folder, inside), _made(folder, inside)
    return ListedModel(folder.name, card, trouble, choices, size, made, shipped, folder)


def _made(folder: Path, within: Path | None) -> datetime:
    """Return the time in the card, of whatever version, or of the file if people edited the card."""
    with suppress(ModelError, ValueError, RecursionError, OverflowError, OSError):
        values = json.loads(read_file(folder / CARD, LARGEST_JSON, ModelError, within))
        if isinstance(values, dict) and isinstance(values.get("created_at"), str):
            return datetime.fromisoformat(values["created_at"]).astimezone()
    return datetime.fromtimestamp(_changed_at(folder / CARD) / 1e9, UTC).astimezone()


def _newest_first(models: list[ListedModel]) -> tuple[ListedModel, ...]:
    return tuple(sorted(models, key=lambda model: (model.made, model.id), reverse=True))


def _bytes_in(folder: Path, within: Path | None) -> int:
    with suppress(OSError):
        if within is not None and leads_out(folder, within):
            return 0
        return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    return 0


def _changed_at(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0
