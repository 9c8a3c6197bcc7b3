"""What a person reads about a model: what it is called, when it was trained, how good and how large it is."""

from __future__ import annotations

from datetime import datetime

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import CellType, ModelCard
from gesture_app.core.wording import counted
from gesture_app.storage.models.listing import ListedModel

UNKNOWN = "—"


def title_of(model: ListedModel) -> str:
    """By its name, else by where it is from."""
    return model.choices.name or ("Came with the program" if model.shipped else f"Model of {time_words(model.made)}")


def time_words(made: datetime) -> str:
    """To the minute this year, else to the day."""
    return f"{made:%d %b %H:%M}" if made.year == datetime.now().astimezone().year else f"{made:%d %b %Y}"


def gestures_words(card: ModelCard) -> str:
    """How many and which."""
    return f"{len(card.gestures)}: {', '.join(map(spoken_name, card.gestures))}"


def percent(share: float | None) -> str:
    """ "93 %"; a dash for what was not measured."""
    return UNKNOWN if share is None else f"{100 * share:.0f} %"


def size_words(count: int) -> str:
    """Bytes as a person counts them."""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.0f} kB"


def network_words(card: ModelCard) -> str:
    """What the network is made of."""
    size = card.network
    return f"{CellType(size.cell).display_name}, {counted(size.layers, 'layer')} of {size.hidden}"


def moved_words(model: ListedModel) -> str:
    """The thresholds that the user moved, as a sentence; "" where none was."""
    if model.card is None:
        return ""
    own = dict(zip(model.card.labels, model.card.thresholds, strict=True))
    moved = [
        f"{spoken_name(gesture)} {100 * own[gesture]:.0f} % → {100 * threshold:.0f} %"
        for gesture, threshold in sorted(model.choices.thresholds.items())
        if gesture in own
    ]
    return f"You moved where it fires: {', '.join(moved)}." if moved else ""
