"""A workspace from a stranger: links that lead out of it are named and left alone, and pipes keep nobody waiting."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import GestureAppError, ModelError, RecordingError, WorkspaceError
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.storage.boundary import leads_out, links_out
from gesture_app.storage.files.atomic import sweep_beside, sweep_temporary
from gesture_app.storage.files.locks import locked
from gesture_app.storage.models.cleanup import sweep_half_written
from gesture_app.storage.models.listing import list_models
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.ground_truth_file import streams_below
from gesture_app.storage.recordings.index import index_file
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.scanner import newest_takes
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.startup_check import check_workspace
from gesture_app.storage.workspace import WorkspaceLock, find_workspace
from tests.fakes import a_card, a_report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def workspace(tmp_path):
    return find_workspace(tmp_path / "friend")


@pytest.fixture
def store(workspace):
    return RecordingStore(workspace.recordings)


@pytest.fixture
def models(workspace):
    kept = ModelStore(workspace.models, None)
    kept.save(a_card(id="mine"), b"weights")
    return kept


@pytest.fixture
def outside(tmp_path, take):
    """The user's own things: a folder with a file that is no take, a take, a model and what looks half written."""
    folder = tmp_path / "of the user"
    elsewhere = RecordingStore(folder / "elsewhere")
    saved = elsewhere.save(replace(take, info=replace(take.info, gesture="secret")))
    shutil.copy(saved.path, folder / "take.npz")
    np.savez(folder / "mine.npz", x=1)
    (folder / ".x.npz.0a1b2c3d.tmp").write_bytes(b"half")
    ModelStore(folder / "models", None).save(a_card(id="theirs"), b"weights", report=a_report(a_card(id="theirs")))
    half = folder / "20250101-000000-abcd"
    half.mkdir()
    (half / "weights.safetensors").write_bytes(b"half")
    (folder / "verdicts.json").write_text('{"format": 1, "named": {}, "approved": ["theirs"]}')
    (folder / "choices.json").write_text('{"name": "theirs"}')
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (time.time() - 100_000,) * 2)
    return folder


@pytest.fixture(autouse=True)
def nothing_outside_changes(request):
    """Whatever a test does, everything outside the workspace stays as it was."""
    if "outside" not in request.fixturenames:
        yield
        return
    folder = request.getfixturevalue("outside")
    before = state(folder)
    yield
    assert state(folder) == before


def state(folder):
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


def a_hot_journal(index: Path, victim: Path) -> None:
    """An index whose rollback journal makes SQLite delete a file of any name."""
    connection = sqlite3.connect(index)
    connection.execute("CREATE TABLE takes (path BLOB PRIMARY KEY, version, info, numbers, poses) WITHOUT ROWID")
    connection.commit()
    connection.close()
    content, name, nonce = index.read_bytes(), os.fsencode(victim), 7
    page = struct.unpack(">H", content[16:18])[0]
    check = (nonce + sum(content[at] for at in range(page - 200, 0, -200))) & 0xFFFFFFFF
    magic = bytes.fromhex("d9d505f920a163d7")
    journal = (magic + struct.pack(">IIIII", 1, nonce, len(content) // page, 512, page)).ljust(512, b"\0")
    journal += struct.pack(">I", 1) + content[:page] + struct.pack(">I", check)
    journal += struct.pack(">I", 0x40000000 // page + 1) + name + struct.pack(">II", len(name), sum(name)) + magic
    index.with_name(f"{index.name}-journal").write_bytes(journal)


# ---- the index ----
def test_a_journal_planted_in_a_workspace_is_never_played_back(workspace, store, take, outside):
    store.save(take)
    planted = workspace.recordings / ".index-1.sqlite"
    a_hot_journal(planted, outside / "mine.npz")
    before = state(workspace.recordings)
    assert len(store.list_takes().takes) == 1
    assert check_workspace(workspace).sentences == ()
    assert state(workspace.recordings) == before, "an old index is neither opened nor deleted"


def test_the_index_lies_in_the_users_cache_and_nowhere_near_the_takes(workspace, store, take, tmp_path):
    store.save(take)
    os.utime(store.list_takes().takes[0].path, (1e9, 1e9))
    store.list_takes()
    assert index_file(store.folder).is_relative_to(os.environ["XDG_CACHE_HOME"])
    assert index_file(store.folder).is_file()
    assert sorted(os.listdir(store.folder)) == ["wave"]
    (tmp_path / "link").symlink_to(workspace.root)
    assert index_file(tmp_path / "link" / "recordings") == index_file(store.folder)
    assert index_file(tmp_path / "other") != index_file(store.folder)


def test_an_index_that_is_a_link_is_not_written_through(workspace, store, take, outside):
    database = outside / "mine.npz"
    for target in (database, outside / "new.sqlite"):
        link = workspace.recordings / ".index-1.sqlite"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        store.save(take)
        store.list_takes()
        assert link in check_workspace(workspace).links_out


def test_without_a_cache_folder_a_program_remembers_by_itself(tmp_path, take, monkeypatch):
    (tmp_path / "cache").write_text("a file in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store = RecordingStore(tmp_path / "recordings")
    os.utime(store.save(take).path, (1e9, 1e9))
    read = []
    for _ in range(2):
        assert len(store.list_takes(lambda number, of: read.append(of)).takes) == 1
    assert read == [1]
    assert (tmp_path / "cache").read_text() == "a file in the way"


@pytest.mark.parametrize(
    "numbers",
    [(-1.0, *(1.0,) * 7), (10, float("nan"), *(0.5,) * 6), (10, 1, 2, *(0.5,) * 5), (10, 1, 1, 7, *(0.5,) * 4)],
)
def test_figures_in_the_index_that_no_recording_has_are_not_believed(store, take, numbers):
    os.utime(store.save(take).path, (1e9, 1e9))
    before = store.list_takes().takes[0].figures
    with sqlite3.connect(index_file(store.folder)) as index:
        index.execute("UPDATE takes SET numbers = ?", (struct.pack("<8d", *numbers),))
    index.close()
    assert RecordingStore(store.folder).list_takes().takes[0].figures.seconds == before.seconds


# ---- recordings ----
def test_a_gesture_that_is_a_link_out_is_named_and_nothing_in_it_is_read_or_moved(workspace, store, take, outside):
    kept = store.save(take)
    link = workspace.recordings / "linked"
    link.symlink_to(outside)
    for damaged in (
        store.list_takes(set_damaged_aside=True).damaged,
        store.load_all().damaged,
        store.list_takes().damaged,
    ):
        assert [(item.path, item.left_alone) for item in damaged] == [(link, True)]
        assert "linked is a link that leads out" in damaged[0].sentence
    assert store.gestures() == {"wave": 1}
    assert [recording.info.gesture for recording in newest_takes(workspace.recordings)] == ["wave"]
    found = check_workspace(workspace)
    assert found.links_out == (link,)
    assert "recordings/linked" in found.sentences[0]
    for write in (
        lambda: store.save(replace(take, info=replace(take.info, gesture="linked"))),
        lambda: store.move([kept], "linked"),
        lambda: store.rename_gesture("wave", "linked"),
    ):
        with pytest.raises(RecordingError, match="link that leads out"):
            write()
    assert store.gestures() == {"wave": 1}
    assert link.is_symlink()


def test_a_take_and_a_clip_that_are_links_out_are_left_where_they_are(workspace, store, take, outside):
    kept = store.save(take)
    linked = kept.path.with_name("linked.npz")
    linked.symlink_to(outside / "take.npz")
    clip = kept.path.with_suffix(".clip.mp4")
    clip.symlink_to(outside / "mine.npz")
    lonely = kept.path.with_name("gone.clip.mp4")
    lonely.symlink_to(outside / "nothing")
    listing = store.list_takes(set_damaged_aside=True)
    assert [listed.id for listed in listing.takes] == [kept.id]
    assert listing.takes[0].companions == ()
    assert {item.path for item in listing.damaged} == {linked, clip, lonely}
    with pytest.raises(RecordingError, match="link that leads out"):
        store.change(replace(kept, path=linked), note="x")
    check_workspace(workspace)
    (binned,) = store.discard(listing.takes)
    store.empty_bin()
    assert not binned.path.exists()
    assert all(link.is_symlink() for link in (linked, clip, lonely))


@pytest.mark.parametrize("name", [".bin", ".bin/wave", ".damaged", ".damaged/wave"])
def test_a_bin_that_is_a_link_out_takes_nothing(workspace, store, take, outside, name):
    kept, bad = store.save(take), store.folder / "wave" / "bad.npz"
    bad.write_bytes(b"rubbish")
    os.utime(bad, (0, 0))
    link = store.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside / "elsewhere" / "secret" if "/" in name else outside / "elsewhere")
    assert store.binned().takes == ()
    assert store.set_aside() == ()
    assert store.empty_bin() == store.count_binned() == 0
    if name.startswith(".bin"):
        with pytest.raises(RecordingError, match="link that leads out"):
            store.discard([kept])
    else:
        store.load_all()
        assert bad.exists(), "it stays where it is, for it cannot be set aside"
    assert check_workspace(workspace).links_out == (link,)
    assert kept.path.exists()


def test_links_that_stay_inside_work(store, take):
    kept = store.save(take)
    (store.folder / "alias").symlink_to("wave")
    kept.path.with_name("again.npz").symlink_to(kept.path.name)
    assert store.gestures() == {"alias": 2, "wave": 2}
    listing = store.list_takes()
    assert len(listing.takes) == 4
    assert listing.damaged == ()
    assert links_out(store.folder) == []


def test_links_in_a_circle_stop_nothing(workspace, store, take):
    store.save(take)
    (store.folder / "circle").symlink_to("circle")
    (store.folder / "up").symlink_to("..")
    (store.folder / "wave" / "x.npz").symlink_to("x.npz")
    assert store.gestures() == {"wave": 1}
    assert len(store.list_takes().damaged) == 3
    assert len(check_workspace(workspace).links_out) == 3


def test_verdicts_that_are_a_link_out_are_neither_read_nor_replaced(workspace, outside):
    link = workspace.recordings / ".verdicts.json"
    link.symlink_to(outside / "verdicts.json")
    verdicts = ReviewStore(workspace.recordings)
    assert verdicts.load().approved == frozenset()
    with pytest.raises(RecordingError, match=r"verdicts.json is a link that leads out"):
        verdicts.approve(["x"], True)
    link.unlink()
    link.symlink_to(outside / "new.json")
    with pytest.raises(RecordingError, match="link that leads out"):
        verdicts.add_named({"x": "wave"}, ["x"])
    assert link.is_symlink()


def test_a_truth_or_stream_that_is_a_link_out_is_not_read(store, take, outside):
    kept = store.save(take)
    (outside.parent / "truth.json").write_text("[]")
    kept.path.with_suffix(".truth.json").symlink_to(outside.parent / "truth.json")
    (store.folder / "x.truth.json").write_text("[]")
    (store.folder / "x.npz").symlink_to(outside / "take.npz")
    assert streams_below(store.folder) == ()


# ---- the workspace ----
@pytest.mark.parametrize("name", ["recordings", "models"])
@pytest.mark.parametrize("target", [".", "new"])
def test_recordings_or_models_that_are_a_link_out_are_refused_with_a_way_to_go(tmp_path, outside, name, target):
    root = find_workspace(tmp_path / "friend").root
    shutil.rmtree(root / name)
    (root / name).symlink_to(outside / target)
    with pytest.raises(WorkspaceError, match=f"{name} is a link that leads out") as caught:
        find_workspace(root)
    assert "--workspace" in caught.value.hint


def test_a_workspace_reached_through_a_link_and_links_inside_it_are_fine(tmp_path, take):
    (tmp_path / "disk" / "data").mkdir(parents=True)
    (tmp_path / "disk" / "recordings").symlink_to("data")
    (tmp_path / "link").symlink_to("disk")
    workspace = find_workspace(tmp_path / "link")
    RecordingStore(workspace.recordings).save(take)
    assert RecordingStore(workspace.recordings).gestures() == {"wave": 1}
    assert workspace.links_out() == ()


@pytest.mark.parametrize("exists", [False, True])
def test_locks_that_are_links_out_lock_nothing_and_make_no_file(workspace, models, outside, exists):
    target = outside / ("mine.npz" if exists else "new")
    for folder, name in (
        (workspace.recordings, ".in-use.lock"),
        (workspace.recordings, ".verdicts.lock"),
        (workspace.models, ".saving.lock"),
        (workspace.models, ".choices.lock"),
    ):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)
    with WorkspaceLock(workspace) as lock:
        assert not lock.taken_by_other
    ReviewStore(workspace.recordings).approve(["x"], True)
    models.save(a_card(id="another"), b"weights")
    models.choose("mine", UserOverrides(name="still works"))
    assert models.choices("mine").name == "still works"
    find_workspace(workspace.root)
    assert len(check_workspace(workspace).links_out) == 4


def test_pipes_and_folders_where_files_are_expected_keep_nobody_waiting(workspace, store, models, take):
    kept = store.save(take)
    (store.folder / ".damaged" / "wave").mkdir(parents=True)
    (store.folder / ".damaged" / "wave" / "bad.npz").write_bytes(b"rubbish")
    for path in (
        store.folder / "wave" / "pipe.npz",
        store.folder / "wave" / ".x.npz.0a1b2c3d.tmp",
        store.folder / ".damaged" / "wave" / "bad.reason.txt",
        store.folder / ".verdicts.json",
        store.folder / ".in-use.lock",
        store.folder / ".verdicts.lock",
        workspace.models / ".choices.lock",
        workspace.models / "active.json",
        workspace.models / "mine" / "report.json",
        workspace.models / "mine" / "choices.json",
    ):
        os.mkfifo(path)
        os.utime(path, (0, 0))
    (workspace.models / ".saving.lock").unlink()
    (workspace.models / ".saving.lock").mkdir()
    (store.folder / "wave" / "folder.npz").mkdir()
    assert find_workspace(workspace.root).swept == 0
    with WorkspaceLock(workspace) as lock:
        assert not lock.taken_by_other
    listing = store.list_takes(set_damaged_aside=True)
    assert [listed.id for listed in listing.takes] == [kept.id]
    assert {item.path.name for item in listing.damaged} == {"pipe.npz", "folder.npz"}
    assert "bad.npz" in store.set_aside()[0].sentence
    assert ReviewStore(workspace.recordings).load().approved == frozenset()
    models.save(a_card(id="another"), b"weights")
    assert "active.json" in models.active_trouble()
    assert {model.id for model in list_models(models).models} == {"mine", "another"}
    with pytest.raises(ModelError, match="not a file"):
        models.report("mine")
    models.choose("mine", UserOverrides(name="works"))


def test_what_looks_half_written_and_is_a_link_or_lies_behind_one_is_not_swept(workspace, outside):
    file = workspace.recordings / ".a.npz.0a1b2c3d.tmp"
    file.symlink_to(outside / ".x.npz.0a1b2c3d.tmp")
    (workspace.recordings / "wave").symlink_to(outside)
    half = workspace.models / "20250101-000000-abcd"
    half.symlink_to(outside / half.name)
    other = workspace.models / "20250101-000000-abce"
    other.mkdir()
    (other / "weights.safetensors").symlink_to(outside / "mine.npz")
    os.utime(other, (0, 0))
    assert sweep_temporary(workspace.recordings) == sweep_half_written(workspace.models) == 0
    sweep_beside(workspace.recordings / "a.npz")
    assert file.is_symlink()
    assert half.is_symlink()
    assert len(workspace.links_out()) == 4


# ---- models ----
def test_a_model_that_is_a_link_out_is_named_and_cannot_be_used_or_moved(workspace, models, outside):
    (workspace.models / "theirs").symlink_to(outside / "models" / "theirs")
    assert [card.id for card in models.cards()] == ["mine"]
    (unusable,) = models.unusable()
    assert "theirs is a link that leads out" in unusable.sentence
    listed = {model.id: model for model in list_models(models).models}
    assert "link that leads out" in listed["theirs"].trouble
    assert listed["theirs"].bytes_on_disk == 0
    for work in (
        lambda: models.load("theirs"),
        lambda: models.use("theirs"),
        lambda: models.report("theirs"),
        lambda: models.delete("theirs"),
        lambda: models.choose("theirs", UserOverrides(name="x")),
    ):
        with pytest.raises(ModelError, match="link that leads out"):
            work()
    assert check_workspace(workspace).links_out == (workspace.models / "theirs",)


@pytest.mark.parametrize("part", ["card.json", "weights.safetensors", "report.json", "choices.json", "report.html"])
def test_a_part_of_a_model_that_is_a_link_out_makes_it_unusable(workspace, models, outside, part):
    theirs = outside / "models" / "theirs"
    target = theirs / part if (theirs / part).exists() else outside / "choices.json"
    (workspace.models / "mine" / part).unlink(missing_ok=True)
    (workspace.models / "mine" / part).symlink_to(target)
    assert models.cards() == []
    assert f"mine/{part} is a link" in models.unusable()[0].sentence
    assert models.choices("mine") == UserOverrides()
    for work in (lambda: models.load("mine"), lambda: models.delete("mine"), lambda: models.use("mine")):
        with pytest.raises(ModelError, match="link that leads out"):
            work()
    if part == "choices.json":
        with pytest.raises(ModelError, match="link that leads out"):
            models.choose("mine", UserOverrides(name="x"))
    assert (workspace.models / "mine" / part).is_symlink()


def test_the_model_in_use_is_not_chosen_through_a_link_out(workspace, models, outside):
    link = workspace.models / "active.json"
    for target in ("new.json", "choices.json"):
        link.unlink(missing_ok=True)
        link.symlink_to(outside / target)
        assert models.active() == "mine"
        assert "active.json is a link that leads out" in models.active_trouble()
        with pytest.raises(ModelError, match="link that leads out"):
            models.use("mine")
        assert link.is_symlink()


def test_a_new_model_is_not_saved_behind_a_link_out(workspace, models, outside):
    for model, target in (("new", outside / "20250101-000000-abcd"), ("dangling", outside / "nothing")):
        (workspace.models / model).symlink_to(target)
        with pytest.raises(ModelError, match="link that leads out"):
            models.save(a_card(id=model), b"weights")
        assert models.free_id(model) != model
    part = workspace.models / "half" / "weights.safetensors"
    part.parent.mkdir()
    part.symlink_to(outside / "mine.npz")
    with pytest.raises(ModelError, match="link that leads out"):
        models.save(a_card(id="half"), b"weights")
    assert part.is_symlink()


@pytest.mark.parametrize("what", [".bin", ".bin/theirs"])
def test_a_bin_of_models_that_is_a_link_out_is_not_opened(workspace, models, outside, what):
    models.save(a_card(id="another"), b"weights")
    models.use("another")
    link = workspace.models / what
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside / "models" / ("theirs" if "/" in what else ""))
    with pytest.raises(ModelError, match="link that leads out"):
        models.restore(link if "/" in what else link / "theirs")
    if what == ".bin":
        assert models.binned() == []
        models.empty_bin()
        with pytest.raises(ModelError, match="link that leads out"):
            models.delete("mine")
    else:
        with pytest.raises(ModelError, match="link that leads out"):
            models.empty_bin()
    assert link.is_symlink()


def test_a_deleted_model_that_holds_a_link_out_stays_in_the_bin(workspace, models, outside):
    models.save(a_card(id="another"), b"weights")
    models.use("another")
    link = models.delete("mine") / "report.json"
    link.symlink_to(outside / "mine.npz")
    for work in (lambda: models.restore(link.parent), models.empty_bin):
        with pytest.raises(ModelError, match=r"report.json is a link that leads out"):
            work()
    assert link.is_symlink()


def test_models_that_come_with_the_program_may_be_links_that_an_installer_made(tmp_path, workspace, outside):
    shipped = tmp_path / "shipped"
    (shipped / "theirs").mkdir(parents=True)
    for part in ("card.json", "weights.safetensors", "report.json"):
        (shipped / "theirs" / part).symlink_to(outside / "models" / "theirs" / part)
    models = ModelStore(workspace.models, shipped)
    assert models.load("theirs").weights == b"weights"
    assert models.report("theirs") is not None
    assert list_models(models).models[0].trouble == ""
    (workspace.models / "theirs").symlink_to(outside / "models" / "theirs")
    assert models.load("theirs").folder == shipped / "theirs", "a link does not hide it"
    assert [model.folder for model in list_models(models).models] == [shipped / "theirs"]


# ---- the rule ----
def test_the_rule_judges_where_a_path_ends(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "in and out"
    (inside / "a" / "b").mkdir(parents=True)
    outside.mkdir()
    (inside / "out").symlink_to(outside)
    (inside / "a" / "home").symlink_to("../a/b")
    (inside / "there and back").symlink_to(f"../{outside.name}/back")
    (outside / "back").symlink_to(inside)
    for path, out in (
        ("a/b/c/d", False),
        ("a/home/new", False),
        ("there and back/a", False),
        ("out", True),
        ("out/new/x", True),
        ("../in and out", True),
        ("", False),
    ):
        assert leads_out(inside / path, inside) is out, path
    assert links_out(inside) == [inside / "out"]


def test_a_lock_of_ones_own_still_locks(tmp_path):
    with locked(tmp_path / "x.lock", GestureAppError):
        assert (tmp_path / "x.lock").is_file()
    assert json.dumps(os.listdir(tmp_path)) == '["x.lock"]'
