"""Which of the starter's gestures a training learns, and which look like the user's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.jobs import starter
from gesture_app.jobs.starter import find_lookalikes, shipped_starter
from gesture_app.jobs.training import run_training
from gesture_app.storage.models.starter_choice_file import read_starter_choice, write_starter_choice
from gesture_app.storage.models.starter_takes import starter_gestures
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder
from gesture_app.vision.demo.takes import drawn_takes
from tests.made_up_takes import takes

KNOWN = set(starter_gestures(shipped_models_folder() / "starter" / "takes.npz"))
QUICK = TrainingOptions(epochs=1)


@pytest.fixture
def workspace(tmp_path):
    workspace = find_workspace(tmp_path / "ws")
    for take in takes(3):
        RecordingStore(workspace.recordings).save(take)
    return workspace


def started(workspace, options=QUICK) -> TrainingStarted:
    return next(iter(run_training(workspace, options)))


def test_a_training_learns_all_of_the_starters_gestures_but_the_users(workspace):
    told = started(workspace)
    assert told.left_out == ()
    assert set(told.starter) == KNOWN - set(told.gestures)
    assert {"wave", "thumb_up"} <= set(told.starter)
    assert "fist" in told.gestures


def test_the_choice_of_the_workspace_counts_unless_the_options_make_another(workspace):
    write_starter_choice(workspace.models, StarterChoice(switched_off=("wave", "ok")))
    assert not {"wave", "ok"} & set(started(workspace).starter)
    everything = started(workspace, replace(QUICK, starter=StarterChoice()))
    assert {"wave", "ok"} <= set(everything.starter)
    write_starter_choice(workspace.models, StarterChoice(only_mine=True, switched_off=("wave",)))
    assert started(workspace).starter == ()
    assert read_starter_choice(workspace.models) == (StarterChoice(True, ("wave",)), "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "only_mine": "yes", "switched_off": []}',
        b'{"format": 1, "only_mine": true, "switched_off": [3]}',
        b'{"format": 2, "only_mine": true, "switched_off": []}',
    ],
)
def test_a_choice_that_makes_no_sense_does_not_count_and_the_training_reports_it(workspace, content):
    (workspace.models / "starter.json").write_bytes(content)
    told = started(workspace)
    assert "wave" in told.starter
    assert len(told.left_out) == 1
    assert told.left_out[0].startswith("Your choice of the starter's gestures does not count.")


def test_a_choice_behind_a_link_out_of_the_workspace_does_not_count(workspace, tmp_path):
    write_starter_choice(tmp_path, StarterChoice(only_mine=True))
    (workspace.models / "starter.json").symlink_to(tmp_path / "starter.json")
    assert started(workspace).starter


def test_damaged_performances_are_reported_and_the_users_gestures_are_learned(workspace, monkeypatch, tmp_path):
    (tmp_path / "starter").mkdir()
    monkeypatch.setattr(starter, "shipped_models_folder", lambda: tmp_path)
    assert started(workspace).starter == ()  # there are none
    (tmp_path / "starter" / "takes.npz").write_bytes(b"no takes")
    told = started(workspace)
    assert told.starter == ()
    assert [sentence for sentence in told.left_out if "takes.npz is damaged" in sentence]


def test_a_starter_gesture_that_fires_in_the_users_takes_looks_like_theirs(tmp_path):
    store = RecordingStore(tmp_path)
    shown = [("next", take) for take in drawn_takes(["swipe_left"], 4, seed=31)]
    shown += [("none", take) for take in drawn_takes(["swipe_left"], 2, seed=32)]
    files = [(name, store.save(replace(take, info=replace(take.info, gesture=name))).path) for name, take in shown]
    (found,) = find_lookalikes(files, {"swipe_left", "fist"})
    assert (found.gesture, found.starter, found.of) == ("next", "swipe_left", 4)
    assert found.takes >= 2
    assert found.sentence == f"Swipe left of the starter looks like your “next”: {found.takes} of 4 takes."
    assert find_lookalikes(files, {"fist"}) == ()  # the other one is switched off


def test_only_gestures_that_are_on_are_kept():
    kept = shipped_starter(StarterChoice(switched_off=("wave",)))
    assert {take.info.gesture for take in kept.takes} == KNOWN - {"wave"}
    assert not shipped_starter(StarterChoice(only_mine=True)).takes
    choice = StarterChoice().switched("wave", on=False).switched("ok", on=False).switched("wave", on=True)
    assert choice == StarterChoice(switched_off=("ok",))
    assert choice.kept(("fist", "ok")) == ("fist",)
