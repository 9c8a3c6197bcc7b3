"""The truth of a stream is often written by hand: what is wrong in it is said, and where."""

from __future__ import annotations

import json

import pytest

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.ground_truth import Performance
from gesture_app.storage.recordings.ground_truth_file import read_truth, streams_below, truth_beside, write_truth

FIST = {"gesture": "fist", "start": 1.2, "end": 2.9}


def test_what_was_written_is_read(tmp_path):
    truth = (Performance("fist", 1.2, 2.9), Performance(None, 4.0, 6.5), Performance("взмах", 7.0, 8.0))
    write_truth(tmp_path / "x.truth.json", truth)
    assert read_truth(tmp_path / "x.truth.json") == truth


def test_people_write_names_and_whole_numbers_as_they_like(tmp_path):
    path = tmp_path / "x.truth.json"
    path.write_text('[{"gesture": "Swipe  left", "start": 0, "end": 2, "note": "slow"}]')
    assert read_truth(path) == (Performance("swipe_left", 0.0, 2.0),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("\udc80", "not JSON"),
        (json.dumps(FIST), "not a list"),
        (json.dumps([FIST, 7]), "Entry 2"),
        (json.dumps([FIST | {"start": 2.9}]), "Entry 1: It does not start before it ends"),
        (json.dumps([FIST | {"start": -1}]), "start"),
        (json.dumps([FIST | {"end": float("inf")}]), "start"),
        (json.dumps([FIST | {"start": float("nan")}]), "start"),
        (json.dumps([FIST | {"end": 10**400}]), "start"),
        (json.dumps([FIST | {"end": "2.9"}]), "start"),
        (json.dumps([FIST | {"gesture": 3}]), "gesture"),
        (json.dumps([FIST | {"gesture": " "}]), "no name"),
        (json.dumps([{"start": 1, "end": 2}]), "gesture"),
    ],
)
def test_wrong_contents_are_damage_and_named(tmp_path, text, words):
    path = tmp_path / "x.truth.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedRecordingError, match=r"x\.truth\.json is damaged") as caught:
        read_truth(path)
    assert words in caught.value.sentence
    assert "fist" in caught.value.hint


def test_a_file_far_too_large_is_not_read(tmp_path):
    with (tmp_path / "x.truth.json").open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RecordingError, match="far too large"):
        read_truth(tmp_path / "x.truth.json")


def test_streams_are_found_at_any_depth_and_takes_are_not_streams(tmp_path):
    for name in ("b.npz", "deep/er/a.b.npz", ".bin/c.npz"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        truth_beside(path).touch()
    (tmp_path / "take.npz").touch()
    (tmp_path / "alone.truth.json").touch()
    assert streams_below(tmp_path) == (tmp_path / "b.npz", tmp_path / "deep/er/a.b.npz")
