"""Starts the program when the user logs in, through what each system has for it.

Linux has a desktop entry, Windows a value in the registry, macOS a launch agent. The last two are not tested.
"""

from __future__ import annotations

import plistlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from gesture_app.core.errors import SettingsError
from gesture_app.storage.files.atomic import disk_errors, write_file

NAME = "gesture-app"
TITLE = "Gestures"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def start_command(workspace: Path | None) -> tuple[str, ...]:
    """Return the command that starts the program in the tray. `workspace` is named unless it is the usual one."""
    program = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "gesture_app")
    return (*program, "--tray", *(("--workspace", str(workspace)) if workspace is not None else ()))


@dataclass(frozen=True, slots=True)
class LoginItem:
    """The entry of this program for this user."""

    command: tuple[str, ...]

    @property
    def file(self) -> Path:
        """The entry on Linux and macOS."""
        if sys.platform == "darwin":
            return Path.home() / "Library" / "LaunchAgents" / f"{NAME}.plist"
        return platformdirs.user_config_path() / "autostart" / f"{NAME}.desktop"

    def is_on(self) -> bool:
        """Return True if the program starts with the login."""
        if sys.platform == "win32":
            return _read_run_value() is not None
        return self.file.is_file()

    def switch(self, on: bool) -> None:
        """Start the program with the login, or no longer.

        Raises:
            SettingsError: the entry cannot be written.
        """
        with disk_errors(SettingsError, "The start at login cannot be changed"):
            if sys.platform == "win32":
                _write_run_value(self.command if on else None)
            elif on:
                write_file(self.file, self._entry(), SettingsError)
            else:
                self.file.unlink(missing_ok=True)

    def _entry(self) -> bytes:
        if sys.platform == "darwin":
            return plistlib.dumps({"Label": NAME, "ProgramArguments": list(self.command), "RunAtLoad": True})
        return desktop_entry(self.command).encode()


def desktop_entry(command: Sequence[str]) -> str:
    """Return the text of a desktop entry. Arguments are quoted as its specification demands."""
    return (
        "[Desktop Entry]\nType=Application\n"
        f"Name={TITLE}\nComment=Recognises your hand gestures\nExec={' '.join(map(_quoted, command))}\n"
        "Terminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _quoted(argument: str) -> str:
    if argument and all(sign.isalnum() or sign in "-_./:=," for sign in argument):
        return argument
    for sign in ("\\", '"', "`", "$"):
        argument = argument.replace(sign, f"\\{sign}")
    quoted = f'"{argument}"'.replace("%", "%%")
    return quoted.replace("\\", "\\\\")  # a text of a desktop entry escapes each backslash once more


if sys.platform == "win32":
    import subprocess
    import winreg

    def _read_run_value() -> str | None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                return str(winreg.QueryValueEx(key, NAME)[0])
        except FileNotFoundError:
            return None

    def _write_run_value(command: Sequence[str] | None) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            if command is not None:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, subprocess.list2cmdline(command))
            elif _read_run_value() is not None:
                winreg.DeleteValue(key, NAME)
