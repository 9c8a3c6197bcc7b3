"""Texts about a model: name, date, accuracy, size and network."""

from __future__ import annotations

from datetime import datetime

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import CellType, ModelCard
from gesture_app.core.wording import counted
from gesture_app.storage.models.listing import ListedModel

UNKNOWN = "—"


def title_of(model: ListedModel) -> str:
    """Return the model's name, or where it comes from."""
    return model.choices.name or ("Came with the program" if model.shipped else f"Model of {time_words(model.made)}")


def time_words(made: datetime) -> str:
    """Return the date, with the time if it is of this year."""
    return f"{made:%d %b %H:%M}" if made.year == datetime.now().astimezone().year else f"{made:%d %b %Y}"


def gestures_words(card: ModelCard) -> str:
    """Return the number of gestures, the names of the user's, and how many are the starter's."""
    own = ", ".join(map(spoken_name, card.own_gestures or card.gestures))
    starter = f" and {len(card.starter)} of the starter" if card.own_gestures and card.starter else ""
    return f"{len(card.gestures)}: {own}{starter}"


def percent(share: float | None) -> str:
    """Return a percentage such as "93 %", or a dash if not measured."""
    return UNKNOWN if share is None else f"{100 * share:.0f} %"


def size_words(count: int) -> str:
    """Return a size such as "1.2 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.0f} kB"


def network_words(card: ModelCard) -> str:
    """Return the cells and layers of the network."""
    size = card.network
    return f"{CellType(size.cell).display_name}, {counted(size.layers, 'layer')} of {size.hidden}"


def moved_words(model: ListedModel) -> str:
    """Return a sentence on the thresholds that the user moved, or ""."""
    if model.card is None:
        return ""
    own = dict(zip(model.card.labels, model.card.thresholds, strict=True))
    moved = [
        f"{spoken_name(gesture)} {100 * own[gesture]:.0f} % → {100 * threshold:.0f} %"
        for gesture, threshold in sorted(model.choices.thresholds.items())
        if gesture in own
    ]
    return f"You moved thresholds: {', '.join(moved)}." if moved else ""
