"""Opens a file with its usual program, or an address in the browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from gesture_app.actions.action import Tools
from gesture_app.actions.templates import Values, check_text, fill
from gesture_app.core.errors import ActionError
from gesture_app.core.import_path import environment_of_user
from gesture_app.core.private_files import umask_of_user

SCHEMES = ("http", "https", "mailto")
PROGRAMS = (
    ".desktop",
    ".exe",
    ".bat",
    ".cmd",
    ".com",
    ".ps1",
    ".vbs",
    ".js",
    ".lnk",
    ".app",
    ".sh",
    ".command",
    ".jar",
)
"""endings of files that run as programs when they are opened"""
START_S = 20.0
"""seconds that the desktop may take to answer"""


@dataclass(frozen=True, slots=True)
class OpenAction:
    """A file by its full path, or an address."""

    target: str

    kind: ClassVar[str] = "open"
    lane: ClassVar[str] = "open"

    @property
    def what(self) -> str:
        """The file or address."""
        return self.target

    @classmethod
    def parse(cls, value: Any) -> OpenAction:
        """Read `open = "https://example.org"` or `open = "/full/path"`."""
        if not isinstance(value, str) or not value:
            raise ActionError("open must be a file or an address.")
        target = check_text(str(value))
        if _scheme(target) in SCHEMES:
            return cls(target)
        path = Path(target).expanduser()
        if not path.is_absolute() or "{" in target:
            raise ActionError(
                f"“{target}” is neither an address nor a full path.", "Write https://… or the whole path."
            )
        if path.suffix.lower() in PROGRAMS:
            raise ActionError(f"“{target}” is a program.", "Use program = [...] for it.")
        return cls(target)

    def perform(self, values: Values, tools: Tools) -> None:
        """Hand it to the desktop."""
        if _scheme(self.target) in SCHEMES:
            _open(fill(self.target, values, lambda text: quote(text, safe="")))
            return
        path = Path(self.target).expanduser()
        if not path.exists():
            raise ActionError(f"There is no {path}.", "Check the path.")
        if path.is_file() and os.access(path, os.X_OK) and sys.platform != "win32":
            raise ActionError(f"{path} is a program.", "Use program = [...] for it.")
        _open(str(path))


def _scheme(target: str) -> str:
    try:
        return urlsplit(target).scheme.lower()
    except ValueError:
        return ""


def _open(target: str) -> None:
    if sys.platform == "win32":
        os.startfile(target)
        return
    name = "open" if sys.platform == "darwin" else "xdg-open"
    opener = shutil.which(name)
    if opener is None:
        raise ActionError(f"The program {name} is missing, which opens files and addresses.", "Install xdg-utils.")
    try:
        done = subprocess.run(
            [opener, target], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=START_S,
            start_new_session=True, env=environment_of_user(), umask=umask_of_user(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return  # it shows the file itself
    if done.returncode:
        raise ActionError(f"{target} cannot be opened: {done.stderr.decode(errors='replace').strip()[:200]}.")
