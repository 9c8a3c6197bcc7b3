"""Archives: what goes in comes out to the bit, and nothing that a friend, or an enemy, puts in does any harm."""

import io
import json
import os
import stat
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.exporters.recording_archive import PackedTake, write_archive
from gesture_app.storage.importers.base import FoundModel, FoundTake
from gesture_app.storage.importers.recording_archive import MANIFEST, MOST_ENTRIES
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.recording_file import write_recording

GOOD = "recordings/wave/20250101-000000-000-00000000.npz"


def items(path):
    return list(list_files(path).items(ImportOptions()))


@pytest.fixture
def packed(tmp_path, take):
    """A recording as it lies on disk."""
    write_recording(tmp_path / "take.npz", take)
    return (tmp_path / "take.npz").read_bytes()


def an_archive(path, entries, manifest=None):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest or {"format": 1}))
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_takes_come_out_as_they_went_in(tmp_path, take, packed, same_recording):
    out = tmp_path / "mine.gestures"
    assert list(write_archive(out, [PackedTake("wave", "1.npz", packed), PackedTake("fist", "2.npz", packed)], None))
    one, other = items(out)
    assert same_recording(one.recording, take)
    assert same_recording(other.recording, replace(take, info=replace(take.info, gesture="fist")))
    assert list_files(out).findings(ImportOptions()).takes == {"fist": 1, "wave": 1}


def test_an_archive_that_is_given_up_leaves_the_older_one(tmp_path, packed):
    out = tmp_path / "mine.gestures"
    list(write_archive(out, [PackedTake("wave", "1.npz", packed)], None))
    before = out.read_bytes()
    writing = write_archive(out, [PackedTake("wave", "1.npz", packed)] * 3, None)
    next(writing)
    writing.close()
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.tmp")] + [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.npz",
        "/etc/evil.npz",
        "recordings/../../evil.npz",
        "recordings/wave/../../../evil.npz",
        "recordings\\wave\\evil.npz",
        "C:/recordings/wave/evil.npz",
        "recordings/wave/C:evil.npz",
        "recordings/../evil.npz",
        "recordings/.bin/evil.npz",
        "recordings/con/evil.npz",
        "recordings/wave/deep/evil.npz",
        "recordings/wave/evil.py",
        "settings.toml",
        "models/x/evil.pkl",
        "models/../x/card.json",
    ],
)
def test_a_path_that_leads_elsewhere_is_named_and_never_written(tmp_path, packed, name):
    inbox = tmp_path / "a" / "b"
    inbox.mkdir(parents=True)
    before = sorted(path for path in tmp_path.rglob("*"))
    found = items(an_archive(inbox / "x.gestures", [(name, packed), (GOOD, packed)]))
    assert [type(item) for item in found].count(FoundTake) == 1
    assert [item.path for item in found if isinstance(item, Skipped)] == [f"x.gestures: {name}"]
    assert sorted(path for path in tmp_path.rglob("*") if path.name != "x.gestures") == before


def test_links_are_not_followed(tmp_path, packed):
    link = zipfile.ZipInfo("recordings/wave/link.npz")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = items(an_archive(tmp_path / "x.gestures", [(link, str(tmp_path / "take.npz")), (GOOD, packed)]))
    assert [type(item) for item in found] == [Skipped, FoundTake]
    assert "link" in found[0].reason


def test_a_zip_bomb_is_not_unpacked(tmp_path, packed):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("meta.npy", bytes(300_000_000))
    outer = tmp_path / "x.gestures"
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, '{"format": 1}')
        archive.writestr("recordings/wave/inner.npz", inner.getvalue(), zipfile.ZIP_STORED)
        archive.writestr("recordings/wave/outer.npz", bytes(90_000_000))
        archive.writestr(GOOD, packed)
    found = items(outer)
    assert [type(item) for item in found] == [Skipped, Skipped, FoundTake]
    assert all("far too large" in item.reason for item in found[:2])


def test_a_size_that_is_a_lie_is_found_out(tmp_path, packed):
    path = an_archive(tmp_path / "x.gestures", [(GOOD, packed)])
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rindex(signature)
        if signature == b"PK\x01\x02":
            at = data.index(signature, data.index(signature) + 1)
        data[at + offset : at + offset + 4] = (50_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    assert all(isinstance(item, Skipped) for item in items(path))


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "damaged"), (b"no zip at all", "damaged"), (b"PK\x05\x06" + bytes(18), "not an archive of this program")],
)
def test_a_file_that_is_no_archive_is_a_sentence(tmp_path, data, reason):
    (tmp_path / "x.gestures").write_bytes(data)
    (item,) = items(tmp_path / "x.gestures")
    assert reason in item.reason


def test_one_cut_off_on_the_way_is_a_sentence(tmp_path, packed):
    path = an_archive(tmp_path / "x.gestures", [(GOOD, packed)])
    path.write_bytes(path.read_bytes()[:-30])
    (item,) = items(path)
    assert isinstance(item, Skipped)


@pytest.mark.parametrize("version", [2, 0, "1", None, True])
def test_newer_archives_and_those_without_a_format_are_refused(tmp_path, packed, version):
    (item,) = items(an_archive(tmp_path / "x.gestures", [(GOOD, packed)], {"format": version}))
    assert isinstance(item, Skipped)
    assert ("newer" in item.reason) == (version == 2)


def test_damaged_takes_wrong_shapes_and_pickles_are_named(tmp_path, packed, take):
    trap = io.BytesIO()
    meta = np.array(json.dumps({"format": 1}))
    np.savez(trap, time=np.array([print], object), meta=meta)
    entries = [
        ("recordings/wave/cut.npz", packed[: len(packed) // 2]),
        ("recordings/wave/trap.npz", trap.getvalue()),
        (GOOD, packed),
        ("recordings/wave/empty.npz", b""),
        ("recordings/not a name?/1.npz", packed),
    ]
    found = items(an_archive(tmp_path / "x.gestures", entries))
    assert [type(item) for item in found] == [Skipped, Skipped, FoundTake, Skipped, Skipped]


def test_a_name_that_occurs_twice_counts_once(tmp_path, packed):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = an_archive(tmp_path / "x.gestures", [(GOOD, packed), (GOOD, packed)])
    assert [type(item) for item in items(path)] == [FoundTake, Skipped]


def test_a_model_comes_whole_or_not_at_all(tmp_path):
    whole = [("models/mine/card.json", '{"id": "x"}'), ("models/mine/weights.safetensors", b"1234")]
    (item,) = items(an_archive(tmp_path / "x.gestures", whole))
    assert isinstance(item, FoundModel)
    assert (item.id, item.weights) == ("mine", b"1234")
    for entries in (whole[:1], whole[1:], [("models/mine/card.json", "[]"), whole[1]]):
        (item,) = items(an_archive(tmp_path / "x.gestures", entries))
        assert isinstance(item, Skipped)


def test_more_entries_than_anyone_has_takes_are_refused_at_once(tmp_path, monkeypatch, packed):
    monkeypatch.setattr("gesture_app.storage.importers.recording_archive.MOST_ENTRIES", 2)
    assert MOST_ENTRIES > 2
    (item,) = items(an_archive(tmp_path / "x.gestures", [(GOOD, packed), (GOOD + "x", packed)]))
    assert "far too large" in item.reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
def test_a_pipe_called_like_an_archive_does_not_hang_the_import(tmp_path, packed):
    os.mkfifo(tmp_path / "pipe.gestures")
    os.mkfifo(tmp_path / "1.npy")
    an_archive(tmp_path / "x.gestures", [(GOOD, packed)])
    (tmp_path / "take.npz").unlink()
    assert [type(item) for item in items(tmp_path)].count(FoundTake) == 1
