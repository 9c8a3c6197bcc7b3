"""The Inspect page by keyboard, with the shipped model and the tracked drawn hand."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, QTimer
from pytestqt.qtbot import QtBot

from gesture_app.core.recording import Recording
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.presenter import NO_HAND, NO_MODEL, NOT_READ
from gesture_app.gui.inspect.query_queue import NICENESS
from gesture_app.gui.inspect.trace_view import Quantity
from gesture_app.gui.state.notifications import Notifications
from gesture_app.storage.recordings.store import RecordingStore
from tests.gui.inspect.desk import KEY, Desk, wait_for_view
from tests.waiting import PATIENCE_S


def test_it_shows_the_live_stream_and_pauses_it(page: InspectPage):
    view = page.view
    assert view is not None
    assert [event.label for event in view.trace.fired] == ["swipe_left", "fist"]
    assert page.source.paused
    assert "paused" in page.toolbar.live.text()
    assert page.toolbar.label.currentText() == view.gesture
    assert len(view.lines) == 8
    assert page.hover_text.text().startswith(f"Memory cell {page.canvas.cell} adds ")


def test_a_thread_with_lower_priority_does_the_work(desk: Desk, page: InspectPage):
    ((thread, nice),) = desk.opened_on
    assert thread != threading.main_thread().name
    assert nice == NICENESS


def test_a_hidden_page_traces_nothing(desk: Desk, page: InspectPage, qtbot: QtBot):
    page.go_live()
    wait_for_view(page, qtbot)
    page.hide()
    asked = desk.stream.asked
    tick = QTimer(interval=page.source._timer.interval(), timerType=page.source._timer.timerType())
    with qtbot.waitSignals([tick.timeout, tick.timeout]):
        tick.start()
    assert desk.stream.asked == asked
    page.show()
    qtbot.waitUntil(lambda: desk.stream.asked > asked)


def test_keys_step_and_play_slowly(page: InspectPage, qtbot: QtBot):
    time = page.view.trace.time
    qtbot.keyClick(page.canvas, KEY.Key_Home)
    assert page.playback.position == pytest.approx(time[0])
    for _ in range(3):
        qtbot.keyClick(page.canvas, KEY.Key_Right)
    assert page.playback.position == pytest.approx(time[3])
    qtbot.keyClick(page.canvas, KEY.Key_Left)
    assert page.playback.position == pytest.approx(time[2])
    qtbot.keyClick(page.canvas, KEY.Key_S)
    qtbot.keyClick(page.canvas, KEY.Key_Space)
    assert page.playback.playing
    assert page.toolbar.slow.isChecked()
    qtbot.waitUntil(lambda: page.playback.position > time[2])
    qtbot.keyClick(page.canvas, KEY.Key_Space)
    assert not page.playback.playing


def test_moved_thresholds_trace_the_take_again(desk: Desk, page: InspectPage, qtbot: QtBot):
    qtbot.waitUntil(lambda: desk.library.loaded)
    page.look_at(desk.library.contents.rows[0].take)
    wait_for_view(page, qtbot)
    opened = len(desk.opened_on)
    page.on_thresholds_changed()
    wait_for_view(page, qtbot)
    assert len(desk.opened_on) == opened + 1
    assert not page.source.outdated
    page.next_quantity()
    wait_for_view(page, qtbot)
    assert len(desk.opened_on) == opened + 1


def test_keys_choose_memory_cells_and_the_quantity(page: InspectPage, qtbot: QtBot):
    cells = [page.canvas.cell]
    for _ in range(9):
        qtbot.keyClick(page.canvas, KEY.Key_Down)
        cells.append(page.canvas.cell)
    assert cells[:8] == page.view.lines.tolist()
    assert cells[8:] == page.view.rest[:2].tolist()
    qtbot.keyClick(page.canvas, KEY.Key_V)
    wait_for_view(page, qtbot)
    assert page.view.quantity is Quantity.HOLDS
    np.testing.assert_array_equal(page.view.values, page.view.gates.cell[page.view.side])


def test_letters_find_a_take(page: InspectPage, desk: Desk, qtbot: QtBot):
    qtbot.waitUntil(lambda: desk.library.loaded)
    page.choose_take()
    assert page.picker.list.count() == 2
    qtbot.keyClicks(page.picker.field, "swi")
    assert page.picker.list.count() == 1
    qtbot.keyClick(page.picker.field, KEY.Key_Return)
    wait_for_view(page, qtbot)
    assert page.source.take.gesture == "swipe_left"
    assert page.view.gesture == "swipe left"
    qtbot.keyClick(page.canvas, KEY.Key_L)
    assert page.source.live


def test_without_a_model_the_page_tells_what_to_do(desk: Desk, qtbot: QtBot):
    desk.models.active = lambda: None
    desk.page.go_live()
    desk.page.show()
    assert desk.page.canvas.empty_text == NO_MODEL
    assert not desk.page.canvas.grab().isNull()


def test_the_error_of_an_unusable_model_is_shown_once(desk: Desk, notifications: Notifications, qtbot: QtBot):
    desk.models.active = lambda: "gone"
    desk.page.show()
    qtbot.waitUntil(lambda: notifications.newest is not None)
    first = notifications.newest
    for count in range(60, 64):
        desk.stream.frames = desk.stream.frames[:-count]
        desk.page.source.poll()
        qtbot.waitUntil(lambda: not desk.page.source.queue.busy("trace"))
    assert notifications.newest is first
    assert len(desk.opened_on) == 1


def test_a_take_without_a_hand_shows_a_message(
    page: InspectPage, store: RecordingStore, shown: Recording, qtbot: QtBot
):
    nothing = np.full_like(shown.landmarks, np.nan)
    empty = Recording(shown.time, nothing, nothing, shown.handedness, replace(shown.info, gesture="wave"))
    page.look_at(store.save(empty))
    wait_for_view(page, qtbot)
    assert not len(page.view.trace)
    assert page.canvas.empty_text == NO_HAND
    assert not page.grab().isNull()


def test_an_unreadable_take_shows_only_a_message(page: InspectPage, store: RecordingStore, qtbot: QtBot):
    take = store.list_takes().takes[0]
    for file in store.folder.rglob(f"*{Path(take.id).stem}*"):
        file.unlink()
    page.look_at(take)
    qtbot.waitUntil(lambda: page.canvas.empty_text == NOT_READ)
    assert page.canvas.view is None
    assert page.source.view is None
    assert page.presenter.trace is None


def test_a_take_dropped_with_the_page_is_traced_when_it_returns(page: InspectPage, store: RecordingStore, qtbot: QtBot):
    go_on = threading.Event()
    page.source.queue.submit("trace", lambda: go_on.wait(PATIENCE_S), _nothing)
    page.look_at(store.list_takes().takes[0])
    page.hide()
    go_on.set()
    qtbot.waitUntil(lambda: not page.source.queue.busy("trace"))
    assert page.view is None
    page.show()
    wait_for_view(page, qtbot)
    assert page.view is not None


def test_everything_fits_into_a_small_window(page: InspectPage):
    least = page.minimumSizeHint()
    assert least.width() <= 1212
    assert least.height() <= 540
    page.resize(QSize(1212, 540))
    assert not page.grab().isNull()


def _nothing(_: object) -> None:
    pass
