"""The list of models says all there is to say of each, the damaged ones too, and what changed is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.models.archive import write_model
from gesture_app.storage.models.listing import list_models, models_stamp
from gesture_app.storage.models.store import ModelStore
from tests.fakes import a_card


@pytest.fixture
def store(tmp_path):
    ModelStore(tmp_path / "shipped", None).save(a_card(id="starter"), b"demo weights")
    return ModelStore(tmp_path / "models", tmp_path / "shipped")


def test_every_model_is_there_with_what_is_known_of_it(store):
    store.save(
        replace(a_card(id="new"), created_at="2026-02-01T00:00:00+00:00"), b"x" * 1000, choices=UserOverrides("stage")
    )
    store.save(replace(a_card(id="odd"), created_at="yesterday"), b"")
    old = store.save(a_card(id="old"), b"")
    (old / "card.json").write_text(json.dumps(json.loads((old / "card.json").read_text()) | {"format": 1}))
    (store.save(a_card(id="half"), b"") / "choices.json").write_text("{")
    store.choose("starter", UserOverrides(note="to begin with"))
    store.save(a_card(id="gone"), b"")
    store.delete("gone")
    listing = list_models(store)
    models = {model.id: model for model in listing.models}
    assert set(models) == {"new", "odd", "old", "half", "starter"}
    assert models["new"].choices.name == "stage"
    assert models["new"].bytes_on_disk > 1000
    assert models["old"].card is None
    assert "older version" in models["old"].trouble
    assert models["half"].card is not None
    assert "damaged" in models["half"].trouble
    assert models["starter"].shipped
    assert models["starter"].choices.note == "to begin with"
    assert listing.in_use == "starter"
    assert [model.id for model in listing.binned] == ["gone"]
    made = [model.made for model in listing.models]
    assert made == sorted(made, reverse=True)


def test_whatever_changes_is_seen_by_the_stamp(store):
    stamps = [models_stamp(store)]
    for change in (
        lambda: store.save(a_card(id="a"), b""),
        lambda: store.save(a_card(id="b"), b""),
        lambda: store.choose("a", UserOverrides("stage")),
        lambda: store.use("a"),
        lambda: store.delete("b"),
        lambda: store.restore(store.binned()[0]),
    ):
        assert models_stamp(store) == stamps[-1]
        change()
        stamps.append(models_stamp(store))
    assert all(one != other for one, other in pairwise(stamps))


def test_the_same_model_makes_the_same_file(store, tmp_path):
    store.choose("starter", UserOverrides("stage"))
    files = [tmp_path / "a.gesture-model", tmp_path / "b.gesture-model"]
    for file in files:
        write_model(file, store, "starter")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_full_disk_leaves_no_file_behind(store, tmp_path, full_disk):
    with pytest.raises(ModelError, match="disk is full"):
        write_model(tmp_path / "out" / "a.gesture-model", store, "starter")
    assert list((tmp_path / "out").iterdir()) == []
