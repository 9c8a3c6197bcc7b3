"""The names of sources: cameras, addresses and files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import PurePath
from unicodedata import normalize

from gesture_app.core.settings import DEMO_SOURCE

CAMERA_PREFIX = "camera:"
"""prefix of the full name of a camera"""
FILE_ADDRESS = "file://"
RECORDING_ENDING = ".npz"
VIDEO_ENDINGS = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv")

_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]+://", re.IGNORECASE)
_ONE_GESTURE = re.compile(r"\w[\w ]*")
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that the user can pick by name."""

    source: str
    """as `sources.open_source` takes it"""
    name: str
    """name for people"""


def camera_source(name: str) -> str:
    """Return the source that always means the camera of this name."""
    return CAMERA_PREFIX + name


def drawn_source(gesture: str) -> str:
    """Return the source in which the drawn hand performs one gesture, or random ones for ""."""
    return f"{DEMO_SOURCE}:{gesture}" if gesture else DEMO_SOURCE


def drawn_gesture(source: str) -> str | None:
    """Return the one gesture that the drawn hand performs without end in the window, or "" for random ones.

    None means another source, also a script of several steps, which is played as it is written.
    """
    name, colon, script = source.partition(":")
    if name != DEMO_SOURCE or (colon and not _ONE_GESTURE.fullmatch(script)):
        return None
    return script


def same_name(name: str, other: str) -> bool:
    """Return True if both name the same camera."""
    return comparable_name(name) == comparable_name(other)


def comparable_name(name: str) -> str:
    """Return the name in one form of case, white space and Unicode composition."""
    return " ".join(normalize("NFC", normalize("NFC", name).casefold()).split())


def camera_number(source: str) -> int | None:
    """Return the number of a camera, or None if the text is no such number."""
    return int(source) if source.isdecimal() and len(source) <= _MOST_DIGITS else None


def is_address(source: str) -> bool:
    """Return True if the text begins like an address, that of a file included."""
    return _ADDRESS.match(source) is not None


def has_folder(source: str) -> bool:
    """Return True if the text holds a folder separator of this system."""
    return any(separator in source for separator in (os.sep, os.altsep) if separator)


def has_file_ending(source: str) -> bool:
    """Return True if the text ends like a video or a recording."""
    return PurePath(source).suffix.lower() in (*VIDEO_ENDINGS, RECORDING_ENDING)
