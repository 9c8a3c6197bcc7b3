"""The settings on disk: a short TOML file for people to read and edit, with only the changes from the defaults."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import Settings
from gesture_app.storage.files.atomic import move_file, read_file, sweep_beside, write_file

SETTINGS_VERSION = 1
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and a sentence about each entry of the file that is not usable."""

    settings: Settings
    troubles: tuple[str, ...] = ()


class SettingsStore:
    """The settings file, by default in the user's configuration folder."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path("gesture-app", appauthor=False) / "settings.toml"

    def load(self) -> LoadedSettings:
        """Load the settings. Unusable entries become the defaults, and a broken file is set aside."""
        sweep_beside(self.path)
        if not self.path.exists():
            return LoadedSettings(Settings())
        import tomllib

        try:
            text = read_file(self.path, _LARGEST, SettingsError)
        except SettingsError as error:
            return LoadedSettings(Settings(), (f"{error.sentence} The default settings are used.",))
        try:
            values = tomllib.loads(text.decode())
        except (ValueError, RecursionError):
            return LoadedSettings(Settings(), (self._set_aside(),))
        known = {field.name for field in fields(Settings)}
        settings, troubles = Settings(), []
        for name in known & values.keys():
            try:
                settings = settings.changed(**{name: values[name]})
            except SettingsError as error:
                troubles.append(f"{error.sentence} The default is used.")
        return LoadedSettings(settings, tuple(troubles))

    def save(self, settings: Settings) -> None:
        """Save the settings.

        Raises:
            SettingsError: the disk is full or read-only, ...
        """
        import tomli_w

        text = tomli_w.dumps({"version": SETTINGS_VERSION, **settings.differing()})
        write_file(self.path, text.encode(), SettingsError)

    def _set_aside(self) -> str:
        broken = self.path.with_name(f"{self.path.name}.broken")
        with suppress(SettingsError):
            move_file(self.path, broken, SettingsError)
            return f"The settings could not be read; the defaults are used. The old file is kept as {broken}."
        return f"The settings in {self.path} could not be read; the defaults are used."
