"""Filters known log lines of native libraries from standard error."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
_turn = threading.Lock()  # the descriptor belongs to the whole process


@contextmanager
def without_chatter(chatter: re.Pattern[bytes]) -> Iterator[None]:
    """Hold back standard error in the block, then write the lines that do not match."""
    with _turn:
        real = _standard_error()
        if real is None:
            yield
            return
        with tempfile.TemporaryFile() as held_back:
            os.dup2(held_back.fileno(), STDERR)
            try:
                yield
            finally:
                os.dup2(real, STDERR)
                held_back.seek(0)
                for line in held_back:
                    if not chatter.match(line):
                        os.write(real, line)
                os.close(real)


def _standard_error() -> int | None:
    """Return a second descriptor of standard error, or None if the program has none."""
    try:
        return os.dup(STDERR)
    except OSError:
        return None
