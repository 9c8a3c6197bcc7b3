"""What a user chose goes on top of the card, and only what makes sense can be chosen."""

from __future__ import annotations

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import LONGEST_NAME, LONGEST_NOTE, UserOverrides
from tests.fakes import a_card


def test_only_the_gestures_that_were_moved_differ():
    card = a_card("fist", "wave")
    moved = UserOverrides(thresholds={"wave": 0.3, "gone": 0.1, "none": 0.0}).applied_to(card)
    assert moved.thresholds == (0.6, 0.6, 0.3)
    assert UserOverrides().applied_to(card) == card


def test_choices_come_back_as_they_were():
    choices = UserOverrides("my stage model", "for the big room\nsecond try", {"wave": 0.35})
    assert UserOverrides.from_json(choices.to_json()) == choices


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "x" * (LONGEST_NAME + 1)},
        {"name": "two\nlines"},
        {"note": "x" * (LONGEST_NOTE + 1)},
        {"note": "\x1b[31m"},
        {"thresholds": {"wave": float("nan")}},
        {"thresholds": {"wave": 1.5}},
        {"thresholds": {"wave": "0.5"}},
        {"thresholds": {"wave": True}},
        {"thresholds": [0.5]},
        {"name": None},
        {"format": 2},
        {"format": "1"},
    ],
)
def test_what_makes_no_sense_is_refused(odd):
    with pytest.raises(ModelError):
        UserOverrides.from_json(UserOverrides().to_json() | odd)
    with pytest.raises(ModelError):
        UserOverrides.from_json([odd])
