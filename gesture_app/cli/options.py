"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="The folder with recordings and models.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else.")]
