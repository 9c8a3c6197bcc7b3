"""Groups, averages, prints and writes rows of figures."""

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
"""characters in a line of the widest table"""

Item = TypeVar("Item")
Key = TypeVar("Key")


class Row(Protocol):
    """A dataclass of texts and figures, or of such dataclasses."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Rows of one kind under a title."""

    title: str
    rows: Sequence[Row]


def by_key(items: Iterable[Item], key: Callable[[Item], Key]) -> list[tuple[Key, list[Item]]]:
    """Return the items grouped by key, keys in the order of their first item."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.items())


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0 without values."""
    return sum(values) / max(1, len(values))


def show(tables: Sequence[FigureTable]) -> None:
    """Print the tables, as wide as they are also in a narrow terminal."""
    console = Console(width=max(WIDTH, Console().width))
    for figures in tables:
        if not figures.rows:
            continue
        table = Table(title=figures.title, title_justify="left", box=SIMPLE)
        for name, value in _cells(figures.rows[0]):
            words = isinstance(value, str)
            table.add_column(name.replace("_", " "), justify="left" if words else "right", no_wrap=words)
        for row in figures.rows:
            table.add_row(*(_text(value) for _, value in _cells(row)))
        console.print(table)


def write(path: Path, command: str, arguments: dict[str, object], tables: Sequence[FigureTable]) -> None:
    """Write everything as one JSON object."""
    content = {figures.title: [asdict(row) for row in figures.rows] for figures in tables}
    whole = {"command": command, "arguments": arguments, **content}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")


def _cells(row: Row) -> Iterator[tuple[str, object]]:
    """Return names and values, with those of a nested row in its place."""
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
