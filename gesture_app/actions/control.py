"""Connects gestures to actions: takes events from the live thread, decides, and hands orders to the worker process.

A window or a terminal is a thin view of it: it calls the methods, and polls `state`, `take_outcomes` and
`take_requests`. All methods return at once and may be called from any thread.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from time import monotonic

from gesture_app.actions.action import INPUT_LANE
from gesture_app.actions.approval import Approvals
from gesture_app.actions.bindings import ActionSet, Binding
from gesture_app.actions.burst_limit import BurstLimit
from gesture_app.actions.event_values import (
    APPROVE_HINT,
    NOT_APPROVED,
    goes_on,
    outcome_of,
    place_of,
    side_of,
    values_of,
)
from gesture_app.actions.kinds.own import OwnAction, OwnDoing
from gesture_app.actions.outcome import ActionsState, Outcome, SwitchedOffBy
from gesture_app.actions.outcome_log import OutcomeLog
from gesture_app.actions.profile_choice import ProfileChoice
from gesture_app.actions.rules import ActionRules, Decision, DecisionStep
from gesture_app.actions.worker.handle import WorkerHandle
from gesture_app.actions.worker.messages import (
    Begin,
    Done,
    End,
    EndAll,
    Front,
    HoldsEnded,
    Order,
    Perform,
    Report,
    WatchFront,
)
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event, GestureEnd

KEPT_REQUESTS = 100
NOT_MEANT = "no gesture is meant"
"""what actions wait for in a series of takes, or while false alarms are watched for"""


@dataclass(frozen=True, slots=True)
class _Order:
    """An order that the worker has not reported yet, or that is held."""

    binding: Binding
    event: Event
    asked_at: float
    held: bool
    reported: bool = False
    """True once its begin is reported; it is kept until its end"""


class ActionControl:
    """Implements core.interfaces.EventReceiver. It is off until `switch_on`.

    Args:
        actions: what gestures do.
        approvals: what the user has approved; the rest does nothing.
        dry_run: True to show what would happen, and do nothing.
        make_worker: makes the worker; tests replace it.
    """

    def __init__(
        self,
        actions: ActionSet,
        approvals: Approvals,
        dry_run: bool = False,
        make_worker: Callable[..., WorkerHandle] = WorkerHandle,
    ) -> None:
        self._lock = threading.RLock()
        self._make_worker = make_worker
        self._worker: WorkerHandle | None = None
        self._numbers = count(1)
        self._orders: dict[int, _Order] = {}
        self._holds: dict[int, int] = {}
        self._blocked: set[str] = set()
        self._log = OutcomeLog()
        self._requests: deque[OwnDoing] = deque(maxlen=KEPT_REQUESTS)
        self._burst = BurstLimit()
        self._why_off: SwitchedOffBy | None = SwitchedOffBy.START
        self._dry_run = dry_run
        self._hand_at: float | None = None
        self._place = (0.5, 0.5)
        self._choice = ProfileChoice(())
        self._rules = ActionRules(actions)
        self.use(actions, approvals)

    # ---- what the window or terminal calls ----
    def use(self, actions: ActionSet, approvals: Approvals) -> None:
        """Use other bindings or approvals from now on. What is held ends."""
        with self._lock:
            self._release()
            self._actions, self._approvals = actions, approvals
            self._rules = ActionRules(actions)
            self._choice = self._choice.with_profiles(actions.profiles)
            self._rules.use_profile(self._choice.name)
            self._unapproved = len(approvals.missing(actions))
            self._watch_front()

    def switch_on(self) -> None:
        """Let gestures act. The worker process starts."""
        with self._lock:
            self._why_off = None
            self._hand_at = None
            self._burst.clear()
            self._log.failures.clear()
            self.prepare()

    def prepare(self) -> None:
        """Start the worker process, so that the first action does not wait for it."""
        with self._lock:
            if self._worker is None and not self._dry_run:
                self._start_worker()

    def switch_off(self, why: SwitchedOffBy = SwitchedOffBy.USER) -> None:
        """Let no gesture act, and release everything."""
        with self._lock:
            self._why_off = why
            self._release()
            self._put(EndAll())

    def set_dry_run(self, dry_run: bool) -> None:
        """Only show what would happen, or perform again."""
        with self._lock:
            self._release()
            self._dry_run = dry_run
            if self._why_off is None:
                self.prepare()

    def block(self, reason: str, on: bool) -> None:
        """Let no gesture act for a reason, such as an open question, until the same reason is unblocked."""
        with self._lock:
            if on and reason not in self._blocked:
                self._release()
            (self._blocked.add if on else self._blocked.discard)(reason)

    def use_profile(self, name: str | None) -> None:
        """Use a profile by its name, "" for everywhere only, or None to let the program in front choose."""
        with self._lock:
            self._choice = self._choice.chosen(name)
            self._change_profile()

    def try_binding(self, binding: Binding, event: Event) -> bool:
        """Perform a binding once although actions may be off. Return False if it is not approved."""
        with self._lock:
            if not self._approvals.allow(binding):
                return False
            self.prepare()
            self._carry_out(Decision(DecisionStep.PERFORM, binding, event))
            return True

    @property
    def state(self) -> ActionsState:
        """The state now."""
        with self._lock:
            holding = tuple(self._orders[number].binding.action.what for number in self._holds.values())
            return ActionsState(
                self._why_off is None, self._why_off, tuple(sorted(self._blocked)), self._rules.profile,
                self._choice.by_hand, self._rules.armed_s(), self._dry_run, holding, self._unapproved,
            )  # fmt: skip

    @property
    def worker(self) -> WorkerHandle | None:
        """The worker, once actions were on."""
        return self._worker

    @property
    def pending(self) -> int:
        """The number of actions of which no outcome is known yet."""
        with self._lock:
            return sum(not order.reported for order in self._orders.values())

    def log(self) -> tuple[Outcome, ...]:
        """Return the last hundred outcomes, the oldest first."""
        with self._lock:
            return self._log.last()

    def take_outcomes(self) -> tuple[Outcome, ...]:
        """Return the outcomes since the last call. One reader only."""
        with self._lock:
            return self._log.take()

    def take_requests(self) -> tuple[OwnDoing, ...]:
        """Return what gestures asked of the program since the last call, such as the next source. One reader only."""
        with self._lock:
            found = tuple(self._requests)
            self._requests.clear()
            return found

    def close(self) -> None:
        """Release everything and end the worker, in a second or two at most."""
        with self._lock:
            self._why_off = self._why_off or SwitchedOffBy.USER
            self._release()
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    # ---- the live thread ----
    def receive(self, happened: Sequence[Event | GestureEnd], tracked: TrackedFrame | None, meant: bool) -> None:
        """Take what one frame brought."""
        with self._lock:
            self.block(NOT_MEANT, not meant)
            if tracked is not None:
                self._on_frame(tracked, happened)
            for one in happened:
                if isinstance(one, GestureEnd):
                    self._carry_out_all(self._rules.on_end(one))
                else:
                    self._on_event(one, tracked)

    def _on_frame(self, tracked: TrackedFrame, happened: Sequence[Event | GestureEnd]) -> None:
        self._rules.advance(tracked.time)
        present = tracked.present
        if any(present):
            self._place = place_of(tracked, side_of(happened, present))
            self._on_hand(tracked.time)
        else:
            self._on_no_hand(tracked.time)
        if self._worker is not None:
            self._worker.seen(monotonic(), *self._place)

    def _on_hand(self, time: float) -> None:
        self._hand_at = time
        if self._why_off is SwitchedOffBy.NO_HAND and not self._actions.safety.no_hand_stays_off:
            self._why_off = None

    def _on_no_hand(self, time: float) -> None:
        limit = self._actions.safety.no_hand_s
        if self._hand_at is None or time < self._hand_at:
            self._hand_at = time
        if limit and self._why_off is None and time - self._hand_at >= limit:
            self.switch_off(SwitchedOffBy.NO_HAND)

    def _on_event(self, event: Event, tracked: TrackedFrame | None) -> None:
        if self._blocked or (self._why_off is not None and self._why_off is not SwitchedOffBy.GESTURE):
            self._rules.advance(event.time)
            return
        if tracked is not None and any(tracked.present):
            self._place = place_of(tracked, side_of((event,), tracked.present))
        paused = self._why_off is SwitchedOffBy.GESTURE

        def may(binding: Binding) -> bool:
            if paused and not goes_on(binding):
                return False
            if self._dry_run or self._approvals.allow(binding):
                return True
            self._log.add(outcome_of(binding, event, self._rules.profile, sentence=NOT_APPROVED, hint=APPROVE_HINT))
            return False

        self._carry_out_all(self._rules.on_event(event, may))

    # ---- decisions ----
    def _carry_out_all(self, decisions: Sequence[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision.binding.action, OwnAction):
                self._do_own(decision.binding.action, decision)
            elif decision.step is DecisionStep.END:
                self._end(decision)
            elif not self._is_burst():
                self._carry_out(decision)

    def _carry_out(self, decision: Decision) -> None:
        binding, event = decision.binding, decision.event
        held = decision.step is DecisionStep.BEGIN
        if self._dry_run:
            self._log.add(outcome_of(binding, event, self._rules.profile, ok=True, held=held, dry_run=True))
            return
        number, now = next(self._numbers), monotonic()
        self._orders[number] = _Order(binding, event, now, held)
        values = values_of(event, self._place)
        if held:
            self._holds[id(binding)] = number
            order: Order = Begin(number, binding.action, values, now, binding.trigger.every_ms / 1000)
        else:
            order = Perform(number, binding.action, values, now)
        if not self._put(order):
            self._fail(number, "The process that performs actions does not answer.", "It is started again if it hangs.")

    def _end(self, decision: Decision) -> None:
        number = self._holds.pop(id(decision.binding), None)
        if number is not None:
            self._put(End(number))
            if self._orders[number].reported:
                del self._orders[number]

    def _do_own(self, action: OwnAction, decision: Decision) -> None:
        profile = self._rules.profile
        if decision.step is DecisionStep.END:
            return
        self._log.add(outcome_of(decision.binding, decision.event, profile, ok=True, dry_run=self._dry_run))
        if self._dry_run:
            return
        if action.doing is OwnDoing.PAUSE:
            self.switch_off(SwitchedOffBy.GESTURE)
        elif action.doing is OwnDoing.GO_ON:
            if self._why_off is SwitchedOffBy.GESTURE:
                self._why_off = None
        elif action.doing is OwnDoing.PROFILE:
            self.use_profile(action.profile)
        else:
            self._requests.append(action.doing)

    def _is_burst(self) -> bool:
        """Count one action. Return True, and switch off, if too many came in ten seconds."""
        if not self._burst.is_exceeded_by_one_more(self._actions.safety.burst):
            return False
        if self._why_off is None:
            self.switch_off(SwitchedOffBy.BURST)
        return True

    def _release(self) -> None:
        self._carry_out_all(self._rules.end_all())

    def _change_profile(self) -> None:
        if self._choice.name != self._rules.profile:
            self._carry_out_all(self._rules.use_profile(self._choice.name))

    # ---- the worker ----
    def _start_worker(self) -> None:
        uses_input = any(binding.action.lane == INPUT_LANE for _, binding in self._actions.all_bindings())
        self._worker = self._make_worker(uses_input, self._on_report, self._on_death)
        self._worker.start()
        self._watch_front()

    def _watch_front(self) -> None:
        if self._worker is not None:
            self._put(WatchFront(any(profile.programs for profile in self._actions.profiles)))

    def _put(self, order: Order) -> bool:
        return self._worker is not None and self._worker.put(order)

    def _on_report(self, report: Report) -> None:
        with self._lock:
            if isinstance(report, Done):
                self._on_done(report)
            elif isinstance(report, HoldsEnded):
                for number in report.numbers:
                    self._forget_hold(number)
            elif isinstance(report, Front):
                self._choice = self._choice.in_front(report.program, report.title)
                self._change_profile()

    def _on_done(self, report: Done) -> None:
        order = self._orders.get(report.number)
        if order is None or report.sentence:
            self._fail(report.number, report.sentence, report.hint)
            return
        if report.number in self._holds.values():
            self._orders[report.number] = replace(order, reported=True)
        else:
            del self._orders[report.number]
        delay_ms = 1000 * (report.at - order.asked_at)
        outcome = outcome_of(order.binding, order.event, self._rules.profile, ok=True, held=order.held)
        self._log.add(replace(outcome, delay_ms=round(delay_ms, 2)))

    def _on_death(self, for_good: bool) -> None:
        with self._lock:
            for number in tuple(self._orders):
                self._fail(number, "The process that performs actions has ended.", "It is started again.")
            self._watch_front()
            if for_good:
                self._worker = None
                self.switch_off(SwitchedOffBy.FAILURE)

    def _fail(self, number: int, sentence: str, hint: str) -> None:
        order = self._orders.get(number)
        if order is None:
            return
        self._forget_hold(number)
        self._orders.pop(number, None)
        self._log.add(
            outcome_of(order.binding, order.event, self._rules.profile, held=order.held, sentence=sentence, hint=hint)
        )

    def _forget_hold(self, number: int) -> None:
        order = self._orders.get(number)
        if order is not None and self._holds.get(id(order.binding)) == number:
            del self._holds[id(order.binding)]
            self._rules.forget(order.binding)
            del self._orders[number]
