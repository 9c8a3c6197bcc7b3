"""The menu bar of the whole program, its dialogs, and the keys of all pages together."""

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from gesture_app.app import Program
from gesture_app.gui.widgets.page_actions import Menu, Page
from gesture_app.gui.window.menu_bar import HELP
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

pytestmark = pytest.mark.usefixtures("look_restored")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    made = Program(
        qapp, find_workspace(tmp_path / "ws"), SettingsStore(tmp_path / "settings.toml"), tmp_path / "window.log"
    )
    qtbot.addWidget(made.window)
    made.window.show()
    made.open()
    yield made
    made.window.close()
    made.stop()


def listed(program, menu):
    """Open a menu. Return its actions by their names without keys."""
    bar = program.window.menus
    bar.menu(menu).aboutToShow.emit()
    return {action.text().partition("\t")[0].replace("&", ""): action for action in bar.menu(menu).actions()}


def mnemonic(text):
    found = re.search(r"(?<!&)&(\w)", text)
    return found[1].upper() if found is not None else ""


def test_the_keys_of_the_window_work(program, qtbot):
    window = program.window
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_O, CONTROL)
    assert window.source_menu.isVisible()
    window.source_menu.close()
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    assert window.settings_dialog.isVisible()
    window.settings_dialog.close()
    qtbot.keyClick(window, Qt.Key.Key_I, CONTROL)
    assert program.dialogs.imports.isVisible()
    program.dialogs.imports.close()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert program.menus.shortcuts_dialog.isVisible()


def test_each_page_lists_its_actions_with_keys_and_those_that_cannot_act_are_grey(program, qtbot):
    edit = listed(program, Menu.EDIT)
    assert edit["That was a …"].text().endswith("\tW")
    assert not edit["Trim"].isEnabled()  # no moment is shown
    edit["Watch for false alarms"].trigger()
    assert program.recognise.corrections.watch.isChecked()
    program.recognise.corrections.watch.click()
    program.window.turn_to(program.train)
    edit = listed(program, Menu.EDIT)
    assert "Watch for false alarms" not in edit
    assert not edit["Use the new model"].isEnabled()
    assert not listed(program, Menu.FILE)["Save report …"].isEnabled()
    listed(program, Menu.GO)["Models"].trigger()
    assert program.window.pages.currentIndex() == Page.MODELS - 1
    listed(program, Menu.VIEW)["Bin"].trigger()
    assert program.models.in_bin


def test_the_list_of_shortcuts_has_every_page_and_can_be_searched(program):
    dialog = program.menus.shortcuts_dialog
    tree = dialog.tree
    assert [tree.topLevelItem(place).text(0) for place in range(tree.topLevelItemCount())] == [
        "Everywhere", "Recognise", "Record", "Library", "Train", "Models", "Inspect", "Actions"
    ]  # fmt: skip
    everywhere = tree.topLevelItem(0)
    keys = {everywhere.child(row).text(0): everywhere.child(row).text(1) for row in range(everywhere.childCount())}
    assert keys["Library"] == "Ctrl+3"
    assert keys["Import …"] == "Ctrl+I"
    dialog.search.setText("review doubt")
    dialog.search.setText("doubtful takes")
    library = tree.topLevelItem(3)
    shown = [library.child(row).text(0) for row in range(library.childCount()) if not library.child(row).isHidden()]
    assert shown == ["Review"]
    assert everywhere.isHidden()


def test_help_leads_to_the_first_steps_the_tour_and_the_licences(program, qtbot):
    program.recognise.first_steps.hide_steps.click()
    program.window.turn_to(program.models)
    entries = listed(program, HELP)
    entries["First steps"].trigger()
    assert program.recognise.first_steps.isVisible()
    entries["Tour: how an LSTM works"].trigger()
    qtbot.waitUntil(lambda: program.inspect.tour.active)
    entries["About Gestures"].trigger()
    about = program.menus.about_dialog
    assert about.isVisible()
    assert "torch 2." in about.versions
    assert "MIT License" in about.texts.widget(1).toPlainText()
    assert "mediapipe" in about.texts.widget(2).toPlainText().lower()


@pytest.mark.parametrize("page", list(Page))
def test_no_two_things_on_a_page_have_the_same_mnemonic(program, qtbot, page):
    program.window.show_page(page - 1)
    program.record.prepare("fist", 5)
    window = program.window
    texts = [action.text() for action in window.menus.actions()]
    for kind in (QAbstractButton, QLabel):
        texts += [one.text() for one in window.findChildren(kind) if one.isVisible()]
    counts = Counter(mnemonic(text) for text in texts)
    assert not [text for text in texts if mnemonic(text) and counts[mnemonic(text)] > 1]
