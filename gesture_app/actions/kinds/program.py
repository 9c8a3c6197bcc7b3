"""Runs a program with a list of arguments, never through a shell."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from gesture_app.actions.action import Tools
from gesture_app.actions.kinds.fields import seconds, table
from gesture_app.actions.templates import Values, check_text, fill
from gesture_app.core.errors import ActionError
from gesture_app.core.import_path import environment_of_user
from gesture_app.core.private_files import umask_of_user

LIMIT_S = 30.0
LOGGED = 4000
"""characters of a program's output in the log"""
_READ = 64_000
"""bytes of output that are kept; a program that writes more is not stopped"""


@dataclass(frozen=True, slots=True)
class ProgramAction:
    """A program and its arguments. Arguments may use values, the program may not."""

    command: tuple[str, ...]
    limit_s: float = LIMIT_S
    """seconds after which it is ended"""

    kind: ClassVar[str] = "program"

    @property
    def lane(self) -> str:
        """A lane for each program."""
        return f"program {self.command[0]}"

    @property
    def what(self) -> str:
        """The command with each argument apart."""
        return " ".join(repr(part) if not part or " " in part else part for part in self.command)

    @classmethod
    def parse(cls, value: Any) -> ProgramAction:
        """Read `program = ["name", "argument"]` or `program = { run = [...], limit_s = 5 }`."""
        if isinstance(value, str):
            raise ActionError(
                "program must be a list: the program, then each argument.", f"Write program = {value.split()}."
            )
        fields = table(value, "program", ("run", "limit_s"), "run")
        command = fields.get("run")
        if not isinstance(command, list) or not command or not all(isinstance(part, str) for part in command):
            raise ActionError("program must be a list of texts: the program, then each argument.")
        name = str(command[0])
        if not name or "{" in name or ((os.sep in name or "/" in name) and not Path(name).is_absolute()):
            raise ActionError(f"“{name}” is neither a name nor a full path.", "A program may not depend on a gesture.")
        arguments = (check_text(str(part)) for part in command[1:])
        return cls((name, *arguments), seconds(fields, "limit_s", 0.1, 3600, LIMIT_S))

    def perform(self, values: Values, tools: Tools) -> None:
        """Run it and wait for its end. Its output goes to the log."""
        program = shutil.which(self.command[0])
        if program is None:
            raise ActionError(f"There is no program “{self.command[0]}”.", "Install it, or write its full path.")
        command = [program, *(fill(part, values) for part in self.command[1:])]
        try:
            running = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=Path.home(),
                env=environment_of_user(),
                umask=umask_of_user(),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:  # ValueError: a value holds a null character
            raise ActionError(f"{self.command[0]} cannot be started: {error}.") from error
        try:
            output, _ = running.communicate(timeout=self.limit_s)
        except subprocess.TimeoutExpired as error:
            _end_group(running)
            raise ActionError(
                f"{self.command[0]} was ended after {self.limit_s:g} s.", "Give it a longer limit_s."
            ) from error
        text = output[:_READ].decode(errors="replace").strip()
        if text:
            tools.log(f"{self.command[0]}: {text[:LOGGED]}")
        if running.returncode:
            last = text.splitlines()[-1][:200] if text else "no output"
            raise ActionError(f"{self.command[0]} failed with status {running.returncode}: {last}.")


def _end_group(running: subprocess.Popen[bytes]) -> None:
    """End a program and what it started."""
    try:
        if sys.platform == "win32":
            running.kill()
        else:
            os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    running.wait(5)
