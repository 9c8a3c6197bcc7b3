"""The user's name, note and thresholds for a model. The model's card never changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE
from gesture_app.core.model.card import ModelCard
from gesture_app.core.plain_text import is_plain, plain_lines

CHOICES_FORMAT = 1
LONGEST_NAME = 80
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class UserOverrides:
    """Checked when made.

    Raises:
        ModelError: a name, note or threshold is impossible.
    """

    name: str = ""
    """one line; "": the date is the name"""
    note: str = ""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    """by gesture, 0 to 1; only those that the user moved"""

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or not is_plain(self.name):
            raise ModelError(
                f"A model's name is one line of at most {LONGEST_NAME} characters.", "Choose a shorter name."
            )
        if len(self.note) > LONGEST_NOTE or plain_lines(self.note) != self.note:
            raise ModelError(f"A model's note has at most {LONGEST_NOTE} characters.", "Write a shorter note.")
        for gesture, threshold in self.thresholds.items():
            if not math.isfinite(threshold) or not 0 <= threshold <= 1:
                raise ModelError(f"The threshold of “{gesture}” must lie between 0 and 1.", "Move it again.")

    def applied_to(self, card: ModelCard) -> ModelCard:
        """Return the card with the user's thresholds, without those of unknown gestures."""
        moved = {gesture: value for gesture, value in self.thresholds.items() if gesture != NONE}
        own = zip(card.labels, card.thresholds, strict=True)
        return replace(card, thresholds=tuple(moved.get(label, threshold) for label, threshold in own))

    def for_model_after(self, card: ModelCard, starter: bool = False) -> UserOverrides:
        """Return the thresholds that stay valid when a new model replaces this one.

        Args:
            card: of the new model.
            starter: True if this is the starter, whose gestures the user may have taught since.
        """
        stay = card.starter if starter else card.gestures
        return UserOverrides(thresholds={name: value for name, value in self.thresholds.items() if name in stay})

    def to_json(self) -> dict[str, object]:
        """Return the overrides as JSON types."""
        return {
            "format": CHOICES_FORMAT,
            "name": self.name,
            "note": self.note,
            "thresholds": dict(sorted(self.thresholds.items())),
        }

    @classmethod
    def from_json(cls, values: object) -> UserOverrides:
        """Return the overrides in a file.

        Raises:
            ModelError: a value is impossible, or a newer version of this program wrote the file.
        """
        match values:
            case {"format": int(version)} if version > CHOICES_FORMAT:
                raise ModelError("A newer version of this program wrote them.", "Update the program.")
            case {"format": 1, "name": str(name), "note": str(note), "thresholds": dict(moved)}:
                if all(isinstance(value, int | float) and not isinstance(value, bool) for value in moved.values()):
                    return cls(name, note, {str(gesture): float(value) for gesture, value in moved.items()})
        raise ModelError("They make no sense.", "Choose again.")
