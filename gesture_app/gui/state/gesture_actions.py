"""The actions of the window: switches them, and emits what became of each."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.actions.bindings import Binding
from gesture_app.actions.control import ActionControl
from gesture_app.actions.kinds.own import OwnDoing
from gesture_app.actions.outcome import ActionsState, Outcome, SwitchedOffBy
from gesture_app.actions.outcome_log import LOGGED
from gesture_app.core.prediction import Event
from gesture_app.gui.state.action_library import ActionLibrary
from gesture_app.gui.state.context import WindowContext
from gesture_app.gui.state.hotkey_watch import HotkeyWatch
from gesture_app.gui.state.notifications import Notice, NoticeButton, Tone
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.gui.state.try_countdown import TryCountdown
from gesture_app.jobs.action_store import ActionStore
from gesture_app.live.event_relay import EventRelay

POLL_EVERY_MS = 50
STARTLED_S = 2.0
"""seconds after the switch-off key in which it switches nothing on again"""
RECORDING = "takes are recorded"
QUESTION = "the window waits for your answer"
FAILURE, OFF, HOTKEY = "action failure", "actions off", "action hotkey"
"""topics of notices"""
ANNOUNCED = (SwitchedOffBy.BURST, SwitchedOffBy.FAILURE)


@dataclass(frozen=True, slots=True)
class LoggedOutcome:
    """An outcome with the time of day."""

    at: str
    """such as 14:03:59"""
    outcome: Outcome


class GestureActions(QObject):
    """Made and used on the GUI thread, except `toggle_quickly`."""

    state_changed = Signal(object)
    """`ActionsState`"""
    performed = Signal(object)
    """`LoggedOutcome`: each new one"""
    next_source_wanted = Signal()

    def __init__(
        self, context: WindowContext, store: ActionStore, asks: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """`asks` returns True while the window waits for an answer."""
        super().__init__(parent)
        self._asks = asks
        self._notifications, self._work, self._settings = context.notifications, context.work, context.settings
        self.library = ActionLibrary(store, context.tasks, context.notifications, self)
        self.control = ActionControl(self.library.now.actions, self.library.now.approvals)
        self.trying = TryCountdown(self._perform, self)
        self.log: deque[LoggedOutcome] = deque(maxlen=LOGGED)
        self.state = self.control.state
        self._off_at = float("-inf")
        self._started = self._closed = False
        self._hotkey = HotkeyWatch(context.tasks, self.toggle_quickly, self._show_no_hotkey)
        self._relay = EventRelay(self.control)
        context.session.add_receiver(self._relay)
        context.work.changed.connect(self._on_work)
        self.library.changed.connect(self._on_loaded)
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        self._on_work()
        self.library.begin()

    def shutdown(self) -> threading.Thread:
        """Release everything and end the worker, on the thread that is returned."""
        if not self._closed:
            self._closed = True
            self._timer.stop()
            self.trying.cancel()
            self.library.shutdown()
            self._hotkey.close()
        ending = threading.Thread(target=self._end, name="end of actions")
        ending.start()
        return ending

    def _end(self) -> None:
        self._relay.close()
        self.control.close()

    # ---- switches ----
    def switch(self, on: bool) -> None:
        """Switch actions on or off. Off releases everything."""
        if on:
            self.control.switch_on()
        else:
            self.trying.cancel()
            self.control.switch_off()
        self.poll()

    def toggle(self) -> None:
        """Switch off what is on, and on what is off."""
        self.switch(not self.state.on)

    def toggle_quickly(self) -> None:
        """Switch off, or on again after a moment, as a startled user presses several times. Any thread."""
        if self.control.state.on:
            self.control.switch_off()
            self._off_at = monotonic()
        elif monotonic() - self._off_at > STARTLED_S:
            self.control.switch_on()

    def set_dry_run(self, dry_run: bool) -> None:
        """Only show what would happen, or perform again."""
        self.control.set_dry_run(dry_run)
        self.poll()

    def use_profile(self, name: str | None) -> None:
        """Use a profile, "" for everywhere only, or None to let the program in front choose."""
        self.control.use_profile(name)
        self.poll()

    def poll(self) -> None:
        """Emit what is new."""
        asks = self._asks()
        if asks != (QUESTION in self.state.waiting):
            self.control.block(QUESTION, asks)
        for outcome in self.control.take_outcomes():
            self._on_outcome(outcome)
        for request in self.control.take_requests():
            if request is OwnDoing.NEXT_SOURCE:
                self.next_source_wanted.emit()
        before, self.state = self.state, self.control.state
        if self.state != before:
            self._watch_hotkey()
            self._announce(before)
            self.state_changed.emit(self.state)

    # ---- what comes ----
    def _perform(self, binding: Binding) -> None:
        """Perform a binding once, also while actions are off."""
        now = monotonic()
        self.control.try_binding(binding, Event(now, now, binding.trigger.last, 1.0, binding.trigger.hand))
        self.poll()

    def _on_loaded(self) -> None:
        loaded = self.library.now
        self.control.use(loaded.actions, loaded.approvals)
        if not self._started:
            self._started = True
            if self._settings.now.actions_at_start:
                self.control.switch_on()
        self._watch_hotkey()
        self.poll()

    def _watch_hotkey(self) -> None:
        """Watch for the key combination once actions have been on, so that it switches them on again as well."""
        if self._hotkey.watching or (self.state.on and not self.state.dry_run):
            self._hotkey.use(self.library.now.actions.safety.hotkey)

    def _on_work(self) -> None:
        self.control.block(RECORDING, WorkKind.SERIES in self._work.running)

    def _on_outcome(self, outcome: Outcome) -> None:
        logged = LoggedOutcome(f"{datetime.now():%H:%M:%S}", outcome)
        self.log.append(logged)
        self.performed.emit(logged)
        if outcome.first_time:
            sentence = f"{outcome.kind} {outcome.what}: {outcome.sentence}"
            self._notifications.post(Notice(sentence, outcome.hint, Tone.WARNING, topic=FAILURE))

    def _announce(self, before: ActionsState) -> None:
        why = self.state.why_off
        if why in ANNOUNCED and before.why_off is not why:
            button = NoticeButton("Switch actions &on", self._switch_on)
            self._notifications.post(Notice(f"Actions are off. {why.value}", "", Tone.WARNING, button, OFF))
        elif self.state.on and not before.on:
            self._notifications.withdraw(OFF)

    def _switch_on(self) -> None:
        self.switch(True)

    def _show_no_hotkey(self, error: BaseException) -> None:
        sentence = f"No key combination switches actions off in other programs. {getattr(error, 'sentence', error)}"
        self._notifications.post(Notice(sentence, getattr(error, "hint", ""), Tone.WARNING, topic=HOTKEY))
