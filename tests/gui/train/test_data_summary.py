"""What there is to learn from, and what is said to be thin."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.quality.take_checks import looks_like
from gesture_app.core.quality.take_stats import figures_of
from gesture_app.core.recording import recording_of
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.train.data_summary import summarise
from gesture_app.storage.recordings.listing import ListedTake
from tests.made_up_takes import a_take, by_the_other_hand, frames_of

RIGHT = a_take("fist", np.random.default_rng(0))
LEFT = recording_of(by_the_other_hand(frames_of("fist", np.random.default_rng(1))), RIGHT.info)


def rows_of(gesture, count, session="monday", recording=RIGHT, disabled=False, doubted=False):
    issues = (looks_like(gesture, "other"),) if doubted else ()
    info = replace(recording.info, gesture=gesture, session=session, disabled=disabled)
    return [TakeRow(ListedTake(f"{n}", n, info, figures_of(recording), (0, 0)), issues) for n in range(count)]


def test_takes_sittings_hands_and_doubts_are_counted_without_what_is_disabled():
    rows = [
        *rows_of("wave", 3),
        *rows_of("wave", 2, session="tuesday", recording=LEFT, doubted=True),
        *rows_of("wave", 4, session="friday", disabled=True),
        *rows_of("none", 1),
    ]
    wave, none = summarise(rows).gestures
    assert (wave.takes, wave.sessions, wave.doubtful, wave.disabled) == (5, 2, 2, 4)
    assert wave.hands == "right 3, left 2"
    assert (none.gesture, none.weakness) == ("none", "")


@pytest.mark.parametrize(
    ("takes", "weakness"),
    [(2, "few"), (5, "far fewer than others"), (6, ""), (0, "no takes")],
)
def test_a_gesture_with_too_little_is_said_to_be_thin(takes, weakness):
    rows = [*rows_of("wave", 16), *rows_of("fist", takes), *rows_of("fist", 1, disabled=True)]
    assert summarise(rows).gestures[0].weakness == weakness


def test_advice_names_what_would_help():
    rows = [*rows_of("wave", 9, doubted=True), *rows_of("thumb_up", 2)]
    advice = " ".join(summarise(rows).hints)
    assert "thumb up" in advice
    assert "9 takes look doubtful" in advice
    assert "“no gesture”" in advice
    rows = [*rows_of("wave", 9), *rows_of("wave", 9, session="tuesday"), *rows_of("none", 5)]
    assert summarise(rows).hints == []
