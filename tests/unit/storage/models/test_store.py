"""A model is there whole or not at all, and there is always one in use where there is any."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.models import store as model_store
from gesture_app.storage.models.store import ModelStore, new_model_id
from tests.fakes import a_card


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "shipped"
    ModelStore(folder, None).save(a_card(id="starter"), b"demo weights")
    (folder / "hand_landmarker.task").write_bytes(b"")
    return folder


@pytest.fixture
def store(tmp_path, shipped):
    return ModelStore(tmp_path / "models", shipped)


def test_a_model_comes_back_as_it_was_saved(store):
    card = a_card("fist", "hello_手", id=new_model_id())
    folder = store.save(card, b"weights")
    loaded = store.load(card.id)
    assert (loaded.card, loaded.weights, loaded.folder) == (card, b"weights", folder)


def test_newest_first_with_the_shipped_one_among_them(store):
    store.save(replace(a_card(id="b"), created_at="2026-01-01T00:00:00+00:00"), b"")
    store.save(replace(a_card(id="a"), created_at="2026-02-01T00:00:00+00:00"), b"")
    assert [card.id for card in store.cards()] == ["a", "b", "starter"]


def test_a_folder_without_its_card_is_no_model(store):
    folder = store.save(a_card(id="half"), b"weights")
    (folder / "card.json").unlink()
    assert [card.id for card in store.cards()] == ["starter"]
    assert store.unusable() == []
    with pytest.raises(ModelError, match="There is no model “half”"):
        store.load("half")


def test_an_unknown_model_is_told_with_the_known_ones(store):
    store.save(a_card(id="mine"), b"")
    with pytest.raises(ModelError, match="There is no model “yours”") as caught:
        store.load("yours")
    assert "mine, starter" in caught.value.hint


@pytest.mark.parametrize("name", ["../shipped/demo", "..", "", "/etc", "a/b", "a\\b", ".hidden", "x" * 65])
def test_an_id_cannot_lead_out_of_the_folder(store, name):
    for attempt in (store.load, store.use, lambda name: store.save(a_card(id=name), b"")):
        with pytest.raises(ModelError, match="is no valid id"):
            attempt(name)


def test_a_full_disk_leaves_no_model_behind(store, full_disk):
    with pytest.raises(ModelError, match="the disk is full"):
        store.save(a_card(id="mine"), b"weights", choices=UserOverrides("stage"))
    assert [name for name in os.listdir(store.folder) if not name.startswith(".")] == []


def test_a_model_is_never_written_over(store):
    store.save(a_card(id="mine"), b"first")
    with pytest.raises(ModelError, match="already"):
        store.save(a_card(id="mine"), b"second")
    assert store.load("mine").weights == b"first"


def test_the_choice_is_kept(store, tmp_path, shipped):
    assert store.active() == "starter"
    store.save(a_card(id="mine"), b"")
    assert store.active() == "starter"
    store.use("mine")
    again = ModelStore(tmp_path / "models", shipped)
    assert again.active() == "mine"
    assert again.active_trouble() == ""
    again.use("starter")
    assert store.active() == "starter"


def test_a_model_that_is_not_there_cannot_be_chosen(store):
    with pytest.raises(ModelError, match="There is no model"):
        store.use("gone")
    assert not (store.folder / "active.json").exists()


def test_a_vanished_choice_falls_back_with_a_sentence(store):
    folder = store.save(a_card(id="mine"), b"")
    store.use("mine")
    (folder / "card.json").unlink()
    assert store.active() == "starter"
    assert "There is no model “mine”" in store.active_trouble()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model": 3}', '{"model": "../../etc"}', "[" * 100_000])
def test_a_broken_choice_falls_back_with_a_sentence(store, content):
    store.folder.mkdir()
    (store.folder / "active.json").write_text(content)
    assert store.active() == "starter"
    assert store.active_trouble()


def test_the_shipped_choice_is_followed(store, shipped):
    ModelStore(shipped, None).save(a_card(id="another"), b"")
    ModelStore(shipped, None).use("starter")
    assert store.active() == "starter"


@pytest.mark.parametrize("in_a_clone", [False, True])
def test_the_former_name_of_the_shipped_model_stands_for_it(tmp_path, shipped, in_a_clone):
    store = ModelStore(shipped if in_a_clone else tmp_path / "models", shipped)
    store.folder.mkdir(exist_ok=True)
    (store.folder / "active.json").write_text('{"model": "demo"}')
    assert (store.active(), store.active_trouble()) == ("starter", "")
    assert store.load("demo").card.id == "starter"
    assert store.is_shipped("demo")
    store.choose("demo", UserOverrides(thresholds={"wave": 0.35}))
    assert store.choices("starter").thresholds == {"wave": 0.35}
    assert store.free_id("demo") != "demo"
    store.save(a_card(id="demo"), b"the user's own")  # copied here by hand
    assert store.load("demo").weights == b"the user's own"


def test_without_any_model_there_is_none(tmp_path):
    store = ModelStore(tmp_path / "models", tmp_path / "not shipped")
    assert store.active() is None
    assert store.cards() == []


def test_in_a_clone_the_shipped_folder_is_the_workspaces_own(shipped):
    store = ModelStore(shipped, shipped)
    assert [card.id for card in store.cards()] == ["starter"]
    assert store.active() == "starter"
    store.save(a_card(id="mine"), b"")
    assert store.active() == "starter"  # nobody has asked for the new one
    store.use("mine")
    assert store.active() == "mine"
    (shipped / "mine" / "card.json").unlink()
    assert store.active() == "starter"
    assert store.active_trouble()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"feature_version": 999}, "features of version 999"),
        ({"format": 999}, "newer version"),
        ({"format": 1}, "older version"),
        ({"labels": ["none"]}, "is damaged"),
        ({"spans": [0.2]}, "is damaged"),
        ({"spans": [0.2, 0.2, -0.1]}, "is damaged"),
        ({"spans": [0.2, 0.2, 1e9]}, "is damaged"),
        ({"spans": [0.2, 0.2, float("nan")]}, "is damaged"),
        ({"network": None}, "cannot be read"),
        ({"created_at": 3}, "damaged"),
    ],
)
def test_a_model_of_no_use_here_is_told_and_the_rest_goes_on(store, changed, says):
    folder = store.save(a_card(id="odd"), b"")
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | changed))
    assert [card.id for card in store.cards()] == ["starter"]
    (unusable,) = store.unusable()
    assert unusable.id == "odd"
    assert says in unusable.sentence
    with pytest.raises(ModelError, match=says):
        store.use("odd")


def test_a_copied_folder_is_a_model_of_its_own_name(store):
    store.save(a_card(id="mine"), b"").rename(store.folder / "copy")
    assert store.load("copy").card.id == "copy"


def test_what_is_far_too_large_is_neither_saved_nor_read(store, monkeypatch):
    store.save(a_card(id="mine"), b"x" * 11)
    monkeypatch.setattr(model_store, "LARGEST_WEIGHTS", 10)
    with pytest.raises(ModelError, match="too large"):
        store.load("mine")
    with pytest.raises(ModelError, match="too large"):
        store.save(a_card(id="other"), b"x" * 11)
    (store.folder / "mine" / "card.json").write_bytes(b" " * (model_store.LARGEST_JSON + 1))
    assert "too large" in store.unusable()[0].sentence


def test_what_the_user_chose_lies_beside_the_card_and_leaves_it_alone(store):
    folder = store.save(a_card("fist", "wave", id="mine"), b"")
    card = (folder / "card.json").read_bytes()
    assert store.choices("mine") == UserOverrides()
    store.choose("mine", UserOverrides("stage", "for the big room", {"wave": 0.35}))
    store.change("mine", lambda choices: replace(choices, name="hall"))
    assert store.choices("mine") == UserOverrides("hall", "for the big room", {"wave": 0.35})
    assert (folder / "card.json").read_bytes() == card
    with pytest.raises(ModelError, match="There is no model"):
        store.choose("gone", UserOverrides())


def test_choices_about_a_shipped_model_lie_in_the_workspace(store, shipped):
    before = sorted(shipped.rglob("*"))
    store.choose("starter", UserOverrides(thresholds={"wave": 0.35}))
    assert sorted(shipped.rglob("*")) == before
    assert store.choices("starter").thresholds == {"wave": 0.35}
    assert [card.id for card in store.cards()] == ["starter"]
    assert store.load("starter").folder == shipped / "starter"
    assert store.unusable() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', "[" * 100_000, '{"thresholds": {"wave": 1e999}}'])
def test_damaged_choices_stop_no_model_and_are_kept_when_others_take_their_place(store, content):
    folder = store.save(a_card(id="mine"), b"")
    (folder / "choices.json").write_text(content)
    assert store.choices("mine") == UserOverrides()
    store.choose("mine", UserOverrides("stage"))
    assert store.choices("mine").name == "stage"
    assert (folder / "choices.json.broken").read_text() == content


def test_a_deleted_model_waits_in_the_bin_and_comes_back_whole(store):
    folder = store.save(a_card(id="mine"), b"weights", choices=UserOverrides("stage"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    binned = store.delete("mine")
    assert [card.id for card in store.cards()] == ["starter"]
    assert store.binned() == [binned]
    assert ModelStore(store.folder, None).restore(binned) == "mine"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert store.binned() == []


def test_deleting_twice_under_one_id_loses_neither(store):
    store.save(a_card(id="mine"), b"first")
    first = store.delete("mine")
    store.save(a_card(id="mine"), b"second")
    second = store.delete("mine")
    store.save(a_card(id="mine"), b"third")
    again = [store.restore(first), store.restore(second)]
    assert sorted(store.load(model).weights for model in ("mine", *again)) == [b"first", b"second", b"third"]


def test_neither_the_model_in_use_nor_a_shipped_one_is_deleted(store, shipped):
    store.save(a_card(id="mine"), b"")
    store.use("mine")
    with pytest.raises(ModelError, match="in use") as caught:
        store.delete("mine")
    assert "another" in caught.value.hint
    for kept in (store, ModelStore(shipped, shipped)):
        with pytest.raises(ModelError, match="came with the program"):
            kept.delete("starter")
    store.use("starter")
    store.delete("mine")
    assert store.active_trouble() == ""
    with pytest.raises(ModelError, match="There is no model"):
        store.delete("mine")


def test_a_model_of_no_use_can_be_deleted_and_the_bin_emptied_only_by_asking(store):
    folder = store.save(a_card(id="old"), b"")
    (folder / "card.json").write_text(json.dumps(json.loads((folder / "card.json").read_text()) | {"format": 1}))
    binned = store.delete("old")
    assert store.unusable() == []
    assert (binned / "card.json").is_file()
    store.empty_bin()
    assert store.binned() == []
    assert not binned.exists()


@pytest.mark.parametrize("name", ["../demo", "..", "gone"])
def test_only_what_lies_in_the_bin_is_restored(store, name):
    with pytest.raises(ModelError):
        store.restore(store.folder / ".bin" / name)
