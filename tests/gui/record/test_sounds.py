from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.gui.record.sounds import Sound, Speaker, sound_between, tone
from gesture_app.live.recorder import Phase, RecorderStatus

OFF = RecorderStatus()
COUNTDOWN = RecorderStatus(Phase.COUNTDOWN, "wave", 1, 3, 3.0)


@pytest.mark.parametrize(
    ("before", "now", "heard"),
    [
        (OFF, COUNTDOWN, Sound.TICK),
        (COUNTDOWN, replace(COUNTDOWN, seconds_left=2.9), None),
        (replace(COUNTDOWN, seconds_left=2.01), replace(COUNTDOWN, seconds_left=1.98), Sound.TICK),
        (replace(COUNTDOWN, seconds_left=0.02), RecorderStatus(Phase.TAKE, "wave", 1, 3, 2.0), Sound.START),
        (RecorderStatus(Phase.TAKE, "wave", 1, 3, 0.0), RecorderStatus(Phase.REST, "wave", 2, 3, 1.5), None),
        (RecorderStatus(Phase.REST, "wave", 2, 3, 0.0), RecorderStatus(Phase.TAKE, "wave", 2, 3, 2.0), Sound.START),
        (RecorderStatus(Phase.TAKE, "wave", 3, 3, 0.0), OFF, None),
    ],
)
def test_what_is_heard_between_two_moments(before: RecorderStatus, now: RecorderStatus, heard: Sound | None) -> None:
    assert sound_between(before, now) is heard


@pytest.mark.parametrize("sound", Sound)
def test_tones_are_soft_short_and_do_not_click(sound: Sound) -> None:
    samples = tone(sound)
    assert np.abs(samples).max() < 0.3
    assert len(samples) < 44_100
    assert np.abs(np.diff(samples)).max() < 0.06
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


def test_a_speaker_is_silent_but_harmless_where_the_system_has_no_sound() -> None:
    speaker = Speaker()
    speaker.open()
    speaker.play(tone(Sound.TICK))
    speaker.close()
    speaker.close()
    assert not speaker.is_open
