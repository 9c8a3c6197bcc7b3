"""Killed at any moment nothing is lost; and where something is, the loop notices."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import kill_loop as loop
from benchmarks.killed_work import Expected, Plan, a_recording, content_of
from gesture_app.storage.recordings.folders import CLIP_ENDING
from gesture_app.storage.recordings.store import RecordingStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 by signal")


def test_nothing_is_lost_in_a_few_rounds(tmp_path):
    tally = loop.kill_loop(tmp_path, rounds=10, seed=3)
    assert tally.losses == []
    assert tally.rounds == 10
    assert tally.finished.total() >= 10
    assert tally.takes_checked > 0


@pytest.fixture
def data_set(tmp_path):
    """Two takes as they should be, the first with a clip; and the store."""
    store = RecordingStore(tmp_path / "recordings")
    expected = {}
    for seed in range(2):
        recording = a_recording(np.random.default_rng(seed), "wave")
        take = store.save(recording)
        expected[take.id] = Expected("wave", content_of(recording))
    first = store.list_takes().takes[0]
    first.path.with_suffix(CLIP_ENDING).write_bytes(b"picture")
    clip = loop._found(store, store.list_takes().takes[0], []).clip
    return store, {**expected, first.id: Expected("wave", expected[first.id].content, clip=clip)}


def losses(store, expected, plan=None):
    tally = loop.Tally()
    loop._check(store.folder.parent, expected, plan, tally)
    return tally.losses


def copied(path):
    (path.parent.parent / "fist").mkdir()
    (path.parent.parent / "fist" / path.name).write_bytes(path.read_bytes())


def changed(path):
    store = RecordingStore(path.parent.parent)
    take = store.list_takes().takes[0]
    path.unlink()
    (path.parent / "other").mkdir()
    other = store.save(a_recording(np.random.default_rng(7), "wave"))
    other.path.rename(take.path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.with_suffix(CLIP_ENDING).unlink(),
        lambda path: RecordingStore(path.parent.parent).change(
            RecordingStore(path.parent.parent).list_takes().takes[0], note="?"
        ),
        lambda path: RecordingStore(path.parent.parent).save(a_recording(np.random.default_rng(9), "wave")),
        copied,
        changed,
    ],
    ids=["gone", "half", "clip gone", "other note", "one too many", "twice", "other landmarks"],
)
def test_every_kind_of_loss_is_noticed(data_set, spoil):
    store, expected = data_set
    assert losses(store, expected) == []
    spoil(store.list_takes().takes[0].path)
    assert losses(store, expected)


def test_an_operation_cut_short_may_be_done_or_not_and_nothing_else(data_set):
    store, expected = data_set
    first, second = store.list_takes().takes
    plan = Plan("move", {first.id: {"place": "fist"}, second.id: {"place": "fist"}})
    assert losses(store, expected, plan) == []
    store.move([first], "fist")
    assert losses(store, expected, plan) == []
    store.move([second], "point")
    assert losses(store, expected, plan)
