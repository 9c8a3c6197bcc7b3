"""The Models page: everything by keyboard, live at the next frame, nothing lost, nothing slow."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from gesture_app import services
from gesture_app.core.errors import ModelError
from gesture_app.core.model.event_metrics import sum_of
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.gui.models.page import CHOOSE_ONE, IN_USE, NO_REPORT, SHIPPED, ModelsPage
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notifications
from gesture_app.live.session import LiveSession
from gesture_app.storage.models.archive import write_model
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import shipped_models_folder
from tests.fakes import a_card, a_report

KEY = Qt.Key


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """Two models of the user's beside the shipped one, which is in use; `new` is the newest of all."""
    ModelStore(tmp_path / "shipped", None).save(a_card("ok", id="starter"), b"shipped")
    store = ModelStore(tmp_path / "models", tmp_path / "shipped")
    new = replace(a_card("fist", "wave", id="new"), created_at="2026-02-01T00:00:00+00:00", accuracy=0.5)
    streams = replace(sum_of(()), streams=1, seconds=60.0, shown=Counter(fist=2), detected=Counter(fist=1))
    store.save(
        new,
        b"x" * 500_000,
        replace(a_report(new), streams=streams),
        UserOverrides("stage", "for the big room", {"wave": 0.35}),
    )
    store.save(replace(a_card("fist", "ok", id="old"), created_at="2026-01-01T00:00:00+00:00"), b"old")
    return store


@pytest.fixture
def models(store: ModelStore) -> ModelStore:
    return store


@pytest.fixture
def page(
    qtbot: QtBot, context: AppContext, session: LiveSession, updates: LiveUpdates, store: ModelStore
) -> Iterator[ModelsPage]:
    page = ModelsPage(context, lambda file: services.import_model(store, file))
    page.resize(1200, 640)
    qtbot.addWidget(page)
    session.start("camera")
    updates.start()
    page.show()
    qtbot.waitUntil(lambda: updates.newest is not None and page.library.loaded)
    yield page
    page.shutdown()


def ids(page: ModelsPage) -> list[str]:
    return [model.id for model in page.table.models]


def press(qtbot: QtBot, page: ModelsPage, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page.table, key)


def test_one_look_says_what_each_is_and_which_is_in_use(qtbot: QtBot, page: ModelsPage) -> None:
    assert ids(page) == ["new", "old", "starter"]
    rows = [[page.table.model().index(row, column).data() for column in range(6)] for row in range(3)]
    assert rows[0][1:3] == ["stage", "2: fist, wave"]
    assert rows[0][4:] == ["50 %", "0.5 MB"]
    assert [row[0] for row in rows] == ["", "", "✓"]
    assert [model.id for model in page.table.chosen] == ["starter"]  # the one in use, at first
    detail = page.ui.detail
    assert detail.state.text() == "✓ In use"
    assert not detail.delete.isVisible()
    assert "of imagined people. On real hands it finds most poses" in detail.facts.text()
    press(qtbot, page, KEY.Key_Home, KEY.Key_Up, KEY.Key_Up)
    assert detail.title.text() == "stage"
    assert detail.note.text() == "for the big room"
    qtbot.waitUntil(lambda: "finds 1 of 2 gestures" in detail.streams.text())
    assert "wave 60 % → 35 %" in detail.moved.text()
    assert "drawn hand" not in detail.facts.text()
    assert "2 layers" not in detail.facts.text()
    assert not page.grab().isNull()


def test_enter_uses_a_model_from_the_next_frame_on_with_its_thresholds(
    qtbot: QtBot, page: ModelsPage, context: AppContext, updates: LiveUpdates, store: ModelStore
) -> None:
    page.table.choose(["new"])
    press(qtbot, page, KEY.Key_Return, KEY.Key_Return)
    qtbot.waitUntil(lambda: updates.newest is not None and updates.newest.card is not None)
    assert updates.newest is not None
    assert updates.newest.card is not None
    assert (updates.newest.card.id, updates.newest.card.thresholds[2]) == ("new", 0.35)
    assert store.active() == "new"
    qtbot.waitUntil(lambda: page.ui.detail.state.text() == "✓ In use")
    assert not page.ui.detail.use.isVisible()
    context.active_model.use("old")  # the same road from the other page
    qtbot.waitUntil(lambda: page.in_use == "old")
    assert store.active() == "old"


def test_a_model_that_cannot_be_loaded_is_told_and_the_old_one_goes_on(
    qtbot: QtBot, page: ModelsPage, store: ModelStore, notifications: Notifications
) -> None:
    (store.folder / "old" / "weights.safetensors").unlink()
    page.table.choose(["old"])
    press(qtbot, page, KEY.Key_Enter)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert store.active() == "starter"
    assert page.ui.detail.use.isEnabled()


def test_why_a_model_is_of_no_use_is_said_and_it_can_still_be_deleted(
    qtbot: QtBot, page: ModelsPage, store: ModelStore
) -> None:
    card = store.folder / "old" / "card.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"format": 1}))
    (store.folder / "old" / "touched").touch()
    qtbot.waitUntil(lambda: any(model.card is None for model in page.table.models))
    page.table.choose(["old"])
    assert "older version" in page.ui.detail.trouble.text()
    assert "Train again" in page.ui.detail.trouble.text()
    assert not page.ui.detail.use.isVisible()
    press(qtbot, page, KEY.Key_Return)
    assert "cannot be used" in page.ui.footer.message.text()
    press(qtbot, page, KEY.Key_Delete)
    qtbot.waitUntil(lambda: ids(page) == ["new", "starter"])


def test_deleting_can_be_undone_and_neither_the_one_in_use_nor_the_shipped_one_goes(
    qtbot: QtBot, page: ModelsPage, store: ModelStore
) -> None:
    page.table.choose(["new", "old"])
    press(qtbot, page, KEY.Key_Delete)
    qtbot.waitUntil(lambda: ids(page) == ["starter"])
    assert page.ui.footer.message.text() == "Deleted 2 models."
    qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ids(page) == ["new", "old", "starter"])
    assert store.choices("new").name == "stage"
    qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: ids(page) == ["starter"])
    press(qtbot, page, KEY.Key_Delete)
    assert page.ui.footer.message.text() == IN_USE
    qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(ids(page)) == 3)
    page.table.choose(["new"])
    press(qtbot, page, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.in_use == "new")
    page.table.choose(["starter"])
    press(qtbot, page, KEY.Key_Delete)
    assert page.ui.footer.message.text() == SHIPPED
    page.table.choose(["new", "old"])
    press(qtbot, page, KEY.Key_Delete)
    assert page.ui.footer.message.text() == f"stage: {IN_USE}"
    assert len(ids(page)) == 3


def test_what_another_program_took_into_use_meanwhile_brings_back_what_was_deleted_with_it(
    qtbot: QtBot, page: ModelsPage, store: ModelStore, notifications: Notifications
) -> None:
    page.table.choose(["new", "old"])
    store.use("old")
    press(qtbot, page, KEY.Key_Delete)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert {card.id for card in store.cards()} == {"new", "old", "starter"}
    assert store.binned() == []


def test_the_bin_gives_back_what_was_deleted_before_the_window_was_opened(
    qtbot: QtBot, page: ModelsPage, store: ModelStore
) -> None:
    store.delete("old")
    qtbot.waitUntil(lambda: ids(page) == ["new", "starter"])
    assert page.ui.bin.text() == "&Bin (1)"
    press(qtbot, page, KEY.Key_B)
    assert ids(page) == ["old"]
    assert not page.ui.detail.rename.isVisible()
    press(qtbot, page, KEY.Key_Delete, KEY.Key_F2, KEY.Key_N, KEY.Key_C)
    assert ids(page) == ["old"]
    assert not page.ui.ask.isVisible()
    press(qtbot, page, KEY.Key_Return)
    qtbot.waitUntil(lambda: ids(page) == [])
    press(qtbot, page, KEY.Key_Escape)
    assert ids(page) == ["new", "old", "starter"]


def test_only_who_asks_for_it_empties_the_bin(qtbot: QtBot, page: ModelsPage, store: ModelStore) -> None:
    page.table.choose(["old"])
    press(qtbot, page, KEY.Key_Delete)
    qtbot.waitUntil(lambda: len(ids(page)) == 2)
    press(qtbot, page, KEY.Key_B)
    page.ui.empty_bin.click()
    assert "1 model" in page.empty_question.text()
    page.empty_question.reject()
    assert len(store.binned()) == 1
    page.ui.empty_bin.click()
    page.empty_question.accept()
    qtbot.waitUntil(lambda: ids(page) == [])
    assert store.binned() == []


def test_names_and_notes_are_written_and_taken_back(qtbot: QtBot, page: ModelsPage, store: ModelStore) -> None:
    page.table.choose(["old"])
    press(qtbot, page, KEY.Key_F2)
    assert page.ui.ask.isVisible()
    page.ui.ask.field.setText("  desk ")
    qtbot.keyClick(page.ui.ask.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.ui.detail.title.text() == "desk")
    assert page.table.hasFocus()
    press(qtbot, page, KEY.Key_N)
    page.ui.ask.field.setText("<b>by the window</b>")
    qtbot.keyClick(page.ui.ask.field, KEY.Key_Return)
    qtbot.waitUntil(page.ui.detail.note.isVisible)
    assert store.choices("old") == UserOverrides("desk", "<b>by the window</b>")
    assert page.ui.detail.note.textFormat() is Qt.TextFormat.PlainText
    for _ in range(2):
        qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: store.choices("old") == UserOverrides())
    assert store.load("old").card.id == "old"


def test_a_name_that_will_not_do_is_said_where_it_is_typed(qtbot: QtBot, page: ModelsPage) -> None:
    page.table.choose(["old"])
    press(qtbot, page, KEY.Key_F2)
    page.ui.ask.field.setText("x" * 100)
    qtbot.keyClick(page.ui.ask.field, KEY.Key_Return)
    assert "80 characters" in page.ui.ask.message
    assert page.ui.ask.isVisible()


def test_one_key_leads_to_the_whole_report(qtbot: QtBot, page: ModelsPage) -> None:
    page.table.choose(["new"])
    qtbot.waitUntil(page.ui.detail.report.isVisible)
    with qtbot.waitSignal(page.report_wanted) as wanted:
        press(qtbot, page, KEY.Key_O)
    assert wanted.args == ["new"]
    page.table.choose(["old"])
    qtbot.waitUntil(lambda: "old" in page._found)
    press(qtbot, page, KEY.Key_O)
    assert page.ui.footer.message.text() == NO_REPORT


def test_two_rows_are_compared_gesture_by_gesture(qtbot: QtBot, page: ModelsPage) -> None:
    page.table.choose(["new", "old"])
    comparison = page.ui.comparison
    assert page.ui.shows(comparison)
    assert comparison.only.text() == "Only the first model has wave. Only the second model has ok."
    assert comparison.cells[0][0].text() == "stage"
    message = comparison.bars.accessibleDescription()
    assert "wave 100 %  from 35 %, unknown" in message
    assert "ok unknown, 100 %  from 60 %" in message
    qtbot.waitUntil(lambda: [cell.text() for cell in comparison.cells[1]] == ["1 of 2", "—"])
    assert not page.grab().isNull()
    press(qtbot, page, KEY.Key_Return, KEY.Key_F2)  # which of the two?
    assert page.ui.footer.message.text() == CHOOSE_ONE
    assert page.in_use == "starter"
    page.resize(1200, 300)  # what does not fit is scrolled to
    qtbot.keyClick(page.table, KEY.Key_Tab)
    area = QApplication.focusWidget()
    assert isinstance(area, QScrollArea)
    qtbot.keyClick(area, KEY.Key_Down)
    assert area.verticalScrollBar().value() > 0
    press(qtbot, page, KEY.Key_Escape)
    assert not page.ui.shows(comparison)
    press(qtbot, page, KEY.Key_C)  # with the one in use
    assert page.ui.shows(comparison)
    assert {model.id for model in page.table.chosen} == {"new", "starter"}
    press(qtbot, page, KEY.Key_A)  # letters search no names
    qtbot.keyClick(page.table, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.ui.text.text() == "3 models selected."


def test_a_model_is_exported_and_comes_back_and_a_bad_file_leaves_all_as_it_was(
    qtbot: QtBot, page: ModelsPage, store: ModelStore, notifications: Notifications, tmp_path: Path
) -> None:
    page.table.choose(["new"])
    out = tmp_path / "stage.gesture-model"
    page.export_to(page.table.chosen[0], out)
    qtbot.waitUntil(lambda: page.ui.footer.message.text().endswith(f"is saved to {out}."))
    before = sorted(store.folder.rglob("*"))
    page.import_from(out)  # whose weights are none
    qtbot.waitUntil(lambda: notifications.newest is not None)  # torch is imported first
    assert notifications.newest is not None
    assert "cannot be used" in notifications.newest.sentence
    assert sorted(store.folder.rglob("*")) == before
    assert page.ui.footer.message.text() == ""
    friend = ModelStore(tmp_path / "friend", shipped_models_folder())
    friend.choose("starter", UserOverrides("from a friend"))
    write_model(tmp_path / "friend.gesture-model", friend, "starter")
    page.import_from(tmp_path / "friend.gesture-model")
    qtbot.waitUntil(lambda: len(ids(page)) == 4)
    assert page.ui.detail.title.text() == "from a friend"
    assert page.in_use == "starter"
    qtbot.keyClick(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(ids(page)) == 3)


def test_hundreds_of_models_are_listed_without_reading_weights_or_reports(
    qtbot: QtBot, page: ModelsPage, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise ModelError("Nothing of this is read for a list.")

    page.hide()
    for number in range(300):
        shutil.copytree(store.folder / "old", store.folder / f"m{number}")
    monkeypatch.setattr(store, "load", refuse)
    monkeypatch.setattr(store, "report", refuse)
    page.show()
    qtbot.waitUntil(lambda: len(ids(page)) == 303)
    press(qtbot, page, KEY.Key_End)
    assert page.table.current is not None
