"""`gesture-app inspect`: everything of a recording in files, without a window."""

import json
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyarrow.parquet
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from gesture_app.cli import inspect_recording
from gesture_app.cli.entry import run
from gesture_app.cli.workspace import running_model
from gesture_app.core.features import features_of
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.storage.recordings.recording_file import read_recording, write_recording
from gesture_app.storage.workspace import find_workspace
from gesture_app.vision.demo.takes import drawn_takes
from tests.fakes import tracked

VIEWS = [
    "sheet",
    "hands",
    "scores",
    "lead",
    "covered",
    "write",
    "keep",
    "show",
    "cells",
    "others",
    "covered_hand",
    "cell",
]


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "swipe.npz"
    write_recording(path, drawn_takes(["swipe_left"], 1, seed=3)[0])
    return path


def test_table_pictures_and_summary_of_a_recording(tmp_path, recording, capsys, qapp):
    out = tmp_path / "out"
    assert run(["inspect", str(recording), "--out", str(out), "--workspace", str(tmp_path / "w"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["event"] == "inspect"
    assert [event["label"] for event in said["fired"]] == ["swipe_left"]
    assert said["gesture"] == "swipe_left"
    assert sorted(said["files"]) == sorted(path.name for path in out.iterdir())
    assert {*said["files"]} == {"traces.parquet", "summary.json", *(f"{v}.{k}" for v in VIEWS for k in ("png", "svg"))}
    for name in VIEWS:
        picture = QImage(str(out / f"{name}.png"))
        corner = picture.pixel(0, 0)
        middle = [picture.pixel(x, picture.height() // 2) for x in range(picture.width())]
        assert any(pixel != corner for pixel in middle), name
        assert QSvgRenderer(str(out / f"{name}.svg")).isValid(), name
    assert "<text" in (out / "sheet.svg").read_text()
    way = next(one for one in said["covered"] if one["what"] == "way")
    assert way["change"] < 0


def test_the_table_holds_what_the_recogniser_says(tmp_path, recording, capsys, qapp, monkeypatch):
    monkeypatch.setattr(inspect_recording, "PIECE_FRAMES", 10)  # as a long recording is taken
    out, workspace = tmp_path / "out", tmp_path / "w"
    assert run(["inspect", str(recording), "--out", str(out), "--workspace", str(workspace)]) == 0
    table = pyarrow.parquet.read_table(out / "traces.parquet")
    about = json.loads(table.schema.metadata[b"gesture_app"])
    recogniser = running_model(find_workspace(workspace), None)
    said = recogniser.step(features_of(read_recording(recording), recogniser.card.rate))
    assert table.num_rows == len(said)
    label = about["labels"].index("swipe_left")
    scores = table["score.swipe_left"].to_numpy()
    np.testing.assert_allclose(scores, [prediction.scores[label] for prediction in said], atol=1e-4)
    assert [fired for fired in table["fired"].to_pylist() if fired] == ["swipe_left"]
    understood = np.stack(table["understood"].to_numpy(zero_copy_only=False))
    logits = understood @ np.array(about["pull"][label]) + about["bias"][label]
    np.testing.assert_allclose(logits, table["logit.swipe_left"].to_numpy(), atol=1e-4)


def test_a_recording_without_hands_is_said(tmp_path, capsys):
    info = RecordingInfo("", "s", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
    write_recording(tmp_path / "empty.npz", recording_of([tracked(0.0), tracked(0.1)], info))
    out = tmp_path / "out"
    assert run(["inspect", str(tmp_path / "empty.npz"), "--out", str(out), "--workspace", str(tmp_path / "w")]) == 1
    assert "shows no hand" in capsys.readouterr().err
