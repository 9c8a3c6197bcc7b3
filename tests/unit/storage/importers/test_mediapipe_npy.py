"""Trees of key points: which numbers are hands, what is missing, and that a broken file costs only itself."""

import pickle

import numpy as np
import pytest

from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.importers.base import FoundTake
from gesture_app.storage.importers.registry import list_files
from tests.foreign_data import a_tree, key_points, moving_hand, save_frames


def imported(root, **options):
    """(takes, skipped) of everything at a path."""
    items = list(list_files(root).items(ImportOptions(**options)))
    assert all(isinstance(item, FoundTake | Skipped) for item in items)
    return (
        [item for item in items if isinstance(item, FoundTake)],
        {item.path: item.reason for item in items if isinstance(item, Skipped)},
    )


def only(root, **options):
    takes, skipped = imported(root, **options)
    assert skipped == {}
    (take,) = takes
    return take.recording


def test_a_tree_names_gestures_by_folder_and_counts_before_anything_is_read(tmp_path):
    root = a_tree(tmp_path / "MP_Data", ("hello", "Thank you!"), takes=3)
    assert list_files(root).findings(ImportOptions()).takes == {"hello": 3, "thank_you!": 3}
    takes, skipped = imported(root)
    assert skipped == {}
    assert sorted({take.recording.info.gesture for take in takes}) == ["hello", "thank_you!"]
    assert [take.path for take in takes[:3]] == ["Thank you!/0", "Thank you!/1", "Thank you!/2"]


@pytest.mark.parametrize(
    ("path", "gesture"), [("MP_Data", "hello"), (".", "hello"), ("MP_Data/hello", "hello")]
)  # fmt: skip
def test_the_word_is_found_wherever_the_user_points(tmp_path, path, gesture):
    a_tree(tmp_path / "MP_Data", ("hello",), takes=1)
    assert only(tmp_path / path).info.gesture == gesture


@pytest.mark.parametrize("width", [1662, 258, 126])
def test_left_and_right_are_found_among_the_numbers_and_zeros_are_absent(tmp_path, width):
    left, right = moving_hand(4, 0.7), moving_hand(4, 0.2)
    rows = [key_points(width, left[0], right[0]), key_points(width, None, right[1]), key_points(width, left[2], None)]
    recording = only(save_frames(tmp_path / "hello" / "0", rows), gesture="hello")
    np.testing.assert_array_equal(recording.present, [[True, True], [False, True], [True, False]])
    np.testing.assert_allclose(recording.landmarks[0, 0], left[0], atol=1e-6)
    np.testing.assert_allclose(recording.landmarks[0, 1], right[0], atol=1e-6)
    assert np.isnan(recording.world_landmarks).all()  # not known, and not made up
    assert np.isnan(recording.handedness).all()


def test_hands_in_front_of_the_body_are_told_by_where_wrists_lie(tmp_path):
    right = moving_hand(3)
    rows = [key_points(258, None, hand, at=(0, 63)) for hand in right]
    recording = only(save_frames(tmp_path / "hello" / "0", rows), gesture="hello")
    np.testing.assert_allclose(recording.landmarks[:, 1], right, atol=1e-6)


def test_170_numbers_are_two_hands_as_found_and_a_part_of_the_pose(tmp_path):
    left, right = moving_hand(3, 0.7), moving_hand(3, 0.1)
    rows = [key_points(170, right[0], left[0]), key_points(170, left[1], right[1]), key_points(170, right[2], None)]
    recording = only(save_frames(tmp_path / "hello" / "0", rows), gesture="hello")
    np.testing.assert_allclose(recording.landmarks[:, 1], right, atol=1e-6)  # the user's right is at the left
    np.testing.assert_allclose(recording.landmarks[:2, 0], left[:2], atol=1e-6)
    assert "told by their places" in recording.info.note


def test_numbers_that_are_no_hands_in_any_order_are_refused(tmp_path):
    rows = list(np.random.default_rng(0).uniform(0.3, 0.9, (5, 170)))
    takes, skipped = imported(save_frames(tmp_path / "hello" / "0", rows).parent.parent)
    assert takes == []
    assert "no known order" in skipped["hello/0"].replace("in any known order", "no known order")


def test_a_whole_take_in_one_file(tmp_path):
    (tmp_path / "wave").mkdir()
    right = moving_hand(5)
    np.save(tmp_path / "wave" / "0.npy", np.stack([key_points(1662, None, hand) for hand in right]))
    np.save(tmp_path / "wave" / "one_hand.npy", right.reshape(5, 63).astype(np.float32))
    takes, skipped = imported(tmp_path)
    assert skipped == {}
    for take in takes:
        np.testing.assert_allclose(take.recording.landmarks[:, 1], right, atol=1e-6)
    assert {take.recording.info.gesture for take in takes} == {"wave"}


def test_frames_are_sorted_by_number_gaps_stay_gaps_and_the_assumed_rate_is_said(tmp_path):
    numbers = [0, 1, 2, 9, 10, 11]
    right = moving_hand(6)
    save_frames(tmp_path / "hello" / "0", [key_points(126, None, hand) for hand in right], numbers)
    recording = only(tmp_path)
    np.testing.assert_allclose(recording.time * 15, numbers)
    np.testing.assert_allclose(recording.landmarks[:, 1], right, atol=1e-6)
    assert "15 frames a second assumed" in recording.info.note
    assert "6 frames are missing" in recording.info.note
    np.testing.assert_allclose(only(tmp_path, rate=30).time * 30, numbers)


def test_a_mirrored_picture_is_turned_and_the_hands_change_sides(tmp_path):
    right = moving_hand(3)
    save_frames(tmp_path / "hello" / "0", [key_points(126, None, hand) for hand in right])
    recording = only(tmp_path, mirrored=True)
    np.testing.assert_allclose(recording.landmarks[:, 0, :, 0], 1 - right[..., 0], atol=1e-6)
    np.testing.assert_allclose(recording.landmarks[:, 0, :, 1:], right[..., 1:], atol=1e-6)


def damaged_frames(folder):
    """A take of ten frames in which every file but four is broken in its own way; their names."""
    right = moving_hand(12)
    save_frames(folder, [key_points(126, None, hand) for hand in right])
    (folder / "0.npy").write_bytes(b"")
    whole = (folder / "1.npy").read_bytes()
    (folder / "1.npy").write_bytes(whole[: len(whole) // 2])
    (folder / "2.npy").write_bytes(b"PK\x03\x04 something else")
    np.save(folder / "3.npy", np.zeros(99))
    broken = key_points(126, None, right[4])
    broken[100] = np.nan
    np.save(folder / "4.npy", broken)
    np.save(folder / "cover.npy", key_points(126, None, right[5]))
    return [f"{name}.npy" for name in (0, 1, 2, 3, 4, "cover")]


def test_every_broken_file_is_named_with_its_reason_and_the_take_is_made_of_the_others(tmp_path):
    names = damaged_frames(tmp_path / "hello" / "0")
    takes, skipped = imported(tmp_path)
    assert set(skipped) == {f"hello/0/{name}" for name in names}
    assert len(set(skipped.values())) == 6
    np.testing.assert_allclose(takes[0].recording.time * 15, np.arange(7))
    assert len(takes) == 1


def test_a_file_that_would_run_code_is_refused_unopened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").write_text, ("boom",))

    folder = save_frames(tmp_path / "hello" / "0", [key_points(126, None, hand) for hand in moving_hand(4)])
    np.save(folder / "3.npy", np.array([Trap()], object), allow_pickle=True)
    (folder / "4.npy").write_bytes(pickle.dumps(Trap()))
    (tmp_path / "sprung").unlink(missing_ok=True)
    takes, skipped = imported(tmp_path)
    assert "Python objects" in skipped["hello/0/3.npy"]
    assert set(skipped) == {"hello/0/3.npy", "hello/0/4.npy"}
    assert len(takes[0].recording.time) == 3
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([np.zeros(126)] * 4, "No hand"),
        ([np.full(7, 0.5)] * 4, "7 numbers per frame"),
        ([key_points(126, None, hand * (640, 480, 1)) for hand in moving_hand(4)], "pixels"),
        ([np.full(126, np.inf)] * 4, "Most of its frames"),
    ],
)
def test_takes_that_are_none_are_skipped_whole(tmp_path, rows, reason):
    a_tree(tmp_path, ("good",), takes=1)
    save_frames(tmp_path / "bad" / "0", rows)
    (tmp_path / "bad" / "1").mkdir()
    takes, skipped = imported(tmp_path)
    assert [take.path for take in takes] == ["good/0"]
    assert reason in skipped["bad/0"]
    assert "empty folder" in skipped["bad/1"]
