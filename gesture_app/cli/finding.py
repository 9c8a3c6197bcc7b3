"""One finding of `gesture-app doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    found: str
    ok: bool = True
    remedy: str = ""
    """what to do if it is not ok"""
