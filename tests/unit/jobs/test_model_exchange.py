"""A model comes back from its file as it was; nothing that a friend, or an enemy, puts into one does any harm."""

from __future__ import annotations

import json
import os
import pickle
import stat
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.jobs.model_exchange import import_model
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.storage.models.archive import write_model
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import shipped_models_folder
from tests.fakes import a_card, a_report

CHOICES = UserOverrides("stage", "for the big room", {"fist": 0.35})


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """What the file of the shipped model holds, which is a real one."""
    stored = ModelStore(shipped_models_folder(), None).load("starter")
    return {
        "weights.safetensors": stored.weights,
        "card.json": json.dumps(stored.card.to_json() | {"id": "mine"}).encode(),
    }


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "workspace" / "models", shipped_models_folder())


def a_file(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    file = folder / "x.gesture-model"
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file


def nothing_was_written(store: ModelStore) -> bool:
    workspace = store.folder.parent
    return not workspace.exists() or not [path for path in workspace.rglob("*") if path.is_file()]


def card_of(parts: dict[str, bytes], **changed: object) -> bytes:
    return json.dumps(json.loads(parts["card.json"]) | changed).encode()


def test_a_model_comes_back_with_report_and_choices_and_recognises(store, tmp_path, parts):
    card = replace(store.load("starter").card, id="mine")
    report = a_report(card, ("fist", "horns"))
    store.save(card, parts["weights.safetensors"], report, CHOICES)
    write_model(tmp_path / "out.gesture-model", store, "mine")
    friend = ModelStore(tmp_path / "friend", shipped_models_folder())
    assert import_model(friend, tmp_path / "out.gesture-model") == "mine"
    came, went = friend.load("mine"), store.load("mine")
    assert (came.card, came.weights, friend.choices("mine")) == (went.card, went.weights, CHOICES)
    assert friend.report("mine") == report
    assert recogniser_of(came.card, came.weights).card.id == "mine"
    assert friend.active() == "starter"  # nobody has asked for it


def test_a_taken_id_makes_room_for_a_new_one(store, tmp_path, parts):
    file = a_file(tmp_path, *parts.items())
    assert import_model(store, file) == "mine"
    other = import_model(store, file)
    assert other != "mine"
    assert store.load(other).card == replace(store.load("mine").card, id=other)
    demo = a_file(
        tmp_path, ("weights.safetensors", parts["weights.safetensors"]), ("card.json", card_of(parts, id="starter"))
    )
    assert import_model(store, demo) != "starter"
    for odd in ("../../evil", "", "/etc", ".bin", "x" * 65):
        named = a_file(
            tmp_path, ("weights.safetensors", parts["weights.safetensors"]), ("card.json", card_of(parts, id=odd))
        )
        assert import_model(store, named) != odd
    assert not (tmp_path / "evil").exists()


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a model file ran code",))


@pytest.mark.parametrize(
    "name",
    [
        "../card.json", "../../evil.py", "/etc/evil", "models/mine/card.json", "card.json/", "weights",
        "CARD.JSON", "evil.py", "settings.toml", "weights.pkl", "a\\b", "C:card.json", ".", "kärte.json",
    ],
)  # fmt: skip
def test_whatever_is_no_part_of_a_model_refuses_the_file(store, tmp_path, parts, name):
    for entries in ([*parts.items(), (name, b"{}")], [(name, b"{}"), *parts.items()]):
        with pytest.raises(ModelError):
            import_model(store, a_file(tmp_path, *entries))
    assert nothing_was_written(store)
    assert [path.name for path in tmp_path.iterdir() if path.name != "workspace"] == ["x.gesture-model"]


def test_links_doubles_and_secrets_refuse_the_file(store, tmp_path, parts):
    link = zipfile.ZipInfo("card.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    weights = ("weights.safetensors", parts["weights.safetensors"])
    with pytest.raises(ModelError, match="link"):
        import_model(store, a_file(tmp_path, weights, (link, b"/etc/passwd")))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = a_file(tmp_path, weights, ("card.json", b"{}"), ("card.json", parts["card.json"]))
    with pytest.raises(ModelError, match="twice"):
        import_model(store, twice)
    hidden = a_file(tmp_path, weights, ("card.json~.py", parts["card.json"])).read_bytes().replace(b"json~", b"json\0")
    (tmp_path / "hidden").write_bytes(hidden)
    with pytest.raises(ModelError, match="not a plain name"):
        import_model(store, tmp_path / "hidden")
    data = bytearray(a_file(tmp_path, *parts.items()).read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1  # says that it is encrypted
    (tmp_path / "secret").write_bytes(data)
    with pytest.raises(ModelError, match="packed"):
        import_model(store, tmp_path / "secret")
    with pytest.raises(ModelError, match="packed"):
        import_model(store, a_file(tmp_path, *parts.items(), packing=zipfile.ZIP_BZIP2))
    assert nothing_was_written(store)


def test_what_would_fill_memory_or_disk_refuses_the_file(store, tmp_path, parts):
    weights = ("weights.safetensors", parts["weights.safetensors"])
    with pytest.raises(ModelError, match="too large"):
        import_model(store, a_file(tmp_path, weights, ("card.json", b" " * 900_000), packing=zipfile.ZIP_DEFLATED))
    with pytest.raises(ModelError, match="too large"):
        import_model(store, a_file(tmp_path, weights, ("card.json", b"{" * 1_000_001)))
    many = tmp_path / "many"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}", b"")
    with pytest.raises(ModelError, match="more than a model"):
        import_model(store, many)
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(10**10)
    with pytest.raises(ModelError, match="far too large"):
        import_model(store, sparse)
    good = a_file(tmp_path, *parts.items()).read_bytes()
    lying = bytearray(good)
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 20 : at + 28] = struct.pack("<II", 100, 100)  # the card says to be shorter than it is
    (tmp_path / "lying").write_bytes(lying)
    with pytest.raises(ModelError):
        import_model(store, tmp_path / "lying")
    (tmp_path / "comment").write_bytes(good[:-2] + b"\x05\x00hello")
    (tmp_path / "zip64").write_bytes(good[:-22] + b"PK\x06\x07" + bytes(16) + good[-22:])
    for name in ("comment", "zip64"):
        with pytest.raises(ModelError, match="no model of this program"):
            import_model(store, tmp_path / name)
    assert nothing_was_written(store)


@pytest.mark.parametrize("cut", [0, 1, 30, 100_000, -1, -30])
def test_what_is_cut_off_refuses_the_file(store, tmp_path, parts, cut):
    file = a_file(tmp_path, *parts.items())
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(ModelError):
        import_model(store, file)
    assert nothing_was_written(store)


@pytest.mark.parametrize(
    "changed",
    [
        {"network": {"hidden": 4096, "layers": 8, "cell": "lstm"}},
        {"network": {"hidden": 10**9, "layers": 1, "cell": "lstm"}},
        {"network": {"hidden": 128, "layers": 1, "cell": "os.system"}},
        {"network": {"hidden": 64, "layers": 1, "cell": "lstm"}},
        {"labels": ["none", *(f"g{n}" for n in range(40_000))]},
        {"labels": ["none", "fist\n\x1b[2J"]},
        {"labels": ["none", "fist"]},
        {"thresholds": [float("nan")] * 21},
        {"thresholds": [10**400] * 21},
        {"accuracy_per_gesture": [float("nan")] * 21},
        {"accuracy": 1e300},
        {"rate": 1e9},
        {"format": 99},
        {"feature_version": 99},
    ],
)
def test_a_card_that_no_model_can_have_refuses_the_file(store, tmp_path, parts, changed):
    card = json.loads(parts["card.json"]) | changed
    if "labels" in changed:
        count = len(changed["labels"])
        card |= {name: [0.5] * count for name in ("thresholds", "spans", "accuracy_per_gesture")}
    weights = ("weights.safetensors", parts["weights.safetensors"])
    with pytest.raises(ModelError):
        import_model(store, a_file(tmp_path, weights, ("card.json", json.dumps(card).encode())))
    assert nothing_was_written(store)


@pytest.mark.parametrize(
    "json_text", [b"", b"[]", b"null", b"[" * 200_000, b'{"a":' * 100_000, b"\xff\xfe", b"1" * 50_000]
)
def test_json_that_is_no_card_or_no_choices_refuses_the_file(store, tmp_path, parts, json_text):
    weights = ("weights.safetensors", parts["weights.safetensors"])
    with pytest.raises(ModelError):
        import_model(store, a_file(tmp_path, weights, ("card.json", json_text)))
    with pytest.raises(ModelError):
        import_model(store, a_file(tmp_path, *parts.items(), ("choices.json", json_text)))
    with pytest.raises(ModelError):
        import_model(store, a_file(tmp_path, *parts.items(), ("report.json", json_text)))
    assert nothing_was_written(store)


def test_a_report_of_another_model_refuses_the_file(store, tmp_path, parts):
    report = json.dumps(a_report(a_card("fist", "wave")).to_json()).encode()
    with pytest.raises(ModelError, match="of another model"):
        import_model(store, a_file(tmp_path, *parts.items(), ("report.json", report)))
    assert nothing_was_written(store)


@pytest.mark.parametrize(
    "figures",
    [
        {"train_loss": 1e999},
        {"validation_accuracy": 10**400},
        {"epoch": 1.5},
        {"epochs": 10**400},
        {"train_loss": True},
    ],
)
def test_a_report_with_figures_that_are_none_refuses_the_file(store, tmp_path, parts, figures):
    card = ModelCard.from_json(json.loads(parts["card.json"]))
    report = a_report(card, epochs=[EpochMetrics(1, 1, 0.5, 0.5, 0.5, 0.5, 0.0)]).to_json()
    report["epochs"] = [{**epoch, **figures} for epoch in report["epochs"]]
    with pytest.raises(ModelError):
        import_model(store, a_file(tmp_path, *parts.items(), ("report.json", json.dumps(report).encode())))
    assert nothing_was_written(store)


def test_letters_that_no_file_can_hold_do_no_harm(store, tmp_path, parts):
    report = a_report(ModelCard.from_json(json.loads(parts["card.json"]))).to_json()
    report["judged"] = [{**take, "session": "\ud800"} for take in report["judged"]]
    odd = {
        "card.json": card_of(parts, fingerprint="\ud800"),
        "choices.json": json.dumps(UserOverrides(thresholds={"\ud800": 0.5}).to_json()).encode(),
        "report.json": json.dumps(report).encode(),
    }
    model = import_model(store, a_file(tmp_path, *(parts | odd).items()))
    came = store.report(model)
    assert came is not None
    assert came.judged[0].session == "\ud800"
    write_model(tmp_path / "again.gesture-model", store, model)
    assert store.report(import_model(store, tmp_path / "again.gesture-model")).judged == came.judged


def test_weights_that_are_none_refuse_the_file_and_run_nothing(store, tmp_path, parts):
    tensors = load(parts["weights.safetensors"])
    odd = [
        b"",
        pickle.dumps(_Bomb()),
        parts["weights.safetensors"][:-1],
        struct.pack("<Q", 2**62) + b"{}",
        save(tensors | {"bias": torch.full_like(tensors["bias"], torch.nan)}),
        save(tensors | {"more": torch.zeros(1)}),
        save({name: tensor for name, tensor in tensors.items() if name != "bias"}),
    ]
    with zipfile.ZipFile(tmp_path / "torch", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(_Bomb()))
    odd.append((tmp_path / "torch").read_bytes())
    for weights in odd:
        with pytest.raises(ModelError):
            import_model(store, a_file(tmp_path, ("weights.safetensors", weights), ("card.json", parts["card.json"])))
    with pytest.raises(ModelError, match="whole model"):
        import_model(store, a_file(tmp_path, ("card.json", parts["card.json"])))
    assert nothing_was_written(store)


def test_what_is_no_file_at_all_is_said(store, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("gone", ".", "pipe"):
        with pytest.raises(ModelError, match="not there, or is not a file"):
            import_model(store, tmp_path / name)
