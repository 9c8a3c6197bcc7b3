"""One minute of what means nothing: asks in turn for what hands do all day, each as a take of `none`."""

from __future__ import annotations

from gesture_app.core.gestures import NONE
from gesture_app.live.recorder import Series

PROMPTS = (
    "rest your hands",
    "talk, as to a friend",
    "type, and use the mouse",
    "drink something",
    "scratch your head, touch your face",
    "leave the picture and come back",
)
TAKE_S = 7.0
COUNTDOWN_S = 3.0
"""to read what comes next and to get there"""


def none_session() -> Series:
    """A series of as many takes as there are prompts."""
    return Series(NONE, len(PROMPTS), COUNTDOWN_S, TAKE_S, COUNTDOWN_S, PROMPTS)
