"""A training leaves a report that is true, and compares its model with the one in use."""

import json
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.model.staleness import changes_since
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.core.training.progress import TrainingDone
from gesture_app.jobs.training import run_training
from gesture_app.learning.network import use_threads
from gesture_app.learning.training import TrainingOptions
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder
from tests.made_up_takes import GESTURES, a_take, frames_of, resting, takes

QUICK = TrainingOptions(epochs=3)


def train(workspace):
    """What the run said, the last word apart."""
    use_threads(1)
    *said, done = run_training(workspace, QUICK)
    assert isinstance(done, TrainingDone)
    return said, done


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Four gestures, a disabled take, one too short to be of use, a stream with its truth; all of it trained on."""
    workspace = find_workspace(tmp_path_factory.mktemp("workspace"))
    store, rng = RecordingStore(workspace.recordings), np.random.default_rng(5)
    for take in takes(5):
        store.save(take)
    store.change(store.save(a_take("fist", rng)), disabled=True)
    short = a_take("fist", rng)
    store.save(short.part(short.time < 0.1))
    film = [*resting(rng, 4), *frames_of("fist", rng, start=4.0)]
    path = workspace.recordings / "film" / "long.npz"
    write_recording(path, recording_of(film, RecordingInfo("", "monday", "test", "test", (64, 48), "2025-01-01")))
    path.with_suffix(".truth.json").write_text(json.dumps([{"gesture": "fist", "start": 4.0, "end": 5.8}]))
    return workspace, *train(workspace)


def test_the_report_lies_beside_the_model_and_says_what_was_said(trained):
    workspace, said, done = trained
    report = ModelStore(workspace.models, None).report(done.card.id)
    assert report.to_json() == done.report.to_json()
    assert [epoch.epoch for epoch in report.epochs] == [news.epoch for news in said if isinstance(news, EpochMetrics)]
    assert report.labels == done.card.labels
    assert (report.own_gestures, report.starter) == (GESTURES, done.card.starter)
    assert report.accuracy == pytest.approx(done.card.accuracy)
    assert report.per_gesture == done.card.accuracy_per_gesture
    assert (len(report.learned), len(report.judged)) == (done.card.recordings, 4) == (20, 4)


def test_held_out_takes_are_of_those_learned_from_in_the_end_and_on_disk(trained):
    workspace, _, done = trained
    there = {content_key(take): take for take in RecordingStore(workspace.recordings).list_takes().takes}
    learned = {take.key: take for take in done.report.learned}
    for take in done.report.judged:
        assert learned[take.key].gesture == take.gesture == there[take.key].gesture
        assert there[take.key].id == take.id


def test_streams_and_peaks_are_of_every_gesture_and_of_nothing(trained):
    report = trained[2].report
    assert set(report.streams.shown) == set(GESTURES)
    assert report.streams.shown["fist"] == report.streams.shown["point"] + 1  # of the recorded stream
    assert report.streams.seconds > 180
    assert {peak.gesture for peak in report.peaks} == {"none", *GESTURES}


def test_a_model_is_not_behind_the_takes_it_was_just_trained_on(trained):
    workspace, _, done = trained
    store = RecordingStore(workspace.recordings)
    assert not changes_since(done.report, store.list_takes().takes).behind


def test_the_model_that_came_with_the_program_is_nothing_to_compare_with(trained):
    workspace, _, done = trained
    models = ModelStore(workspace.models, shipped_models_folder())
    assert models.is_shipped(models.active())
    assert done.comparison is None


def test_a_model_with_a_further_gesture_is_compared_on_the_takes_both_held_out(trained, tmp_path):
    workspace, _, first = trained
    models = ModelStore(workspace.models, None)
    models.use(first.card.id)
    moved = {"fist": 0.83, "unheard_of": 0.4}
    models.choose(first.card.id, UserOverrides("mine", "a note", moved))
    store, rng = RecordingStore(workspace.recordings), np.random.default_rng(6)
    for _ in range(4):
        take = a_take("slack", rng)
        store.save(replace(take, info=replace(take.info, gesture="wave")))
    assert "wave: 4 added" in changes_since(first.report, store.list_takes().takes).sentence.lower()
    _, second = train(workspace)
    assert models.choices(second.card.id) == UserOverrides(thresholds={"fist": 0.83})  # the user's, whatever the model
    assert second.kept_thresholds == ("fist",)
    assert models.choices(first.card.id).thresholds == moved
    comparison = second.comparison
    assert comparison.model == first.card.id
    assert comparison.new_gestures == ("wave",)
    assert comparison.lost_gestures == ()
    assert comparison.kept_out == 0
    held_out = {take.key for take in second.report.judged if take.gesture != "wave"}
    assert held_out == {take.key for take in first.report.judged}
    before = {change.gesture: change.before for change in comparison.gestures if change.gesture != "wave"}
    assert before == dict(zip(first.report.measured.labels[1:], first.report.measured.per_gesture[1:], strict=True))
