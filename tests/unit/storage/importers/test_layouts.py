"""What names a gesture, and the question where no folder can: nothing is mixed without a word."""

import os
from pathlib import Path

import pytest

from gesture_app.core.import_export import ClipLayout, ImportOptions
from gesture_app.storage.importers.layouts import can_be_gesture, name_in_file
from gesture_app.storage.importers.registry import list_files
from tests.foreign_data import a_tree

BYE_HELLO = {"bye": 2, "hello": 2}


def videos(root: Path, *names: str) -> Path:
    """Make files that are called as videos are; nothing opens them before they are tracked."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def each(pattern: str) -> list[str]:
    return [pattern.format(word=word, n=n) for word in ("hello", "bye") for n in range(2)]


def question(root, options=ImportOptions()):  # noqa: B008 - frozen
    return list_files(root).findings(options).question


def answers(root):
    asked = question(root)
    return {choice.layout: choice.takes for choice in asked.choices} if asked is not None else None


@pytest.mark.parametrize(
    ("pattern", "layout"),
    [
        ("{word}/{n}/clip.avi", ClipLayout.NUMBER),
        ("all/{word}/00{n}/clip.avi", ClipLayout.NUMBER),
        ("{word}/2024-01-0{n}/clip.avi", ClipLayout.NUMBER),
        ("{word}/videos/{n}.avi", ClipLayout.INNER),
        ("{word}/my raw clips/{n}.mp4", ClipLayout.INNER),
        ("{word}/{n}/frames/clip.avi", ClipLayout.INNER),
        ("{word}/train/{n}.avi", ClipLayout.INNER),
        ("{word}/Person {n}/clip.avi", ClipLayout.INNER),
        ("{word}/P0{n}/clip.avi", ClipLayout.PERSON),
        ("dataset/videos/{word}_{n}.avi", ClipLayout.FILE),
        ("data/{word}-{n}.mp4", ClipLayout.FILE),
        ("clips/{word} ({n}).avi", ClipLayout.FILE),
        ("train/{word}{n}.avi", ClipLayout.FILE),
        ("{word}_{n}.avi", ClipLayout.FILE),
        ("{n}/{word}.avi", ClipLayout.FILE),
        ("Person{n}/video_{word}_0{n}.avi", ClipLayout.FILE),
    ],
)
def test_folders_that_cannot_be_gestures_are_asked_about_and_the_first_answer_is_right(tmp_path, pattern, layout):
    root = videos(tmp_path, *each(pattern))
    first, *_ = question(root).choices
    assert (first.layout, first.takes) == (layout, BYE_HELLO)
    answered = list_files(root).findings(ImportOptions(layout=layout))
    assert (answered.question, answered.takes) == (None, BYE_HELLO)
    assert [item.cuts[0].gesture for item in list_files(root).items(ImportOptions(layout=layout))].count("hello") == 2


def test_numbers_are_gestures_where_the_user_says_so(tmp_path):
    root = videos(tmp_path, *(f"{digit}/{n}.avi" for digit in range(10) for n in range(2)))
    digits = {str(digit): 2 for digit in range(10)}
    assert answers(root) == {ClipLayout.FOLDER: digits}
    answered = list_files(root).findings(ImportOptions(layout=ClipLayout.FOLDER))
    assert (answered.question, answered.takes) == (None, digits)
    assert question(root, ImportOptions(gesture="five")) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "{word}/{n}.avi",
        "anna/{word}/{n}.avi",
        "train/{word}/{n}.avi",
        "C++/{word}{n}.avi",
        "{word}/video_{n}.avi",
        "gesture_{n}/{word}.avi",
        "a{n}/{word}.avi",
        "video/{word}/{n}.avi",
    ],
)
def test_nothing_is_asked_where_folders_name_gestures(tmp_path, pattern):
    assert question(videos(tmp_path, *each(pattern))) is None


def test_a_number_or_a_video_beside_other_gestures_is_one(tmp_path):
    assert question(videos(tmp_path, "a/1.avi", "b/1.avi", "1/1.avi", "2/1.avi", "video/1.avi")) is None


def test_one_gesture_with_inner_folders_is_enough_to_ask(tmp_path):
    assert question(videos(tmp_path, "a/1.avi", "b/1.avi", "c/videos/1.avi", "c/videos/2.avi")) is not None


def test_what_says_itself_what_it_shows_is_not_asked_about(tmp_path):
    videos(tmp_path, "videos/long.avi")
    (tmp_path / "videos" / "long.csv").write_text("start,end,gesture\n0,1,hello\n")
    assert question(tmp_path) is None
    assert question(videos(tmp_path / "x", "clip.avi")) is None  # a single one: it is named by hand


def test_trees_of_tutorials_go_on_as_they_did(tmp_path):
    assert question(a_tree(tmp_path / "MP_Data", ("hello", "bye"))) is None
    assert question(a_tree(tmp_path / "digits", ("0", "1", "2"))) is None
    assert question(tmp_path / "MP_Data" / "hello") is None
    assert question(tmp_path / "digits" / "0") is None
    assert list_files(tmp_path / "MP_Data").findings(ImportOptions()).takes == BYE_HELLO


def test_key_points_in_inner_folders_are_asked_about(tmp_path):
    for word in ("hello", "bye"):
        a_tree(tmp_path / word, ("frames",))
    assert answers(tmp_path)[ClipLayout.INNER] == BYE_HELLO
    answered = list_files(tmp_path).items(ImportOptions(layout=ClipLayout.INNER))
    assert sorted(item.recording.info.gesture for item in answered) == ["bye", "bye", "hello", "hello"]


def test_persons_between_a_gesture_and_its_clips(tmp_path):
    root = videos(tmp_path, *each("{word}/anna/{n}.avi"))
    assert list_files(root).findings(ImportOptions(layout=ClipLayout.PERSON)).takes == BYE_HELLO


def test_names_that_become_one_gesture_are_told(tmp_path):
    folders = ("Hello", "hello", "x/hello", "swipe left", "swipe_left", "b")
    root = videos(tmp_path, *(f"{folder}/{n}.avi" for n, folder in enumerate(folders)))
    findings = list_files(root).findings(ImportOptions())
    assert findings.takes == {"b": 1, "hello": 3, "swipe_left": 2}
    assert findings.remarks == (
        "“Hello” and “hello” are one gesture: hello.",
        "“swipe left” and “swipe_left” are one gesture: swipe left.",
    )


def test_the_question_names_a_few_folders(tmp_path):
    asked = question(videos(tmp_path, *(f"{n}/clip.avi" for n in range(30))))
    assert "“0”" in asked.sentence
    assert "and 25 more" in asked.sentence


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("hello_1", "hello"),
        ("bye-2", "bye"),
        ("hello (3)", "hello"),
        ("hello(3)", "hello"),
        ("hello12", "hello"),
        ("007_thank you_2", "thank you"),
        ("thank_you_take_2", "thank_you"),
        ("hello_2024-01-31_12-00-01", "hello"),
        ("clip_hello_video_3", "hello"),
        ("C++_1", "C++"),
        ("yes!_2", "yes!"),
        ("手势_1", "手势"),
        ("hello", "hello"),
        ("12", ""),
        ("2024-01-31", ""),
    ],
)
def test_a_gesture_in_the_name_of_a_file(file, name):
    assert name_in_file(file) == name


@pytest.mark.parametrize(
    "name", ["hello", "C++", "5a", "new", "all", "sign 1", "gesture_3", "手势", "my_hello", "none"]
)
def test_names_that_can_be_gestures(name):
    assert can_be_gesture(name)


@pytest.mark.parametrize(
    "name",
    ["0", "007", "(3)", "1.5", "videos", "Video_2", "DATA", "train", "images", "vidéos", "raw-clips", "Gestures"],
)
def test_names_that_only_hold_clips(name):
    assert not can_be_gesture(name)


def test_a_root_without_any_name_in_it_is_imported_as_before(tmp_path):
    findings = list_files(videos(tmp_path, "1.avi", "2.avi")).findings(ImportOptions())
    assert (findings.question, findings.takes) == (None, {"": 2})
    assert os.listdir(tmp_path)
