"""A table of actions: its keys run commands, and its texts name them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.gui.widgets.page_actions import Page, PageAction, PageActions, hint_line, key_text

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
ROWS = (
    PageAction("discard", ("Del", "X"), "Discard", "Move it to the bin", hint="discard"),
    PageAction("back", ("Left",), "◂", "One step back", hint="step"),
    PageAction("on", ("Right",), "▸", "One step on", hint="step"),
    PageAction("select", ("Shift+Right",)),
    PageAction("help", ("?",), hint="help"),
    PageAction("first", ("1",), hint="panel"),
    PageAction("second", ("2",), hint="panel"),
    PageAction("third", ("3",), hint="panel"),
    PageAction("undo", ("Ctrl+Z",), hint="undo"),
)


class KeyPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.actions_of_page = PageActions(ROWS, {row.id: self._noting(row.id) for row in ROWS}, self)
        self.discard = self.actions_of_page.button("discard", self)
        QVBoxLayout(self).addWidget(self.discard)

    def _noting(self, action: str):
        return lambda: self.done.append(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.actions_of_page.press(event)


@pytest.fixture
def page(qtbot: QtBot) -> KeyPage:
    page = KeyPage()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.setFocus()
    return page


def test_each_key_of_a_row_runs_its_command(page: KeyPage, qtbot: QtBot):
    for key in (KEY.Key_Delete, KEY.Key_X, KEY.Key_Left, KEY.Key_Right, KEY.Key_F5):
        qtbot.keyClick(page, key)
    assert page.done == ["discard", "discard", "back", "on"]


def test_shift_chooses_its_own_row_and_otherwise_changes_nothing(page: KeyPage, qtbot: QtBot):
    for key in (KEY.Key_Right, KEY.Key_Left, KEY.Key_Question):
        qtbot.keyClick(page, key, SHIFT)
    assert page.done == ["select", "back", "help"]


def test_a_key_with_control_is_a_shortcut_of_the_page(page: KeyPage, qtbot: QtBot):
    qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, KEY.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert page.done == ["undo"]


def test_a_button_has_the_texts_and_the_command_of_its_row(page: KeyPage, qtbot: QtBot):
    qtbot.mouseClick(page.discard, Qt.MouseButton.LeftButton)
    assert page.done == ["discard"]
    assert page.discard.text() == "Discard"
    assert page.discard.toolTip() == "Move it to the bin (Delete)"


def test_the_hint_line_joins_rows_with_the_same_word():
    assert hint_line(ROWS) == f"Delete discard · ←→ step · ? help · 1–3 panel · {key_text('Ctrl+Z')} undo"


def test_arrow_keys_are_shown_as_arrows():
    assert key_text("Left") == "←"
    assert key_text("PgUp") == "PgUp"
    assert key_text("Shift+Right").endswith("→")


def test_rows_and_commands_must_agree(qtbot: QtBot):
    page = QWidget()
    qtbot.addWidget(page)
    with pytest.raises(ValueError, match="select"):
        PageActions(ROWS, {row.id: page.update for row in ROWS if row.id != "select"}, page)
    with pytest.raises(ValueError, match="Two rows"):
        PageActions((PageAction("a", ("K",)), PageAction("b", ("K",))), {"a": page.update, "b": page.update}, page)


def test_pages_are_named_by_their_shortcut():
    assert Page.TRAIN.key == key_text("Ctrl+4")
