"""The names of gestures: what is allowed, the folder each has, what a person sees, and the background gesture.

A name and its folder tell each other without loss: what no folder can be called is written as “%” and two digits, as
in an address. So names that differ have folders that differ, and no file has to be read to know what a folder holds.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from gesture_app.core.errors import RecordingError

NONE = "none"
"""The background gesture: everything that means nothing."""

MAX_NAME_LENGTH = 255
"""bytes of its folder's name, which is what disks allow; so no name has more letters"""
_UNFIT = re.compile(r'[%/\\:*?"<>|]')
"""what some system forbids in the name of a folder, and the sign that stands for it"""
_AT_AN_END = re.compile(r"^[.~-]|\.$")
"""hidden, the user's home, an option of a command; Windows takes the last dot away"""
_RESERVED_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|$)")


def gesture_name(text: str) -> str:
    """Return the name as it is stored ("Swipe  left" → "swipe_left").

    Names are the same where they differ only in capital letters, in the number and kind of spaces between words, for
    which one "_" stands, or in how Unicode composes a letter. Any other difference makes another gesture.

    Raises:
        RecordingError: empty, too long for a folder, or with a control character.
    """
    name = unicodedata.normalize("NFC", re.sub(r"\s+", "_", unicodedata.normalize("NFC", text).strip()).lower())
    if not name:
        raise RecordingError("A gesture needs a name.", "Type a short word, such as wave.")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise RecordingError(
            f"{text.strip()!a} cannot be the name of a gesture.",
            "Use letters, digits, spaces and signs that can be printed.",
        )
    if len(folder_of(name).encode()) > MAX_NAME_LENGTH:
        raise RecordingError(
            f"“{text.strip()[:40]} …” cannot be the name of a gesture: it is too long for the name of a folder.",
            "Choose a shorter one.",
        )
    return name


def folder_of(gesture: str) -> str:
    """Return the name of a gesture's folder, fit for every system; gestures that differ have folders that differ."""
    name = _UNFIT.sub(lambda found: _escaped(found[0]), gesture)
    name = "".join(_escaped(letter) if unicodedata.category(letter) == "Cf" else letter for letter in name)
    name = _AT_AN_END.sub(lambda found: _escaped(found[0]), name)
    return _escaped(name[0]) + name[1:] if _RESERVED_BY_WINDOWS.match(name) else name


def gesture_of_folder(folder: str) -> str:
    """Return the gesture a folder of a workspace stands for; people may have named it by hand ("Hello (2)")."""
    try:
        return gesture_name(unquote(folder, errors="strict"))
    except (UnicodeDecodeError, RecordingError):
        return known_name(folder)


def _escaped(character: str) -> str:
    """Return the character as “%” and two digits a byte; `quote` leaves ".", "-", "~" and letters as they are."""
    quoted = quote(character, safe="")
    return quoted if quoted != character else f"%{ord(character):02X}"


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
    """The name a person gave outside of the program, as it is stored; as it is where it cannot be."""
    try:
        return gesture_name(text)
    except RecordingError:
        return text


def spoken_name(gesture: str) -> str:
    """Return the name as a person reads it ("swipe_left" → "swipe left"); typed again, it is the same gesture."""
    words = gesture.replace("_", " ")
    return gesture if "  " in words or words != words.strip() else words
