"""The names of gestures: what differs stays apart, what is the same is the same, and a folder tells its gesture."""

from itertools import combinations

import pytest

from gesture_app.core.gestures import (
    folder_of,
    gesture_name,
    gesture_of_folder,
    known_name,
    natural_order,
    renamed_to,
    spoken_name,
)

SENTENCE = "I would like to have a cup of coffee please"
APART = [
    *("C", "C++", "C#", "c+", "yes", "yes!", "yes?", "yes.", "yes/no", "yes\\no", "yes:no", "yes|no", "yes no"),
    *(f"{SENTENCE} now", f"{SENTENCE} later", "a" * 199, "a" * 200, "手势", "手勢", "👍", "👎", "👍🏽"),
    *("cafe", "café", "con", "CON.", "con!", "aux", "aux.txt", "com1", ".", "..", "...", "a", "a.", ".a", "-a", "~a"),
    *(
        "50%",
        "50%25",
        "50",
        "%63on",
        "none",
        "none!",
        "_a",
        "a_",
        "a__b",
        "a b",
        "“a”",
        "<b>",
        "*",
        "?",
        '"',
        "a\u200bb",
    ),
]


def test_names_that_differ_stay_apart():
    assert len({gesture_name(name) for name in APART}) == len(APART)
    assert len({folder_of(gesture_name(name)).casefold() for name in APART}) == len(APART)


@pytest.mark.parametrize("name", APART)
def test_a_folder_tells_its_gesture_and_every_system_can_have_it(name, tmp_path):
    stored = gesture_name(name)
    folder = folder_of(stored)
    assert gesture_of_folder(folder) == stored
    assert gesture_name(stored) == gesture_name(spoken_name(stored)) == stored
    assert not set('/\\:*?"<>|') & set(folder)
    assert not folder.startswith((".", "-", "~"))
    assert not folder.endswith((".", " "))
    assert folder.split(".")[0] not in ("con", "prn", "aux", "nul", "com1", "lpt1")
    (tmp_path / folder).mkdir()
    assert [path.name for path in tmp_path.iterdir()] == [folder]


@pytest.mark.parametrize("name", ["wave", "swipe_left", "grüß_dich", "नमस्ते", "0", "a-b", "a__b", "_a", "none"])
def test_a_name_that_was_always_allowed_has_the_folder_it_always_had(name):
    assert folder_of(gesture_name(name)) == gesture_of_folder(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello", "hello"),
        ("caf\u00e9", "cafe\u0301"),
        ("Swipe   left ", "swipe_left"),
        ("None", "none"),
        ("C++ ", "c++"),
        ("No  Gesture", "none"),
        ("no_gesture", "none"),
    ],
)
def test_names_are_the_same_where_only_capitals_spaces_or_composing_differ(one, other):
    assert gesture_name(one) == gesture_name(other)
    assert folder_of(gesture_name(one)) == folder_of(gesture_name(other))


def test_folders_that_people_named_themselves():
    assert gesture_of_folder("Wave") == "wave"
    assert gesture_of_folder("Hello (2)") == gesture_name("Hello (2)") == "hello_(2)"
    assert gesture_of_folder("C++") == gesture_name("C++")
    assert gesture_of_folder("100%") == gesture_name("100%")
    assert gesture_of_folder("%ff") == "%ff"  # stands for nothing
    assert gesture_of_folder("%00") == "%00"


def test_the_background_has_one_spoken_name():
    assert spoken_name("none") == "no gesture"
    assert gesture_name("No Gesture") == known_name("no_gesture") == gesture_name(spoken_name("none")) == "none"
    assert renamed_to("none", "no gesture") == "none"
    assert renamed_to("wave", "no gesture") == "none"


def test_an_old_folder_called_no_gesture_stays_a_gesture_of_its_own():
    assert gesture_of_folder("no_gesture") == folder_of("no_gesture") == spoken_name("no_gesture") == "no_gesture"
    assert renamed_to("no_gesture", "no_gesture") == "no_gesture"
    assert renamed_to("no_gesture", "No gesture") == "none"


def test_a_renamed_gesture_is_called_as_a_typed_one():
    assert renamed_to("c", "C++") == gesture_name("c++")


def test_no_two_names_of_signs_are_spoken_alike():
    spoken = [spoken_name(gesture_name(name)) for name in APART]
    assert [pair for pair in combinations(spoken, 2) if pair[0] == pair[1]] == []


def test_a_folder_named_in_another_encoding_is_a_gesture_of_its_own():
    gesture = gesture_of_folder("caf\udce9")  # as Linux hands over the byte E9
    assert gesture == gesture_name(gesture) == r"caf\udce9"
    assert gesture != gesture_of_folder("caf\udcea")
    assert gesture_of_folder(folder_of(gesture)) == gesture


def test_names_are_sorted_as_people_count():
    names = ["gesture_10", "gesture_2", "b", "gesture_2b", "10", "9"]
    assert sorted(names, key=natural_order) == ["9", "10", "b", "gesture_2", "gesture_2b", "gesture_10"]
