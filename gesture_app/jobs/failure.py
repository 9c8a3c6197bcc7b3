"""The final message of a job that fails."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

from gesture_app.core.errors import GestureAppError

Options = ParamSpec("Options")
Message = TypeVar("Message")
Failed = TypeVar("Failed")

log = logging.getLogger(__name__)

_NO_MEMORY = ("allocate memory", "bad_alloc", "out of memory", "unable to allocate", "can't start new thread")


def report_failure(
    failed: Callable[[str, str], Failed], work: str, memory_hint: str, hint: str
) -> Callable[[Callable[Options, Iterator[Message]]], Callable[Options, Generator[Message | Failed, None, None]]]:
    """Decorate a job's generator: when it raises, its last message is a failure.

    Args:
        failed: makes the message from a sentence and a hint.
        work: the job, as the subject of a sentence.
        memory_hint: what to do when memory runs out.
        hint: what an unexpected error leaves unchanged.
    """

    def decorate(
        run: Callable[Options, Iterator[Message]],
    ) -> Callable[Options, Generator[Message | Failed, None, None]]:
        @wraps(run)
        def guarded(*args: Options.args, **kwargs: Options.kwargs) -> Generator[Message | Failed, None, None]:
            try:
                yield from run(*args, **kwargs)
            except GestureAppError as error:
                yield failed(error.sentence, error.hint)
            except Exception as error:
                if lacks_memory(error):
                    yield failed(f"{work} needs more memory than there is.", memory_hint)
                    return
                log.exception("%s failed", work)
                yield failed(f"{work} failed unexpectedly: {error}.", hint)

        return guarded

    return decorate


def lacks_memory(error: BaseException) -> bool:
    """Return True if memory ran out, also if that is only the cause of the error."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    if isinstance(error, RuntimeError | ImportError) and any(words in str(error).lower() for words in _NO_MEMORY):
        return True
    cause = error.__cause__ or error.__context__
    return cause is not None and lacks_memory(cause)
