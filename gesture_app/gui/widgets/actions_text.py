"""The words and tones that show if actions are on: on the page, in the status bar, the tray and the small bar."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from gesture_app.actions.control import NOT_MEANT
from gesture_app.actions.outcome import ActionsState, Outcome
from gesture_app.actions.readable import readable
from gesture_app.core.gestures import spoken_name
from gesture_app.gui.widgets.colors import theme_colors

SHOWN_REASONS = {NOT_MEANT: "takes are recorded or false alarms are watched for"}


class ActionsTone(Enum):
    """The three tones of the state."""

    OFF = auto()
    ACTS = auto()
    WAITS = auto()
    """on, but a gesture does nothing now"""


def tone_of(state: ActionsState) -> ActionsTone:
    """Return the tone of a state."""
    if not state.on:
        return ActionsTone.OFF
    return ActionsTone.ACTS if state.acts and not state.dry_run else ActionsTone.WAITS


def tone_colours(tone: ActionsTone) -> tuple[str, str]:
    """Return the colours of text and background, as style sheets write them."""
    palette = QApplication.palette()
    colors = theme_colors(palette)
    if tone is ActionsTone.OFF:
        return palette.color(QPalette.ColorRole.WindowText).name(), colors.panel.name()
    return colors.on_accent.name(), (colors.good if tone is ActionsTone.ACTS else colors.warning).name()


def headline(state: ActionsState) -> str:
    """Return the state in two to four words."""
    if not state.on:
        return "Actions are off"
    if state.waiting:
        return "Actions wait"
    if state.armed_s <= 0:
        return "Actions are not armed"
    return "Dry run: actions are shown" if state.dry_run else "Actions are ON"


def subline(state: ActionsState) -> str:
    """Return why, or what is used and held."""
    if state.why_off is not None:
        words = state.why_off.value
    elif state.waiting:
        reasons = [one for one in state.waiting if one != NOT_MEANT] or [SHOWN_REASONS[NOT_MEANT]]
        words = f"They do nothing while {' and '.join(reasons)}."
    elif state.armed_s <= 0:
        words = "Make the gesture that arms them."
    else:
        words = f"Profile: {readable(state.profile)}." if state.profile else "Profile: everywhere."
        if state.armed_s != float("inf"):
            words += f" Armed for {state.armed_s:.0f} s."
        if state.holding:
            words += f" Held down: {', '.join(map(readable, state.holding))}."
    return words


def outcome_line(outcome: Outcome) -> str:
    """Return a gesture and what it did, in one short line."""
    sign = "→" if outcome.ok else "✗"
    return readable(f"{spoken_name(outcome.gesture)} {sign} {outcome.kind} {outcome.what}")
