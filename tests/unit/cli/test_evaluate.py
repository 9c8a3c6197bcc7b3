"""What `evaluate` judges where takes, streams and broken files lie side by side."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gesture_app.cli.evaluate import evaluate_model
from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.storage.recordings.recording_file import write_recording
from tests.fakes import FakeRecogniser, a_card
from tests.made_up_takes import a_take, frames_of, resting

INFO = RecordingInfo("", "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")


@pytest.fixture(autouse=True)
def model(monkeypatch):
    """Says that everything is pointing: it fires once whenever a hand appears."""
    recogniser = FakeRecogniser(a_card("point"), programme=[1])
    monkeypatch.setattr("gesture_app.cli.evaluate.running_model", lambda place, model: recogniser)


@pytest.fixture
def folder(tmp_path):
    """Takes of a gesture the model knows, and of one it does not."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "found"
    for gesture in ("point", "salute"):
        for number in range(2):
            write_recording(folder / gesture / f"{number}.npz", a_take("point", rng))
    return folder


def put_stream(path, truth) -> None:
    """Ten seconds of rest, half a second without a hand, a pointing hand; and what that is said to show."""
    rng = np.random.default_rng(1)
    frames = resting(rng, 10)
    write_recording(path, recording_of([*frames, *frames_of("point", rng, start=10.5)], INFO))
    path.with_suffix(".truth.json").write_text(truth if isinstance(truth, str) else json.dumps(truth))


def evaluated(path, tmp_path, capsys):
    """What is said to programs, and what to people."""
    evaluate_model(path, tmp_path / "workspace", None, as_json=True)
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_takes_and_streams_of_one_folder_are_both_judged(folder, tmp_path, capsys):
    put_stream(folder / "point" / "long.npz", [{"gesture": "Point", "start": 10.5, "end": 12.1}])
    put_stream(folder / "far" / "below" / "long.npz", [{"gesture": "bow", "start": 10.5, "end": 12.1}])
    said, notes = evaluated(folder, tmp_path, capsys)
    assert said["recordings"] == 2
    assert (said["unknown_takes"], said["unknown_takes_accepted"]) == (2, 2)
    streams = said["streams"]
    assert (streams["streams"], streams["gestures"], streams["detected"], streams["false"]) == (2, 1, 1, 2)
    assert (streams["unknown"], streams["unknown_accepted"]) == (1, 1)
    assert streams["seconds"] == pytest.approx(2 * 12.2, abs=0.5)
    assert streams["false_per_hour"] == pytest.approx(3600 * 2 / streams["seconds"], rel=1e-3)
    assert "bow, salute" in notes


def test_a_broken_truth_is_said_and_the_rest_is_judged(folder, tmp_path, capsys):
    put_stream(folder / "long.npz", "[{}]")
    said, notes = evaluated(folder, tmp_path, capsys)
    assert said["recordings"] == 2
    assert "streams" not in said
    assert "long.truth.json is damaged" in notes


def test_streams_alone_have_no_accuracy_of_takes(tmp_path, capsys):
    put_stream(tmp_path / "long.npz", [])
    said, _ = evaluated(tmp_path / "long.npz", tmp_path, capsys)
    assert said["accuracy"] is None
    assert said["streams"]["recall"] is None
    assert said["streams"]["precision"] == 0.0


def test_people_are_told_in_words(folder, tmp_path, capsys):
    put_stream(folder / "long.npz", [{"gesture": "point", "start": 10.5, "end": 12.1}])
    evaluate_model(folder, tmp_path / "workspace", None, as_json=False)
    said = capsys.readouterr().out
    for words in ("of 2 takes", "Unknown takes accepted: 2 of 2", "1 stream, 0.2 min", "a minute"):
        assert words in said


def test_what_cannot_be_judged_is_a_sentence(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    for path, words in (
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path / "empty", "no takes and no streams"),
        (folder / "point" / "0.npz", "0.npz has no ground truth"),
    ):
        with pytest.raises(RecordingError, match=words):
            evaluate_model(path, tmp_path / "workspace", None, as_json=True)
