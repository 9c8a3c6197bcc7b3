"""Text from outside as text: what would steer a terminal, a log or a window becomes visible escapes.

Names, notes and file names may come from anybody. Control characters clear a terminal or forge lines of a log,
bidirectional ones turn the order of what is read, and lone surrogates cannot be written anywhere.
"""

from __future__ import annotations

import logging
import re

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_TURNING = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSEEN = r"\ud800-\udfff\ufeff\U000e0000-\U000e007f"
_STEERING = _CONTROLS + _TURNING + _UNSEEN
_OF_A_LINE = re.compile(f"[{_STEERING}]")
_OF_LINES = re.compile(f"(?![\\n\\t])[{_STEERING}]")


def plain_line(text: str) -> str:
    """Return a text as one line, in which every character can be shown."""
    return _OF_A_LINE.sub(_escape, text)


def plain_lines(text: str) -> str:
    """Return the same for a text whose line breaks and tabs stay."""
    return _OF_LINES.sub(_escape, text)


def plain_json(text: str) -> str:
    """Return JSON that is equal, and in which every character can be shown."""
    return _OF_LINES.sub(lambda found: _json_escape(found[0]), text)


def is_plain(text: str) -> bool:
    """Return True if every character of a name can be shown."""
    return _OF_A_LINE.search(text) is None


class PlainFormatter(logging.Formatter):
    """Formats records of a log. Only its own line breaks remain."""

    def format(self, record: logging.LogRecord) -> str:
        return plain_lines(super().format(record))


def _escape(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


def _json_escape(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
