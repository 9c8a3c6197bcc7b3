"""Plays a sound: a short tone, or a WAV file."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from gesture_app.actions.action import Tools
from gesture_app.actions.templates import Values
from gesture_app.core.errors import ActionError

BEEP = "beep"
RATE = 44_100
HERTZ = 880.0
BEEP_S = 0.15
LOUDNESS = 0.2
LONGEST_S = 30.0


@dataclass(frozen=True, slots=True)
class SoundAction:
    """A tone, or a file by its full path."""

    sound: str

    kind: ClassVar[str] = "sound"
    lane: ClassVar[str] = "sound"

    @property
    def what(self) -> str:
        """The file, or beep."""
        return self.sound

    @classmethod
    def parse(cls, value: Any) -> SoundAction:
        """Read `sound = "beep"` or `sound = "/full/path.wav"`."""
        if not isinstance(value, str) or not value:
            raise ActionError("sound must be beep, or the full path of a WAV file.")
        if value != BEEP and (not Path(value).expanduser().is_absolute() or not value.lower().endswith(".wav")):
            raise ActionError(
                f"“{value}” is not the full path of a WAV file.", "Write beep, or a path that ends in .wav."
            )
        return cls(str(value))

    def perform(self, values: Values, tools: Tools) -> None:
        """Play it to its end."""
        samples, rate = _tone() if self.sound == BEEP else _read(Path(self.sound).expanduser())
        try:
            import sounddevice  # opens PortAudio of the system

            sounddevice.play(samples, rate, blocking=True)
        except Exception as error:  # PortAudio has errors of its own, and OSError if the library is missing
            raise ActionError(f"The sound cannot be played: {error}.", "Run gesture-app doctor.") from error


def _tone() -> tuple[np.ndarray, int]:
    time = np.arange(round(RATE * BEEP_S)) / RATE
    fade = np.minimum(1, np.minimum(time, BEEP_S - time) / 0.01)
    return (LOUDNESS * fade * np.sin(2 * np.pi * HERTZ * time)).astype(np.float32), RATE


def _read(path: Path) -> tuple[np.ndarray, int]:
    """Return the samples [N, channels] of a WAV file of 16 bits, and their rate."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            frames = file.readframes(round(min(LONGEST_S * rate, file.getnframes())))
    except (OSError, EOFError, wave.Error) as error:
        raise ActionError(f"{path} cannot be read: {error}.", "Use a WAV file.") from error
    if width != 2:
        raise ActionError(f"{path} has {8 * width} bits a sample.", "Save it with 16 bits.")
    return np.frombuffer(frames, np.int16).reshape(-1, channels), rate
