"""Imports torch without blocking the window."""

from __future__ import annotations

import ctypes
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from gesture_app.core.garbage import pause_collection, resume_collection

_IMPORTING = Lock()
"""so that a second thread does not use a half-imported torch"""


def import_torch() -> None:
    """Import torch without the pauses of a plain import.

    An import holds Python's lock while it opens libraries, a third of a second for torch. It also triggers the garbage
    collector several times, a tenth of a second each.
    """
    with _IMPORTING:
        if "torch" in sys.modules:
            return
        _open_torch_libraries()
        pause_collection()
        try:
            import_module("torch")
        finally:
            resume_collection()


def _open_torch_libraries() -> None:
    """Open torch's libraries in a foreign call, which releases Python's lock."""
    torch = find_spec("torch")
    if torch is None or torch.origin is None or not sys.platform.startswith("linux"):
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(Path(torch.origin).parent / "lib" / "libtorch_python.so"), os.RTLD_NOW)
