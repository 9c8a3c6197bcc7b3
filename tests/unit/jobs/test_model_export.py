"""A model leaves as two files from which another program knows all it needs."""

import json
import sys

import onnxruntime
import pytest

from gesture_app.core.import_export import ExportFailed, ExportOptions, ModelExportDone
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.jobs.export_takes import run_export
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder


@pytest.fixture
def workspace(tmp_path):
    return find_workspace(tmp_path / "ws")


def test_the_model_in_use_leaves_with_its_card_and_the_users_thresholds(workspace, tmp_path):
    models = ModelStore(workspace.models, shipped_models_folder())
    models.choose("starter", UserOverrides(thresholds={"fist": 0.31}))
    (done,) = run_export(workspace, ExportOptions(tmp_path / "mine.onnx", "onnx"))
    assert done == ModelExportDone("starter", tmp_path / "mine.onnx", tmp_path / "mine.card.json")
    card = json.loads(done.card.read_text(encoding="utf-8"))
    assert ModelCard.from_json(card) == models.choices("starter").applied_to(models.load("starter").card)
    assert dict(zip(card["labels"], card["thresholds"], strict=True))["fist"] == 0.31
    session = onnxruntime.InferenceSession(done.out, providers=["CPUExecutionProvider"])
    assert {tensor.name: tensor.shape for tensor in session.get_inputs()[2:]} == card["state"]
    assert len(card["again_s"]) == session.get_outputs()[0].shape[0] == len(card["labels"])
    assert set(card["trigger"]) == {"rearm_share", "rearm_s", "rest_s", "end_s"}
    assert card["away_s"] > 0


def test_what_is_no_onnx_file_is_a_folder_and_a_model_can_be_named(workspace, tmp_path):
    (done,) = run_export(workspace, ExportOptions(tmp_path / "web" / "gestures", "onnx", model="starter"))
    assert done.out == tmp_path / "web" / "gestures" / "model.onnx"
    assert sorted(path.name for path in done.out.parent.iterdir()) == ["model.card.json", "model.onnx"]
    (failed,) = run_export(workspace, ExportOptions(tmp_path / "x.onnx", "onnx", model="unknown"))
    assert isinstance(failed, ExportFailed)
    assert "unknown" in failed.error
    assert not (tmp_path / "x.onnx").exists()


def test_without_onnx_it_says_how_to_get_it(workspace, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    for name in [name for name in sys.modules if name.startswith("gesture_app.learning.onnx_export")]:
        monkeypatch.delitem(sys.modules, name)
    (failed,) = run_export(workspace, ExportOptions(tmp_path / "x.onnx", "onnx"))
    assert isinstance(failed, ExportFailed)
    assert "gesture-app[export]" in failed.hint
    assert not list(tmp_path.glob("x*"))
