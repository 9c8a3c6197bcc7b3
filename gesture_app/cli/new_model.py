"""When `gesture-app train` puts a new model to use."""

from __future__ import annotations

from enum import StrEnum


class NewModel(StrEnum):
    """What becomes of it."""

    ALWAYS = "always"
    IF_BETTER = "if-better"
    """used where no gesture got worse by more than a point and none was lost, as far as the user's own one in use can
    be asked; not where it cannot be asked at all"""
    NEVER = "never"
