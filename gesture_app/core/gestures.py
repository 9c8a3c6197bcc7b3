"""The names of gestures: what is allowed, what they look like to a person, and the background gesture."""

from __future__ import annotations

import re
import unicodedata

from gesture_app.core.errors import RecordingError

NONE = "none"
"""The background gesture: everything that means nothing."""

MAX_NAME_LENGTH = 40
_RESERVED_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def gesture_name(text: str) -> str:
    """The name as it is stored ("Swipe  left" → "swipe_left"), fit for a folder on every system.

    Raises:
        RecordingError: empty, too long, or not letters, digits, spaces, "_" and "-".
    """
    name = re.sub(r"\s+", "_", unicodedata.normalize("NFC", text).strip()).lower()
    if not name:
        raise RecordingError("A gesture needs a name.", "Type a short word, such as wave.")
    if len(name) > MAX_NAME_LENGTH:
        raise RecordingError(f"A gesture's name has at most {MAX_NAME_LENGTH} letters.", "Choose a shorter one.")
    if not all(map(_is_allowed, name)) or name[0] == "-" or _RESERVED_BY_WINDOWS.fullmatch(name):
        raise RecordingError(
            f"“{text.strip()}” cannot be the name of a gesture.",
            "Use letters, digits, spaces, _ and -, starting with a letter.",
        )
    return name


def renamed_to(old: str, new: str) -> str:
    """What `old` is stored as once a person has renamed it.

    Raises:
        RecordingError: it is the background, which the program knows by its name, or `new` cannot be a name.
    """
    if old == NONE and gesture_name(new) != NONE:
        raise RecordingError(
            f"“{NONE}” is what means nothing, and keeps its name: without it there are more false alarms.",
            "Takes that do mean something can be moved to a gesture.",
        )
    return gesture_name(new)


def known_name(text: str) -> str:
    """The name a person gave outside of the program, as it is stored; as it is where it cannot be ("Hello (2)")."""
    try:
        return gesture_name(text)
    except RecordingError:
        return text


def _is_allowed(character: str) -> bool:
    """Letters with their marks and digits of any script, "_" and "-"."""
    return unicodedata.category(character)[0] in "LMN" or character in "_-"


def spoken_name(gesture: str) -> str:
    """The name as a person reads it ("swipe_left" → "swipe left")."""
    return gesture.replace("_", " ")
