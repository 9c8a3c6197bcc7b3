"""Pauses the garbage collector while libraries are imported.

An import makes many objects that stay until the end. The collector walks through all of them again and again, for a
fifth of the time of a start.
"""

from __future__ import annotations

import gc


def pause_collection() -> None:
    """Collect no garbage until `resume_collection`."""
    gc.disable()


def resume_collection() -> None:
    """Collect garbage again, but never what is there by now."""
    gc.freeze()
    gc.enable()
