"""Whether an error means that no memory is left: numpy says so by its type, torch and the system by their words."""

from __future__ import annotations

import errno

_WORDS = ("allocate memory", "bad_alloc", "out of memory", "unable to allocate", "can't start new thread")


def lacks_memory(error: BaseException) -> bool:
    """Also where it is only the cause of what was raised."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    if isinstance(error, RuntimeError | ImportError) and any(words in str(error).lower() for words in _WORDS):
        return True
    cause = error.__cause__ or error.__context__
    return cause is not None and lacks_memory(cause)
