"""Makes values, outcomes and the place of the hand from events and tracked frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.actions.bindings import Binding
from gesture_app.actions.kinds.own import OwnAction, OwnDoing
from gesture_app.actions.outcome import Outcome
from gesture_app.actions.readable import readable
from gesture_app.actions.templates import Values
from gesture_app.core.hands import KNUCKLES, Landmark, TrackedFrame
from gesture_app.core.prediction import Event, GestureEnd, HandUsed

NOT_APPROVED = "This action is not approved yet."
APPROVE_HINT = "Look at it and approve it: gesture-app actions approve"
_PALM = (Landmark.WRIST, *KNUCKLES)


def outcome_of(
    binding: Binding, event: Event, profile: str, ok: bool = False, held: bool = False, dry_run: bool = False,
    sentence: str = "", hint: str = "",
) -> Outcome:  # fmt: skip
    """Return the outcome of a binding for an event. Without `ok` it has failed."""
    action = binding.action
    return Outcome(
        event.time,
        event.label,
        event.confidence,
        action.kind,
        readable(action.what),
        ok,
        0.0,
        profile,
        held,
        dry_run,
        sentence,
        hint,
    )


def goes_on(binding: Binding) -> bool:
    """Return True for the action that ends a pause."""
    return isinstance(binding.action, OwnAction) and binding.action.doing is OwnDoing.GO_ON


def values_of(event: Event, place: tuple[float, float]) -> Values:
    """Return the values that texts may use, with the place of the hand, 0 to 1 from the top left."""
    return Values(event.label, event.confidence, event.hand.value if event.hand else "", event.time, *place)


def side_of(happened: Sequence[Event | GestureEnd], present: tuple[bool, bool]) -> int:
    """Return the side of the hand whose place counts: that of the newest event, or the one that is visible."""
    hand = next((one.hand for one in reversed(happened) if isinstance(one, Event)), None)
    wanted = 0 if hand is HandUsed.LEFT else 1
    return wanted if present[wanted] else 1 - wanted


def place_of(tracked: TrackedFrame, side: int) -> tuple[float, float]:
    """Return the middle of a palm in the mirrored picture, 0 to 1 from the top left."""
    x, y = np.clip(tracked.landmarks[side, list(_PALM), :2].mean(0), 0, 1)
    return 1 - float(x), float(y)
