"""Imports libraries that only some actions need, where they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gesture_app.core.errors import ActionError


def library(module: str, package: str, extra: str) -> Any:
    """Import a module of an optional library.

    Args:
        module: as it is imported.
        package: the name for people and pip.
        extra: of gesture-app, which brings it.

    Raises:
        ActionError: it is not installed, or it cannot be loaded.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ActionError(
            f"{package} is missing or cannot be loaded: {error}.", f"pip install 'gesture-app[{extra}]'"
        ) from error
