"""Names from anybody cannot steer what shows them."""

from __future__ import annotations

import json
import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.errors import GestureAppError, ModelError, RecordingError
from gesture_app.core.gestures import folder_of, gesture_of_folder, normalised_name
from gesture_app.core.plain_text import PlainFormatter, is_plain, plain_json, plain_line, plain_lines
from tests.fakes import a_card

STEERING = ["\x1b]0;pwned\a", "\x9b2J", "\u202e", "\u2066", "\u061c", "\x7f", "\r", "\u2028", "\udc80", "\ufeff"]


@pytest.mark.parametrize("steering", STEERING)
def test_what_steers_becomes_visible(steering):
    shown = plain_line(f"a{steering}b")
    assert is_plain(shown)
    assert shown.startswith("a\\")
    assert not is_plain(steering)
    GestureAppError(f"{steering} is bad").sentence.encode()


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_text_keeps_a_character_that_steers(text):
    for shown in (plain_line(text), plain_lines(text).replace("\n", "").replace("\t", "")):
        assert not [one for one in shown if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")]
        assert not [one for one in shown if unicodedata.bidirectional(one) in ("LRE", "RLE", "LRO", "RLO", "PDF")]
        shown.encode()


@given(st.text(alphabet=st.characters(codec=None)))
def test_json_stays_equal_and_can_be_printed(text):
    printed = plain_json(json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(printed) == {"a": text}
    assert is_plain(printed)


def test_ordinary_names_stay_as_they_are():
    for name in ("wave", "日本語", "שלום", "👨‍👩‍👧", "naïve café", "a_b (2)"):
        assert plain_line(name) == name
        assert is_plain(name)


@pytest.mark.parametrize("steering", [one for one in STEERING if one not in "\r\u2028"])
def test_a_folder_with_such_a_name_has_a_gesture_that_can_be_shown(steering):
    gesture = gesture_of_folder(f"wave{steering}")
    assert is_plain(gesture)
    assert is_plain(folder_of(gesture))
    with pytest.raises(RecordingError):
        normalised_name(f"wave{steering}x")


def test_a_card_with_such_a_label_is_damaged():
    card = a_card()
    labels = (card.labels[0], "\u202eevaw", *card.labels[2:])
    with pytest.raises(ModelError):
        type(card).from_json({**card.to_json(), "labels": labels})


def test_a_line_of_the_log_cannot_be_forged():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", ("a\x1b[2J\u202eb",), None)
    assert PlainFormatter("%(message)s").format(record) == "a\\x1b[2J\\u202eb"
