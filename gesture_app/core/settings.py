"""What the user can set: one frozen object, replaced whole."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from gesture_app.core.errors import SettingsError

HANDS_CHOICES = ("automatic", "one", "two")
THEME_CHOICES = ("system", "light", "dark")
IF_BETTER, ASK = "if_better", "ask"
NEW_MODEL_CHOICES = (IF_BETTER, ASK)
AUTO_LENGTH, FIXED_LENGTH = "auto", "fixed"
AUTOMATIC_SOURCE = ""
DEMO_SOURCE = "demo"
"""the drawn hand, endless"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; checked when made.

    Raises:
        SettingsError: a value has no meaning.
    """

    source: str = AUTOMATIC_SOURCE
    """where pictures come from; "": the first camera, else the drawn hand"""
    mirror: bool = True
    """show the picture as a mirror does; display only"""
    hands: str = "automatic"
    """how many hands to look for; automatic: what the model in use needs"""
    theme: str = "system"
    sounds: bool = True
    takes: int = 10
    """takes in a series"""
    countdown_s: float = 3.0
    take_length: str = AUTO_LENGTH
    """auto: a take begins and ends by itself around the movement; fixed: it lasts `take_s`"""
    take_s: float = 2.0
    rest_s: float = 1.5
    """between two takes of a series"""
    clips: bool = False
    """keep a small clip beside each take"""
    use_new_model: str = IF_BETTER
    """what is trained is put to use by itself where nothing got worse; ask: never by itself"""

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
        for name in ("mirror", "sounds", "clips"):
            if not isinstance(getattr(self, name), bool):
                raise SettingsError(f"The setting {name} must be true or false.")
        if not isinstance(self.source, str):
            raise SettingsError("The setting source must be a text.")

    def changed(self, **values: object) -> Settings:
        """These settings with some replaced."""
        return replace(self, **values)  # type: ignore[arg-type]

    def differing(self) -> dict[str, object]:
        """Only what differs from the defaults, for a file a person can read."""
        defaults = Settings()
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(defaults, field.name)
        }
