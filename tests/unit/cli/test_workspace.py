"""Commands say what a killed program left, on standard error, and doctor names what is not as it should be."""

from __future__ import annotations

import json
import os
import sys

import pytest

from gesture_app.cli.doctor import examine
from gesture_app.cli.entry import run
from gesture_app.cli.models import list_gestures
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import takes


@pytest.fixture
def store(tmp_path):
    store = RecordingStore(find_workspace(tmp_path).recordings)
    saved = [store.save(take) for take in takes(per_gesture=1)]
    store.discard(saved[:1])
    return store


@pytest.fixture
def half(store):
    """What a killed program left."""
    half = store.folder / "fist" / ".x.npz.0123abcd.tmp"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    return half


@pytest.mark.usefixtures("half")
def test_a_command_says_what_was_half_written_and_still_speaks_json(tmp_path, capsys):
    list_gestures(tmp_path, as_json=True)
    said = capsys.readouterr()
    assert {json.loads(line)["gesture"] for line in said.out.splitlines()} == {"point", "swipe_left", "swipe_right"}
    assert "half-written files of a program that was killed" in said.err
    list_gestures(tmp_path, as_json=True)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("half")
@pytest.mark.parametrize("arguments", [["export", "all.csv"], ["import", "recordings"]])
def test_import_and_export_say_so_as_well(tmp_path, capfd, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    assert run([*arguments, "--workspace", str(tmp_path), "--json"]) == 0
    assert "half-written files of a program that was killed" in capfd.readouterr().err


def test_doctor_names_the_damaged_and_the_lonely_and_changes_nothing(store, tmp_path, capsys):
    first = store.list_takes().takes[0]
    (store.folder / "point" / "gone.clip.mp4").write_bytes(b"picture")
    (store.folder / "point" / "bad.npz").write_bytes(b"rubbish")
    os.utime(store.folder / "point" / "bad.npz", (0, 0))
    assert examine(tmp_path) == 1
    said = capsys.readouterr().out
    assert "3 of 3 gestures; in the bin: 1" in said
    assert "point/bad.npz is damaged" in said
    assert "gone.clip.mp4" in said
    assert first.path.exists()
    assert (store.folder / "point" / "bad.npz").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_every_command_and_doctor_name_links_that_lead_out(store, tmp_path, tmp_path_factory, capsys):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.npz").write_bytes(b"mine")
    (store.folder / "linked").symlink_to(outside)
    (store.folder / ".verdicts.lock").symlink_to(outside / "new")
    list_gestures(tmp_path, as_json=True)
    said = capsys.readouterr()
    assert "linked" not in said.out
    assert "recordings/linked" in said.err
    assert "recordings/.verdicts.lock" in said.err
    assert examine(tmp_path) == 1
    said = capsys.readouterr().out
    assert "recordings/linked is a link that leads out" in said
    assert "recordings/.verdicts.lock is a link that leads out" in said
    assert [path.name for path in outside.iterdir()] == ["x.npz"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_workspace_whose_recordings_lead_out_is_refused_with_a_sentence(tmp_path, tmp_path_factory, capfd):
    (tmp_path / "recordings").symlink_to(tmp_path_factory.mktemp("outside"))
    assert run(["gestures", "--workspace", str(tmp_path)]) == 1
    said = capfd.readouterr().err
    assert "leads out of the workspace" in said
    assert "--workspace" in said
