"""Options that several commands take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="The folder with recordings and models.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else.")]


class NewModel(StrEnum):
    """What becomes of it."""

    ALWAYS = "always"
    IF_BETTER = "if-better"
    """used where no gesture got worse by more than a point and none was lost, as far as the user's own one in use can
    be asked; not where it cannot be asked at all"""
    NEVER = "never"
