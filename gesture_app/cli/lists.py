"""`gesture-app models` and `gesture-app gestures`: what a workspace holds."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from gesture_app.cli.models_in_use import model_store
from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.gestures import spoken_name
from gesture_app.storage.recording_store import RecordingStore


def list_models(workspace: Path | None, as_json: bool, use: str | None) -> None:
    """Every usable model, newest first; the others are named with the reason.

    Raises:
        ModelError: the model to use from now on does not exist or cannot be used.
    """
    store = model_store(workspace_in_use(workspace))
    if use is not None:
        store.use(use)
    active = store.active()
    table = Table("", Column("model", no_wrap=True), "gestures", "accuracy", "on takes from", "made", box=None)
    for card in store.cards():
        if as_json:
            say_json(event="model", in_use=card.id == active, **card.to_json())
        gestures = ", ".join(map(spoken_name, card.gestures))
        table.add_row(
            "●" if card.id == active else "",
            card.id,
            escape(gestures),
            f"{card.accuracy:.0%}",
            card.measured_on,
            card.created_at,
        )
    if not as_json:
        console().print(table)
    for unusable in store.unusable():
        note(unusable.sentence)


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
