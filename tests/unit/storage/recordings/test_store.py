"""Nothing recorded is lost, and nothing broken stops the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.recordings.scanner import STILL_ARRIVING_S
from gesture_app.storage.recordings.store import RecordingStore, fingerprint, take_id
from tests.waiting import eventually


@pytest.fixture
def store(tmp_path):
    (tmp_path / "recordings").mkdir()
    return RecordingStore(tmp_path / "recordings")


def spoil(path, content=b"rubbish"):
    """Damage a file, longer ago than a copy on its way here would take."""
    path.write_bytes(content)
    os.utime(path, (time.time() - 2 * STILL_ARRIVING_S,) * 2)


def of(take, gesture):
    return replace(take, info=replace(take.info, gesture=gesture))


def test_takes_come_back_by_gesture_and_time(store, take, same_recording):
    saved = [store.save(of(take, gesture)) for gesture in ("wave", "fist")]
    eventually(lambda: take_id(datetime.now(UTC), "")[:19] > saved[0].id[:19])  # ids sort by the millisecond
    saved.append(store.save(of(take, "wave")))
    loaded = store.load_all()
    assert [item.id for item in loaded.stored] == [saved[1].id, saved[0].id, saved[2].id]
    assert all(same_recording(item.recording, of(take, item.path.parent.name)) for item in loaded.stored)
    assert loaded.damaged == ()
    assert store.gestures() == {"fist": 1, "wave": 2}


def test_no_name_leaves_the_folder(store, take):
    names = ("../escape", "..", ".bin", "a/b", "a\\b", "/etc", "c:x")
    for name in names:
        saved = store.save(of(take, name))
        assert saved.path.parent.parent == store.folder
        assert saved.path.resolve().parent.parent == store.folder.resolve()
    assert set(store.gestures()) == set(names)
    assert store.count_binned() == 0
    for name in ("", "a\0b"):
        with pytest.raises(RecordingError):
            store.save(of(take, name))


def test_gestures_whose_names_differ_only_by_signs_stay_apart_wherever_they_go(store, take):
    names = ("c", "c++", "c#", "yes!", "yes?", "con", "50%", "." + "x" * 200 + "1", "." + "x" * 200 + "2", "手势")
    takes = [store.save(of(take, name)) for name in names]
    assert [saved.gesture for saved in store.list_takes().takes] == sorted(names)
    store.restore(store.discard(takes))
    assert store.gestures() == dict.fromkeys(names, 1)
    assert {stored.recording.info.gesture for stored in store.load_all().stored} == set(names)
    (moved,) = store.move(takes[:1], "yes?")
    assert moved.gesture == "yes?"
    assert [take.gesture for take in store.rename_gesture("c#", "Yes?")] == ["yes?"]
    assert [take.gesture for take in store.rename_gesture("yes?", "what/why?")] == ["what/why?"] * 3
    assert store.gestures()["what/why?"] == 3
    assert RecordingStore(store.folder).gestures() == store.gestures()


def test_a_full_disk_leaves_the_take_with_its_owner(store, take, monkeypatch, full_disk, same_recording):
    with pytest.raises(RecordingError, match="the disk is full"):
        store.save(take)
    monkeypatch.undo()
    assert store.gestures() == {}
    again = store.save(take)
    assert same_recording(store.load_all().stored[0].recording, take)
    assert again.path.exists()


def test_damaged_files_are_named_and_set_aside_and_the_rest_goes_on(store, take):
    good = [store.save(take), store.save(of(take, "fist"))]
    bad = store.save(take).path
    spoil(bad, bad.read_bytes()[:100])
    loaded = store.load_all()
    assert {item.id for item in loaded.stored} == {item.id for item in good}
    (damaged,) = loaded.damaged
    assert bad.name in damaged.sentence
    assert damaged.path == store.folder / ".damaged" / "wave" / bad.name
    assert damaged.path.stat().st_size == 100
    assert damaged.sentence in damaged.path.with_suffix(".reason.txt").read_text()
    assert store.load_all().damaged == ()
    assert store.gestures() == {"fist": 1, "wave": 1}


def test_a_second_damaged_file_of_one_name_does_not_replace_the_first(store):
    for content in (b"one", b"two"):
        (store.folder / "wave").mkdir(exist_ok=True)
        spoil(store.folder / "wave" / "a.npz", content)
        store.load_all()
    aside = [file.read_bytes() for file in (store.folder / ".damaged" / "wave").glob("*.npz")]
    assert sorted(aside) == [b"one", b"two"]


def test_a_folder_that_is_not_the_users_own_is_left_alone(store, take):
    bad = store.save(take).path
    spoil(bad)
    (damaged,) = store.load_all(set_damaged_aside=False).damaged
    assert damaged.path == bad
    assert bad.read_bytes() == b"rubbish"
    assert os.listdir(store.folder) == ["wave"]


def test_a_take_of_a_newer_program_is_told_and_stays_where_it_is(store, take):
    path = store.save(take).path
    np.savez(path, meta=np.array('{"format": 2}'))
    (told,) = store.load_all().damaged
    assert told.path == path
    assert "newer version" in told.sentence
    assert path.exists()


def test_half_files_and_other_things_are_no_takes(store, take):
    taken = store.save(take)
    (store.folder / "wave" / f".{taken.path.name}.0123abcd.tmp").write_bytes(b"half")
    (store.folder / "wave" / "notes.txt").write_text("mine")
    (store.folder / "README.md").write_text("about")
    (store.folder / "empty").mkdir()
    assert store.gestures() == {"wave": 1}
    assert len(store.load_all().stored) == 1


def test_the_folder_names_the_gesture_also_after_a_rename_by_hand(store, take):
    store.save(take)
    (store.folder / "wave").rename(store.folder / "Big Hello")
    (loaded,) = store.load_all().stored
    assert loaded.recording.info.gesture == "big_hello"
    assert store.gestures() == {"big_hello": 1}


def test_a_discarded_take_can_be_restored(store, take, same_recording):
    saved = store.save(take)
    discarded = store.discard([saved])[0]
    assert store.gestures() == {}
    assert discarded.path.exists()
    restored = store.restore([discarded])[0]
    assert restored.path == saved.path
    assert same_recording(store.load_all().stored[0].recording, take)
    assert store.discard([restored])[0].path.exists()
    assert store.discard([restored])[0].path == discarded.path, "it is in the bin already"


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(RecordingError, match="it is not there"):
        RecordingStore(tmp_path / "gone").load_all()


def test_the_fingerprint_knows_contents_and_not_names(store, take):
    one, two = store.load(store.save(take)), store.load(store.save(of(take, "fist")))
    first = fingerprint([one, two])
    assert fingerprint([replace(two, id="renamed"), one]) == first
    assert fingerprint(store.load_all().stored) == first
    assert fingerprint([one]) != first
    trimmed = replace(take, info=replace(take.info, trim=(0.0, 0.1)))
    assert fingerprint([replace(one, recording=trimmed), two]) != first


_WRITER = """
import sys
from pathlib import Path
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.recordings.store import RecordingStore
take, store, count = read_recording(Path(sys.argv[1])), RecordingStore(Path(sys.argv[2])), int(sys.argv[3])
print("going", flush=True)
for _ in range(count):
    print(store.save(take).id, flush=True)
"""


def _writer(take_file, store, count):
    arguments = [sys.executable, "-c", _WRITER, str(take_file), str(store.folder), str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_two_programs_that_record_at_once_lose_nothing(tmp_path, store, take):
    write_recording(tmp_path / "take.npz", take)
    writers = [_writer(tmp_path / "take.npz", store, 60) for _ in range(2)]
    said = [writer.communicate()[0].split()[1:] for writer in writers]
    loaded = store.load_all()
    assert loaded.damaged == ()
    assert sorted(said[0] + said[1]) == [item.id for item in loaded.stored]
    assert len(loaded.stored) == 120


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 by signal")
def test_killed_while_recording_every_take_that_was_saved_is_there_and_whole(tmp_path, store, take):
    write_recording(tmp_path / "take.npz", take)
    said: set[str] = set()
    for round_ in range(10):
        with _writer(tmp_path / "take.npz", store, 100_000) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "going\n"
            said |= {writer.stdout.readline().strip() for _ in range(round_)}
            writer.send_signal(signal.SIGKILL)
            said |= {line.strip() for line in writer.stdout if line.endswith("\n")}
    loaded = store.load_all()
    assert loaded.damaged == ()
    assert said <= {item.id for item in loaded.stored}
    assert store.gestures() == {"wave": len(loaded.stored)}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
def test_damaged_files_whose_names_are_no_text_are_set_aside(store, take):
    store.save(take)
    damaged = store.folder / os.fsdecode(b"\xff\xfe") / os.fsdecode(b"bad\xff.npz")
    damaged.parent.mkdir()
    damaged.write_bytes(b"rubbish")
    os.utime(damaged, (0, 0))
    listing = store.list_takes(set_damaged_aside=True)
    assert len(listing.takes) == 1
    assert not damaged.exists()
    assert [r"\udcff" in aside.sentence for aside in store.set_aside()] == [True]
