"""The user's settings as one frozen object."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from gesture_app.core.errors import SettingsError

HANDS_CHOICES = ("automatic", "one", "two")
THEME_CHOICES = ("system", "light", "dark")
IF_BETTER, ASK = "if_better", "ask"
NEW_MODEL_CHOICES = (IF_BETTER, ASK)
ROTATIONS = (0, 90, 180, 270)
AUTO_LENGTH, FIXED_LENGTH = "auto", "fixed"
AUTOMATIC_SOURCE = ""
DEMO_SOURCE = "demo"
"""the drawn hand, without end"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default, checked when made.

    Raises:
        SettingsError: a value is not allowed.
    """

    source: str = AUTOMATIC_SOURCE
    """where frames come from; "": the first camera, else the drawn hand"""
    mirror: bool = True
    """True to mirror the camera picture, on the display only"""
    rotate: int = 0
    """one of `ROTATIONS`: degrees by which the camera picture is turned clockwise, for recognition and display"""
    hands: str = "automatic"
    """one of `HANDS_CHOICES`: hands to look for; automatic: as many as the model in use needs"""
    theme: str = "system"
    """one of `THEME_CHOICES`"""
    sounds: bool = True
    takes: int = 5
    """takes in a series, 1 to 200"""
    countdown_s: float = 3.0
    """seconds before the first take, 0 to 30"""
    take_length: str = AUTO_LENGTH
    """auto: the movement starts and stops a take; fixed: a take lasts `take_s`"""
    take_s: float = 2.0
    """seconds, 0.3 to 60"""
    rest_s: float = 1.5
    """seconds between two takes of a series, 0 to 60"""
    clips: bool = False
    """True to keep a small video of each take"""
    use_new_model: str = IF_BETTER
    """if_better: a new model replaces the one in use if nothing got worse; ask: the user decides"""
    inspect_tour: bool = True
    """True to open the Inspect page with its tour, until the user has finished or skipped it"""
    first_steps: bool = True
    """True until the first steps on the Recognise page are done"""
    actions_at_start: bool = False
    """True to switch actions on whenever the program starts"""
    actions_bar: bool = False
    """True to show the small bar that stays in front of all windows"""
    shared_files: bool = False
    """True to let the user's group read and write what the program makes, as in a shared workspace"""
    close_to_tray: bool = False
    """True to go on in the tray when the window is closed"""

    def __post_init__(self) -> None:
        limits = {"takes": (1, 200), "countdown_s": (0.0, 30.0), "take_s": (0.3, 60.0), "rest_s": (0.0, 60.0)}
        if not isinstance(self.takes, int):
            raise SettingsError("The setting takes must be a whole number.")
        for name, (least, most) in limits.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
                raise SettingsError(f"The setting {name} must lie between {least} and {most}, not at {value!r}.")
        for name, choices in (
            ("hands", HANDS_CHOICES),
            ("theme", THEME_CHOICES),
            ("take_length", (AUTO_LENGTH, FIXED_LENGTH)),
            ("use_new_model", NEW_MODEL_CHOICES),
        ):
            if getattr(self, name) not in choices:
                raise SettingsError(
                    f"The setting {name} must be one of {', '.join(choices)}, not {getattr(self, name)!r}."
                )
        if self.rotate not in ROTATIONS or isinstance(self.rotate, bool):
            raise SettingsError(f"The setting rotate must be 0, 90, 180 or 270, not {self.rotate!r}.")
        for name in (
            "mirror", "sounds", "clips", "inspect_tour", "first_steps", "actions_at_start", "actions_bar",
            "close_to_tray", "shared_files",
        ):  # fmt: skip
            if not isinstance(getattr(self, name), bool):
                raise SettingsError(f"The setting {name} must be true or false.")
        if not isinstance(self.source, str):
            raise SettingsError("The setting source must be a text.")

    def changed(self, **values: object) -> Settings:
        """Return these settings with some values replaced."""
        return replace(self, **values)  # type: ignore[arg-type]

    def differing(self) -> dict[str, object]:
        """Return only the values that differ from the defaults, by name."""
        defaults = Settings()
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(defaults, field.name)
        }
