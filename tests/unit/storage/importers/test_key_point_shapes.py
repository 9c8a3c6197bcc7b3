"""The shapes of other programs' arrays, poses that do not follow each other, and names of every kind."""

import os

import numpy as np
import pytest

from gesture_app.core.gestures import folder_of
from gesture_app.core.import_export import ClipLayout, ImportOptions, Skipped
from gesture_app.jobs.import_preview import preview_import
from gesture_app.jobs.import_takes import run_import
from gesture_app.storage.importers.base import FoundTake
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.fakes import a_hand
from tests.foreign_data import key_points, moving_hand, save_frames


def saved(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, values)
    return path


def takes_of(root, **options):
    items = list(list_files(root).items(ImportOptions(**options)))
    assert not [item for item in items if isinstance(item, Skipped)]
    return [item.recording for item in items if isinstance(item, FoundTake)]


def poses(count, seed=0):
    """Single poses [N, 21, 3] anywhere in the picture, in no order."""
    places = np.random.default_rng(seed).uniform(0.2, 0.8, (count, 2))
    return np.stack([a_hand(*place) for place in places]).astype(np.float64)


@pytest.mark.parametrize(
    "shape", [lambda h: h, lambda h: h.reshape(-1, 63), lambda h: h[..., :2], lambda h: h[..., :2].reshape(-1, 42)]
)
def test_one_hand_in_every_shape(tmp_path, shape):
    hand = moving_hand(8)
    hand[:, 0, 2] = 0
    (take,) = takes_of(saved(tmp_path / "wave" / "1.npy", shape(hand)), gesture="wave")
    np.testing.assert_allclose(take.landmarks[:, 1, :, :2], hand[..., :2], atol=1e-6)
    flat = not take.landmarks[:, 1, :, 2].any()
    assert flat == ("flat hand" in take.info.note)


@pytest.mark.parametrize("width", [84, 126, 168, 1692])
def test_two_hands_in_every_width(tmp_path, width):
    left, right = moving_hand(8, 0.5), moving_hand(8, 0.1)
    numbers = {84: 2, 168: 4}.get(width, 3)
    both = np.stack([left, right], 1)
    if numbers == 4:
        both = np.concatenate([both, np.ones((*both.shape[:3], 1))], 3)
    rows = both[..., :numbers].reshape(8, -1)
    rows = np.concatenate([np.full((8, width - rows.shape[1]), 0.5), rows], 1)
    (take,) = takes_of(saved(tmp_path / "wave" / "1.npy", rows), gesture="wave")
    np.testing.assert_allclose(take.landmarks[..., :2], both[..., :2], atol=1e-6)


def test_a_file_of_many_takes_is_named_by_itself_and_its_padding_goes(tmp_path):
    many = np.zeros((4, 20, 63))
    for number in range(4):
        many[number, : 8 + number] = moving_hand(8 + number).reshape(-1, 63)
    saved(tmp_path / "wave.npy", many)
    saved(tmp_path / "fist_2.npy", many.reshape(4, 20, 21, 3))
    assert list_files(tmp_path).findings(ImportOptions()).takes == {"fist": 4, "wave": 4}
    takes = takes_of(tmp_path)
    assert sorted(len(take.time) for take in takes) == [8, 8, 9, 9, 10, 10, 11, 11]
    assert {take.info.gesture for take in takes} == {"fist", "wave"}


@pytest.mark.parametrize("how", ["a file each", "a row each", "an array each"])
def test_poses_become_takes_of_one_held_pose_each(tmp_path, how):
    for seed, word in enumerate(("a", "b")):
        alone = poses(30, seed)
        if how == "a row each":
            saved(tmp_path / f"{word}.npy", alone.reshape(-1, 63))
        elif how == "an array each":
            for number, pose in enumerate(alone):
                saved(tmp_path / word / f"{number}.npy", pose)
        else:
            save_frames(tmp_path / word, list(alone.reshape(-1, 63)))
    assert list_files(tmp_path).findings(ImportOptions()).takes == {"a": 30, "b": 30}
    takes = takes_of(tmp_path)
    assert len(takes) == 60
    assert all(take.seconds == pytest.approx(1.0) and np.ptp(take.landmarks[:, 1], axis=0).max() == 0 for take in takes)
    assert all("A single pose" in take.info.note for take in takes)


def test_a_quick_movement_is_no_row_of_poses(tmp_path):
    swing = [a_hand(0.5 + 0.3 * np.sin(2 * np.pi * frame / 7), 0.6) for frame in range(40)]
    save_frames(tmp_path / "wave", [key_points(126, None, hand.astype(float)) for hand in swing])
    (take,) = takes_of(tmp_path)
    assert len(take.time) == 40


def test_names_that_differ_stay_different_gestures(tmp_path):
    words = ["C", "C++", "C#", "yes!", "yes?", "手势", "x" * 200, "y" * 199 + "1", "y" * 199 + "2", "a:b"]
    words += [os.fsdecode(b"caf\xe9"), os.fsdecode(b"\x8e\xe8")]
    for number, word in enumerate(words):
        saved(tmp_path / "in" / word / "1.npy", moving_hand(8, 0.1 + 0.02 * number).reshape(-1, 63))
    preview = preview_import(tmp_path / "in", ImportOptions())
    assert len(preview.gestures) == len(words)
    workspace = find_workspace(tmp_path / "w")
    list(run_import(workspace, tmp_path / "in", ImportOptions(processes=1)))
    takes = RecordingStore(workspace.recordings).list_takes().takes
    assert {take.gesture for take in takes} == {row.gesture for row in preview.gestures}
    assert {take.gesture for take in takes} >= {"c++", "c#", "yes?", "café", "手势", "x" * 200}
    assert len({folder_of(take.gesture) for take in takes}) == len(words)


def test_the_preview_tells_where_names_come_from_and_other_layouts(tmp_path):
    for word in ("hello", "bye"):
        for person in ("anna", "ben"):
            for number in range(2):
                x = 0.1 + 0.1 * (word == "bye") + 0.05 * (person == "ben") + 0.01 * number
                saved(tmp_path / word / person / f"{number}.npy", moving_hand(8, x).reshape(-1, 63))
    preview = preview_import(tmp_path, ImportOptions())
    other = next(choice for choice in preview.findings.choices if choice.layout == ClipLayout.PERSON)
    assert other.takes == {"bye": 4, "hello": 4}
    (bye, hello) = preview_import(tmp_path, ImportOptions(layout=ClipLayout.PERSON)).gestures
    assert (bye.gesture, bye.takes, bye.named_by) == ("bye", 4, ("folder “bye”",))
    assert hello.seconds == pytest.approx(4 * 7 / 15)
