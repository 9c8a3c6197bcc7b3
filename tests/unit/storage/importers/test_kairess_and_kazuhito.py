"""Streams of one hand, tables of poses, lists of times: rebuilt or refused, and nothing made up."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.storage.importers.base import Cut, FoundTake, FoundVideo
from gesture_app.storage.importers.kazuhito_csv import NOTE
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.recording_file import write_recording
from tests.fakes import a_hand
from tests.foreign_data import a_stream, moving_hand

TRUTH = [{"gesture": "wave", "start": 3, "end": 64.5}, {"gesture": "fist", "start": 1.5, "end": 2}]


def items(root, **options):
    return list(list_files(root).items(ImportOptions(**options)))


def windows(rows, length=30):
    return np.stack([rows[first : first + length] for first in range(len(rows) - length + 1)])


def test_a_raw_stream_is_unmirrored_and_said_to_have_no_clock(tmp_path):
    hands = moving_hand(40, 0.1) * (0.3, 1, 1)
    np.save(tmp_path / "raw_come_1627646273.npy", a_stream(hands))
    (item,) = items(tmp_path)
    recording = item.recording
    assert (recording.info.gesture, recording.info.session) == ("come", "import 1627646273")
    np.testing.assert_allclose(recording.landmarks[:, 1, :, 0], 1 - hands[..., 0], atol=1e-6)
    np.testing.assert_allclose(recording.time * 30, np.arange(40))
    assert "30 frames a second assumed" in recording.info.note
    assert recording.info.recorded_at.startswith("2021-07-30")


def test_overlapping_windows_become_the_stream_again_and_not_beside_the_raw_one(tmp_path):
    rows = a_stream(moving_hand(45, 0.1) * (0.3, 1, 1))
    np.save(tmp_path / "seq_come_16.npy", windows(rows))
    (item,) = items(tmp_path)
    assert len(item.recording.time) == 45
    np.save(tmp_path / "raw_come_16.npy", rows)
    found = items(tmp_path)
    assert [type(item) for item in found] == [FoundTake, Skipped]
    assert "same frames" in found[1].reason


def test_windows_that_do_not_follow_each_other_become_as_many_takes(tmp_path):
    one, other = a_stream(moving_hand(32, 0.1) * (0.3, 1, 1)), a_stream(moving_hand(31, 0.2) * (0.3, 1, 1))
    np.save(tmp_path / "seq_come_16.npy", np.concatenate([windows(one), windows(other)]))
    assert [len(item.recording.time) for item in items(tmp_path)] == [32, 31]


def test_a_long_stream_is_cut_at_its_pauses(tmp_path):
    height = np.interp(np.arange(0, 14, 1 / 30) % 3.5, [0, 1, 1.4, 2.6, 3], [0.9, 0.9, 0.4, 0.4, 0.9])
    hands = np.stack([a_hand(0.5, y) for y in height]).astype(np.float64)
    np.save(tmp_path / "raw_swipe_16.npy", a_stream(hands))
    takes = items(tmp_path)
    assert all(isinstance(item, FoundTake) for item in takes)
    assert len(takes) == 4
    assert all("Cut from" in item.recording.info.note for item in takes)


@pytest.mark.parametrize("values", [np.zeros((0, 100)), np.zeros((5, 99)), np.zeros((3, 30, 100)), np.zeros(100)])
def test_a_stream_of_nothing_is_skipped(tmp_path, values):
    np.save(tmp_path / "raw_come_16.npy", values)
    (item,) = items(tmp_path)
    assert isinstance(item, Skipped)


def pose_row(number, hand):
    flat = (hand[:, :2] - hand[0, :2]).ravel()
    return ",".join(map(str, [number, *(flat / np.abs(flat).max())]))


def test_a_pose_is_a_take_of_one_frame_with_what_is_missing_left_out(tmp_path):
    hand = moving_hand(1)[0]
    (tmp_path / "keypoint.csv").write_text(pose_row(1, hand) + "\n" + pose_row(7, hand) + "\n")
    (tmp_path / "keypoint_classifier_label.csv").write_text("﻿Open\nOK sign\n", encoding="utf-8")
    first, second = items(tmp_path)
    recording: Recording = first.recording
    assert (recording.info.gesture, second.recording.info.gesture) == ("ok_sign", "class_7")
    assert recording.landmarks.shape == (1, 2, 21, 3)
    assert np.isnan(recording.landmarks[0, 1, :, 2]).all()  # no depth
    assert np.isnan(recording.landmarks[0, 0]).all()
    assert np.abs(recording.landmarks[0, 1, :, :2]).max() == 1
    assert recording.info.disabled  # nothing can be learned from it
    assert recording.info.note == NOTE
    write_recording(tmp_path / "x.npz", recording)


def test_rows_that_are_no_poses_and_fingertip_ways_are_named(tmp_path):
    hand = moving_hand(1)[0]
    rows = [pose_row(0, hand), "0,1,2", "x" + pose_row(0, hand), "0" + ",nan" * 42, "0" + ",0" * 42, "0" + ",a" * 42]
    (tmp_path / "keypoint.csv").write_text("\n".join(rows))
    (tmp_path / "point_history.csv").write_text("\n".join(["0" + ",0.1" * 32] * 3))
    found = items(tmp_path)
    assert [type(item) for item in found].count(FoundTake) == 1
    skipped = {item.path: item.reason for item in found if isinstance(item, Skipped)}
    assert set(skipped) == {*(f"keypoint.csv, row {row}" for row in range(2, 7)), "point_history.csv"}
    assert "3 rows" in skipped["point_history.csv"]


def a_clip(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not looked into yet")
    return path


def test_videos_are_named_by_folder_and_need_a_name_without_one(tmp_path):
    a_clip(tmp_path / "wave" / "1.MP4")
    a_clip(tmp_path / "clip.webm")
    named, unnamed = sorted(items(tmp_path), key=lambda item: str(item.path))[::-1]
    assert isinstance(unnamed, FoundVideo | Skipped)
    found = {type(item): item for item in (named, unnamed)}
    assert found[FoundVideo].cuts == (Cut("wave"),)
    assert found[Skipped].path == "clip.webm"
    (single,) = items(tmp_path / "clip.webm", gesture="fist")
    assert single.cuts == (Cut("fist"),)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clip.csv", "gesture,start,end\nfist,1.5,2\nwave,0:03,1:04.5\n"),
        ("clip.csv", "1.5;2;fist\n3;64,5;wave\n0:03;1:04.5;wave\n"),
        ("clip.truth.json", json.dumps(TRUTH)),
    ],
)  # fmt: skip
def test_a_list_of_times_beside_a_video_cuts_it(tmp_path, name, text):
    a_clip(tmp_path / "clip.mp4")
    (tmp_path / name).write_text(text)
    found = [item for item in items(tmp_path) if isinstance(item, FoundVideo)]
    assert [item.cuts for item in found] == [(Cut("fist", 1.5, 2.0), Cut("wave", 3.0, 64.5))]


def test_entries_that_mean_nothing_are_named_and_the_others_count(tmp_path):
    a_clip(tmp_path / "clip.mp4")
    (tmp_path / "clip.csv").write_text("start,end,gesture\n1,2,fist\n2,1,fist\nsoon,3,fist\n3,4,\n")
    found = items(tmp_path)
    (said,) = [item for item in found if isinstance(item, Skipped)]
    assert said.path == "clip.csv, line 3"
    assert said.reason == "Its start is not before its end. 2 more entries cannot be read."
    assert [item.cuts for item in found if isinstance(item, FoundVideo)] == [(Cut("fist", 1.0, 2.0),)]


def test_a_time_too_large_for_a_number_stops_nothing(tmp_path):
    a_clip(tmp_path / "clip.mp4")
    times = [{"start": 10**400, "end": 10**401, "gesture": "fist"}, {"start": 1, "end": 2, "gesture": "fist"}]
    (tmp_path / "clip.json").write_text(json.dumps(times))
    found = items(tmp_path)
    assert [item.path for item in found if isinstance(item, Skipped)] == ["clip.json, entry 1"]
    assert [item.cuts for item in found if isinstance(item, FoundVideo)] == [(Cut("fist", 1.0, 2.0),)]


def test_a_folder_that_may_not_be_read_is_named_and_the_others_are_imported(tmp_path, monkeypatch):
    for gesture in ("fist", "wave"):
        (tmp_path / gesture).mkdir()
        a_clip(tmp_path / gesture / "clip.mp4")
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "wave":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = items(tmp_path)
    assert Skipped("wave", "The folder cannot be read: Permission denied.") in found
    assert [item.path.parent.name for item in found if isinstance(item, FoundVideo)] == ["fist"]
    with pytest.raises(RecordingError, match="no permission"):
        items(tmp_path / "wave")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_that_lead_out_are_named_and_not_read(tmp_path):
    root, outside = tmp_path / "friend", tmp_path / "mine"
    (outside / "wave").mkdir(parents=True)
    np.save(outside / "raw_come_1.npy", a_stream(moving_hand(40, 0.1)))
    (outside / "times.csv").write_text("0,1,fist")
    (root / "wave").mkdir(parents=True)
    a_clip(root / "wave" / "clip.mp4")
    (root / "wave" / "clip.csv").symlink_to(outside / "times.csv")
    (root / "raw_come_1.npy").symlink_to(outside / "raw_come_1.npy")
    (root / "linked").symlink_to(outside / "wave")
    (root / "circle.npy").symlink_to("circle.npy")
    found = items(root)
    assert [item.cuts for item in found if isinstance(item, FoundVideo)] == [(Cut("wave"),)]
    assert not [item for item in found if isinstance(item, FoundTake)]
    left_out = {item.path for item in found if isinstance(item, Skipped) and "leads out" in item.reason}
    assert left_out == {"wave/clip.csv", "raw_come_1.npy", "linked", "circle.npy"}
