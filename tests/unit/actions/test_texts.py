"""Values in texts, and texts of strangers: nothing reaches further than it says, and nothing can be hidden."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.actions.approval import in_words
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.input.choice import input_name
from gesture_app.actions.input.uinput import linux_keys
from gesture_app.actions.kinds.osc import OscAction
from gesture_app.actions.readable import readable
from gesture_app.actions.templates import Values, check_text, fill, fill_typed
from gesture_app.core.errors import ActionError

VALUES = Values("fist", 0.91239, "left", 3.0, 0.25, 1.0)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{gesture} {score} {hand} {time} {x} {y}", "fist 0.912 left 3 0.25 1"),
        ("{gesture.__class__} {0} {} {{x}}", "{gesture.__class__} {0} {} {0.25}"),
        ('{"a": "{hand}"}', '{"a": "left"}'),
        ("%s {x!r} {x:9}", "%s {x!r} {x:9}"),
    ],
)
def test_only_the_six_names_are_replaced(text, filled):
    assert fill(text, VALUES) == filled


def test_a_value_that_holds_a_name_is_not_filled_again():
    assert fill("{gesture}{hand}", Values("{hand}", 1, "left", 0)) == "{hand}left"


def test_numbers_stay_numbers_where_they_stand_alone():
    given_ = {"a": ["{score}", "is {score}", 5, True], "b": {"c": "{time}"}}
    assert fill_typed(given_, VALUES) == {"a": [0.912, "is 0.912", 5, True], "b": {"c": 3.0}}


def test_an_unknown_name_is_refused():
    with pytest.raises(ActionError, match=r"\{gestures\}"):
        check_text("{gesture} {gestures}")


@given(st.text())
def test_what_is_shown_can_be_printed(text):
    assert readable(text).isprintable()


def test_an_action_cannot_hide_what_it_does():
    text = '[[everywhere.actions]]\ngesture = "fist"\nprogram = ["rm", "-rf\\u001b[2K\\r\\u202eharmless"]\n'
    (binding,) = read_actions(text).actions.everywhere.bindings
    assert "rm -rf\\x1b[2K\\r\\u202eharmless" in in_words(binding)


TOML_LINES = st.lists(
    st.sampled_from(
        ["[[everywhere.actions]]", "[profiles.a]", "[[profiles.a.actions]]", "[settings]", 'gesture = "fist"',
         "when = 3", 'keys = "a"', 'keys = ["b", 1]', "http = {}", 'http = "http://h"', "midi = { note = 1 }",
         "programs = [1]", "x", "burst = 0", "armed_s = nan", "format = 1", "gestures = []", 'gestures = ["a", "b"]',
         "hand = []", "every_ms = 30", '"""', "[", "everywhere = 1", "rest_s = inf", "osc = [[1]]", "do = {}",
         "mqtt = { broker = 3 }", "enabled = 1"]
    ),
    max_size=12,
)  # fmt: skip


@given(TOML_LINES)
def test_no_file_breaks_the_reader_and_every_mistake_has_a_line(lines):
    read = read_actions("\n".join(lines))
    assert all(1 <= mistake.line <= max(1, len(lines)) for mistake in read.mistakes)
    for _, binding in read.actions.all_bindings():
        assert in_words(binding)


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"DISPLAY": ":0"}, "x11"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, None),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, None),
        ({}, None),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has several ways")
def test_the_way_to_press_keys(environment, name, monkeypatch, tmp_path):
    monkeypatch.setattr("gesture_app.actions.input.choice.UINPUT", tmp_path / "uinput")
    if name:
        assert input_name(environment) == name
        return
    with pytest.raises(ActionError) as error:
        input_name(environment)
    assert "uinput" in error.value.hint
    (tmp_path / "uinput").touch()
    assert input_name(environment) == "uinput"


def test_keys_of_a_us_keyboard():
    assert linux_keys("a") == ("KEY_A",)
    assert linux_keys("A") == ("KEY_LEFTSHIFT", "KEY_A")
    assert linux_keys("?") == ("KEY_LEFTSHIFT", "KEY_SLASH")
    assert linux_keys("_") == ("KEY_LEFTSHIFT", "KEY_MINUS")
    for sign in "éÄ€":
        with pytest.raises(ActionError):
            linux_keys(sign)


def test_a_missing_library_is_named_with_the_extra_that_brings_it(monkeypatch):
    for module in ("pythonosc", "pythonosc.udp_client"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ActionError) as error:
        OscAction.parse({"to": "127.0.0.1:9"}).perform(VALUES, None)
    assert "python-osc" in error.value.sentence
    assert "gesture-app[network]" in error.value.hint
