"""When a row of answers becomes events."""

import pytest

from benchmarks.answers import Answer, fired


def answers(said, score=1.0):
    return [Answer(float(time), None if label == "-" else label, score) for time, label in enumerate(said)]


@pytest.mark.parametrize(
    ("said", "events"),
    [
        ("aabba", []),
        ("aaa", [("a", 2, 0)]),
        ("aaaaaaa", [("a", 2, 0)]),
        ("aaabbb", [("a", 2, 0), ("b", 5, 3)]),
        ("aaabaaa", [("a", 2, 0), ("a", 6, 4)]),
        ("aaa-aaa", [("a", 2, 0), ("a", 6, 4)]),
        ("-----", []),
    ],
)
def test_three_equal_answers_fire_once(said, events):
    assert [(event.label, event.time, event.start) for event in fired(answers(said), 3, 0.9)] == events


def test_an_unsure_answer_fires_as_soon_as_it_is_sure():
    unsure, sure = answers("aaaa", 0.5), Answer(4.0, "a", 0.95)
    assert [event.time for event in fired([*unsure, sure], 3, 0.9)] == [4.0]
