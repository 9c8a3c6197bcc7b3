"""How the command line speaks: JSON lines for programs, short lines for people; nothing else on standard output."""

from __future__ import annotations

import json
import sys

from rich.console import Console


def say_json(**values: object) -> None:
    """One object on a line, at once."""
    print(json.dumps(values, ensure_ascii=False), flush=True)


def note(sentence: str) -> None:
    """A remark that is not a result, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def console() -> Console:
    """Tables and colours for people."""
    return Console(highlight=False)


def rounded(number: float | None) -> float | None:
    """To four digits; JSON's null for what was not measured."""
    return None if number is None else round(number, 4)
