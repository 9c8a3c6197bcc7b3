"""Performs actions beside a recognition in the terminal, and prints what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

from rich.markup import escape

from gesture_app.actions.control import ActionControl
from gesture_app.actions.input.hotkey import GlobalHotkey
from gesture_app.actions.kinds.own import OwnDoing
from gesture_app.actions.outcome import Outcome
from gesture_app.actions.readable import readable
from gesture_app.cli.action_set import action_store, load_actions
from gesture_app.cli.output import console, print_json, print_note
from gesture_app.core.errors import ActionError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event, GestureEnd

PATIENCE_S = 10.0
"""seconds that actions may still take after the source has ended"""
STARTLED_S = 2.0
"""seconds after the key combination in which it switches nothing on again"""
_LOOK_S = 0.01


class TerminalActions:
    """The actions of a workspace, switched on, until `close`.

    Args:
        workspace: with actions.toml.
        profile: to use; None: the program in front chooses.
        dry_run: True to show what would happen, and do nothing.
        as_json: True for a JSON object a line.

    Raises:
        ActionError: there are no actions, or there is no such profile.
    """

    def __init__(self, workspace: Path, profile: str | None, dry_run: bool, as_json: bool) -> None:
        store = action_store(workspace)
        loaded = load_actions(store)
        if not loaded.actions.all_bindings():
            raise ActionError(f"{store.files.actions} holds no action.", "Write some: docs/actions.md shows how.")
        names = [one.name for one in loaded.actions.profiles]
        if profile and profile not in names:
            raise ActionError(f"There is no profile “{profile}”.", f"There are {', '.join(names) or 'none'}.")
        missing = len(loaded.approvals.missing(loaded.actions))
        if missing and not dry_run:
            print_note(f"{missing} actions wait for your approval and do nothing: gesture-app actions approve")
        self._as_json, self._told_off, self._switched_off_at = as_json, False, 0.0
        approvals = loaded.approvals
        if dry_run:  # nothing is performed, so there is nothing to approve
            approvals = approvals.with_approved((one for _, one in loaded.actions.all_bindings()), "")
        self.control = ActionControl(loaded.actions, approvals, dry_run)
        if profile is not None:
            self.control.use_profile(profile)
        self.control.switch_on()
        self._hotkey = self._watch_hotkey(loaded.actions.safety.hotkey)

    def receive(self, happened: Sequence[Event | GestureEnd], tracked: TrackedFrame | None, meant: bool = True) -> None:
        """Take what a frame brought, and print what became of earlier actions."""
        self.control.receive(happened, tracked, meant)
        self.print_outcomes()

    def print_outcomes(self) -> None:
        """Print what is new."""
        for outcome in self.control.take_outcomes():
            print_outcome(outcome, self._as_json)
        for request in self.control.take_requests():
            if request is OwnDoing.NEXT_SOURCE:
                print_note("There is no other source in the terminal.")
        why = self.control.state.why_off
        if why is not None and not self._told_off:
            print_note(f"Actions are off. {why.value}")
        self._told_off = why is not None

    def close(self) -> None:
        """Release what is held, wait for actions under way, and print their outcomes."""
        until = monotonic() + PATIENCE_S
        while self.control.pending and monotonic() < until:
            sleep(_LOOK_S)
        self.print_outcomes()
        if self._hotkey is not None:
            self._hotkey.close()
        self.control.close()

    def _watch_hotkey(self, combination: str) -> GlobalHotkey | None:
        if not combination or self.control.state.dry_run:
            return None
        try:
            hotkey = GlobalHotkey(combination, self._on_hotkey)
        except ActionError as error:
            print_note(f"No key combination switches actions off. {error.sentence}")
            return None
        print_note(f"{combination} switches actions off and on.")
        return hotkey

    def _on_hotkey(self) -> None:
        """Switch off, or on again after a moment, as a startled user presses several times."""
        if self.control.state.on:
            self.control.switch_off()
            self._switched_off_at = monotonic()
        elif monotonic() - self._switched_off_at > STARTLED_S:
            self.control.switch_on()


def print_outcome(outcome: Outcome, as_json: bool) -> None:
    """Print what became of an action. A failure is told once on standard error."""
    if as_json:
        extra: dict[str, object] = {"held": True} if outcome.held else {}
        extra |= {"dry_run": True} if outcome.dry_run else {}
        extra |= {"profile": outcome.profile} if outcome.profile else {}
        extra |= {} if outcome.ok else {"error": outcome.sentence, "hint": outcome.hint}
        print_json(
            event="action",
            time=round(outcome.time, 3),
            gesture=outcome.gesture,
            kind=outcome.kind,
            what=outcome.what,
            delay_ms=outcome.delay_ms,
            ok=outcome.ok,
            **extra,
        )
    else:
        sign = "would do" if outcome.dry_run else "did" if outcome.ok else "failed"
        words = f"{sign}: {outcome.kind} {outcome.what}"
        console().print(f"[dim]{outcome.time:8.2f} s[/]  {escape(spoken_name(outcome.gesture)):24} {escape(words)}")
    if outcome.first_time:
        print_note(readable(f"{outcome.kind} {outcome.what}: {outcome.sentence} {outcome.hint}".rstrip()))
