"""What a threshold would mean is counted from held-out streams and never rounded to what is not so."""

from gesture_app.core.model.report import Peak
from gesture_app.core.model.threshold_effect import effect_of

LABELS = ("none", "fist", "wave")
PEAKS = (
    Peak("fist", (0.1, 0.9, 0.2)),
    Peak("fist", (0.1, 0.5, 0.2)),
    Peak("wave", (0.1, 0.95, 0.2)),
    *(Peak("none", (0.9, 0.1 + 0.8 * (number == 0), 0.0)) for number in range(300)),
)


def test_own_showings_and_stretches_of_nothing_are_counted():
    effect = effect_of(0.5, "fist", LABELS, PEAKS)
    assert (effect.shown, effect.detected, effect.background, effect.false_alarms) == (2, 2, 300, 1)
    assert effect.words == "finds all of 2 test gestures; 1 % of 300 moments without a gesture set it off"
    assert effect_of(0.95, "fist", LABELS, PEAKS).words.startswith("finds none of 2")


def test_without_held_out_streams_nothing_is_claimed():
    assert effect_of(0.5, "wave", LABELS, ()).words == ""
    assert effect_of(0.5, "fist", LABELS, PEAKS[:1]).words == "finds all of 1 test gesture"
