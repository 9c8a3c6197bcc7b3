"""A new gesture is close to one that looks the same, and to no other."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.quality.gesture_similarity import close_gesture, pair_in_step
from gesture_app.core.recording import RecordingInfo, recording_of
from tests.fakes import tracked
from tests.made_up_takes import frames_of


def takes(gesture, count, seed, called=None):
    rng = np.random.default_rng(seed)
    info = RecordingInfo(called or gesture, "s", "made up", "t", (64, 48), "2025-01-01T00:00:00+00:00")
    return [recording_of(frames_of(gesture, rng), info) for _ in range(count)]


KNOWN = [*takes("fist", 5, 1), *takes("point", 5, 2), *takes("swipe_left", 5, 3)]


def test_the_same_under_another_name_is_close_and_both_can_be_played_in_step():
    new = takes("fist", 2, 9, called="stone")
    found = close_gesture(new, KNOWN)
    assert found is not None
    assert (found.gesture, found.new.info.gesture) == ("fist", "stone")
    assert found.ratio < 1.41
    assert (np.diff(found.in_step, axis=0) >= 0).all()
    assert found.in_step[-1, 0] == pytest.approx(found.new.seconds, abs=0.2)
    assert found.in_step[-1, 1] == pytest.approx(found.known.seconds, abs=0.2)


@pytest.mark.parametrize("gesture", ["swipe_right", "fist"])
def test_what_is_unlike_is_not_close(gesture):
    others = [take for take in KNOWN if take.info.gesture != gesture]
    assert close_gesture(takes(gesture, 2, 9, called="new"), others) is None


def test_its_own_takes_none_and_too_few_takes_say_nothing():
    new = takes("fist", 2, 9)
    alike = takes("fist", 5, 1)
    assert close_gesture(new, alike) is None
    assert close_gesture(new, [replace(take, info=replace(take.info, gesture="none")) for take in alike]) is None
    assert close_gesture(takes("fist", 1, 9, called="new"), alike) is None
    assert close_gesture(new, []) is None


def test_a_take_without_a_hand_says_nothing():
    empty = recording_of([tracked(n / 30) for n in range(30)], takes("fist", 1, 1)[0].info)
    assert close_gesture([empty, empty], KNOWN) is None
    assert close_gesture(takes("fist", 2, 9, called="new"), [empty]) is None


def test_any_two_takes_can_be_played_in_step_unless_one_shows_no_hand():
    wave, fist = takes("swipe_left", 1, 3)[0], takes("fist", 1, 4)[0]
    found = pair_in_step(wave, fist)
    assert found is not None
    assert found.in_step[-1] == pytest.approx((wave.seconds, fist.seconds), abs=0.2)
    empty = recording_of([tracked(n / 30) for n in range(30)], wave.info)
    assert pair_in_step(wave, empty) is None
    assert pair_in_step(empty, wave) is None
