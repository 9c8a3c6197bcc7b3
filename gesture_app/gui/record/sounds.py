"""Short soft tones that lead through a series of takes; without a sound system, the desktop's own beep."""

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
"""without it a tone begins and ends with a click"""


class Sound(StrEnum):
    """What a tone says."""

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
    """The samples of a sound, -1 to 1 [N]."""
    return np.concatenate([_note(hertz, seconds) for hertz, seconds in _NOTES[sound]])


def _note(hertz: float, seconds: float) -> npt.NDArray[np.float32]:
    time = np.arange(int(RATE * seconds)) / RATE
    fade = np.minimum(1, np.minimum(time, seconds - time) / FADE_S)
    wave = np.sin(2 * np.pi * hertz * time) + 0.2 * np.sin(4 * np.pi * hertz * time)
    return (LOUDNESS * fade * wave / 1.2).astype(np.float32)


def sound_between(before: RecorderStatus, now: RecorderStatus) -> Sound | None:
    """What is to be heard when a series goes from one moment to the next; the ends of takes are heard elsewhere."""
    if now.phase is Phase.TAKE and before.phase is not Phase.TAKE:
        return Sound.START
    if now.phase is not Phase.COUNTDOWN:
        return None
    counted = np.ceil(before.seconds_left) if before.phase is Phase.COUNTDOWN else np.inf
    return Sound.TICK if np.ceil(now.seconds_left) < counted else None


class Speaker:
    """The default output, open while a series runs; tones are mixed in by the sound system's own thread."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._lock = threading.Lock()
        self._waiting: npt.NDArray[np.float32] = np.zeros(0, np.float32)

    @property
    def is_open(self) -> bool:
        """Whether a tone would be heard."""
        return self._stream is not None

    def open(self) -> None:
        """Get ready, which may take a second; without a sound system or device it stays closed."""
        if self._stream is not None:
            return
        try:
            import sounddevice  # raises OSError where the system has no PortAudio
        except OSError:
            return
        try:
            stream = sounddevice.OutputStream(RATE, channels=1, dtype="float32", latency="low", callback=self._fill)
            stream.start()
        except sounddevice.PortAudioError:
            return
        self._stream = stream

    def play(self, samples: npt.NDArray[np.float32]) -> None:
        """Let samples [N] be heard from now on, instead of what was still waiting; returns at once."""
        with self._lock:
            self._waiting = samples

    def close(self) -> None:
        """Let go of the device; harmless when not open."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _fill(self, out: npt.NDArray[np.float32], count: int, time: object, status: object) -> None:
        with self._lock:
            now, self._waiting = self._waiting[:count], self._waiting[count:]
        out[: len(now), 0] = now
        out[len(now) :] = 0


class Sounds:
    """What a page asks for sounds; used on the GUI thread."""

    def __init__(self, run: Callable[[Callable[[], None]], None]) -> None:
        """`run` does slow work elsewhere."""
        self._run = run
        self._speaker = Speaker()
        self._tones = {sound: tone(sound) for sound in Sound}

    def get_ready(self) -> None:
        """Open the output before the first tone is due."""
        self._run(self._speaker.open)

    def play(self, sound: Sound) -> None:
        """Returns at once."""
        if self._speaker.is_open:
            self._speaker.play(self._tones[sound])
        else:
            QApplication.beep()

    def close(self) -> None:
        """Let go of the output."""
        self._run(self._speaker.close)
