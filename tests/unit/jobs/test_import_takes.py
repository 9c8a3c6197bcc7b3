"""Importing: real videos through the real tracker, nothing twice, nothing half, and nothing that one file can stop."""

import multiprocessing
import os
import signal
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from gesture_app.core.import_export import (
    ExportDone,
    ExportOptions,
    ImportDone,
    ImportFailed,
    ImportOptions,
    ImportStarted,
    ModelImported,
    TakeImported,
    VideoWatched,
)
from gesture_app.jobs import video_tracking
from gesture_app.jobs.export_takes import run_export
from gesture_app.jobs.import_takes import run_import
from gesture_app.jobs.launch import IMPORT_CANCELLED, import_job
from gesture_app.jobs.video_worker import VideoPart, VideoTask
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder
from tests.foreign_data import a_tree, film
from tests.made_up_takes import takes
from tests.unfinished import unfinished_import
from tests.waiting import eventually, heard, no_process_left

ONE = ImportOptions(processes=1)
LAST = (ImportDone, ImportFailed)


@pytest.fixture
def workspace(tmp_path):
    return find_workspace(tmp_path / "ws")


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Two gestures by the drawn hand, and what people keep beside their videos."""
    root = tmp_path_factory.mktemp("clips")
    film(root / "fist" / "1.mp4", "fist", most=60)
    film(root / "swipe left" / "1.avi", "swipe_left", most=60)
    (root / "fist" / "cut off.mp4").write_bytes((root / "fist" / "1.mp4").read_bytes()[:3000])
    (root / "fist" / "empty.mov").write_bytes(b"")
    (root / "fist" / "text.mkv").write_text("no video")
    (root / "notes.txt").write_text("hello")
    return root


def stored(workspace):
    return RecordingStore(workspace.recordings).load_all(set_damaged_aside=False).stored


def run(workspace, path, options=ONE):
    said = list(run_import(workspace, path, options))
    assert isinstance(said[0], ImportStarted | ImportFailed)
    assert sum(isinstance(news, ImportDone | ImportFailed) for news in said) == 1
    return said[-1]


def test_videos_are_tracked_broken_ones_are_named_and_nothing_is_imported_twice(workspace, clips):
    done = run(workspace, clips, replace(ONE, processes=2))
    assert done.imported == 2
    skipped = {skipped.path: skipped.reason for skipped in done.skipped}
    assert set(skipped) == {f"fist{os.sep}{name}" for name in ("cut off.mp4", "empty.mov", "text.mkv")} | {clips.name}
    assert "is empty" in skipped[f"fist{os.sep}empty.mov"]
    found = {take.recording.info.gesture: take.recording for take in stored(workspace)}
    assert set(found) == {"fist", "swipe_left"}
    fist = found["fist"]
    assert fist.hand_share > 0.3
    np.testing.assert_allclose(np.diff(fist.time), 1 / 30, atol=2e-3)
    assert fist.info.tracker.startswith("mediapipe")
    assert not np.isnan(fist.world_landmarks[fist.present]).any()
    no_process_left()
    again = run(workspace, clips)
    assert again.imported == 0
    assert sum(skipped.already_here for skipped in again.skipped) == 2
    assert len(stored(workspace)) == 2


def test_a_second_import_at_the_same_time_doubles_nothing(workspace, clips):
    first = run_import(workspace, clips, ONE)
    next(first)
    said = []
    second = Thread(target=lambda: said.extend(run_import(workspace, clips, ONE)))
    second.start()
    assert list(first)[-1].imported == 2
    second.join()
    assert said[-1].imported == 0
    assert len(stored(workspace)) == 2


def test_a_video_cut_by_a_list_of_times(workspace, tmp_path, clips):
    (tmp_path / "long.mp4").write_bytes((clips / "fist" / "1.mp4").read_bytes())
    (tmp_path / "long.csv").write_text("start,end,gesture\n0.5,1.2,fist\n1,1.5,other\n7,8,late\n")
    done = run(workspace, tmp_path / "long.mp4")
    assert done.imported == 2
    assert [(skipped.path, "no frames" in skipped.reason) for skipped in done.skipped] == [("long.mp4, 7 to 8 s", True)]
    lengths = {take.recording.info.gesture: take.recording.seconds for take in stored(workspace)}
    assert lengths == {"fist": pytest.approx(0.7, abs=0.07), "other": pytest.approx(0.5, abs=0.07)}
    (tmp_path / "long.csv").write_text("start,end,gesture\n0.5,1.2,fist\n1.3,1.6,new\n")
    again = run(workspace, tmp_path / "long.mp4")
    assert (again.imported, [skipped.already_here for skipped in again.skipped]) == (1, [True])


def test_a_process_that_dies_costs_its_video_and_no_other(workspace, clips):
    importing = run_import(workspace, clips, ONE)
    said = []
    killed = False
    for news in importing:
        said.append(news)
        if isinstance(news, VideoWatched) and not killed:
            killed = True
            (child,) = [child for child in multiprocessing.active_children() if child.name == "video"]
            os.kill(child.pid, signal.SIGKILL)
    assert killed
    assert isinstance(said[-1], ImportDone)
    assert said[-1].imported == 1
    assert sum("unexpectedly" in skipped.reason for skipped in said[-1].skipped) == 1
    no_process_left()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
def test_a_video_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(video_tracking, "READY_S", 0.5)
    os.mkfifo(tmp_path / "pipe.mp4")  # whoever opens it waits for ever
    (ended,) = video_tracking.track_videos([VideoTask(tmp_path / "pipe.mp4", (VideoPart(None, None),))], 1)
    assert isinstance(ended, video_tracking.VideoEnded)
    assert "Nothing came of it" in ended.trouble
    no_process_left()


def test_a_tree_of_key_points_twice_and_after_a_part_was_lost(workspace, tmp_path):
    root = a_tree(tmp_path / "MP_Data", takes=3)
    assert run(workspace, root).imported == 6
    lost, *_ = stored(workspace)
    RecordingStore(workspace.recordings)
    lost.path.unlink()
    again = run(workspace, root)
    assert again.imported == 1
    assert [skipped.already_here for skipped in again.skipped] == [True] * 5
    assert len(stored(workspace)) == 6


def test_a_renamed_gesture_is_still_known(workspace, tmp_path):
    root = a_tree(tmp_path / "MP_Data", ("hello",), takes=2)
    run(workspace, root)
    (workspace.recordings / "hello").rename(workspace.recordings / "hi")
    again = run(workspace, root)
    assert again.imported == 0
    assert all("hi/" in skipped.reason for skipped in again.skipped)


def test_nothing_to_import_is_a_sentence(workspace, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    for path in (tmp_path / "notes.txt", tmp_path / "nowhere"):
        failed = run(workspace, path)
        assert isinstance(failed, ImportFailed)
        assert failed.hint
    assert isinstance(run(workspace, tmp_path / "notes.txt", replace(ONE, gesture="x" * 256)), ImportFailed)


def test_a_full_disk_ends_it_with_the_reason(workspace, tmp_path, monkeypatch):
    root = a_tree(tmp_path / "MP_Data")

    def refuse(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    failed = run(workspace, root)
    assert isinstance(failed, ImportFailed)
    assert "disk is full" in failed.error


@pytest.mark.parametrize("how", ["cancelled", "killed"])
def test_ended_half_way_it_says_so_once_and_finished_takes_stay(workspace, tmp_path, how):
    root = a_tree(tmp_path / "MP_Data", tuple(f"word_{n}" for n in range(8)), takes=15)
    job = unfinished_import(workspace, root, ONE, 119)
    job.start()
    said = heard(job, TakeImported)
    if how == "cancelled":
        job.cancel()
    else:
        (child,) = [child for child in multiprocessing.active_children() if child.name == "import"]
        os.kill(child.pid, signal.SIGKILL)
    said += heard(job, LAST)
    last_words = [news for news in said if isinstance(news, ImportDone | ImportFailed)]
    assert len(last_words) == 1
    assert isinstance(last_words[0], ImportFailed)
    assert (last_words[0].error == IMPORT_CANCELLED) == (how == "cancelled")
    no_process_left()
    half = len(stored(workspace))
    assert 0 < half < 120
    assert run(workspace, root).imported == 120 - half
    assert len(stored(workspace)) == 120


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs Linux")
def test_cancelling_takes_the_tracking_processes_along(workspace, clips):
    job = import_job(workspace, clips, replace(ONE, processes=2))
    job.start()
    heard(job, VideoWatched)
    (importing,) = [child for child in multiprocessing.active_children() if child.name == "import"]
    children = _children_of(importing.pid)
    assert children
    job.cancel()
    heard(job, LAST)
    eventually(lambda: not any(os.path.exists(f"/proc/{pid}") and not _is_zombie(pid) for pid in children))


def _children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def _is_zombie(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_a_workspace_goes_to_a_friend_and_comes_back_to_the_bit(workspace, tmp_path, same_recording):
    for take in takes(2):
        RecordingStore(workspace.recordings).save(take)
    out = tmp_path / "all.gestures"
    assert list(run_export(workspace, ExportOptions(out, "archive")))[-1] == ExportDone(out, 8, 0, ())
    friend = find_workspace(tmp_path / "friend")
    assert run(friend, out).imported == 8
    mine, theirs = (sorted(stored(place), key=_content) for place in (workspace, friend))
    assert all(same_recording(one.recording, other.recording) for one, other in zip(mine, theirs, strict=True))
    assert run(friend, out).imported == 0
    assert run(friend, workspace.root).imported == 0  # the workspace itself is the same again


def _content(take):
    return take.recording.landmarks.tobytes()


def test_the_model_in_use_goes_along_is_checked_and_not_put_to_use(workspace, tmp_path):
    RecordingStore(workspace.recordings).save(takes(1)[0])
    shipped = ModelStore(workspace.models, shipped_models_folder()).load("starter")
    mine = ModelStore(workspace.models, None)
    mine.save(replace(shipped.card, id="mine"), shipped.weights)
    mine.use("mine")
    out = tmp_path / "all.gestures"
    list(run_export(workspace, ExportOptions(out, "archive", with_model=True)))
    friend = find_workspace(tmp_path / "friend")
    said = list(run_import(friend, out, ONE))
    assert ModelImported("mine") in said
    assert said[-1].models == 1
    models = ModelStore(friend.models, shipped_models_folder())
    assert models.load("mine").weights == shipped.weights
    assert models.active() == "starter"
    assert run(friend, out).models == 0
    mine.save(replace(shipped.card, id="broken"), shipped.weights[: len(shipped.weights) // 2])
    mine.use("broken")
    list(run_export(workspace, ExportOptions(out, "archive", with_model=True)))
    done = run(friend, out)
    assert done.models == 0
    assert any("broken" in skipped.path for skipped in done.skipped)


def test_what_means_nothing_becomes_the_background_and_the_answer_is_remembered(workspace, tmp_path):
    root = a_tree(tmp_path / "MP_Data", ("hello", "Idle"), takes=2)
    said = list(run_import(workspace, root, replace(ONE, background=("idle",))))
    assert said[0].findings.like_background == ()
    notes = {take.recording.info.gesture: take.recording.info.note for take in stored(workspace)}
    assert set(notes) == {"hello", "none"}
    assert "It was called “idle”." in notes["none"]
    more = a_tree(tmp_path / "more", ("idle", "rest", "wave"), takes=4, frames=9)
    said = list(run_import(workspace, more, replace(ONE, kept=("wave",))))
    assert said[0].findings.like_background == ("rest",)
    assert {take.recording.info.gesture for take in stored(workspace)} == {"hello", "none", "rest", "wave"}
