"""Rows of figures: grouped, averaged, shown to people and written for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

WIDTH = 160
"""letters in a line of the widest table"""

Item = TypeVar("Item")
Key = TypeVar("Key")


class Row(Protocol):
    """A dataclass of words and figures, or of such dataclasses."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Rows of one kind under a title."""

    title: str
    rows: Sequence[Row]


def by_key(items: Iterable[Item], key: Callable[[Item], Key]) -> list[tuple[Key, list[Item]]]:
    """Items of one key together, keys in the order in which they first come."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.items())


def mean(values: Sequence[float]) -> float:
    """Their mean; 0 for none."""
    return sum(values) / max(1, len(values))


def show(sheets: Sequence[TimelineLayout]) -> None:
    """A table for each sheet; not squeezed where the terminal is narrow."""
    console = Console(width=max(WIDTH, Console().width))
    for sheet in sheets:
        if not sheet.rows:
            continue
        table = Table(title=sheet.title, title_justify="left", box=SIMPLE)
        for name, value in _cells(sheet.rows[0]):
            words = isinstance(value, str)
            table.add_column(name.replace("_", " "), justify="left" if words else "right", no_wrap=words)
        for row in sheet.rows:
            table.add_row(*(_text(value) for _, value in _cells(row)))
        console.print(table)


def write(path: Path, command: str, arguments: dict[str, object], sheets: Sequence[TimelineLayout]) -> None:
    """Everything as one JSON object."""
    content = {sheet.title: [asdict(row) for row in sheet.rows] for sheet in sheets}
    whole = {"command": command, "arguments": arguments, **content}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")


def _cells(row: Row) -> Iterator[tuple[str, object]]:
    """Names and values, those of a row within a row in its place."""
    for field in fields(row):
        value = getattr(row, field.name)
        if is_dataclass(value):
            yield from _cells(value)  # type: ignore[arg-type]
        else:
            yield field.name, value


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:.3f}"
        case _:
            return escape(str(value))
