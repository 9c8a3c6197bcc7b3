"""What can be done to models, each edit giving back what happened and the edit that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.wording import counted

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore


@dataclass(frozen=True, slots=True, eq=False)
class ModelDone:
    """An edit that was made; the files are as it says."""

    words: str
    """ "Deleted 2 models" """
    models: tuple[str, ...]
    """the ids of those that are there and new, or changed"""
    back: ModelEdit
    """undoes it; its own `back` does it again"""


ModelEdit = Callable[[], ModelDone]
"""called off the GUI thread; raises a `ModelError` where it cannot be"""


def renaming(store: ModelStore, model: str, name: str) -> ModelEdit:
    """Give a model a name; "": take it away.

    Raises:
        ModelError: no model can be called so.
    """
    UserOverrides(name=name)
    words = f"Called it “{name}”" if name else "Took its name away"
    return _choosing(store, model, words, lambda choices: replace(choices, name=name), lambda old: old.name, renaming)


def noting(store: ModelStore, model: str, note: str) -> ModelEdit:
    """Write a note on a model; "": take it off.

    Raises:
        ModelError: it is too long.
    """
    UserOverrides(note=note)
    words = "Noted" if note else "Took the note off"
    return _choosing(store, model, words, lambda choices: replace(choices, note=note), lambda old: old.note, noting)


def deleting(store: ModelStore, models: Sequence[str], words: str = "") -> ModelEdit:
    """Into the bin, all of them or none; `words`: what is undone by it."""
    words = words or f"Deleted {counted(len(models), 'model')}"

    def edit() -> ModelDone:
        binned: list[Path] = []
        try:
            for model in models:
                binned.append(store.delete(model))  # noqa: PERF401 - where one fails, those before it come back
        except ModelError:
            for folder in binned:
                store.restore(folder)
            raise
        return ModelDone(words, (), restoring(store, binned, words))

    return edit


def restoring(store: ModelStore, binned: Sequence[Path], words: str = "") -> ModelEdit:
    """Back from the bin; `words`: what is undone by it."""
    words = words or f"Restored {counted(len(binned), 'model')}"

    def edit() -> ModelDone:
        models = tuple(store.restore(folder) for folder in binned)
        return ModelDone(words, models, deleting(store, models, words))

    return edit


def importing(store: ModelStore, import_model: Callable[[Path], str], file: Path) -> ModelEdit:
    """Take a model from a file."""

    def edit() -> ModelDone:
        model = import_model(file)
        words = f"Imported {file.name}"
        return ModelDone(words, (model,), deleting(store, [model], words))

    return edit


def _choosing(
    store: ModelStore,
    model: str,
    words: str,
    change: Callable[[UserOverrides], UserOverrides],
    before: Callable[[UserOverrides], str],
    again: Callable[[ModelStore, str, str], ModelEdit],
) -> ModelEdit:
    """`again` makes the edit that puts back what `before` finds in the old choices."""

    def edit() -> ModelDone:
        old = before(store.choices(model))
        store.change(model, change)
        return ModelDone(words, (model,), again(store, model, old))

    return edit
