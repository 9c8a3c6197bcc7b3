"""actions.toml: what it means, mistakes with their lines, and edits that keep people's comments."""

import pytest

from gesture_app.actions.bindings import When
from gesture_app.actions.config.editor import ActionsEditor
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.kinds.registry import KINDS
from gesture_app.core.errors import ActionError
from gesture_app.core.prediction import HandUsed

WHOLE = """\
# my actions
format = 1

[settings]
arming = "open palm"
armed_s = 4
burst = 12
no_hand_s = 30

[[everywhere.actions]]  # pages
gesture = "swipe left"
hand = "right"
rest_s = 0.5
keys = "Page_Down"

[profiles.slides]
programs = ["impress", "Okular"]

[[profiles.slides.actions]]
gestures = ["fist", "wave"]
within_s = 1.5
program = ["notify-send", "{gesture}"]

[[profiles.slides.actions]]
gesture = "point"
when = "held"
every_ms = 50
osc = { to = "127.0.0.1:9000", address = "/place", args = ["{x}", "{y}"] }
"""


def test_a_whole_file():
    read = read_actions(WHOLE)
    assert read.mistakes == ()
    actions = read.actions
    assert (actions.safety.arming, actions.safety.armed_s, actions.safety.burst) == ("open_palm", 4, 12)
    (page,) = actions.everywhere.bindings
    assert page.trigger.gestures == ("swipe_left",)
    assert (page.trigger.hand, page.rest_s, page.action.what) == (HandUsed.RIGHT, 0.5, "pagedown")
    (slides,) = actions.profiles
    assert slides.programs == ("impress", "Okular")
    sequence, held = slides.bindings
    assert (sequence.trigger.gestures, sequence.trigger.within_s) == (("fist", "wave"), 1.5)
    assert (held.trigger.when, held.trigger.every_ms) == (When.HELD, 50)
    assert actions.gestures() == {"open_palm", "swipe_left", "fist", "wave", "point"}


def test_a_profile_gets_another_name_wherever_it_is_named():
    editor = ActionsEditor(WHOLE + '\n[[everywhere.actions]]\ngesture = "ok"\ndo = "profile slides"  # talk\n')
    editor.rename_profile("slides", "my talk")
    read = read_actions(editor.text)
    assert (read.mistakes, [one.name for one in read.actions.profiles]) == ((), ["my talk"])
    assert len(read.actions.profiles[0].bindings) == 2
    assert read.actions.everywhere.bindings[1].action.what == "profile my talk"
    assert "# talk" in editor.text
    for name in ("my talk", "everywhere", "", " a", "a.b", "a]b", "x" * 61):
        with pytest.raises(ActionError):
            editor.add_profile(name)
    editor.add_profile("empty")
    assert [one.name for one in read_actions(editor.text).actions.profiles] == ["my talk", "empty"]


def test_the_place_of_an_action_in_the_file_counts_those_that_make_no_sense():
    text = (
        '[[everywhere.actions]]\ngesture = "ok"\nkeys = "nokey"\n'
        + '[[everywhere.actions]]\ngesture = "ok"\nkeys = "b"\n'
    )
    (binding,) = read_actions(text).actions.everywhere.bindings
    assert ActionsEditor(text).entry("", binding.index)["keys"] == "b"


def entry(line):
    return f'[[everywhere.actions]]\ngesture = "fist"\n{line}\n'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('keys = "ctrl+nokey"', "nokey"),
        ('keys = ""', "no key"),
        ('text = "{gesture.__class__}{other}"', "{other}"),
        ('program = "rm -rf /"', "list"),
        ('program = ["./here"]', "full path"),
        ('program = ["{gesture}"]', "full path"),
        ('open = "file:///etc/passwd"', "neither"),
        ('open = "javascript:alert(1)"', "neither"),
        ('open = "/tmp/x.desktop"', "program"),
        ('mouse = "jump"', "jump"),
        ('osc = { to = "nowhere" }', "host and a port"),
        ("midi = { note = 200 }", "0 to 127"),
        ('mqtt = { broker = "mqtt://me:secret@host", topic = "x" }', "password"),
        ('http = { url = "ftp://host" }', "no address"),
        ('http = { url = "http://host", header = {} }', "no “header”"),
        ('do = "explode"', "explode"),
        ('sing = "la"', "no “sing”"),
        ('text = "a"\nkeys = "b"', "one of"),
        ('text = "a"\nwhen = "toggle"', "toggled"),
        ('text = "a"\nevery_ms = 50', "repeated"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_rest_works(line, words):
    good = entry('keys = "a"')
    read = read_actions(good + entry(line) + good)
    (mistake,) = read.mistakes
    assert words in mistake.sentence
    assert 4 <= mistake.line <= 7
    assert [binding.action.what for binding in read.actions.everywhere.bindings] == ["a", "a"]


def test_the_line_of_a_mistake_is_that_of_its_key():
    text = entry('keys = "a"') + '[[everywhere.actions]]\n# note\ngesture = "fist"\n\nwhen = "often"\nkeys = "b"\n'
    (mistake,) = read_actions(text).mistakes
    assert mistake.line == 8


def test_a_part_that_is_no_toml_is_left_out_alone():
    text = entry('keys = "a"') + entry('keys = "b') + entry('keys = "c"')
    read = read_actions(text)
    (mistake,) = read.mistakes
    assert (mistake.line, "no TOML" in mistake.sentence) == (6, True)
    assert [binding.action.what for binding in read.actions.everywhere.bindings] == ["a", "c"]


@pytest.mark.parametrize(
    "text", ["\x00", "[" * 5000, "a = " + "[" * 5000, "everywhere = 3", "profiles = [1]", "=", "x"]
)
def test_no_text_breaks_the_reader(text):
    read = read_actions(text)
    assert read.actions.all_bindings() == ()
    assert read.mistakes


def test_an_edit_keeps_comments_and_layout():
    editor = ActionsEditor(WHOLE)
    editor.add("slides", {"gesture": "wave", "keys": "F5"})
    editor.replace("", 0, {"gesture": "swipe_left", "keys": "Right"})
    editor.set_safety("burst", 15)
    read = read_actions(editor.text)
    assert read.mistakes == ()
    assert "# my actions" in editor.text
    assert "# pages" in editor.text
    assert [binding.action.what for binding in read.actions.everywhere.bindings] == ["right"]
    assert read.actions.profile("slides").bindings[-1].action.what == "f5"
    assert read.actions.safety.burst == 15
    editor.remove("slides", 0)
    editor.remove_profile("slides")
    assert read_actions(editor.text).actions.profiles == ()


def test_a_new_file_is_made_by_edits():
    editor = ActionsEditor("")
    editor.add("", {"gesture": "fist", "mqtt": {"broker": "mqtt://host", "topic": "lamp", "payload": "on"}})
    editor.add("slides", {"gestures": ["fist", "wave"], "keys": ["ctrl+k", "a"]})
    editor.set_programs("slides", ["impress"])
    read = read_actions(editor.text)
    assert read.mistakes == ()
    assert [binding.action.kind for _, binding in read.actions.all_bindings()] == ["mqtt", "keys"]
    with pytest.raises(ActionError):
        editor.add("", {"gesture": "fist", "keys": "nokey"})
    assert read_actions(editor.text).actions == read.actions


def test_the_page_on_actions_shows_every_kind():
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "actions.md").read_text(encoding="utf-8")
    shown = "\n".join(part.split("```")[0] for part in page.split("```toml\n")[1:])
    read = read_actions(shown)
    assert read.mistakes == ()
    assert {binding.action.kind for _, binding in read.actions.all_bindings()} == set(KINDS)
