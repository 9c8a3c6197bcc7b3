"""Options that several commands take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="Folder with recordings and models.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object per line and nothing else.")]


class NewModel(StrEnum):
    """The rule that decides if a new model is used."""

    ALWAYS = "always"
    IF_BETTER = "if-better"
    """if no gesture got worse by more than a point and none was lost; not if there is no comparison with the user's own
    model in use"""
    NEVER = "never"
