"""All models of a workspace, one folder each, and the choice of the model in use. Weights are opaque bytes here.

A folder is a model once it has its card, which is written last; the folder's name is the model's id, whatever the
card says: people copy and rename folders by hand.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import ModelReport
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.boundary import leads_out, require_inside, require_no_links_out
from gesture_app.storage.files.atomic import disk_errors, move_file, read_file, write_file
from gesture_app.storage.files.locks import locked
from gesture_app.storage.models.cleanup import SAVING_LOCK
from gesture_app.storage.models.user_overrides_file import CHOICES, change_choices, choices_bytes, read_choices

CARD = "card.json"
WEIGHTS = "weights.safetensors"
REPORT = "report.json"
ACTIVE = "active.json"
BIN = ".bin"
"""the folder of deleted models, which only the user empties"""
SHIPPED_MODEL, FORMER_SHIPPED_MODEL = "starter", "demo"
"""the folder of the model that comes with the program, and its name until version 0.2"""
LARGEST_JSON = 1_000_000
LARGEST_REPORT = 10_000_000
LARGEST_WEIGHTS = 256_000_000
"""bytes; hundreds of times what a network for gestures needs"""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model on disk."""

    card: ModelCard
    weights: bytes = field(repr=False)
    """the content of a safetensors file"""
    folder: Path


@dataclass(frozen=True, slots=True)
class UnusableModel:
    """A model that this program cannot use, with the reason as a sentence."""

    id: str
    sentence: str


class ModelStore:
    """The models in one folder, and those that come with the program."""

    def __init__(self, folder: Path, shipped: Path | None) -> None:
        self.folder = folder
        self._shipped = shipped
        in_a_clone = shipped is not None and shipped.resolve() == folder.resolve()
        self._trusted = None if in_a_clone else shipped
        """folder whose links may lead anywhere, because an installer made them"""
        self._roots = [folder] if shipped is None or in_a_clone else [folder, shipped]

    def save(
        self, card: ModelCard, weights: bytes, report: ModelReport | None = None, choices: UserOverrides | None = None
    ) -> Path:
        """Save a new model, complete on disk when this returns, and return its folder.

        Raises:
            ModelError: its id is used, it is too large, or the disk fails; nothing is left behind.
        """
        folder = self.folder / _checked(card.id)
        if len(weights) > LARGEST_WEIGHTS:
            raise ModelError(f"The weights of model {card.id} are too large to be kept.", "Train a smaller network.")
        if _is_complete(folder):
            raise ModelError(f"There is a model “{card.id}” already.", "Give the new one another name.")
        parts = {WEIGHTS: weights}
        if report is not None:
            parts[REPORT] = report_bytes(report)
        if choices is not None:
            parts[CHOICES] = choices_bytes(choices)
        parts[CARD] = card_bytes(card)  # last: with it the model is whole
        require_no_links_out(folder, folder.parent, ModelError)
        with locked(self.folder / SAVING_LOCK, ModelError):
            try:
                for name, data in parts.items():
                    write_file(folder / name, data, ModelError)
            except ModelError:
                with suppress(OSError):
                    for name in parts:
                        (folder / name).unlink(missing_ok=True)
                    folder.rmdir()
                raise
        return folder

    def load(self, model: str) -> StoredModel:
        """Load a model by its id.

        Raises:
            ModelError: there is no such model, or it cannot be used.
        """
        folder = self._folder(model)
        card = self._card(folder)
        return StoredModel(card, read_file(folder / WEIGHTS, LARGEST_WEIGHTS, ModelError), folder)

    def load_as_chosen(self, model: str) -> StoredModel:
        """Load a model with the user's own thresholds on the card.

        Raises:
            ModelError: there is no such model, or it cannot be used.
        """
        stored = self.load(model)
        return replace(stored, card=self.choices(model).applied_to(stored.card))

    def report(self, model: str) -> ModelReport | None:
        """Return the report on a model, or None if it has none.

        Raises:
            ModelError: there is no such model, or its report is unreadable or of another model.
        """
        folder = self._folder(model)
        if not (folder / REPORT).exists():
            return None
        self._require_own_files(folder)
        values = _read_json(folder / REPORT, LARGEST_REPORT)
        report = ModelReport.from_json({**values, "model": folder.name}) if isinstance(values, dict) else None
        if report is None or report.labels != self._card(folder).labels:
            raise ModelError(f"The report of model {model} is damaged.", "The model can be used; or train again.")
        return report

    def cards(self) -> list[ModelCard]:
        """Return the cards of all usable models, newest first.

        Raises:
            ModelError: the folder cannot be read.
        """
        cards = [found for found in self._survey() if isinstance(found, ModelCard)]
        return sorted(cards, key=lambda card: (card.created_at, card.id), reverse=True)

    def unusable(self) -> list[UnusableModel]:
        """Return the complete models that are damaged or of another version.

        Raises:
            ModelError: the folder cannot be read.
        """
        return [found for found in self._survey() if isinstance(found, UnusableModel)]

    def active(self) -> str | None:
        """Return the id of the model in use: the chosen, shipped or newest one, or None without models."""
        return self._choice()[0]

    def active_trouble(self) -> str:
        """Return why the chosen model is not in use, as a sentence, or "" if it is."""
        return self._choice()[1]

    def use(self, model: str) -> None:
        """Use this model from now on, also after a restart.

        Raises:
            ModelError: there is no such model, it cannot be used, or the disk fails.
        """
        folder = self._folder(model)
        self._card(folder)
        write_file(self.folder / ACTIVE, f"{json.dumps({'model': folder.name})}\n".encode(), ModelError, self.folder)

    def is_shipped(self, model: str) -> bool:
        """Return True if this model came with the program.

        Raises:
            ModelError: there is no such model.
        """
        folder = self._folder(model)
        if self._shipped is None or len(self._roots) == 2:
            return folder.parent == self._shipped
        return folder.name == SHIPPED_MODEL  # a clone of the program holds the user's own in the same folder

    def choices(self, model: str) -> UserOverrides:
        """Return the user's overrides of a model, or none if they are damaged, because the model works without them.

        Raises:
            ModelError: there is no such model.
        """
        name = self._folder(model).name
        try:
            return read_choices(self.folder / name)
        except ModelError:
            return UserOverrides()

    def choose(self, model: str, choices: UserOverrides) -> None:
        """Replace all overrides of a model.

        Raises:
            ModelError: there is no such model, or the disk fails.
        """
        self.change(model, lambda _: choices)

    def change(self, model: str, change: Callable[[UserOverrides], UserOverrides]) -> UserOverrides:
        """Change some overrides of a model, safely beside other programs, and return the new ones.

        Raises:
            ModelError: there is no such model, the new overrides are invalid, or the disk fails.
        """
        return change_choices(self.folder / self._folder(model).name, change)

    def folders(self) -> list[Path]:
        """Return the folders of all complete models, of whatever version.

        Raises:
            ModelError: they cannot be read.
        """
        found: dict[str, Path] = {}
        for root in self._roots:
            for folder in _complete(root):
                found.setdefault(folder.name, self._found(folder.name) or folder)
        return list(found.values())

    def free_id(self, wanted: str) -> str:
        """Return this id if it is valid and free, or a new one."""
        free = _ID.fullmatch(wanted) and not any(os.path.lexists(root / wanted) for root in self._roots)
        return wanted if free and wanted != FORMER_SHIPPED_MODEL else new_model_id()

    # ---- the bin ----
    def delete(self, model: str) -> Path:
        """Move a model to the bin, from which `restore` brings it back. Return its folder there.

        Raises:
            ModelError: it is in use, came with the program, is missing, or the disk fails.
        """
        folder = self._folder(model)
        if self.is_shipped(model):
            raise ModelError(
                f"Model “{model}” came with the program and cannot be deleted.", "Use another model instead."
            )
        if model == self.active():
            raise ModelError(f"Model “{model}” is in use.", "Use another model first, then delete this one.")
        self._require_own_files(folder)
        binned = self.folder / BIN / model
        while os.path.lexists(binned):
            binned = binned.with_name(f"{model[:50]}-{secrets.token_hex(2)}")
        move_file(folder, binned, ModelError, self.folder)
        return binned

    def restore(self, binned: Path) -> str:
        """Restore a model from the bin. Return its id, which is a new one if another model has the old one.

        Raises:
            ModelError: it is not in the bin, or the disk fails.
        """
        model = self.free_id(binned.name)
        folder = self.folder / BIN / _checked(binned.name)
        self._require_own_files(folder)
        move_file(folder, self.folder / model, ModelError, self.folder)
        return model

    def binned(self) -> list[Path]:
        """Return the folders of the deleted models, or none if the bin is a link that leads out.

        Raises:
            ModelError: the bin cannot be read.
        """
        return [] if leads_out(self.folder / BIN, self.folder) else _complete(self.folder / BIN)

    def empty_bin(self) -> None:
        """Delete the models in the bin for good.

        Raises:
            ModelError: the disk fails, or a folder is or holds a link that leads out.
        """
        for folder in self.binned():
            self._require_own_files(folder)
            with disk_errors(ModelError, f"{folder} could not be deleted"):
                shutil.rmtree(folder)

    def _choice(self) -> tuple[str | None, str]:
        trouble = ""
        try:
            chosen = _read_active(self.folder)
            if chosen is not None:
                folder = self._folder(chosen)
                self._card(folder)
                return folder.name, ""
        except ModelError as error:
            trouble = f"The model that was in use cannot be used. {error.sentence}"
        return self._shipped_choice() or next((card.id for card in self.cards()), None), trouble

    def _shipped_choice(self) -> str | None:
        if self._shipped is None:
            return None
        return SHIPPED_MODEL if _is_complete(self._shipped / SHIPPED_MODEL) else None

    def _folder(self, model: str) -> Path:
        folder = self._found(_checked(model))
        if folder is not None:
            return folder
        known = ", ".join(sorted(folder.name for folder in self.folders()))
        raise ModelError(
            f"There is no model “{model}”.", f"There are: {known}." if known else "There is none yet: train one first."
        )

    def _found(self, model: str) -> Path | None:
        """Return the folder of a model, the user's own before the shipped one, whose former id counts as well."""
        folders = [root / model for root in self._roots if _is_complete(root / model)]
        own = (folder for folder in folders if folder.parent == self._trusted or not leads_out(folder, folder.parent))
        found = next(own, folders[0] if folders else None)
        return self._found(SHIPPED_MODEL) if found is None and model == FORMER_SHIPPED_MODEL else found

    def _card(self, folder: Path) -> ModelCard:
        self._require_own_files(folder)
        return read_card(folder)

    def _require_own_files(self, folder: Path) -> None:
        if folder.parent != self._trusted:
            require_no_links_out(folder, folder.parent, ModelError)

    def _survey(self) -> Iterator[ModelCard | UnusableModel]:
        for folder in self.folders():
            try:
                yield self._card(folder)
            except ModelError as error:
                yield UnusableModel(folder.name, error.sentence)


def new_model_id() -> str:
    """Return a new id, which sorts by time and has a random part for programs that finish in the same second."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _checked(model: str) -> str:
    """Return the id if it is safe as the name of a folder."""
    if not _ID.fullmatch(model):
        raise ModelError(
            f"“{model}” is no valid id of a model.", "An id is the name of a folder: letters, digits, - and _."
        )
    return model


def _is_complete(folder: Path) -> bool:
    return (folder / CARD).is_file() and (folder / WEIGHTS).is_file()


def _complete(root: Path) -> list[Path]:
    with disk_errors(ModelError, f"The models in {root} cannot be read"):
        folders = sorted(root.iterdir()) if root.is_dir() else []
        return [folder for folder in folders if _ID.fullmatch(folder.name) and _is_complete(folder)]


def read_card(folder: Path) -> ModelCard:
    """Return the card in a model's folder, with the folder's name as its id.

    Raises:
        ModelError: it is damaged, or of another version.
    """
    values = _read_json(folder / CARD)
    if not isinstance(values, dict) or not isinstance(values.get("created_at"), str):
        raise ModelError(f"The card of model {folder.name} is damaged.", "Train again, or use another model.")
    return ModelCard.from_json({**values, "id": folder.name})


def _read_active(root: Path) -> str | None:
    """Return the id in active.json, or None if there is no such file."""
    if not os.path.lexists(root / ACTIVE):
        return None
    require_inside(root / ACTIVE, root, ModelError)
    values = _read_json(root / ACTIVE)
    model = values.get("model") if isinstance(values, dict) else None
    if not isinstance(model, str):
        raise ModelError(f"{root / ACTIVE} names no model.", "Choose a model again.")
    return model


def card_bytes(card: ModelCard) -> bytes:
    """Return the content of a card's file."""
    text = json.dumps(card.to_json(), indent=2, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "surrogatepass")  # as json reads it, so that no odd name makes a training fail


def report_bytes(report: ModelReport) -> bytes:
    """Return the content of a report's file."""
    return json.dumps(report.to_json(), ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def _read_json(path: Path, largest: int = LARGEST_JSON) -> object:
    data = read_file(path, largest, ModelError)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is damaged: {error}.", "Train again, or use another model.") from error
