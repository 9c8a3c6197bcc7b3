"""What every page is made with, given to it whole."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.gui.background import Background
from gesture_app.gui.collaborators import Collaborators
from gesture_app.gui.live_poller import LivePoller
from gesture_app.gui.messages import Messages
from gesture_app.gui.settings_holder import SettingsHolder


@dataclass(frozen=True, slots=True)
class PageParts:
    """The program below the window and the window's ways to it."""

    collaborators: Collaborators
    poller: LivePoller
    background: Background
    messages: Messages
    settings: SettingsHolder
