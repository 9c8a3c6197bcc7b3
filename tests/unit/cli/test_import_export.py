"""The command line's import and export: what programs read, and what people are told."""

import json
from dataclasses import replace

import pytest

from gesture_app.cli.entry import run
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.foreign_data import a_tree, moving_hand, numbered_takes
from tests.made_up_takes import takes


def lines(capfd):
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_import_says_one_event_at_the_end_with_everything_skipped(tmp_path, capfd):
    root = a_tree(tmp_path / "MP_Data")
    (root / "hello" / "0" / "3.npy").write_bytes(b"")
    assert run(["import", str(root), "--workspace", str(tmp_path / "ws"), "--json"]) == 0
    said = lines(capfd)
    assert said[0] == {
        "event": "started",
        "layouts": ["MediaPipe key points (MP_Data)"],
        "takes": {"hello": 2, "thanks": 2},
    }
    assert [line["gesture"] for line in said if line["event"] == "take"] == ["hello", "hello", "thanks", "thanks"]
    assert said[-1] == {
        "event": "import",
        "imported": 4,
        "models": 0,
        "skipped": [{"path": "hello/0/3.npy", "reason": "It is empty."}],
    }
    assert run(["import", str(root), "--workspace", str(tmp_path / "ws")]) == 0
    said = capfd.readouterr()
    assert said.out.splitlines()[-1] == "0 imported, 4 already here, 1 skipped."
    assert "already has this take" not in said.err
    assert "It is empty." in said.err


def test_import_takes_the_gesture_and_the_rate_it_is_told(tmp_path, capfd):
    root = a_tree(tmp_path / "MP_Data", ("hello",), takes=1)
    arguments = ["--gesture", "Good day", "--rate", "25", "--workspace", str(tmp_path / "ws")]
    assert run(["import", str(root), *arguments]) == 0
    (take,) = RecordingStore(find_workspace(tmp_path / "ws").recordings).load_all().stored
    assert take.recording.info.gesture == "good_day"
    assert take.recording.seconds == pytest.approx((len(moving_hand()) - 1) / 25)


def test_folders_that_cannot_be_gestures_are_status_1_with_a_question(tmp_path, capfd):
    root, place = numbered_takes(tmp_path / "clips", ("C++", "C#")), ["--workspace", str(tmp_path / "ws")]
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    assert run(["import", str(root), *place, "--json"]) == 1
    (said,) = lines(capfd)
    assert said == {
        "event": "question",
        "question": "The gestures of these clips are not clear. Their folders are called “0”, “1”.",
        "layouts": [
            {"layout": "gesture/number/clip", "takes": {"c#": 2, "c++": 2}},
            {"layout": "gesture/clip", "takes": {"0": 2, "1": 2}},
        ],
    }
    assert run(["import", str(root), *place]) == 1
    told = capfd.readouterr()
    assert told.out == ""
    assert "--layout gesture/number/clip  c# (2), c++ (2)" in told.err
    assert "--gesture" in told.err
    assert store.gestures() == {}
    assert run(["import", str(root), *place, "--layout", "gesture/number/clip"]) == 0
    assert store.gestures() == {"c#": 2, "c++": 2}
    assert run(["import", str(root), "--workspace", str(tmp_path / "one"), "--gesture", "yes?"]) == 0
    assert RecordingStore(tmp_path / "one" / "recordings").gestures() == {"yes?": 4}
    assert run(["import", str(root), *place, "--layout", "sideways"]) == 2


def test_gestures_that_differ_by_signs_stay_apart_in_an_archive_and_in_another_workspace(tmp_path, capfd):
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    names = ("c", "c++", "con", "yes!", "yes?", "50%", "." + "x" * 200)
    for name, take in zip(names, takes(2), strict=False):
        store.save(replace(take, info=replace(take.info, gesture=name)))
    assert run(["export", str(tmp_path / "x.gestures"), "--workspace", str(tmp_path / "ws")]) == 0
    for n, source in enumerate((tmp_path / "x.gestures", tmp_path / "ws")):
        assert run(["import", str(source), "--workspace", str(tmp_path / str(n))]) == 0
        assert RecordingStore(tmp_path / str(n) / "recordings").gestures() == dict.fromkeys(names, 1)
    assert run(["export", str(tmp_path / "y.csv"), "--gesture", "Yes?", "--workspace", str(tmp_path / "ws")]) == 0
    assert "1 take" in capfd.readouterr().out


def test_what_cannot_be_imported_is_status_1_with_a_sentence(tmp_path, capfd):
    assert run(["import", str(tmp_path / "nowhere"), "--workspace", str(tmp_path / "ws"), "--json"]) == 1
    said = capfd.readouterr()
    assert "is not there" in said.err
    assert said.out == ""
    assert run(["import"]) == 2


def test_export_writes_what_the_name_or_the_format_says(tmp_path, capfd):
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    for take in takes(1):
        store.save(take)
    place = ["--workspace", str(tmp_path / "ws"), "--json"]
    assert run(["export", str(tmp_path / "all.csv"), *place]) == 0
    (event,) = lines(capfd)
    assert (event["event"], event["format"], event["takes"], event["skipped"]) == ("export", "csv", 4, [])
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()) == event["rows"] + 1
    assert run(["export", str(tmp_path / "fist"), "--format", "archive", "--gesture", "fist", *place]) == 0
    assert lines(capfd)[0]["takes"] == 1
    for arguments in (
        ["x.bin"],
        ["x.csv", "--gesture", "unknown"],
        ["x.onnx", "--gesture", "fist"],
        ["x.gestures", "--model", "starter"],
    ):
        assert run(["export", str(tmp_path / arguments[0]), *arguments[1:], *place]) == 1
        assert capfd.readouterr().err
        assert not (tmp_path / arguments[0]).exists()
    assert run(["export", str(tmp_path / "x.csv"), "--format", "pickle", *place]) == 2


def test_a_model_is_exported_as_onnx_with_its_card_beside_it(tmp_path, capfd):
    assert (
        run(["export", str(tmp_path / "x.onnx"), "--model", "starter", "--workspace", str(tmp_path / "ws"), "--json"])
        == 0
    )
    files = {"out": str(tmp_path / "x.onnx"), "card": str(tmp_path / "x.card.json")}
    assert lines(capfd) == [{"event": "export", "format": "onnx", "model": "starter", **files}]
    assert all((tmp_path / name).stat().st_size for name in files.values())


def test_a_dry_run_prints_a_table_and_imports_nothing(tmp_path, capsys):
    root = a_tree(tmp_path / "MP_Data", ("hello", "yes?"), takes=3)
    assert run(["--workspace", str(tmp_path / "w"), "import", str(root), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "yes?" in said
    assert "folder “hello”" in said
    assert "Nothing was imported." in said
    assert not list((tmp_path / "w").rglob("*.npz"))
