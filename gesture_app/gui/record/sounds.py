"""Plays short soft tones during a series of takes. Without a sound device, the desktop's own beep."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QApplication

from gesture_app.live.recorder import Phase, RecorderStatus

RATE = 44_100
LOUDNESS = 0.18
FADE_S = 0.012
"""prevents a click at both ends of a tone"""


class Sound(StrEnum):
    """The tones of a series."""

    TICK = "tick"
    START = "start"
    END = "end"
    DONE = "done"


_NOTES: dict[Sound, tuple[tuple[float, float], ...]] = {
    Sound.TICK: ((660, 0.07),),
    Sound.START: ((990, 0.22),),
    Sound.END: ((520, 0.12),),
    Sound.DONE: ((660, 0.11), (830, 0.11), (990, 0.24)),
}
"""(hertz, seconds) one after the other"""


def tone(sound: Sound) -> npt.NDArray[np.float32]:
    """Return the samples of a sound, -1 to 1 [N]."""
    return np.concatenate([_note(hertz, seconds) for hertz, seconds in _NOTES[sound]])


def _note(hertz: float, seconds: float) -> npt.NDArray[np.float32]:
    time = np.arange(int(RATE * seconds)) / RATE
    fade = np.minimum(1, np.minimum(time, seconds - time) / FADE_S)
    wave = np.sin(2 * np.pi * hertz * time) + 0.2 * np.sin(4 * np.pi * hertz * time)
    return (LOUDNESS * fade * wave / 1.2).astype(np.float32)


def sound_between(before: RecorderStatus, now: RecorderStatus) -> Sound | None:
    """Return the sound between two states of a series. The page plays the ends of takes."""
    if now.phase is Phase.TAKE and before.phase is not Phase.TAKE:
        return Sound.START
    if now.phase is not Phase.COUNTDOWN:
        return None
    counted = np.ceil(before.seconds_left) if before.phase is Phase.COUNTDOWN else np.inf
    return Sound.TICK if np.ceil(now.seconds_left) < counted else None


class Speaker:
    """The default output, open while a series runs. The sound system's own thread fetches the samples."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._lock = threading.Lock()
        self._waiting: npt.NDArray[np.float32] = np.zeros(0, np.float32)

    @property
    def is_open(self) -> bool:
        """True if the output is open."""
        return self._stream is not None

    def open(self) -> None:
        """Open the output (slow). Without a sound system or device it stays closed."""
        if self._stream is not None:
            return
        try:
            import sounddevice  # raises OSError if the system has no PortAudio
        except OSError:
            return
        try:
            stream = sounddevice.OutputStream(RATE, channels=1, dtype="float32", latency="low", callback=self._fill)
            stream.start()
        except sounddevice.PortAudioError:
            return
        self._stream = stream

    def play(self, samples: npt.NDArray[np.float32]) -> None:
        """Play samples [N] from now on, in place of those that still wait. Return at once."""
        with self._lock:
            self._waiting = samples

    def close(self) -> None:
        """Close the output, if it is open."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _fill(self, out: npt.NDArray[np.float32], count: int, time: object, status: object) -> None:
        with self._lock:
            now, self._waiting = self._waiting[:count], self._waiting[count:]
        out[: len(now), 0] = now
        out[len(now) :] = 0


class Sounds:
    """Plays sounds for a page. Used on the GUI thread."""

    def __init__(self, run: Callable[[Callable[[], None]], None]) -> None:
        """`run` runs slow work on another thread."""
        self._run = run
        self._speaker = Speaker()
        self._tones = {sound: tone(sound) for sound in Sound}

    def open(self) -> None:
        """Open the output before the first tone is due."""
        self._run(self._speaker.open)

    def play(self, sound: Sound) -> None:
        """Play a sound, or beep if the output is not open. Return at once."""
        if self._speaker.is_open:
            self._speaker.play(self._tones[sound])
        else:
            QApplication.beep()

    def close(self) -> None:
        """Close the output."""
        self._run(self._speaker.close)
