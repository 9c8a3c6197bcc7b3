"""Edits of models: each returns what changed and the edit that undoes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.wording import counted
from gesture_app.gui.state.edit_result import Edit, EditResult, set_values

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore

ModelEdit = Edit[str]
"""of models by their ids"""


def renaming(store: ModelStore, model: str, name: str) -> ModelEdit:
    """Return an edit that names a model. "" removes its name.

    Raises:
        ModelError: the name is not allowed.
    """
    UserOverrides(name=name)

    def set_name(model: str, name: str) -> tuple[str, str]:
        before = store.choices(model).name
        store.change(model, lambda overrides: replace(overrides, name=name))
        return model, before

    return set_values(f"Renamed a model to “{name}”" if name else "Removed a name", [model], [name], set_name)


def noting(store: ModelStore, model: str, note: str) -> ModelEdit:
    """Return an edit that writes a note on a model. "" removes the note.

    Raises:
        ModelError: the note is too long.
    """
    UserOverrides(note=note)

    def set_note(model: str, note: str) -> tuple[str, str]:
        before = store.choices(model).note
        store.change(model, lambda overrides: replace(overrides, note=note))
        return model, before

    return set_values("Wrote a note" if note else "Removed a note", [model], [note], set_note)


def deleting(store: ModelStore, models: Sequence[str], summary: str = "") -> ModelEdit:
    """Return an edit that moves all of these models to the bin, or none, with `summary` if it undoes something else."""
    summary = summary or f"Deleted {counted(len(models), 'model')}"

    def edit() -> EditResult[str]:
        binned: list[Path] = []
        try:
            for model in models:
                binned.append(store.delete(model))  # noqa: PERF401 - where one fails, those before it come back
        except ModelError:
            for folder in binned:
                store.restore(folder)
            raise
        return EditResult(summary, (), restoring(store, binned, summary))

    return edit


def restoring(store: ModelStore, binned: Sequence[Path], summary: str = "") -> ModelEdit:
    """Return an edit that moves models back from the bin, with `summary` if it undoes something else."""
    summary = summary or f"Restored {counted(len(binned), 'model')}"

    def edit() -> EditResult[str]:
        models = tuple(store.restore(folder) for folder in binned)
        return EditResult(summary, models, deleting(store, models, summary))

    return edit


def importing(store: ModelStore, import_model: Callable[[Path], str], file: Path) -> ModelEdit:
    """Return an edit that imports a model from a file."""

    def edit() -> EditResult[str]:
        model = import_model(file)
        summary = f"Imported {file.name}"
        return EditResult(summary, (model,), deleting(store, [model], summary))

    return edit
