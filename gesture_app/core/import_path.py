"""Keep Python modules in the working folder from being imported: it may be a stranger's workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

import gesture_app

_SAFE = "PYTHONSAFEPATH"
_PLACES = "PYTHONPATH"
_BEFORE = "GESTURE_APP_PYTHONPATH"
"""environment variable with the user's own PYTHONPATH"""


def leave_out_working_folder() -> None:
    """Take the working folder out of the places of modules, in this process and in those that it starts.

    `python -m` and `python -c`, by which processes start, look there first, and so does an empty part of PYTHONPATH.
    The folder of the program itself stays, which is the working folder of a developer.
    """
    package = str(Path(gesture_app.__file__).resolve().parents[1])
    sys.path[:] = [place for place in sys.path if not _is_working_folder(place) or os.path.realpath(place) == package]
    if _SAFE in os.environ:
        return
    before = os.environ.get(_PLACES, "")
    places = [place for place in before.split(os.pathsep) if place and not _is_working_folder(place)]
    os.environ[_SAFE] = "1"
    os.environ[_BEFORE] = before
    os.environ[_PLACES] = os.pathsep.join(dict.fromkeys((package, *places)))


def environment_of_user() -> MutableMapping[str, str]:
    """Return the environment for programs of the user, without what `leave_out_working_folder` changed."""
    environment = dict(os.environ)
    before = environment.pop(_BEFORE, None)
    if before is not None:
        del environment[_SAFE]
        environment[_PLACES] = before
        if not before:
            del environment[_PLACES]
    return environment


def _is_working_folder(place: str) -> bool:
    return not place or os.path.realpath(place) == os.path.realpath(os.curdir)
