"""Export a model as ONNX with its card beside it, and import a model from one file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.import_export import ExportOptions, ModelExportDone
from gesture_app.core.model.card import exported_card
from gesture_app.storage.files.atomic import export_target, sweep_beside, write_file
from gesture_app.storage.models.archive import read_model
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import Workspace, shipped_models_folder

SUFFIX, CARD_SUFFIX = ".onnx", ".card.json"
IN_A_FOLDER = "model.onnx"
"""name of the file if `out` is a folder"""


def export_model(workspace: Workspace, options: ExportOptions) -> ModelExportDone:
    """Write both files, the card first, so that no model is without its card.

    Raises:
        ModelError: onnx is not installed, there is no such model, it cannot be used, the disk is full, ...
    """
    try:
        from gesture_app.learning.onnx_export.model import export_onnx
    except ModuleNotFoundError as error:
        raise ModelError(
            "The export needs the package onnx, which is not installed.",
            "Install it with: pip install 'gesture-app[export]'.",
        ) from error
    from gesture_app.learning.recogniser import recogniser_of

    models = ModelStore(workspace.models, shipped_models_folder())
    chosen = options.model or models.active()
    if chosen is None:
        raise ModelError("There is no model to export.", "Train one first.")
    stored = models.load_as_chosen(chosen)
    out, beside = (export_target(path, ModelError) for path in files_of(options.out))
    exported = export_onnx(stored.card, recogniser_of(stored.card, stored.weights).network)
    card = exported_card(stored.card, {tensor.name: tensor.shape for tensor in exported.state})
    for path in (out, beside):
        sweep_beside(path)  # of a program that was killed
    write_file(
        beside, f"{json.dumps(card, indent=2, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass"), ModelError
    )
    write_file(out, exported.file, ModelError)
    return ModelExportDone(chosen, out, beside)


def files_of(out: Path) -> tuple[Path, Path]:
    """Return the paths of the model and of its card."""
    model = out if out.suffix.lower() == SUFFIX else out / IN_A_FOLDER
    return model, model.with_suffix(CARD_SUFFIX)


def import_model(store: ModelStore, file: Path) -> str:
    """Import a model, which is slow. Return its id, a new one if its own is used.

    Raises:
        ModelError: the file holds anything but a usable model, or the disk fails; nothing is saved then.
    """
    from gesture_app.learning.recogniser import recogniser_of

    packed = read_model(file)
    card = replace(packed.card, id=store.free_id(packed.card.id))
    recogniser_of(card, packed.weights)
    report = replace(packed.report, model=card.id) if packed.report is not None else None
    store.save(card, packed.weights, report, packed.choices)
    return card.id
