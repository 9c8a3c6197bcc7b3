"""Keep what the program writes from other users of the computer, whatever the umask is."""

from __future__ import annotations

import os

PRIVATE = 0o077
SHARED = 0o007
"""the group may read and write as well"""
_BEFORE = "GESTURE_APP_UMASK"
"""environment variable with the user's own umask, for the programs of actions"""


def write_privately(shared: bool) -> None:
    """Give files that this process and its children make to the user alone, or also to the group."""
    before = os.umask(SHARED if shared else PRIVATE)
    os.environ.setdefault(_BEFORE, str(before))


def umask_of_user() -> int:
    """Return the umask for programs of the user, or -1 to leave it as it is."""
    before = os.environ.get(_BEFORE, "")
    return int(before) if before.isdecimal() else -1
