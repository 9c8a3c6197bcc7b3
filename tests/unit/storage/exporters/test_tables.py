"""Tables: every number comes back to the bit, what is unknown is empty, and no frame is lost."""

import csv
import sys
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import Side
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.storage.exporters.csv_table import write_csv
from gesture_app.storage.exporters.parquet_table import write_parquet
from gesture_app.storage.exporters.table import COLUMNS, LANDMARKS, WORLD_LANDMARKS, table_of
from tests.fakes import a_hand, tracked


@pytest.fixture
def two_hands():
    """No hand, left, right, both: with the odd numbers that real landmarks are."""
    rng = np.random.default_rng(0)
    hands = [(a_hand() + rng.normal(0, 0.01, (21, 3))).astype(np.float32) for _ in range(4)]
    frames = [tracked(0), tracked(0.033, left=hands[0]), tracked(0.1, right=hands[1]), tracked(0.2, *hands[2:])]
    info = RecordingInfo("wave", "mon, day", 'a "source"', "fake", (64, 48), "2025-01-01T00:00:00+00:00", (0.1, 0.2))
    return recording_of(frames, info)


def back(rows, recording):
    """Landmarks [T, 2, 21, 3] and times out of rows as dicts of text or numbers."""
    landmarks = np.full_like(recording.landmarks, np.nan)
    world = np.full_like(recording.landmarks, np.nan)
    times = np.full(len(recording.time), np.nan)
    for row in rows:
        times[int(row["frame"])] = float(row["time"])
        if row["hand"]:
            place = int(row["frame"]), Side[row["hand"].upper()]
            landmarks[place] = np.array([np.float32(row[name]) for name in LANDMARKS]).reshape(21, 3)
            world[place] = np.array([np.float32(row[name]) for name in WORLD_LANDMARKS]).reshape(21, 3)
    return times, landmarks, world


def assert_whole(rows, recording):
    times, landmarks, world = back(rows, recording)
    np.testing.assert_array_equal(times, recording.time)
    np.testing.assert_array_equal(landmarks, recording.landmarks)
    np.testing.assert_array_equal(world, recording.world_landmarks)
    assert [row["hand"] or "" for row in rows] == ["", "left", "right", "left", "right"]
    assert all(row["gesture"] == "hello" and row["take"] == "1" for row in rows)
    assert all(row["session"] == "mon, day" and row["source"] == 'a "source"' for row in rows)
    assert all((float(row["trim_start"]), float(row["trim_end"])) == (0.1, 0.2) for row in rows)


def test_csv_reads_back_to_the_bit(tmp_path, two_hands):
    assert list(write_csv(tmp_path / "x.csv", [table_of("hello", "1", two_hands)] * 2)) == [5, 5]
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 10
    assert_whole(rows[:5], two_hands)


def test_parquet_reads_back_to_the_bit(tmp_path, two_hands):
    parquet = pytest.importorskip("pyarrow.parquet")
    assert sum(write_parquet(tmp_path / "x.parquet", [table_of("hello", "1", two_hands)] * 2)) == 10
    table = parquet.read_table(tmp_path / "x.parquet")
    assert tuple(table.column_names) == COLUMNS
    assert str(table.schema.field("x0").type) == "float"
    rows = table.to_pylist()
    assert rows[0]["x0"] is None
    assert_whole(rows[:5], two_hands)


def test_what_is_not_known_is_empty(tmp_path, take):
    unknown = np.full_like(take.world_landmarks, np.nan)
    shallow = take.landmarks.copy()
    shallow[..., 2] = np.nan
    recording = type(take)(take.time, shallow, unknown, take.handedness, take.info)
    list(write_csv(tmp_path / "x.csv", [table_of("wave", "1", recording)]))
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {rows[0]["z0"], rows[0]["world_x0"]} == {""}
    assert np.float32(rows[0]["x0"]) == recording.landmarks[0, 1, 0, 0]
    assert len({len(row) for row in rows}) == 1


def test_without_pyarrow_it_says_how_to_get_it(tmp_path, two_hands, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RecordingError) as error:
        list(write_parquet(tmp_path / "x.parquet", [table_of("hello", "1", two_hands)]))
    assert "gesture-app[export]" in error.value.hint
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_older_file(tmp_path, two_hands, full_disk):
    (tmp_path / "x.csv").write_text("older")
    with pytest.raises(RecordingError, match="disk is full"):
        list(write_csv(tmp_path / "x.csv", [table_of("hello", "1", two_hands)]))
    assert (tmp_path / "x.csv").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_what_is_no_text_is_exported_in_escaped_form(tmp_path, two_hands):
    odd = replace(two_hands, info=replace(two_hands.info, note="caf\ud800"))
    list(write_csv(tmp_path / "odd.csv", [table_of("wave", "take\udcff", odd)]))
    with (tmp_path / "odd.csv").open(encoding="utf-8", newline="") as file:
        assert {(row["take"], row["note"]) for row in csv.DictReader(file)} == {(r"take\udcff", r"caf\ud800")}
