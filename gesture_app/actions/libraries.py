"""Names what to install where a library is missing that only some actions need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gesture_app.core.errors import ActionError


@contextmanager
def optional_import(package: str, extra: str) -> Iterator[None]:
    """Import an optional library in this context.

    Args:
        package: the name for people and pip.
        extra: of gesture-app, which brings it.

    Raises:
        ActionError: it is not installed, or it cannot be loaded.
    """
    try:
        yield
    except ImportError as error:
        raise ActionError(
            f"{package} is missing or cannot be loaded: {error}.", f"pip install 'gesture-app[{extra}]'"
        ) from error
