"""`gesture-app models`: the list as other programs read it, and every deed as a line that says what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gesture_app.cli.entry import run
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import shipped_models_folder
from tests.fakes import a_card


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    ModelStore(tmp_path / "ws" / "models", None).save(a_card("fist", "wave", id="mine"), b"weights")
    return tmp_path / "ws"


@pytest.fixture
def said(workspace: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command on the workspace and gives what it said, line by line."""

    def command(*arguments: object, expect: int = 0) -> list[dict[str, object]]:
        status = run([*map(str, arguments), "--json", "--workspace", str(workspace)])
        out, err = capsys.readouterr()
        assert status == expect, err
        return [json.loads(line) for line in out.splitlines()]

    return command


def test_the_list_says_what_it_always_said_and_what_was_chosen(said):
    said("models", "rename", "mine", "stage")
    said("models", "note", "mine", "for the big room")
    (mine,) = [line for line in said("models") if line["id"] == "mine"]
    assert a_card("fist", "wave", id="mine").to_json().items() <= json_of(mine).items()
    assert (mine["event"], mine["in_use"], mine["name"], mine["note"]) == ("model", False, "stage", "for the big room")
    (used,) = [line for line in said("models", "--use", "mine") if line["in_use"]]
    assert used["id"] == "mine"
    assert said("models", "use", "starter") == [{"event": "used", "model": "starter"}]
    assert [line["id"] for line in said("models") if line["in_use"]] == ["starter"]


def test_a_model_of_many_gestures_takes_a_few_lines_of_a_terminal(workspace, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["models", "--workspace", str(workspace)]) == 0
    out = capsys.readouterr().out
    assert "and 19 more" in " ".join(out.split())
    assert len(out.splitlines()) <= 8


def json_of(line: dict[str, object]) -> dict[str, object]:
    """With tuples where the card has them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}


def test_a_model_is_deleted_and_restored_but_not_the_one_in_use(said):
    said("models", "use", "mine")
    said("models", "delete", "mine", expect=1)
    said("models", "delete", "starter", expect=1)
    said("models", "use", "starter")
    assert said("models", "delete", "mine") == [{"event": "deleted", "model": "mine"}]
    assert [line["id"] for line in said("models")] == ["starter"]
    assert [line["id"] for line in said("models", "--deleted")] == ["mine"]
    assert said("models", "restore", "mine") == [{"event": "restored", "model": "mine"}]
    said("models", "restore", "mine", expect=1)
    said("models", "use", "nonsense", expect=1)


def test_a_model_travels_in_a_file_and_nothing_else_does(said, tmp_path):
    file = tmp_path / "hands.gesture-model"
    assert said("models", "export", "starter", file) == [{"event": "exported", "model": "starter", "out": str(file)}]
    (imported,) = said("models", "import", file)
    store = ModelStore(tmp_path / "ws" / "models", None)
    assert store.load(imported["model"]).weights == ModelStore(shipped_models_folder(), None).load("starter").weights
    said("models", "import", __file__, expect=1)
    said("models", "export", "starter", tmp_path / "hands.zip", expect=1)
    said("models", "export", "mine", tmp_path / "gone" / "x.gesture-model")  # its weights are looked at when imported
    said("models", "import", tmp_path / "gone" / "x.gesture-model", expect=1)


def test_for_people_it_speaks_in_sentences(workspace, capsys):
    assert run(["models", "rename", "mine", "[bold]stage", "--workspace", str(workspace)]) == 0
    assert run(["models", "delete", "mine", "--workspace", str(workspace)]) == 0
    assert run(["models", "--deleted", "--workspace", str(workspace)]) == 0
    out = capsys.readouterr().out
    assert "mine is called “[bold]stage”" in out
    assert "restore mine" in out
    assert out.count("[bold]stage") == 2


def test_a_label_that_is_no_text_is_printed_and_stops_nothing(workspace, said, capsys):
    card = workspace / "models" / "mine" / "card.json"
    card.write_text(card.read_text().replace('"fist"', r'"fi\ud800st"'))
    assert run(["models", "--workspace", str(workspace)]) == 0
    assert r"fi\ud800st" in capsys.readouterr().out
    assert [line["labels"][1] for line in said("models") if line["id"] == "mine"] == ["fi\ud800st"]
