"""Before against after: the same takes, none that the old model had learned from, and nothing lost in silence."""

from dataclasses import replace

import pytest

from gesture_app.core.model.comparison import NOT_COMPARED, compare, reasons_against
from gesture_app.core.model.report import JudgedTake, LearnedTake
from tests.fakes import a_card, a_report, stream_metrics


def nobody(take):
    raise AssertionError(f"{take} was asked of the old model")


def report(*gestures, judged=(), learned=()):
    """Of a model that judged takes (key, gesture, named) and learned from takes (key, gesture)."""
    made = a_report(a_card(*gestures))
    takes = [LearnedTake(key, gesture, "monday", f"id of {key}") for key, gesture in learned]
    takes += [LearnedTake(key, gesture, "monday", f"id of {key}") for key, gesture, _ in judged]
    named = tuple(JudgedTake(key, f"id of {key}", gesture, name, "monday") for key, gesture, name in judged)
    return replace(made, judged=named, learned=tuple(takes))


def test_what_the_old_model_called_a_take_when_it_was_held_out_counts():
    before = report("fist", judged=[("a", "fist", "fist"), ("b", "fist", "fist")])
    after = report("fist", judged=[("a", "fist", "fist"), ("b", "fist", "none")])
    comparison = compare(before, after, nobody, {"fist"})
    (change,) = comparison.worse
    assert (change.gesture, change.takes, change.before, change.after) == ("fist", 2, 1.0, 0.5)
    assert reasons_against(comparison, "") == ["Worse: fist 100 → 50 % of 2 takes, perhaps by chance."]


def test_a_take_it_learned_from_is_not_compared_and_said_to_be_left_out():
    before = report("fist", judged=[("a", "fist", "none")], learned=[("b", "fist")])
    after = report("fist", judged=[("a", "fist", "fist"), ("b", "fist", "none")])
    comparison = compare(before, after, nobody, {"fist"})
    assert comparison.kept_out == 1
    assert [(change.takes, change.before, change.after) for change in comparison.gestures] == [(1, 0.0, 1.0)]
    assert not reasons_against(comparison, "")


def test_a_take_it_learned_from_and_that_was_trimmed_since_is_not_new_to_it():
    before = report("fist", learned=[("b", "fist")])
    trimmed = JudgedTake("b after the trim", "id of b", "fist", "fist", "monday")
    after = replace(report("fist"), judged=(trimmed,))
    assert compare(before, after, nobody, {"fist"}).kept_out == 1


def test_a_take_it_never_saw_is_put_to_it_now():
    before = report("fist", learned=[("b", "fist")])
    after = report("fist", judged=[("new", "fist", "fist")])
    asked = []
    comparison = compare(before, after, lambda take: asked.append(take.key) or "none", {"fist"})
    assert asked == ["new"]
    assert [(change.before, change.after) for change in comparison.gestures] == [(0.0, 1.0)]


def test_up_to_one_point_less_is_not_worse():
    before = report("fist", judged=[(f"{n}", "fist", "fist") for n in range(100)])
    for missed, worse in ((1, 0), (2, 1)):
        judged = [(f"{n}", "fist", "none" if n < missed else "fist") for n in range(100)]
        assert len(compare(before, report("fist", judged=judged), nobody, {"fist"}).worse) == worse


def test_a_new_gesture_is_new_and_not_worse():
    before = report("fist", judged=[("a", "fist", "fist")])
    after = report("fist", "wave", judged=[("a", "fist", "fist"), ("w", "wave", "none")])
    comparison = compare(before, after, nobody, {"fist", "wave"})
    assert comparison.new_gestures == ("wave",)
    assert not reasons_against(comparison, "")
    (wave,) = (change for change in comparison.gestures if change.gesture == "wave")
    assert (wave.takes, wave.before, wave.after) == (1, None, 0.0)


@pytest.mark.parametrize(
    ("there", "shared", "lost"),
    [
        ({"fist", "wave"}, True, ("wave",)),  # too few takes of it are left
        ({"fist"}, True, ()),  # the user took all of them away, or renamed it
        ({"fist"}, False, ("wave",)),  # the model came from elsewhere, its takes were never here
    ],
)
def test_a_gesture_is_lost_where_the_user_did_not_take_it_away(there, shared, lost):
    before = report("fist", "wave", learned=[("a" if shared else "x", "fist"), ("w", "wave")])
    after = report("fist", learned=[("a", "fist")])
    comparison = compare(before, after, nobody, there)
    assert comparison.lost_gestures == lost
    assert bool(reasons_against(comparison, "")) == bool(lost)


def test_a_model_that_could_not_be_compared_with_the_one_in_use_is_not_simply_put_to_use():
    before, after = report("fist", learned=[("b", "fist")]), report("fist", judged=[("b", "fist", "fist")])
    none_compared = compare(before, after, nobody, {"fist"})
    assert reasons_against(None, "") == []
    assert reasons_against(None, "mine") == reasons_against(none_compared, none_compared.model) == [NOT_COMPARED]


def test_gestures_of_the_starter_are_neither_new_nor_lost():
    before = replace(report("fist", "ok", "wave"), starter=("ok", "wave"))
    after = replace(report("fist", "call", "ok"), starter=("call",))
    comparison = compare(before, after, nobody, {"fist", "ok"})
    assert comparison.lost_gestures == ()  # wave was switched off
    assert comparison.new_gestures == ("ok",)  # which the user has taught now


def many(gesture, right, of=20):
    return [(f"{gesture}{n}", gesture, gesture if n < right else "none") for n in range(of)]


def tried(found, false=0, judged=20, seconds=3600.0):
    """A report of streams in which each gesture was found so often of 40 times."""
    named = [entry for gesture in found for entry in many(gesture, judged, judged)]
    counts = {gesture: (count, 40) for gesture, count in found.items()}
    return replace(report(*found, judged=named), streams=stream_metrics(counts, false, seconds))


def test_events_that_got_worse_count_though_every_take_is_named_as_before():
    before = tried({"fist": 40, "wave": 40}, false=1)
    fewer = compare(before, tried({"fist": 40, "wave": 20}), nobody, {"fist", "wave"})
    assert not fewer.worse
    assert reasons_against(fewer, "") == ["Found less often: wave 40 of 40 → 20 of 40."]
    louder = compare(before, tried({"fist": 40, "wave": 40}, false=60), nobody, {"fist", "wave"})
    assert reasons_against(louder, "") == ["More mistakes: 1 → 60 an hour."]


def test_a_difference_that_few_takes_or_short_streams_explain_is_said_to_be_one_and_asks_nothing():
    before, after = tried({"fist": 38}, 1, judged=5, seconds=300), tried({"fist": 35}, 2, judged=5, seconds=300)
    comparison = compare(before, after, nobody, {"fist"})
    assert reasons_against(comparison, "") == []
    assert comparison.events.sentences == (
        "Gestures found: 38 of 40 → 35 of 40. That may be chance: it rests on 5 and 5 test takes.",
        "Mistakes: 12 → 24 an hour. That may be chance: 1 and 2 in 5 minutes and 5 minutes.",
    )


def test_one_take_less_of_few_is_outweighed_by_events_but_many_takes_are_not():
    before, after = tried({"fist": 40}, judged=4), tried({"fist": 40}, judged=4)
    one_less = replace(after, judged=report("fist", judged=many("fist", 3, 4)).judged)
    assert compare(before, one_less, nobody, {"fist"}).worse == ()
    before, after = tried({"fist": 40}), tried({"fist": 40})
    half = replace(after, judged=report("fist", judged=many("fist", 10)).judged)
    assert [change.gesture for change in compare(before, half, nobody, {"fist"}).worse] == ["fist"]


def test_a_report_of_before_that_had_no_streams_is_compared_by_takes_alone():
    comparison = compare(report("fist", judged=many("fist", 20)), tried({"fist": 10}), nobody, {"fist"})
    assert comparison.events is None
    assert reasons_against(comparison, "") == []
