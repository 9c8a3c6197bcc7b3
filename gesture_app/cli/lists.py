"""`gesture-app models` and `gesture-app gestures`: what a workspace holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace import model_store
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.gestures import spoken_name
from gesture_app.storage.models.listing import list_models as list_models_of
from gesture_app.storage.recordings.store import RecordingStore

NAMED = 3
"""so many gestures of a model are named; --json has all"""


def list_models(workspace: Path | None, as_json: bool, use: str | None, deleted: bool = False) -> None:
    """Every usable model, newest first, or those in the bin; the others are named with the reason.

    Raises:
        ModelError: the model to use from now on does not exist or cannot be used.
    """
    store = model_store(workspace_in_use(workspace))
    if use is not None:
        store.use(use)
    listing = list_models_of(store)
    model_id, accuracy, size = (Column(title, no_wrap=True) for title in ("model", "accuracy", "size"))
    table = Table("", model_id, "name", "gestures", accuracy, "on takes from", size, box=None)
    models = listing.binned if deleted else listing.models
    for model in models:
        if model.card is None:
            note(model.trouble)
            continue
        card, in_use = model.card, model.id == listing.in_use and not deleted
        if as_json:
            chosen = {"name": model.choices.name, "note": model.choices.note, "moved": dict(model.choices.thresholds)}
            say_json(event="model", in_use=in_use, **card.to_json(), **chosen, bytes=model.bytes_on_disk)
        table.add_row(
            "●" if in_use else "",
            card.id,
            escape(model.choices.name),
            escape(_in_short(card.gestures)),
            f"{card.accuracy:.0%}",
            card.measured_on,
            f"{model.bytes_on_disk / 1e6:.1f} MB",
        )
    if not as_json and (models or not deleted):
        console().print(table)
    if deleted and not models:
        note("The bin is empty.")


def _in_short(gestures: Sequence[str]) -> str:
    """A terminal is 80 letters wide: twenty names in one column of it would be a page for each model."""
    first, rest = gestures[:NAMED], gestures[NAMED:]
    return ", ".join(map(spoken_name, first)) + (f" and {len(rest)} more" if rest else "")


def list_gestures(workspace: Path | None, as_json: bool) -> None:
    """Every recorded gesture with the number of its takes."""
    counts = RecordingStore(workspace_in_use(workspace).recordings).gestures()
    table = Table("gesture", "takes", box=None)
    for gesture, takes in sorted(counts.items()):
        if as_json:
            say_json(event="gesture", gesture=gesture, takes=takes)
        table.add_row(escape(spoken_name(gesture)), str(takes))
    if not as_json and counts:
        console().print(table)
    if not counts:
        note('Nothing is recorded yet. Try: gesture-app record wave --source "demo:wave*8"')
