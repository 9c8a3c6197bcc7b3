"""Output of the commands: JSON lines for programs, and text for people."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def print_json(**values: object) -> None:
    """Print one JSON object on a line of standard output."""
    print(json.dumps(values, ensure_ascii=False), flush=True)


def print_note(sentence: str) -> None:
    """Print a remark that is not a result on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def console() -> Console:
    """Return a console that prints tables and colours on standard output."""
    from rich.console import Console

    return Console(highlight=False)


def rounded(number: float | None) -> float | None:
    """Round to four digits. None, which JSON prints as null, stays None."""
    return None if number is None else round(number, 4)
