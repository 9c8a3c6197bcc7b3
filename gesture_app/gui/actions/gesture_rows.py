"""The rows of the Actions page: each gesture with what it does, and what does not fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gesture_app.actions.approval import Approvals
from gesture_app.actions.bindings import EVERYWHERE, ActionSet, Binding, Profile
from gesture_app.actions.readable import readable
from gesture_app.core.gestures import natural_order, spoken_name

NO_ACTION = "no action"
UNKNOWN = "no model knows it"
NOT_IN_USE = "not in the model in use"
WAITS = "waits for your approval"
SKIPPED = "skipped"
EVERYWHERE_SHOWN = "everywhere"


@dataclass(frozen=True, slots=True)
class BoundAction:
    """One action of a gesture."""

    profile: str
    binding: Binding
    approved: bool

    @property
    def what(self) -> str:
        """What it does, in one line."""
        action = self.binding.action
        return readable(action.what if action.kind == "keys" else f"{action.kind}: {action.what}")

    @property
    def when(self) -> str:
        """When it does it, in one line."""
        trigger = self.binding.trigger
        words = [] if len(trigger.gestures) == 1 else [" → ".join(spoken_name(one) for one in trigger.gestures)]
        words += [f"{trigger.hand} hand" + ("s" if trigger.hand == "both" else "")] if trigger.hand else []
        words += [trigger.when.value] if trigger.when != "once" else []
        words += [f"every {trigger.every_ms} ms"] if trigger.every_ms else []
        words += [f"rests {self.binding.rest_s:g} s"] if self.binding.rest_s else []
        return ", ".join(words) or "once"

    @property
    def state(self) -> str:
        """What keeps it from acting, or ""."""
        return SKIPPED if not self.binding.enabled else "" if self.approved else WAITS


@dataclass(frozen=True, slots=True)
class GestureRow:
    """A gesture of the model, or one that an action needs."""

    gesture: str
    actions: tuple[BoundAction, ...]
    trouble: str = ""
    """why it cannot fire, or "" """
    arms: bool = False
    """True for the gesture that arms"""

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        first = ["arms the actions"] if self.arms else []
        return "; ".join(first + [one.what for one in self.actions]) or NO_ACTION


def gesture_rows(
    actions: ActionSet, approvals: Approvals, in_use: Sequence[str], in_models: Collection[str]
) -> tuple[GestureRow, ...]:
    """Return a row for each gesture, first those that cannot fire.

    Args:
        actions: what gestures do.
        approvals: what the user approved.
        in_use: gestures of the model in use.
        in_models: gestures of all models.
    """
    found: dict[str, list[BoundAction]] = {}
    for profile, binding in actions.all_bindings():
        for gesture in dict.fromkeys(binding.trigger.gestures):
            found.setdefault(gesture, []).append(_bound(profile, binding, approvals))
    if actions.safety.arming:
        found.setdefault(actions.safety.arming, [])
    unfit = sorted(set(found) - set(in_use), key=natural_order)
    rows = [GestureRow(one, tuple(found[one]), NOT_IN_USE if one in in_models else UNKNOWN) for one in unfit]
    rows += [GestureRow(one, tuple(found.get(one, ()))) for one in sorted(in_use, key=lambda name: not found.get(name))]
    arming = actions.safety.arming
    return tuple(
        GestureRow(row.gesture, row.actions, row.trouble, row.gesture == arming and bool(arming)) for row in rows
    )


def profile_title(name: str) -> str:
    """Return the name of a profile for people."""
    return EVERYWHERE_SHOWN if name == EVERYWHERE else name


def _bound(profile: Profile, binding: Binding, approvals: Approvals) -> BoundAction:
    return BoundAction(profile.name, binding, approvals.allow(binding))
