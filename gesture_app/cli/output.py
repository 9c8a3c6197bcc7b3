"""Output of the commands: JSON lines for programs, and text for people. Nothing else prints text from outside."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from gesture_app.core.plain_text import plain_json, plain_line, plain_lines

if TYPE_CHECKING:
    from rich.console import Console


def print_json(**values: object) -> None:
    """Print one JSON object on a line of standard output."""
    print(plain_json(json.dumps(values, ensure_ascii=False)), flush=True)


def print_note(sentence: str) -> None:
    """Print a remark that is not a result on standard error."""
    print(plain_lines(sentence), file=sys.stderr, flush=True)


def print_line(text: str) -> None:
    """Print a line of a result on standard output."""
    print(plain_line(text), flush=True)


def console() -> Console:
    """Return a console that prints tables and colours on standard output."""
    from gesture_app.cli.plain_console import PlainConsole

    return PlainConsole(highlight=False)


def rounded(number: float | None) -> float | None:
    """Round to four digits. None, which JSON prints as null, stays None."""
    return None if number is None else round(number, 4)
