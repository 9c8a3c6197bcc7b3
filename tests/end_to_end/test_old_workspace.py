"""A workspace, settings, an archive and a model file of version 0.1 mean the same to this version.

Names of modules and classes may change. Files, keys of JSON and weights may not.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest

from gesture_app.__main__ import main

OLD = Path(__file__).parents[1] / "data" / "workspace_0_1"
MODEL = "20261130-222759-84c0"
REPORT_WORDS = ("advice",)
"""sentences for people, which may be reworded"""


@pytest.fixture(scope="module")
def expected():
    return json.loads((OLD / "expected.json").read_text())


@pytest.fixture
def old(tmp_path):
    """A copy of the old files, as commands may write into a workspace."""
    return Path(shutil.copytree(OLD, tmp_path / "old"))


@pytest.fixture
def printed(monkeypatch, capfd):
    """Run a command and return its standard output, one JSON object a line."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["gesture-app", *map(str, arguments), "--json"])
        with pytest.raises(SystemExit) as end:
            main()
        captured = capfd.readouterr()
        assert end.value.code == 0, captured.err
        return [json.loads(line) for line in captured.out.splitlines()]

    return run


def fired(lines):
    return [line for line in lines if line["event"] == "gesture"]


def test_same_gestures_and_takes(old, printed, expected):
    assert printed("gestures", "--workspace", old / "workspace") == expected["gestures"]


def test_same_models_with_name_note_and_moved_threshold(old, printed, expected):
    listed = printed("models", "--workspace", old / "workspace")
    own = next(line for line in listed if line["id"] == MODEL)
    wanted = dict(expected["model"])
    assert own.pop("bytes") > 0
    assert {key: own[key] for key in wanted} == wanted


def test_same_events(old, printed, expected):
    *lines, summary = printed("recognize", old / "stream.npz", "--workspace", old / "workspace")
    events = fired(lines)
    assert [(e["label"], e["time"], e["start"]) for e in events] == [
        (e["label"], e["time"], e["start"]) for e in expected["events"]
    ]
    assert [e["confidence"] for e in events] == pytest.approx([e["confidence"] for e in expected["events"]], abs=2e-4)
    assert summary["frames"] == expected["frames"]


def test_same_evaluation(old, printed, expected):
    (evaluation,) = printed("evaluate", "--workspace", old / "workspace")
    assert {key: evaluation[key] for key in expected["evaluation"]} == expected["evaluation"]


def test_same_report(old, printed, expected):
    (report,) = printed("report", "--workspace", old / "workspace")
    wanted = {key: value for key, value in expected["report"].items() if key not in REPORT_WORDS}
    assert {key: report[key] for key in wanted} == wanted
    assert len(report["advice"]) == len(expected["report"]["advice"])


def test_same_takes_from_an_archive(old, printed, expected, tmp_path):
    *_, done = printed("import", old / "takes.gestures", "--workspace", tmp_path / "new")
    assert done["imported"] == 5
    assert printed("gestures", "--workspace", tmp_path / "new") == [{"event": "gesture", "gesture": "wave", "takes": 5}]


def test_same_model_from_a_file(old, printed, expected, tmp_path):
    (done,) = printed("models", "import", old / "stage.gesture-model", "--workspace", tmp_path / "new")
    events = fired(printed("recognize", old / "stream.npz", "--model", done["model"], "--workspace", tmp_path / "new"))
    assert [(e["label"], e["time"]) for e in events] == [(e["label"], e["time"]) for e in expected["events"]]


def test_same_settings(old):
    from gesture_app.storage.settings_store import SettingsStore

    loaded = SettingsStore(old / "settings.toml").load()
    assert (loaded.settings.mirror, loaded.settings.hands, loaded.settings.theme) == (False, "two", "dark")
    assert (loaded.settings.takes, loaded.settings.countdown_s, loaded.settings.source) == (7, 2.5, "demo:wave*3")
