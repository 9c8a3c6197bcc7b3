"""What is measured on was not learned from: whole sessions where there are several."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.learning.split import split_takes
from gesture_app.learning.take_sequence import take_sequence_of
from tests.made_up_takes import GESTURES, takes


def sequences(per_gesture, sessions):
    return [sequence for take in takes(per_gesture, sessions) if (sequence := take_sequence_of(take, 20.0)) is not None]


@pytest.mark.parametrize("sessions", [("monday",), ("monday", "tuesday"), ("monday", "tuesday", "friday")])
def test_every_gesture_is_learned_from_and_measured_on_and_nothing_twice(sessions):
    parts = split_takes(sequences(6, sessions), np.random.default_rng(0))
    assert {id(sequence) for sequence in parts.train}.isdisjoint({id(sequence) for sequence in parts.validation})
    assert len(parts.train) + len(parts.validation) == 6 * len(GESTURES)
    for part, fewest in ((parts.train, 2), (parts.validation, 1)):
        counts = Counter(sequence.gesture for sequence in part)
        assert all(counts[gesture] >= fewest for gesture in GESTURES)


def test_no_session_is_on_both_sides():
    parts = split_takes(sequences(6, ("monday", "tuesday", "friday")), np.random.default_rng(0))
    assert parts.by == "session"
    assert {sequence.session for sequence in parts.train}.isdisjoint(
        {sequence.session for sequence in parts.validation}
    )


def test_one_sitting_is_split_by_take_and_says_so():
    parts = split_takes(sequences(5, ("monday",)), np.random.default_rng(0))
    assert parts.by == "take"
    assert Counter(sequence.gesture for sequence in parts.validation) == dict.fromkeys(GESTURES, 1)


def test_what_is_held_out_hangs_on_the_takes_and_not_on_chance_or_order():
    found = [replace(sequence, key=f"key {n}") for n, sequence in enumerate(sequences(10, ("monday",)))]
    first = {sequence.key for sequence in split_takes(found, np.random.default_rng(0)).validation}
    assert first == {sequence.key for sequence in split_takes(found[::-1], np.random.default_rng(1)).validation}


def test_after_further_takes_mostly_the_same_ones_are_held_out():
    found = [replace(sequence, key=f"key {n}") for n, sequence in enumerate(sequences(20, ("monday",)))]
    few = [sequence for n, sequence in enumerate(found) if n % 20 < 15]
    before = {sequence.key for sequence in split_takes(few, np.random.default_rng(0)).validation}
    after = {sequence.key for sequence in split_takes(found, np.random.default_rng(1)).validation}
    assert len(before & after) > 0.6 * len(before)


def test_of_many_sessions_about_a_fifth_is_held_out_and_mostly_the_same_ones_after_further_sessions():
    names = [f"person {n}" for n in range(24)]
    all_takes = sequences(48, names)
    before = split_takes([take for take in all_takes if take.session not in names[:3]], np.random.default_rng(0))
    after = split_takes(all_takes, np.random.default_rng(1))
    assert after.by == "session"
    assert 0.15 <= len(after.validation) / len(all_takes) <= 0.3
    held_before = {take.session for take in before.validation}
    held_after = {take.session for take in after.validation}
    assert len(held_after) >= 4
    assert len(held_before & held_after) >= 0.6 * len(held_after)
    assert held_after.isdisjoint({take.session for take in after.train})
