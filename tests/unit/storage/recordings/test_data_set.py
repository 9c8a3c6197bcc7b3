"""Takes listed without being opened, changed, moved, discarded: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.storage.recordings import index as recording_index
from gesture_app.storage.recordings import recording_file
from gesture_app.storage.recordings import scanner as take_reader
from gesture_app.storage.recordings.index import index_file
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.recordings.scanner import STILL_ARRIVING_S
from gesture_app.storage.recordings.store import RecordingStore
from tests.waiting import eventually


@pytest.fixture
def store(tmp_path):
    (tmp_path / "recordings").mkdir()
    return RecordingStore(tmp_path / "recordings")


def of(take, gesture, **info):
    return replace(take, info=replace(take.info, gesture=gesture, **info))


def settle(store):
    """As if everything had been recorded a while ago."""
    for number, file in enumerate(sorted(store.folder.rglob("*.npz"))):
        os.utime(file, ns=(time.time_ns() - 10**10 - number,) * 2)


def files(store):
    """Every visible file, its path from the recordings' folder on."""
    return sorted(str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file())


def takes_and_clips(store):
    return files(store)


def described(take):
    figures = take.figures
    numbers = [getattr(figures, name) for name in type(figures).__slots__ if name != "poses"]
    return take.id, take.path, take.info, take.version, take.companions, numbers, figures.poses.tobytes()


@pytest.fixture
def opened(monkeypatch):
    """The files that were opened as recordings."""
    opened = []

    def read(path):
        opened.append(path)
        return read_recording(path)

    monkeypatch.setattr(take_reader, "read_recording", read)
    return opened


def with_clip(take):
    clip = take.path.with_suffix(".clip.mp4")
    clip.write_bytes(take.id.encode())
    return clip


def test_a_take_is_opened_once_and_then_known_by_every_program(store, take, opened):
    saved = [store.save(of(take, gesture, note=f"n {gesture}")) for gesture in ("wave", "fist")]
    settle(store)
    first = store.list_takes()
    assert len(opened) == 2
    again = RecordingStore(store.folder).list_takes()
    assert len(opened) == 2
    assert [described(take) for take in again.takes] == [described(take) for take in first.takes]
    assert [take.gesture for take in again.takes] == ["fist", "wave"]
    assert [(t.id, t.info, t.seconds, t.frames) for t in reversed(again.takes)] == [
        (t.id, t.info, t.seconds, t.frames) for t in saved
    ]


def test_a_take_that_was_changed_in_any_way_is_opened_again(store, take, opened):
    saved = store.save(take)
    settle(store)
    store.list_takes()
    store.change(saved, note="by another program")
    assert store.list_takes().takes[0].info.note == "by another program"
    (store.folder / "wave").rename(store.folder / "Big Hello")
    settle(store)
    assert store.list_takes().takes[0].gesture == "big_hello"
    assert len(opened) == 3


def test_two_changes_within_one_tick_of_the_disks_clock_are_both_seen(store, take, monkeypatch):
    saved = store.save(take)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    for trim in ((0.1, 0.2), (0.0, 0.1)):  # the file stays as long
        store.change(saved, trim=trim)
        os.utime(saved.path, ns=(now, now))
        assert store.list_takes().takes[0].info.trim == trim


def broken_half_way(file):
    whole = file.read_bytes()
    file.write_bytes(whole[:5000] + bytes(len(whole) - 5000))


def rows_of_nonsense(file):
    with sqlite3.connect(file) as index:
        index.execute("UPDATE takes SET info = '[1, 2', numbers = x'00', poses = NULL")
    index.close()


def a_strangers_rows(file):
    with sqlite3.connect(file) as index:
        index.execute(
            "INSERT INTO takes VALUES (5, 6, 7, 8, 9), ('text', NULL, NULL, NULL, NULL), (x'00ff', 1, 2, 3, 4)"
        )
        index.execute("UPDATE takes SET info = CAST(x'ff' AS TEXT)")
    index.close()


def another_table(file):
    file.unlink()
    with sqlite3.connect(file) as index:
        index.execute("CREATE TABLE takes (something TEXT)")
    index.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"no index at all" * 1000),
        broken_half_way,
        rows_of_nonsense,
        a_strangers_rows,
        another_table,
    ],
)
def test_whatever_becomes_of_the_index_the_takes_are_listed_and_it_is_made_anew(store, take, opened, spoil):
    for _ in range(20):
        store.save(take)
    settle(store)
    before = store.list_takes()
    spoil(index_file(store.folder))
    after = store.list_takes()
    assert [described(take) for take in after.takes] == [described(take) for take in before.takes]
    store.list_takes()
    opened.clear()
    assert len(store.list_takes().takes) == 20
    assert opened == []


def test_a_folder_in_place_of_the_index_and_one_that_is_locked_only_cost_time(store, take, monkeypatch):
    store.save(take)
    settle(store)
    index_file(store.folder).mkdir()
    assert len(store.list_takes().takes) == 1
    index_file(store.folder).rmdir()
    monkeypatch.setattr(recording_index, "_PATIENCE_S", 0.05)
    other = sqlite3.connect(index_file(store.folder), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert len(store.list_takes().takes) == 1
    other.close()


def test_a_long_listing_says_how_far_it_is_and_goes_on_where_it_was_stopped(store, take, opened, monkeypatch):
    monkeypatch.setattr(take_reader, "_BATCH", 5)
    for _ in range(20):
        store.save(take)
    settle(store)

    class Enough(Exception):  # noqa: N818
        pass

    def stop_half_way(read, total):
        assert total == 20
        if read == 12:
            raise Enough

    with pytest.raises(Enough):
        store.list_takes(stop_half_way)
    said = []
    assert len(store.list_takes(lambda read, total: said.append((read, total))).takes) == 20
    assert said == [(n, 8) for n in range(8)]
    assert len(opened) == 20


def test_damaged_files_are_named_and_those_on_their_way_are_left_alone(store, take):
    good = store.save(take)
    arriving, old = store.folder / "wave" / "a.npz", store.folder / "wave" / "b.npz"
    for path in (arriving, old):
        path.write_bytes(good.path.read_bytes()[:1000])
    os.utime(old, (time.time() - 2 * STILL_ARRIVING_S,) * 2)
    assert {damaged.path for damaged in store.list_takes().damaged} == {arriving, old}
    assert old.exists()
    assert {d.path for d in store.list_takes(set_damaged_aside=True).damaged} == {
        arriving, store.folder / ".damaged" / "wave" / "b.npz"
    }  # fmt: skip
    arriving.write_bytes(good.path.read_bytes())  # all of it has come
    assert {take.id for take in store.list_takes().takes} == {good.id, "a"}


def test_a_take_of_a_newer_program_is_named_and_never_touched(store, take):
    path = store.save(take).path
    np.savez(path, meta=np.array('{"format": 2}'))
    os.utime(path, (time.time() - 2 * STILL_ARRIVING_S,) * 2)
    content = path.read_bytes()
    listing = store.list_takes(set_damaged_aside=True)
    assert listing.takes == ()
    assert "newer version" in listing.damaged[0].sentence
    store.load_all()
    with pytest.raises(RecordingError, match="newer version"):
        recording_file.rewrite_info(path, {"note": "mine"})
    assert path.read_bytes() == content


def test_a_change_touches_nothing_but_what_was_changed(store, take, same_recording):
    saved = store.save(take)
    strange = np.array([0.1, np.nan, 3])
    with np.load(saved.path) as old:
        arrays = {**old, "landmarks": old["landmarks"].astype(">f8"), "muscles": strange}
        arrays["meta"] = np.array(str(old["meta"])[:-1] + ', "mood": "good"}')
    np.savez(saved.path, **arrays)
    changed = store.change(saved, trim=None, note="“ok”", disabled=True)
    assert (changed.info.trim, changed.info.note, changed.info.disabled) == (None, "“ok”", True)
    assert changed.figures.kept_seconds == changed.seconds
    changed = store.change(changed, trim=(0.1, 0.25))
    assert changed.info.trim == (0.1, 0.25)
    assert changed.info.disabled
    with np.load(saved.path) as new:
        assert set(new.files) == set(arrays)
        assert all(new[name].tobytes() == arrays[name].tobytes() for name in arrays if name != "meta")
        assert '"mood": "good"' in str(new["meta"])
    assert described(store.list_takes().takes[0]) == described(changed)
    assert same_recording(store.load(changed).recording, replace(take, info=changed.info))


@pytest.mark.parametrize("trim", [(5.0, 6.0), (0.2, 0.1), (float("nan"), 1.0), (0.001, 0.002)])
def test_a_trim_that_leaves_nothing_is_refused_and_the_file_stays(store, take, trim):
    saved = store.save(take)
    before = saved.path.read_bytes()
    with pytest.raises(RecordingError):
        store.change(saved, trim=trim)
    assert saved.path.read_bytes() == before


def test_a_take_takes_its_clip_and_its_truth_wherever_it_goes(store, take):
    saved = store.save(take)
    with_clip(saved)
    saved.path.with_suffix(".truth.json").write_text("[]")
    (store.folder / "wave" / "notes.txt").write_text("mine")
    (listed,) = store.list_takes().takes
    endings = (".clip.mp4", ".npz", ".truth.json")
    assert [path.name for path in listed.companions] == [f"{saved.id}.clip.mp4", f"{saved.id}.truth.json"]
    for go in (
        lambda take: store.move([take], "Big hello")[0],
        lambda take: store.discard([take])[0],
        lambda take: store.restore([take])[0],
        lambda take: store.rename_gesture("big_hello", "fist")[0],
        lambda take: store.change(take, note="still there"),
    ):
        listed = go(listed)
        assert takes_and_clips(store) == sorted(
            ["wave/notes.txt", *(str(listed.path.with_suffix(e).relative_to(store.folder)) for e in endings)]
        )
        assert all(path.exists() for path in listed.companions)
        assert len(listed.companions) == 2
    assert store.gestures() == {"fist": 1}
    assert listed.gesture == "fist"
    store.discard([listed])
    assert store.empty_bin() == 1
    assert takes_and_clips(store) == ["wave/notes.txt"]


def test_names_that_begin_alike_are_not_taken_for_companions(store, take):
    for name in ("hello.npz", "hello.1.npz", "hello.1.clip.mp4", "hello.clip.mp4"):
        saved = store.save(take)
        saved.path.rename(saved.path.with_name(name))
    (store.folder / "wave" / "hello.1.clip.mp4").write_bytes(b"of the second")
    listed = {take.id: take for take in store.list_takes().takes}
    assert set(listed) == {"hello", "hello.1"}
    store.discard([listed["hello"]])
    assert files(store)[-2:] == ["wave/hello.1.clip.mp4", "wave/hello.1.npz"]


def test_takes_of_one_name_never_replace_each_other(store, take):
    first, second = store.save(of(take, "wave", note="first")), store.save(of(take, "fist", note="second"))
    second.path.rename(second.path.with_name(first.path.name))
    with_clip(first)
    with_clip(replace(second, path=second.path.with_name(first.path.name)))
    fist, wave = store.list_takes().takes
    assert fist.id == wave.id
    (moved,) = store.move([fist], "wave")
    assert moved.id != wave.id
    assert [path.read_bytes() for path in moved.companions] == [second.id.encode()]
    listing = store.list_takes()
    assert sorted(take.info.note for take in listing.takes) == ["first", "second"]
    store.discard([wave])
    store.discard([store.move(store.list_takes().takes, "fist")[0]])
    assert [take.info.note for take in store.binned().takes] == ["second", "first"]
    assert store.list_takes().takes == ()


def test_moving_a_take_to_where_it_is_changes_nothing(store, take):
    saved = store.save(take)
    assert store.move([saved], "wave")[0].path == saved.path
    assert store.rename_gesture("wave", "Wave")[0].path == saved.path
    assert len(store.list_takes().takes) == 1


def test_a_gesture_is_renamed_and_merged_with_all_it_has(store, take, opened):
    kept = [store.save(of(take, gesture)) for gesture in ("wave", "wave", "fist")]
    settle(store)
    store.list_takes()
    opened.clear()
    renamed = store.rename_gesture("wave", "Big wave")
    assert {take.gesture for take in renamed} == {"big_wave"}
    merged = store.rename_gesture("big_wave", "fist")
    assert sorted(take.id for take in merged) == sorted(take.id for take in kept[:2])
    assert store.gestures() == {"fist": 3}
    assert sorted(take.id for take in store.list_takes().takes) == sorted(take.id for take in kept)
    assert opened == []
    assert [take.path.parent.name for take in store.move(merged, "wave")] == ["wave", "wave"]
    with pytest.raises(RecordingError, match="no gesture “big_wave” any more"):
        store.rename_gesture("big_wave", "x")


def test_the_background_keeps_its_name_but_another_gesture_may_become_part_of_it(store, take):
    for gesture in ("none", "wave"):
        store.save(of(take, gesture))
    with pytest.raises(RecordingError, match="keeps its name"):
        store.rename_gesture("none", "wave")
    assert store.gestures() == {"none": 1, "wave": 1}
    store.rename_gesture("wave", "None")
    assert store.gestures() == {"none": 2}


def test_an_old_gesture_called_no_gesture_stays_apart_from_the_background(store, take):
    for gesture in ("none", "no_gesture"):
        store.save(of(take, gesture))
    old = [take for take in store.list_takes().takes if take.gesture == "no_gesture"]
    assert store.gestures() == {"none": 1, "no_gesture": 1}
    assert [take.gesture for take in store.move(store.move(old, "wave"), "no_gesture")] == ["no_gesture"]
    assert store.gestures() == {"none": 1, "no_gesture": 1}
    store.rename_gesture("no_gesture", "No gesture")
    assert store.gestures() == {"none": 2}


def test_a_take_that_another_program_took_away_is_a_sentence(store, take):
    saved = store.save(take)
    saved.path.unlink()
    for ask in (
        lambda: store.load(saved),
        lambda: store.change(saved, note="x"),
        lambda: store.move([saved], "fist"),
        lambda: store.discard([saved]),
    ):
        with pytest.raises(RecordingError, match="it is not there"):
            ask()


def test_two_programs_see_each_others_takes(store, take):
    def settled_listing():
        """A stamp taken right after a change trusts nothing."""
        listing = store.list_takes()
        return None if store.changed_since(listing.stamp) else listing

    other = RecordingStore(store.folder)
    listing = eventually(settled_listing)
    for change in (
        lambda: other.save(take),
        lambda: other.change(other.list_takes().takes[0], disabled=True),
        lambda: other.rename_gesture("wave", "fist"),
        lambda: with_clip(other.list_takes().takes[0]),
        lambda: other.discard(other.list_takes().takes),
        other.empty_bin,
        lambda: os.mkdir(store.folder / "by_hand"),
    ):
        change()
        assert store.changed_since(listing.stamp)
        listing = eventually(settled_listing)
    store.list_takes()
    assert not store.changed_since(listing.stamp), "looking is no change"


def test_a_stamp_taken_in_the_moment_of_a_change_trusts_nothing(store, take, monkeypatch):
    changed = store.save(take).path.parent.stat().st_mtime_ns
    monkeypatch.setattr(time, "time_ns", lambda: changed)
    assert store.changed_since(store.stamp())


def test_a_take_saved_while_its_folder_is_taken_away_is_saved(store, take, monkeypatch):
    write = os.fsync
    happened = []

    def remove_the_folder(descriptor):
        write(descriptor)
        if not happened:
            happened.append(True)
            (store.folder / "wave").rename(store.folder / "renamed")

    monkeypatch.setattr(os, "fsync", remove_the_folder)
    saved = store.save(take)
    assert saved.path.exists()
    assert store.gestures() == {"wave": 1}


def test_a_take_is_found_where_another_page_or_program_put_it_and_no_other_is_taken_for_it(store, take):
    saved, other = store.save(take), store.save(of(take, "fist"))
    RecordingStore(store.folder).rename_gesture("wave", "hello")
    assert store.load(saved).path.parent.name == "hello"
    changed = store.change(saved, note="found")
    assert changed.gesture == "hello"
    RecordingStore(store.folder).discard([changed])
    assert (
        store.discard([changed])[0].path
        == store.restore([changed])[0].path.parents[1] / ".bin/hello" / changed.path.name
    )
    other.path.rename(other.path.with_name(changed.path.name))
    changed.path.unlink()
    with pytest.raises(RecordingError, match="it is not there"):
        store.discard([changed])
    assert store.gestures() == {"fist": 1}


def test_what_was_set_aside_is_named_with_its_reason(store, take):
    bad = store.save(take).path
    bad.write_bytes(b"rubbish")
    os.utime(bad, (0, 0))
    (damaged,) = store.list_takes(set_damaged_aside=True).damaged
    assert store.set_aside() == (damaged,)
    damaged.path.with_suffix(".reason.txt").unlink()
    assert bad.name in store.set_aside()[0].sentence


def test_a_folder_with_letters_of_any_script_is_known_again(tmp_path, take, opened):
    (tmp_path / "Aufnahmen für 手").mkdir()
    store = RecordingStore(tmp_path / "Aufnahmen für 手")
    store.discard([store.save(take)])
    gone = store.save(of(take, "手"))
    store.save(of(take, "手"))
    settle(store)
    for _ in range(2):
        assert [take.gesture for take in store.list_takes().takes] == ["手", "手"]
        assert len(store.binned().takes) == 1
    assert len(opened) == 3
    gone.path.unlink()
    assert len(store.list_takes().takes) == 1
    with sqlite3.connect(index_file(store.folder)) as index:
        assert index.execute("SELECT count(*) FROM takes").fetchone() == (2,)
    index.close()


def test_many_threads_may_list_and_change_at_once(store, take):
    for _ in range(30):
        store.save(take)
    settle(store)

    def work(number):
        mine = store.list_takes().takes[number]
        store.change(mine, note=f"{number}")
        return [take.id for take in store.list_takes().takes]

    with ThreadPoolExecutor(4) as pool:
        listed = list(pool.map(work, range(8)))
    assert all(ids == listed[0] for ids in listed)
    assert {take.info.note for take in store.list_takes().takes} >= {f"{number}" for number in range(8)}
