"""Key points in tables, JSON and archives of other programs, and this program's own tables back again."""

from __future__ import annotations

import csv
import json
import pickle
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ExportOptions, ImportOptions, Skipped
from gesture_app.jobs.export_takes import run_export
from gesture_app.jobs.import_takes import run_import
from gesture_app.storage.importers.base import FoundTake
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.importers.zip_source import importable_path
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.foreign_data import a_tree, moving_hand
from tests.made_up_takes import takes

PLAIN = ImportOptions()


def poses(count: int, seed: int = 0) -> np.ndarray:
    """[N, 21, 3]: the hand elsewhere in each."""
    rng = np.random.default_rng(seed)
    places = rng.uniform((0.1, -0.3), (0.8, 0.3), (count, 2))
    return np.stack([moving_hand(1, float(x))[0] + (0, y, 0) for x, y in places])


def found(path: Path, options: ImportOptions = PLAIN) -> Counter[tuple[str, int]]:
    """The gesture and the number of frames of each take. The count before reading is the same."""
    listed = list_files(path)
    takes = [item.recording for item in listed.items(options) if isinstance(item, FoundTake)]
    by_gesture = Counter(take.info.gesture for take in takes)
    assert listed.findings(options).takes == dict(sorted(by_gesture.items()))
    return Counter((take.info.gesture, len(take.time)) for take in takes)


def write(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([head, *rows] if head else rows)
    return path


XYZ = [f"{axis}{point}" for point in range(21) for axis in "xyz"]
XY = [f"lm{point + 1}_{axis}" for point in range(21) for axis in "xy"]
FINGERS = ("INDEX_FINGER", "MIDDLE_FINGER", "RING_FINGER", "PINKY")
FINGERS = ("INDEX_FINGER", "MIDDLE_FINGER", "RING_FINGER", "PINKY")
POINTS = [
    *("WRIST", "THUMB_CMC", "THUMB_MCP", "THUMB_IP", "THUMB_TIP"),
    *(f"{finger}_{joint}" for finger in FINGERS for joint in ("MCP", "PIP", "DIP", "TIP")),
]
JOINTS = [f"{name}_{axis}" for name in POINTS for axis in "XYZ"]
AXES = [f"{axis}_{n}" for axis in "xyz" for n in range(21)]


@pytest.mark.parametrize("head", [XYZ, JOINTS, AXES], ids=["xyz", "joints", "axes"])
@pytest.mark.parametrize("last", [False, True])
def test_a_table_of_poses_with_a_label(tmp_path: Path, head: list[str], last: bool) -> None:
    hands = poses(12)
    flat = hands.transpose(0, 2, 1).reshape(12, -1) if head[1] == "x_1" else hands.reshape(12, -1)
    words = ["C++", "yes?"] * 6
    rows = [[*row, word] if last else [word, *row] for row, word in zip(flat, words, strict=True)]
    path = write(tmp_path / "data.csv", [*head, "label"] if last else ["label", *head], rows, ";" if last else ",")
    assert found(path) == {("c++", 16): 6, ("yes?", 16): 6}
    take = next(item.recording for item in list_files(path).items(PLAIN) if isinstance(item, FoundTake))
    assert np.allclose(take.landmarks[0, 1], hands[0], atol=1e-6)


def test_tables_without_a_head_or_without_depth(tmp_path: Path) -> None:
    rows = [[n % 2, *row[:, :2].ravel()] for n, row in enumerate(poses(10))]
    assert found(write(tmp_path / "numbers.csv", [], rows)) == {("class_0", 16): 5, ("class_1", 16): 5}
    named = [[*row[:, :2].ravel(), "AB"[n % 2]] for n, row in enumerate(poses(10))]
    assert found(write(tmp_path / "letters.csv", [*XY, "class"], named)) == {("a", 16): 5, ("b", 16): 5}


def test_tables_of_movements_with_takes_frames_sides_and_times(tmp_path: Path) -> None:
    head = ["video_id", "frame", "sign", *(f"{side}_{name}" for side in ("left", "right") for name in XYZ)]
    rows = [
        [f"v{take}", frame, "hello", *([""] * 63), *hand.ravel()]
        for take in range(2)
        for frame, hand in enumerate(moving_hand(6, 0.2 + 0.05 * take))
    ]
    path = write(tmp_path / "signs.csv", head, rows)
    assert found(path) == {("hello", 6): 2}
    timed = [[0.04 * frame, *hand.ravel()] for frame, hand in enumerate(moving_hand(6))]
    write(tmp_path / "more" / "wave" / "1.csv", ["timestamp", *XYZ], timed)
    take = next(item.recording for item in list_files(tmp_path / "more").items(PLAIN) if isinstance(item, FoundTake))
    assert take.info.gesture == "wave"
    assert take.seconds == pytest.approx(0.2)


def dictionary(hand: np.ndarray) -> list[dict[str, float]]:
    return [dict(zip("xyz", point, strict=True)) for point in hand.tolist()]


BOTH = [{"right": dictionary(hand), "left": None} for hand in moving_hand(7)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"hello": [moving_hand(6).tolist(), moving_hand(6, 0.4).tolist()]}, {("hello", 6): 2}),
        ([{"label": "A", "landmarks": dictionary(hand)} for hand in poses(8)], {("a", 16): 8}),
        ({"label": "wave", "frames": [dictionary(hand) for hand in moving_hand(7)]}, {("wave", 7): 1}),
        ([{"gesture": "wave", "frames": BOTH}], {("wave", 7): 1}),
        ({"bye": moving_hand(5).reshape(5, 63).tolist()}, {("bye", 5): 1}),
    ],
    ids=["by gesture", "poses", "frames", "two hands", "flat"],
)  # fmt: skip
def test_landmarks_as_json(tmp_path: Path, document: object, expected: dict[tuple[str, int], int]) -> None:
    (tmp_path / "data.json").write_text(json.dumps(document))
    assert found(tmp_path / "data.json") == expected


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        ({"arr_0": np.stack([moving_hand(5).reshape(5, 63)] * 2)}, {("hello", 5): 2}),
        (
            {
                "X_train": np.stack([moving_hand(5, x).reshape(5, 63) for x in (0.1, 0.2, 0.3)]),
                "y_train": np.array([0, 1, 1]),
                "classes": np.array(["hello", "bye"]),
            },
            {("hello", 5): 1, ("bye", 5): 2},
        ),
        ({"data": poses(8).reshape(8, 63), "labels": np.array(["A", "B"] * 4)}, {("a", 16): 4, ("b", 16): 4}),
        ({"data": moving_hand(5).reshape(5, 63), "fps": np.array(30)}, {("hello", 5): 1}),
        ({"wave": moving_hand(5)[None], "fist": moving_hand(5, 0.2)[None]}, {("wave", 5): 1, ("fist", 5): 1}),
    ],
    ids=["one array", "train", "poses", "beside", "by gesture"],
)  # fmt: skip
def test_archives_of_arrays(tmp_path: Path, arrays: dict[str, np.ndarray], expected: dict[object, int]) -> None:
    (tmp_path / "hello").mkdir()
    np.savez(tmp_path / "hello" / "data.npz", **arrays)
    assert found(tmp_path) == expected


def test_python_objects_are_never_read_and_the_way_out_is_named(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.write_text, (tmp_path / "ran", "code")

    (tmp_path / "data.pickle").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(RecordingError, match="import_from_python"):
        list_files(tmp_path)
    (tmp_path / "a").mkdir()
    np.save(tmp_path / "a" / "0.npy", moving_hand(5).reshape(5, 63))
    np.savez(tmp_path / "a" / "x.npz", data=np.array([Trap()], dtype=object))
    (tmp_path / "a" / "b.h5").write_bytes(b"\x89HDF")
    listed = list(list_files(tmp_path).items(PLAIN))
    assert sum(isinstance(item, FoundTake) for item in listed) == 1
    said = {Path(item.path).name: item.reason for item in listed if isinstance(item, Skipped)}
    assert set(said) == {"data.pickle", "b.h5", "x.npz"}
    assert "Python objects" in said["x.npz"]
    assert not (tmp_path / "ran").exists()


def test_a_zip_of_any_of_these_comes_in_and_leads_nowhere_else(tmp_path: Path) -> None:
    a_tree(tmp_path / "tree", takes=2)
    with zipfile.ZipFile(tmp_path / "MP_Data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (tmp_path / "tree").rglob("*.npy"):
            archive.write(file, Path("MP_Data") / file.relative_to(tmp_path / "tree"))
        archive.writestr("__MACOSX/._x", b"x")
    workspace = find_workspace(tmp_path / "ws")
    *_, done = run_import(workspace, tmp_path / "MP_Data.zip", PLAIN)
    assert done.imported == 4
    *_, done = run_import(workspace, tmp_path / "MP_Data.zip", PLAIN)
    assert done.imported == 0
    assert RecordingStore(workspace.recordings).gestures() == {"hello": 2, "thanks": 2}
    for name in ("../out.npy", "/out.npy", "a/../../out.npy"):
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
            archive.writestr(name, b"x")
        with pytest.raises(RecordingError, match="leads out"), importable_path(tmp_path / "bad.zip"):
            pass
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", bytes(10_000_000))
    entry = (tmp_path / "bomb.zip").read_bytes().replace((10_000_000).to_bytes(4, "little"), b"\xff\xff\xff\x7f")
    (tmp_path / "bomb.zip").write_bytes(entry)
    with pytest.raises(RecordingError, match="too large"), importable_path(tmp_path / "bomb.zip"):
        pass


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_exported_table_comes_back_as_the_same_takes(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("pyarrow")
    first, second = find_workspace(tmp_path / "first"), find_workspace(tmp_path / "second")
    for take in takes(2):
        RecordingStore(first.recordings).save(take)
    out = tmp_path / f"x.{ending}"
    *_, _ = run_export(first, ExportOptions(out, ending))
    *_, done = run_import(second, out, PLAIN)
    count = sum(RecordingStore(first.recordings).gestures().values())
    assert done.imported == count
    assert not done.skipped
    assert RecordingStore(second.recordings).gestures() == RecordingStore(first.recordings).gestures()
    *_, done = run_import(first, out, PLAIN)  # exactly the same content
    assert done.imported == 0
    assert all(skipped.already_here for skipped in done.skipped)
