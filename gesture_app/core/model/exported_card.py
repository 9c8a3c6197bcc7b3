"""The card beside an exported model: with it another program turns landmarks into the same events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from gesture_app.core.model.card import ModelCard
from gesture_app.core.resampling import AWAY_S
from gesture_app.core.trigger import TriggerRule


def exported_card(card: ModelCard, state: Mapping[str, Sequence[int]]) -> dict[str, object]:
    """Every field of the card, and what this program otherwise knows by itself, as JSON's own types.

    Args:
        card: with the thresholds that are to count.
        state: shapes of what the model remembers from one step to the next, by name.
    """
    return {
        **card.to_json(),
        "again_s": card.again_s,
        "away_s": AWAY_S,
        "trigger": asdict(TriggerRule()),
        "state": {name: list(shape) for name, shape in state.items()},
    }
