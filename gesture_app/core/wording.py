"""Plurals, percentages and moments of sentences that people read."""

from __future__ import annotations

from datetime import datetime


def counted(count: int, noun: str, none: str = "no", plural: str = "") -> str:
    """Return a count with its noun, such as "no takes", "1 take", "12 takes".

    Args:
        count: 0 or more.
        noun: in the singular.
        none: the word for 0.
        plural: of the noun if it is not the noun with an "s".
    """
    return f"{count or none} {choose(count, noun, plural or noun + 's')}"


def known_gestures(own: int, starter: int) -> str:
    """Return how many gestures a model knows, and whose: "25 gestures: 3 of yours and 22 of the starter's"."""
    if not starter or not own:
        return counted(own + starter, "gesture") + (" of the starter" if starter else "")
    return f"{own + starter} gestures: {own} of yours and {starter} of the starter's"


def choose(count: int, one: str, more: str) -> str:
    """Return the form of a word that agrees with a count, such as "looks" or "look"."""
    return one if count == 1 else more


def times(count: int) -> str:
    """Return "once", "twice" or such as "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def percentage(count: int, of: int) -> str:
    """Return such as "none", "95 %" or "all", of which only "none" and "all" are exact."""
    if count in (0, of):
        return "none" if count == 0 else "all"
    return f"{min(99, max(1, round(100 * count / of)))} %"


def local_time(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 text in the user's time zone, or None if the calendar has no such moment."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):  # the last two: in the year 1 or 9999
        return None


def encodable(text: str) -> str:
    """Return the text with escapes for what UTF-8 cannot hold, such as a file name in another encoding."""
    return text.encode("utf-8", "backslashreplace").decode()


def legible(text: str) -> str:
    """Return a file name as people read it.

    Bytes that are no UTF-8, as old archives unpack them, are read as Western European, else as escapes.
    """
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        return text
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # Windows allows half a pair
        return encodable(text)
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace")


def killed_sentence(work: str) -> str:
    """Return the sentence about work, such as "training", whose process the system has killed."""
    return f"The system stopped the {work}, most likely because memory ran out."
