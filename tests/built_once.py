"""Objects that take seconds to make: one process of a test run makes them, the others read them from a file."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

import pytest
from filelock import FileLock

T = TypeVar("T")


def built_once(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[], T]) -> T:
    """Return what `build` returns; only the first process of the run that asks for this name calls it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of all processes of this run
    path = folder / f"{name}.pickle"
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            made = build()
            path.write_bytes(pickle.dumps(made))
        answer: T = pickle.loads(path.read_bytes())  # noqa: S301  written by a process of this run
    return answer
