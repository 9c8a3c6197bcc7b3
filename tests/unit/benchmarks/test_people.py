"""Which takes are trained and tested on."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.people import known_gestures, merged, parts_of, read_person, recordings_in
from gesture_app.core.errors import RecordingError
from tests.made_up_takes import GESTURES


def parts(person, train, order="random", seed=0):
    return parts_of(person, person.gestures, train, 20, order, np.random.default_rng(seed))


def times(takes):
    """Tells takes apart."""
    return {(take.info.gesture, take.landmarks.tobytes()) for take in takes}


@pytest.mark.parametrize("order", ["first", "random"])
def test_nothing_is_tested_that_was_trained(folder_of, order):
    chosen = parts(read_person(folder_of("anna")), 4, order)
    assert Counter(take.info.gesture for take in chosen.train) == dict.fromkeys(GESTURES, 4)
    assert Counter(take.info.gesture for take in chosen.test) == dict.fromkeys(GESTURES, 2)
    assert times(chosen.train).isdisjoint(times(chosen.test))


def test_few_takes_are_among_the_more(folder_of):
    person = read_person(folder_of("anna"))
    assert times(parts(person, 2).train) < times(parts(person, 4).train)


def test_the_first_takes_are_those_recorded_first(folder_of):
    person = read_person(folder_of("anna"))
    expected = [take for gesture in person.gestures for take in person.takes[gesture][:3]]
    assert times(parts(person, 3, "first").train) == times(expected)


def test_too_few_takes_are_told(folder_of):
    with pytest.raises(RecordingError, match="anna"):
        parts(read_person(folder_of("anna")), 6)


def test_some_gestures_stay_unknown(folder_of):
    person = read_person(folder_of("anna", 1))
    known = {known_gestures(person, np.random.default_rng(seed)) for seed in range(8)}
    assert {len(gestures) for gestures in known} == {3}
    assert len(known) > 1


def test_folders_are_merged_as_sessions_of_their_own(folder_of):
    folders = [folder_of("anna"), folder_of("ben", seed=1)]
    own = merged(folders, False, (), 0)
    assert Counter(take.info.session for take in own) == {"monday": 24, "tuesday": 24}
    people = merged(folders, True, ("fist", "point"), 2)
    assert Counter((take.info.session, take.info.gesture) for take in people) == {
        (name, gesture): 2 for name in ("anna", "ben") for gesture in ("fist", "point")
    }


def test_a_workspace_is_a_folder_as_well(folder_of, tmp_path):
    folder_of("workspace/recordings", 1)
    assert len(recordings_in(tmp_path / "workspace")) == len(GESTURES)


def test_a_folder_without_recordings_is_told(tmp_path):
    with pytest.raises(RecordingError, match="no recordings"):
        recordings_in(tmp_path)
