"""A process that gives way: to the camera and the window for processors, to all others where memory runs out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

NICE = 10
"""runs where others leave time, and gets a tenth of a processor that all want: it must end some day"""
KILLED_FIRST = "800"
"""of 1000: which process Linux ends when no memory is left; the window must not be the one"""
_BELOW_NORMAL_PRIORITY_CLASS = 0x00004000


def give_way() -> None:
    """Called in the process, before it works; threads and processes it starts give way as well."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        with suppress(OSError):  # a system may forbid it: it is not worth failing for
            os.nice(max(0, NICE - os.nice(0)))
    if sys.platform == "linux":
        with suppress(OSError):
            os.setsid()  # Linux shares processors out by session first: niceness alone counts only within one
            Path("/proc/self/autogroup").write_text(f"{NICE}", encoding="ascii")
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(KILLED_FIRST, encoding="ascii")
