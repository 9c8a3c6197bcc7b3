"""The Actions page on a real file of actions: add by keys, approve, try, skip, undo, profiles, import, safety."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gesture_app.actions.outcome import SwitchedOffBy
from gesture_app.core.errors import ActionError
from gesture_app.core.prediction import Event
from gesture_app.gui.actions.gesture_rows import NO_ACTION, NOT_IN_USE, UNKNOWN, WAITS
from gesture_app.gui.actions.key_capture import KeyCapture
from gesture_app.gui.actions.kind_fields import KIND_FIELDS, action_texts, action_value
from gesture_app.gui.actions.page import ActionsPage
from gesture_app.gui.actions.starter_profiles import STARTERS
from gesture_app.gui.state.gesture_actions import QUESTION, RECORDING
from gesture_app.gui.state.running_work import Work, WorkKind
from gesture_app.storage.workspace import shipped_models_folder
from tests.fakes import FakeRecogniser, a_card, a_hand, tracked

ACTIONS = """\
# made by hand
[[everywhere.actions]]
gesture = "fist"   # a remark
program = ["touch", "{file}"]

[[everywhere.actions]]
gesture = "gone"
keys = "b"

[[everywhere.actions]]
gesture = "fist"
keys = "nokey"
"""


@pytest.fixture
def file(workspace, tmp_path):
    workspace.root.mkdir(parents=True, exist_ok=True)
    file = workspace.root / "actions.toml"
    file.write_text(ACTIONS.replace("{file}", str(tmp_path / "touched")))
    return file


@pytest.fixture
def page(qtbot, file, context):
    context.session.start("fake", FakeRecogniser(a_card("fist", "wave")))
    context.updates.start()
    page = ActionsPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 520)
    page.show()
    qtbot.waitUntil(lambda: page.library.loaded and len(page.ui.gestures.rows) == 3)
    return page


def words(page):
    return {row.gesture: (row.summary, row.trouble) for row in page.ui.gestures.rows}


def choose(page, gesture):
    page.ui.gestures.selectRow([row.gesture for row in page.ui.gestures.rows].index(gesture))


def fire(context, gesture, time=1.0):
    frame = tracked(time, right=a_hand())
    context.gesture_actions.control.receive((Event(time, time, gesture, 0.9),), frame, True)


def test_gestures_without_action_unknown_gestures_and_mistakes_are_named(page):
    assert words(page)["wave"] == (NO_ACTION, "")
    assert words(page)["gone"] == ("b", UNKNOWN)
    assert UNKNOWN != NOT_IN_USE
    assert "line 12" in page.ui.mistakes.text()
    assert page.ui.waiting.text().startswith("2 actions wait")
    choose(page, "wave")
    assert "wave" in page.ui.empty.text()


def test_an_action_is_added_by_pressing_its_keys_and_is_approved(page, qtbot, file, context):
    choose(page, "wave")
    QTest.keyClick(page.ui.gestures, Qt.Key.Key_A)
    dialog = page.action_dialog
    keys = dialog.forms["keys"].keys
    qtbot.waitUntil(lambda: keys.capturing)
    QTest.keyClick(keys, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert keys.text() == "ctrl+shift+tab"
    context.gesture_actions.poll()
    assert QUESTION in context.gesture_actions.state.waiting
    dialog.accept()
    qtbot.waitUntil(lambda: words(page)["wave"] == ("ctrl+shift+tab", ""))
    assert "# a remark" in file.read_text()
    (waved,) = page.ui.bound.actions_shown
    assert (waved.approved, waved.state) == (True, "")
    assert len(page.library.unapproved) == 2
    context.gesture_actions.poll()
    assert context.gesture_actions.state.waiting == ()
    page.ui.footer.undo.click()
    qtbot.waitUntil(lambda: words(page)["wave"] == (NO_ACTION, ""))


def test_nothing_of_the_file_happens_before_its_user_has_looked_and_said_yes(page, qtbot, context, tmp_path):
    context.gesture_actions.switch(True)
    fire(context, "fist")
    qtbot.waitUntil(lambda: page.ui.log.rowCount() == 1)
    assert "approve" in page.ui.log.item(0, 5).text()
    choose(page, "fist")
    page.try_it()
    assert context.gesture_actions.trying.binding is None
    page.approve()
    box, binding = page.consent.boxes[0]
    assert not box.isChecked()
    assert not page.consent.approve.isEnabled()
    box.setChecked(True)
    page.consent.accept()
    qtbot.waitUntil(lambda: len(page.library.unapproved) == 1)
    assert binding.action.command == ("touch", str(tmp_path / "touched"))
    qtbot.waitUntil(lambda: page.ui.bound.current is not None and page.ui.bound.current.state != WAITS)
    assert not (tmp_path / "touched").exists()
    QTest.keyClick(page.ui.bound, Qt.Key.Key_Y)
    assert page.ui.state.title.text().startswith("In 3")
    qtbot.waitUntil((tmp_path / "touched").exists)
    qtbot.waitUntil(lambda: page.ui.log.item(0, 5).text() == "done")


def test_a_change_in_an_editor_waits_for_approval_again(page, qtbot, file):
    page.library.approve([binding for _, binding in page.library.unapproved])
    qtbot.waitUntil(lambda: not page.library.unapproved)
    file.write_text(file.read_text().replace('"b"', '"c"'))
    qtbot.waitUntil(lambda: len(page.library.unapproved) == 1)
    assert words(page)["gone"][0] == "c"


def test_skip_change_and_delete_keep_the_approval_of_what_stays(page, qtbot, file):
    page.library.approve([binding for _, binding in page.library.unapproved])
    choose(page, "gone")
    qtbot.waitUntil(lambda: page.ui.bound.current is not None and page.ui.bound.current.approved)
    page.skip()
    qtbot.waitUntil(lambda: page.ui.bound.current is not None and not page.ui.bound.current.binding.enabled)
    assert page.ui.bound.current.approved
    page.change()
    qtbot.waitUntil(page.action_dialog.isVisible)
    assert page.action_dialog.forms["keys"].keys.text() == "b"
    page.action_dialog.profile.setEditText("slides")
    page.action_dialog.accept()
    qtbot.waitUntil(lambda: "profiles.slides" in file.read_text())
    assert file.read_text().count('"gone"') == 1
    qtbot.waitUntil(lambda: page.ui.bound.current is not None and page.ui.bound.current.profile == "slides")
    page.delete()
    qtbot.waitUntil(lambda: "gone" not in file.read_text())


def test_the_dry_run_shows_and_does_nothing(page, qtbot, context, tmp_path):
    QTest.keyClick(page, Qt.Key.Key_D)
    page.ui.state.switch.click()
    fire(context, "fist")
    qtbot.waitUntil(lambda: page.ui.log.rowCount() == 1)
    assert "dry run" in page.ui.log.item(0, 5).text()
    assert context.gesture_actions.control.worker is None
    assert not (tmp_path / "touched").exists()


def test_profiles_are_made_renamed_chosen_and_deleted(page, qtbot, context):
    names = lambda: [profile.name for profile in page.library.now.actions.profiles]  # noqa: E731
    menu = page.profile_menu
    menu.ask_new()
    page.ui.ask.field.setText("everywhere")
    QTest.keyClick(page.ui.ask.field, Qt.Key.Key_Return)
    assert "cannot be the name" in page.ui.ask.message
    page.ui.ask.field.setText("talk")
    QTest.keyClick(page.ui.ask.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names() == ["talk"])
    menu.ask_programs(page.library.now.actions.profiles[0])
    page.ui.ask.field.setText("impress,  okular ")
    QTest.keyClick(page.ui.ask.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.library.now.actions.profiles[0].programs == ("impress", "okular"))
    menu.ask_name(page.library.now.actions.profiles[0])
    page.ui.ask.field.setText("slides")
    QTest.keyClick(page.ui.ask.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names() == ["slides"])
    page.ui.state.profile.setCurrentIndex(2)
    page.ui.state.profile.activated.emit(2)
    assert (context.gesture_actions.state.profile, context.gesture_actions.state.profile_by_hand) == ("slides", True)
    menu.delete_profile(page.library.now.actions.profiles[0])
    qtbot.waitUntil(lambda: names() == [])
    assert context.gesture_actions.state.profile == ""


def test_a_shared_file_replaces_all_after_a_look(page, qtbot, file, tmp_path, context):
    shared = tmp_path / "mine.gesture-actions"
    page.library.export_to(shared)
    qtbot.waitUntil(shared.exists)
    shared.write_text('[[everywhere.actions]]\ngesture = "wave"\nkeys = "x"\n')
    page.import_from(shared)
    qtbot.waitUntil(page.consent.isVisible)
    assert [binding.action.what for _, binding in page.consent.boxes] == ["x"]
    page.consent.reject()
    assert len(page.library.unapproved) == 1
    page.library.undo()
    qtbot.waitUntil(lambda: "# made by hand" in file.read_text())


def test_templates_can_be_read_and_wait_for_approval(page, qtbot):
    for starter in STARTERS:
        page.add_template(starter)
        qtbot.waitUntil(lambda name=starter.name: any(one.name == name for one in page.library.now.actions.profiles))
        page.consent.reject()
    assert len(page.library.now.mistakes) == 1  # of the file before
    count = sum(len(starter.entries) for starter in STARTERS)
    assert len(page.library.unapproved) == 2 + count


def test_templates_use_gestures_of_the_model_that_ships_with_the_program():
    from gesture_app.storage.models.store import ModelStore

    shipped = ModelStore(shipped_models_folder(), None).load("starter").card.gestures
    assert {entry["gesture"] for starter in STARTERS for entry in starter.entries} <= set(shipped)


def test_actions_are_off_at_start_and_while_takes_are_recorded(page, qtbot, context):
    actions = context.gesture_actions
    assert actions.state.why_off is SwitchedOffBy.START
    assert page.ui.state.title.text() == "Actions are off"
    actions.switch(True)
    assert page.ui.state.title.text() == "Actions are ON"
    context.work.report(WorkKind.SERIES, Work("Recording"))
    actions.poll()
    assert RECORDING in actions.state.waiting
    assert page.ui.state.title.text() == "Actions wait"
    context.work.report(WorkKind.SERIES, None)
    actions.poll()
    assert page.ui.state.title.text() == "Actions are ON"
    actions.toggle_quickly()
    actions.toggle_quickly()  # a startled second press
    actions.poll()
    assert actions.state.why_off is SwitchedOffBy.USER


def test_limits_are_saved(page, qtbot, file):
    page.limits.ask(page.library.now.actions.safety, ["fist"])
    page.limits.hotkey.setText("g")
    page.limits.accept()
    assert page.limits.message.text()
    page.limits.hotkey.setText("ctrl+alt+h")
    page.limits.burst.setValue(9)
    page.limits.arming.setCurrentIndex(1)
    page.limits.accept()
    qtbot.waitUntil(lambda: page.library.now.actions.safety.burst == 9)
    safety = page.library.now.actions.safety
    assert (safety.hotkey, safety.arming) == ("ctrl+alt+h", "fist")
    assert words(page)["fist"][0].startswith("arms")


@pytest.mark.parametrize(
    ("key", "modifiers", "chord"),
    [
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier, "ctrl++"),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, "pagedown"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.AltModifier, "alt+f5"),
        (Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, "ctrl+shift+t"),
        (Qt.Key.Key_MediaNext, Qt.KeyboardModifier.NoModifier, "next"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "esc"),
    ],
)
def test_keys_are_captured_as_the_file_names_them(qtbot, key, modifiers, chord):
    field = KeyCapture()
    qtbot.addWidget(field)
    field.show()
    field.capture()
    QTest.keyClick(field, key, modifiers)
    assert field.text() == chord
    assert not field.capturing


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("keys", "ctrl+tab"),
        ("keys", ["ctrl+k", "ctrl+c"]),
        ("text", "a\nb"),
        ("mouse", "scroll up 3"),
        ("program", ["notify-send", "{gesture}", "a b"]),
        ("program", {"run": ["x"], "limit_s": 5}),
        ("open", "https://example.org"),
        ("osc", {"to": "127.0.0.1:9000", "address": "/g", "args": ["{score}", 1, 2.5, 'a"b']}),
        ("midi", {"note": 60, "velocity": 100}),
        ("mqtt", {"broker": "mqtt://h:1883", "topic": "t", "payload": "p", "retain": True}),
        ("http", {"url": "http://h/", "method": "POST", "headers": {"A": "1"}, "json": {"g": ["{gesture}", 1]}}),
        ("sound", "beep"),
        ("do", "profile slides"),
    ],
)
def test_the_form_of_each_kind_gives_back_what_the_file_holds(kind, value):
    assert action_value(kind, action_texts(kind, value)) == value
    assert kind in KIND_FIELDS


def test_a_form_says_what_makes_no_sense():
    with pytest.raises(ActionError, match="no number"):
        action_value("midi", {"note": "x"})
    with pytest.raises(ActionError, match="JSON"):
        action_value("http", {"url": "http://h/", "json": "{"})
