"""Finds the lines of tables and keys in a TOML file, which its parser does not keep."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A header and the lines up to the next one."""

    path: str
    """such as "profiles.slides.actions", without quotes; "" before the first header"""
    first: int
    """line of the header, from 1"""
    last: int
    """its last line"""


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a file, in order. A header within a text of several lines counts as one as well."""
    starts = [(1, "")]
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header and not _is_entry_of_list(line):
            starts.append((number, _plain(header[2])))
    ends = [first - 1 for first, _ in starts[1:]] + [max(1, len(text.splitlines()))]
    return [Block(path, first, last) for (first, path), last in zip(starts, ends, strict=True) if last >= first]


def line_of_key(text: str, block: Block, key: str) -> int:
    """Return the line of a key within a block, or that of the block's header."""
    written = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*[=.]""")
    lines = text.splitlines()
    for number in range(block.first, min(block.last, len(lines)) + 1):
        if written.match(lines[number - 1]):
            return number
    return block.first


def nth_block(blocks: Sequence[Block], path: str, index: int) -> Block:
    """Return the block of the n-th table of a list, counted from 0, or the whole file if it is written differently."""
    found = [block for block in blocks if block.path == path]
    return found[index] if index < len(found) else Block("", 1, blocks[-1].last)


def without_block(text: str, block: Block) -> str:
    """Return the text with the lines of a block emptied, so that all others keep their numbers."""
    lines = text.splitlines()
    for number in range(block.first, block.last + 1):
        lines[number - 1] = ""
    return "\n".join(lines) + "\n"


def renamed_profile(text: str, old: str, new: str) -> str:
    """Return the text with another name in the headers of a profile. All other lines stay."""
    lines, quoted = text.splitlines(), json.dumps(new, ensure_ascii=False)
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header and not _is_entry_of_list(line) and f"{_plain(header[2])}.".startswith(f"profiles.{old}."):
            rest = _plain(header[2])[len(f"profiles.{old}") :]
            lines[number] = line.replace(header[2], f"profiles.{quoted}{rest}", 1)
    return "\n".join(lines) + "\n"


def _plain(path: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in path.split("."))


def _is_entry_of_list(line: str) -> bool:
    return line.rstrip().endswith(",")
