"""The names of gestures, their folders, their display names, and the name of the background.

Name and folder convert into each other without loss. A character that a folder name cannot have becomes “%” and two
digits, as in a URL. So different names have different folders, and the folder alone identifies the gesture.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from gesture_app.core.errors import RecordingError
from gesture_app.core.plain_text import is_plain, plain_line
from gesture_app.core.wording import encodable

NONE = "none"
"""the background class: everything that is no gesture"""
NONE_SPOKEN = "no gesture"
"""the only name of `none` that people read; typed, it means `none`"""

MAX_NAME_LENGTH = 255
"""bytes of the folder's name, the limit of file systems"""
_UNFIT = re.compile(r'[%/\\:*?"<>|]')
"""characters that some system forbids in a folder name, and the escape character"""
_AT_AN_END = re.compile(r"^[.~-]|\.$")
"""at the start: hidden files, the home folder, options of commands; Windows removes a dot at the end"""
_NONE_TYPED = "no_gesture"
"""`NONE_SPOKEN`, normalised"""
_RESERVED_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|$)")


def gesture_name(text: str) -> str:
    """Return the stored name of a gesture that a person typed, or that an import names.

    It is the normalised name, except that "no gesture" is `none`.

    Raises:
        RecordingError: the name is empty, too long for a folder, or has a control character or one that turns the text.
    """
    name = normalised_name(text)
    return NONE if name == _NONE_TYPED else name


def normalised_name(text: str) -> str:
    """Return the name as it is stored ("Swipe  left" → "swipe_left").

    Names that differ only in case, in white space (stored as one "_") or in Unicode composition are the same. Any
    other difference makes another gesture.

    Raises:
        RecordingError: the name is empty, too long for a folder, or has a control character or one that turns the text.
    """
    name = unicodedata.normalize("NFC", re.sub(r"\s+", "_", unicodedata.normalize("NFC", text).strip()).lower())
    if not name:
        raise RecordingError("A gesture needs a name.", "Type a short word, such as wave.")
    if not is_plain(name):
        raise RecordingError(
            f"{text.strip()!a} cannot be the name of a gesture.",
            "Use letters, digits, spaces and printable signs.",
        )
    if len(folder_of(name).encode()) > MAX_NAME_LENGTH:
        raise RecordingError(
            f"“{text.strip()[:40]} …” is too long for the name of a gesture.",
            "Choose a shorter name.",
        )
    return name


def folder_of(gesture: str) -> str:
    """Return a folder name that every system allows, different for different gestures."""
    name = _UNFIT.sub(lambda found: _escaped(found[0]), gesture)
    name = "".join(_escaped(letter) if unicodedata.category(letter) == "Cf" else letter for letter in name)
    name = _AT_AN_END.sub(lambda found: _escaped(found[0]), name)
    return _escaped(name[0]) + name[1:] if _RESERVED_BY_WINDOWS.match(name) else name


def gesture_of_folder(folder: str) -> str:
    """Return the gesture of a workspace's folder, which a person may have named ("Hello (2)").

    An old folder `no_gesture` keeps its name: its takes may show anything.
    """
    folder = encodable(folder)
    try:
        return normalised_name(unquote(folder, errors="strict"))
    except (UnicodeDecodeError, RecordingError):
        return known_name(plain_line(folder))


def _escaped(character: str) -> str:
    """Return “%” and two digits for each byte. (`quote` keeps ".", "-", "~" and letters.)"""
    quoted = quote(character, safe="")
    return quoted if quoted != character else f"%{ord(character):02X}"


def renamed_to(old: str, new: str) -> str:
    """Return the stored name of a gesture that a person renames.

    Raises:
        RecordingError: `old` is the background, whose name is fixed, or `new` cannot be a name.
    """
    if new == old or new == spoken_name(old):  # `no_gesture` of an old workspace
        return old
    if old == NONE and gesture_name(new) != NONE:
        raise RecordingError(
            f"“{NONE_SPOKEN}” keeps its name.",
            "If some of its takes show a gesture, move them to that gesture.",
        )
    return gesture_name(new)


def known_name(text: str) -> str:
    """Return the stored name of a gesture that was named elsewhere, or `text` if it cannot be a name."""
    try:
        return gesture_name(text)
    except RecordingError:
        return text


def spoken_name(gesture: str) -> str:
    """Return the name to display ("swipe_left" → "swipe left", "none" → "no gesture").

    `gesture_name` maps it back. Only `no_gesture` of an old workspace is displayed as it is, to differ from `none`.
    """
    if gesture in (NONE, _NONE_TYPED):
        return NONE_SPOKEN if gesture == NONE else gesture
    words = gesture.replace("_", " ")
    return gesture if "  " in words or words != words.strip() else words


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts “take 2” before “take 10”."""
    parts = re.split(r"(\d+)", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
