"""Takes judged by models that did not see them: a stranger is found, and no process is left behind."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.quality.cross_validation import CheckDone, CheckFailed, CheckStarted, CheckWent, content_key
from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs import cross_validation
from gesture_app.jobs.cross_validation import run_cross_validation
from gesture_app.jobs.launch import CROSS_VALIDATION_CANCELLED, cross_validation_job
from gesture_app.learning.network import use_threads
from gesture_app.learning.training import learn
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import a_take
from tests.unfinished import unfinished
from tests.waiting import heard, no_process_left

SHOWN = ("fist", "swipe_left")
LAST = (CheckDone, CheckFailed)


@pytest.fixture(autouse=True)
def no_background(monkeypatch):
    """The shipped recordings of nothing would only make it slow."""
    monkeypatch.setattr(cross_validation, "shipped_background", list)


@pytest.fixture
def workspace(tmp_path):
    workspace = find_workspace(tmp_path)
    store = RecordingStore(workspace.recordings)
    rng = np.random.default_rng(0)
    for gesture in SHOWN:
        for _ in range(8):
            store.save(a_take(gesture, rng))
    return workspace


def verdicts_of(workspace):
    """What each take was called, and what it is said to show."""
    named = ReviewStore(workspace.recordings).load().named
    takes = RecordingStore(workspace.recordings).list_takes().takes
    return {take.id: (take.gesture, named.get(content_key(take))) for take in takes}


def test_a_take_in_the_wrong_folder_looks_like_what_it_is(workspace):
    use_threads(1)
    store = RecordingStore(workspace.recordings)
    (stranger,) = store.move([store.list_takes().takes[0]], "swipe_left")
    said = list(run_cross_validation(workspace, TrainingOptions(epochs=10), models=2))
    assert isinstance(said[0], CheckStarted)
    shares = [news.share for news in said if isinstance(news, CheckWent)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    done = said[-1]
    assert isinstance(done, CheckDone)
    assert done.judged == 16
    verdicts = verdicts_of(workspace)
    assert verdicts[stranger.id] == ("swipe_left", "fist")
    assert sum(shown == named for shown, named in verdicts.values()) >= 13


def test_a_verdict_is_stale_once_its_take_changes(workspace):
    store = RecordingStore(workspace.recordings)
    take = store.list_takes().takes[0]
    key = content_key(take)
    assert content_key(store.change(take, note="a word", disabled=True)) == key
    assert content_key(store.change(take, trim=(0.1, 0.9))) != key
    assert content_key(store.move([take], "swipe_left")[0]) != key


def test_no_model_sees_what_it_judges_and_disabled_takes_are_judged_but_not_learned_from(workspace, monkeypatch):
    store = RecordingStore(workspace.recordings)
    store.change(store.list_takes().takes[0], disabled=True)
    store.save(replace_gesture(a_take("fist", np.random.default_rng(9)), "rare"))
    learned_from, judged = [], []

    def watched_learn(recordings, background, options, trunk, streams):
        learned_from.append({id(recording) for recording in recordings})
        yield from learn(recordings, background, options, trunk, streams=streams)

    def watched_verdicts(learned, held_out, options):
        judged.append({id(recording) for _, recording in held_out})
        return {content_key(take): take.gesture for take, _ in held_out}

    monkeypatch.setattr(cross_validation, "learn", watched_learn)
    monkeypatch.setattr(cross_validation, "_classify", watched_verdicts)
    use_threads(1)
    done = list(run_cross_validation(workspace, TrainingOptions(epochs=1), models=2))[-1]
    assert isinstance(done, CheckDone)
    assert (done.judged, done.doubted, done.left_out) == (16, 0, 1)
    assert all(not seen & unseen for seen, unseen in zip(learned_from, judged, strict=True))
    assert len(judged[0] | judged[1]) == 16


def replace_gesture(recording, gesture):
    return replace(recording, info=replace(recording.info, gesture=gesture))


def test_too_little_to_learn_from_is_a_sentence(tmp_path):
    said = list(run_cross_validation(find_workspace(tmp_path), TrainingOptions(epochs=1)))
    assert isinstance(said[-1], CheckFailed)
    assert said[-1].hint


def test_cancelled_it_says_so_once_and_leaves_no_process(workspace):
    job = unfinished(cross_validation_job(workspace), CheckWent(0.1, 60.0))
    job.start()
    said = heard(job, CheckWent)
    job.cancel()
    said += heard(job, LAST)
    assert not job.running
    assert [news for news in said if isinstance(news, LAST)] == [CheckFailed(CROSS_VALIDATION_CANCELLED)]
    no_process_left()
