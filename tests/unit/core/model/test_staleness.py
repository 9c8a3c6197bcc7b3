"""A model is behind as soon as its takes are not the ones it learned from, and the page can say by what."""

from dataclasses import dataclass, replace

import pytest

from gesture_app.core.model.report import LearnedTake
from gesture_app.core.model.staleness import changes_since
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.recording import RecordingInfo
from tests.fakes import a_card, a_report


@dataclass(frozen=True)
class Take:
    """As the library lists it."""

    id: str
    info: RecordingInfo
    frames: int = 60


def a_take(name, gesture):
    return Take(name, RecordingInfo(gesture, "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00"))


@pytest.fixture
def takes():
    return [a_take(f"{gesture}{n}", gesture) for gesture in ("fist", "wave", "none") for n in range(3)]


@pytest.fixture
def report(takes):
    learned = tuple(LearnedTake(content_key(take), take.info.gesture, "monday", take.id) for take in takes)
    return replace(a_report(a_card("fist", "wave")), learned=learned, judged=())


def changed(take, **values):
    return replace(take, info=replace(take.info, **values))


def test_the_same_takes_in_any_order_are_no_change(report, takes):
    changes = changes_since(report, takes[::-1])
    assert not changes.behind
    assert changes.sentence == ""


def test_what_was_added_removed_disabled_trimmed_and_moved_is_told_by_gesture(report, takes):
    fist, wave, none = takes[:3], takes[3:6], takes[6:]
    now = [
        *(fist[0], fist[1], changed(fist[2], trim=(0.1, 0.9))),
        *(wave[0], changed(wave[1], gesture="fist")),  # and wave[2] is discarded
        *(changed(none[0], disabled=True), none[1], none[2]),
        *(a_take("new", "point"), a_take("newer", "point")),
    ]
    changes = changes_since(report, now)
    said = {change.gesture: (change.added, change.removed, change.changed) for change in changes.gestures}
    assert said == {"fist": (0, 0, 2), "wave": (0, 1, 0), "none": (0, 1, 0), "point": (2, 0, 0)}
    assert "6 takes have changed" in changes.sentence
    assert "point: 2 added" in changes.sentence


def test_takes_that_could_not_be_used_then_do_not_put_it_behind_for_ever(report, takes):
    useless = a_take("useless", "fist")
    known = replace(report, left_out=(content_key(useless),))
    assert not changes_since(known, [*takes, useless]).behind
    assert changes_since(report, [*takes, useless]).behind


def test_a_note_changes_nothing(report, takes):
    assert not changes_since(report, [changed(takes[0], note="good"), *takes[1:]]).behind
