"""Ends a spawned process when the one that started it is gone: nobody would hear it any more."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any


def end_with_parent() -> None:
    """Called in the process; it then ends at once when its parent does, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end_of, args=(parent,), name="parent watch", daemon=True).start()


def _wait_for_end_of(parent: Any) -> None:
    parent.join()
    os._exit(1)
