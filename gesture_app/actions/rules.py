"""Decides which actions an event leads to: profile, hand, sequence, arming, rest and toggle. It performs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from gesture_app.actions.bindings import ActionSet, Binding, When
from gesture_app.core.prediction import Event, GestureEnd


class DecisionStep(Enum):
    """What to do with a binding now."""

    PERFORM = auto()
    BEGIN = auto()
    """begin to hold or to repeat"""
    END = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of one binding."""

    step: DecisionStep
    binding: Binding
    event: Event


@dataclass(slots=True)
class _Progress:
    """A sequence of which the first gestures were made."""

    made: int
    until: float


class ActionRules:
    """Keeps what the rules remember between events. All times are seconds of the stream."""

    def __init__(self, actions: ActionSet) -> None:
        self._actions = actions
        self._profile = ""
        self._sequences: dict[int, _Progress] = {}
        self._done: dict[int, float] = {}
        self._held: dict[int, tuple[Binding, Event]] = {}
        self._toggled: dict[int, tuple[Binding, Event]] = {}
        self._armed_until = float("-inf")
        self._now = float("-inf")

    @property
    def needs_arming(self) -> bool:
        """True if actions count only after the arming gesture."""
        return bool(self._actions.safety.arming)

    @property
    def profile(self) -> str:
        """The profile in use, "" for everywhere only."""
        return self._profile

    def armed_s(self) -> float:
        """Return for how many more seconds actions count. Infinite without an arming gesture."""
        if not self.needs_arming:
            return float("inf")
        if self._held or self._toggled:
            return self._actions.safety.armed_s  # what is held keeps them armed
        return max(0.0, self._armed_until - self._now)

    def use_profile(self, name: str) -> list[Decision]:
        """Use another profile, and end what is held. What is armed stays so."""
        if name == self._profile:
            return []
        armed_until = self._armed_until
        ended = self.end_all()
        self._profile, self._sequences, self._armed_until = name, {}, armed_until
        return ended

    def advance(self, now: float) -> None:
        """Note the time of the stream. If it goes back, another stream has begun."""
        if now < self._now - 1:
            self._sequences, self._done, self._armed_until = {}, {}, float("-inf")
        self._now = now

    def end_all(self) -> list[Decision]:
        """End everything that is held or toggled, and disarm."""
        ended = [Decision(DecisionStep.END, *held) for held in (*self._held.values(), *self._toggled.values())]
        self._held, self._toggled, self._armed_until = {}, {}, float("-inf")
        return ended

    def forget(self, binding: Binding) -> None:
        """Forget that a binding is held, because its hold ended by itself."""
        self._held.pop(id(binding), None)
        self._toggled.pop(id(binding), None)

    def on_end(self, end: GestureEnd) -> list[Decision]:
        """Return what the end of a gesture ends."""
        self.advance(end.time)
        ended = [(key, held) for key, held in self._held.items() if held[1] == end.event]
        for key, _ in ended:
            del self._held[key]
        if ended and self.needs_arming:
            self._armed_until = end.time + self._actions.safety.armed_s
        return [Decision(DecisionStep.END, *held) for _, held in ended]

    def on_event(self, event: Event, may: Callable[[Binding], bool]) -> list[Decision]:
        """Return what an event leads to.

        Args:
            event: a gesture that fired.
            may: True for a binding that may act now. What may not leaves no trace.
        """
        self.advance(event.time)
        safety = self._actions.safety
        if self.needs_arming and event.label == safety.arming:
            self._armed_until = event.time + safety.armed_s
        armed = not self.needs_arming or self.armed_s() > 0
        decisions = []
        for binding in self._completed_by(event):
            if not armed or not may(binding):
                continue
            decision = self._decide(binding, event)
            if decision is not None:
                decisions.append(decision)
        if decisions and self.needs_arming:
            self._armed_until = event.time + safety.armed_s
        return decisions

    def _decide(self, binding: Binding, event: Event) -> Decision | None:
        key, when = id(binding), binding.trigger.when
        if when is When.TOGGLE and key in self._toggled:
            held = self._toggled.pop(key)
            return Decision(DecisionStep.END, *held)
        if event.time - self._done.get(key, float("-inf")) < binding.rest_s:
            return None
        self._done[key] = event.time
        if when is When.ONCE:
            return Decision(DecisionStep.PERFORM, binding, event)
        (self._toggled if when is When.TOGGLE else self._held)[key] = (binding, event)
        return Decision(DecisionStep.BEGIN, binding, event)

    def _completed_by(self, event: Event) -> list[Binding]:
        """Return the bindings whose last gesture this event is. The profile's come in place of those of everywhere."""
        own = self._actions.profile(self._profile).bindings if self._profile else ()
        found = [binding for binding in own if self._is_completed(binding, event)]
        beneath = [one for one in self._actions.everywhere.bindings if self._is_completed(one, event)]
        taken = {binding.trigger.gestures for binding in own if binding.enabled}
        return found + [one for one in beneath if one.trigger.gestures not in taken]

    def _is_completed(self, binding: Binding, event: Event) -> bool:
        trigger = binding.trigger
        if not binding.enabled or (trigger.hand is not None and event.hand is not trigger.hand):
            return False
        if len(trigger.gestures) == 1:
            return event.label == trigger.gestures[0]
        progress = self._sequences.get(id(binding))
        made = progress.made if progress is not None and event.time <= progress.until else 0
        if event.label != trigger.gestures[made]:
            made = 0
        made += event.label == trigger.gestures[made]
        if made == len(trigger.gestures):
            del self._sequences[id(binding)]
            return True
        self._sequences[id(binding)] = _Progress(made, event.time + trigger.within_s)
        return False
