"""What the user chose about a model, apart from its card, which never changes: a name, a note, thresholds."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE
from gesture_app.core.model.card import ModelCard

CHOICES_FORMAT = 1
LONGEST_NAME = 80
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class UserOverrides:
    """Checked when made; nothing chosen is the default.

    Raises:
        ModelError: a name, note or threshold that makes no sense.
    """

    name: str = ""
    """one line; "": the model is called by its date"""
    note: str = ""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    """by gesture, only those the user moved: the score from 0 to 1 at which it may fire"""

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or any(map(_is_control, self.name)):
            raise ModelError(f"A model's name is one line of at most {LONGEST_NAME} letters.", "Choose a shorter one.")
        if len(self.note) > LONGEST_NOTE or any(_is_control(letter) for letter in self.note if letter not in "\n\t"):
            raise ModelError(f"A model's note has at most {LONGEST_NOTE} letters.", "Write a shorter one.")
        for gesture, threshold in self.thresholds.items():
            if not math.isfinite(threshold) or not 0 <= threshold <= 1:
                raise ModelError(f"The threshold of “{gesture}” must lie between 0 and 1.", "Move it again.")

    def applied_to(self, card: ModelCard) -> ModelCard:
        """The card with the user's thresholds; those of gestures it does not know are passed over."""
        moved = {gesture: value for gesture, value in self.thresholds.items() if gesture != NONE}
        own = zip(card.labels, card.thresholds, strict=True)
        return replace(card, thresholds=tuple(moved.get(label, threshold) for label, threshold in own))

    def for_model_after(self, card: ModelCard) -> UserOverrides:
        """What the user's word goes on to count for when this model follows: thresholds of gestures it knows."""
        return UserOverrides(
            thresholds={name: value for name, value in self.thresholds.items() if name in card.gestures}
        )

    def to_json(self) -> dict[str, object]:
        """The choices as JSON's own types."""
        return {
            "format": CHOICES_FORMAT,
            "name": self.name,
            "note": self.note,
            "thresholds": dict(sorted(self.thresholds.items())),
        }

    @classmethod
    def from_json(cls, values: object) -> UserOverrides:
        """Choices from a file.

        Raises:
            ModelError: they make no sense, or a newer version of this program wrote them.
        """
        match values:
            case {"format": int(version)} if version > CHOICES_FORMAT:
                raise ModelError("A newer version of this program wrote them.", "Update the program.")
            case {"format": 1, "name": str(name), "note": str(note), "thresholds": dict(moved)}:
                if all(isinstance(value, int | float) and not isinstance(value, bool) for value in moved.values()):
                    return cls(name, note, {str(gesture): float(value) for gesture, value in moved.items()})
        raise ModelError("They make no sense.", "Choose again.")


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
