"""What a report says is turned into what a person can do, and silence where nothing is wrong."""

from collections import Counter
from dataclasses import replace

from gesture_app.core.model.advice import advice_on
from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.report import EpochMetrics, JudgedTake, LearnedTake, ModelReport
from tests.fakes import a_card, a_report


def report(*named, takes=10, **streams):
    """Return a report on test takes (gesture, label) of another session, with enough takes of each gesture."""
    made = a_report(a_card("swipe_left", "wave"), *named)
    learned = [LearnedTake(f"{gesture}{n}", gesture, "monday") for gesture in made.labels for n in range(takes)]
    score = replace(made.streams, streams=1, seconds=600.0, **streams)
    return replace(made, learned=tuple(learned), streams=score, split_by="session")


GOOD = [("swipe_left", "swipe_left")] * 4 + [("wave", "wave")] * 4


def test_nothing_is_said_where_nothing_is_wrong():
    fine = report(*GOOD, shown=Counter(wave=20), detected=Counter(wave=19), false=Counter(wave=1))
    assert advice_on(fine) == ()


def test_two_gestures_taken_for_each_other_are_said_together_and_first():
    mixed = [*GOOD, ("swipe_left", "wave"), ("wave", "swipe_left"), ("wave", "none")]
    first, *others = advice_on(report(*mixed))
    assert first.sentence == "“swipe left” and “wave” are confused in 2 of 11 test takes."
    assert "5 more of each" in first.hint
    assert set(first.gestures) == {"swipe_left", "wave"}
    assert first.cell == ("swipe_left", "wave")
    assert set(first.record) == {"swipe_left", "wave"}
    assert any("“wave” is missed in 1 of 6 test takes" in advice.sentence for advice in others)


def test_one_taken_for_the_other_is_said_that_way_round():
    (advice,) = advice_on(report(*GOOD, ("wave", "swipe_left")))
    assert advice.sentence == "“wave” is recognised as “swipe left” in 1 of 5 test takes."
    assert advice.cell == ("wave", "swipe_left")


def test_what_goes_wrong_in_streams_only_is_said_as_well():
    streams = report(
        *GOOD,
        shown=Counter(wave=10, swipe_left=10),
        detected=Counter(wave=6, swipe_left=10),
        wrong=Counter(swipe_left=5),
        false=Counter(wave=4),
        repeated=Counter(swipe_left=3),
    )
    said = " ".join(advice.sentence for advice in advice_on(streams))
    assert "“wave” is missed 4 of 10 times in continuous video" in said
    assert "“wave” fires without a gesture: 4 times in 10 minutes" in said
    assert "Other gestures fired 5 times while “swipe left” was shown 10 times in continuous video." in said
    assert "“swipe left” fired 3 times too often" in said


def test_takes_of_nothing_in_which_something_fires_are_false_alarms():
    (advice,) = advice_on(report(*GOOD, ("none", "wave"), ("none", "none")))
    assert advice.sentence == "“wave” fires without a gesture: in 1 of 2 takes of “no gesture”."


def test_thin_gestures_doubtful_takes_and_learning_by_heart_are_said():
    thin = report(*GOOD, takes=3)
    assert {advice.gestures for advice in advice_on(thin)} == {("swipe_left",), ("wave",)}
    (doubtful,) = advice_on(report(*GOOD), {"wave": 2})
    assert doubtful.sentence == "2 takes of “wave” look doubtful."
    epochs = tuple(EpochMetrics(n, 3, 0.1, 1.0, 2.0, 0.6, 0.0) for n in (1, 2, 3))
    (by_heart,) = advice_on(replace(report(*GOOD), epochs=epochs))
    assert "only 60 %" in by_heart.sentence


def beside_the_starter(made):
    """Return the report of the same model with two gestures of the starter."""
    return replace(made, labels=(*made.labels, "fist", "ok"), starter=("fist", "ok"))


def test_gestures_of_the_starter_need_no_takes():
    assert advice_on(beside_the_starter(report(*GOOD))) == ()


def test_a_gesture_of_the_starter_that_gets_in_the_way_may_be_switched_off():
    made = beside_the_starter(report(*GOOD))
    taken = replace(made, judged=(*made.judged, JudgedTake("x", "x", "swipe_left", "fist", "monday")))
    (advice,) = advice_on(taken)
    assert advice.sentence == "“swipe left” is recognised as “fist” in 1 of 5 test takes, a gesture of the starter."
    assert (advice.switch_off, advice.cell, advice.record) == ("fist", ("swipe_left", "fist"), ("swipe_left",))
    (advice,) = advice_on(replace(made, lookalikes=(Lookalike("wave", "ok", 3, 4),)))
    assert (advice.sentence, advice.switch_off) == ("Ok of the starter looks like your “wave”: 3 of 4 takes.", "ok")
    alarms = replace(made.streams, false=Counter(ok=20))
    assert [advice.switch_off for advice in advice_on(replace(made, streams=alarms))] == ["ok"]


def test_a_report_shows_gestures_of_the_starter_only_where_they_fired():
    made = beside_the_starter(report(*GOOD))
    assert made.measured.labels == ("none", "swipe_left", "wave")
    taken = replace(made, judged=(*made.judged, JudgedTake("x", "x", "swipe_left", "ok", "monday")))
    assert taken.measured.labels == ("none", "swipe_left", "wave", "ok")
    assert taken.measured.confusion[1].tolist() == [0, 4, 0, 1]
    assert ModelReport.from_json(taken.to_json()) == taken
