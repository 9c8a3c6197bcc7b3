"""The Library page by keyboard, on real files: seen, filtered, judged, mended, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.quality.cross_validation import CheckDone, CheckProgress, CheckStarted, CheckWent, content_key
from gesture_app.core.recording import recording_of
from gesture_app.gui.library.actions import REVIEW_HINT, TRIM_HINT
from gesture_app.gui.library.page import LibraryPage
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.running_work import RunningWork
from gesture_app.gui.state.take_rows import Order, Show
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import tracked
from tests.made_up_takes import a_take

NO_KEY, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
KEY = Qt.Key
TAKES = 6


class FakeCheck:
    """Judges in no time what the test tells it to."""

    def __init__(self, verdicts: ReviewStore, named: dict[str, str]) -> None:
        self._verdicts, self._named = verdicts, named
        self.news: list[CheckProgress] = []
        self.cancelled = False

    def start(self) -> None:
        self._verdicts.add_named(self._named, set(self._named))
        self.news = [CheckStarted(12, 3), CheckWent(0.5, 3.0), CheckDone(len(self._named), 1, 0)]

    def poll(self) -> list[CheckProgress]:
        news, self.news = self.news, []
        return news

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def store(tmp_path: Path) -> RecordingStore:
    """Six takes each of a pose and of a movement, and one in which no hand is seen."""
    store = RecordingStore(tmp_path)
    rng = np.random.default_rng(0)
    for gesture in ("fist", "swipe_left"):
        for _ in range(TAKES):
            store.save(a_take(gesture, rng))
    info = a_take("fist", rng).info
    store.save(recording_of([tracked(n / 30) for n in range(30)], replace(info, session="tuesday")))
    return store


@pytest.fixture
def verdicts(tmp_path: Path) -> ReviewStore:
    return ReviewStore(tmp_path)


@pytest.fixture
def named() -> dict[str, str]:
    """What the models will say, by content."""
    return {}


@pytest.fixture
def page(
    qtbot: QtBot,
    store: RecordingStore,
    verdicts: ReviewStore,
    named: dict[str, str],
    tasks: TaskRunner,
    settings: CurrentSettings,
) -> Iterator[LibraryPage]:
    library = RecordingLibrary(store, verdicts, tasks)
    page = LibraryPage(library, settings, lambda: FakeCheck(verdicts, named), RunningWork())  # type: ignore[arg-type,return-value]
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: page.library.loaded)
    page.grid.setFocus()
    yield page
    page.shutdown()
    library.shutdown()
    tasks.finish()


@pytest.fixture
def press(qtbot: QtBot, page: LibraryPage) -> Callable[..., None]:
    """Keys go to where the keyboard is."""

    def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        for key in keys:
            qtbot.keyClick(page.focusWidget() or page, key, modifier)

    return press


@pytest.fixture
def write(qtbot: QtBot, page: LibraryPage) -> Callable[[str], None]:
    """Type words and press Enter."""

    def write(text: str) -> None:
        qtbot.keyClicks(page.focusWidget(), text)
        qtbot.keyClick(page.focusWidget(), KEY.Key_Return)
        page.activateWindow()  # off screen the list of names to choose from was a window of its own

    return write


@pytest.fixture
def settled(qtbot: QtBot, tasks: TaskRunner) -> Callable[[], None]:
    """Whatever was asked for is done and shown."""

    def settle() -> None:
        tasks.finish()
        QApplication.processEvents()

    return settle


def gestures(store: RecordingStore) -> dict[str, int]:
    return store.gestures()


def on_disk(store: RecordingStore, page: LibraryPage):
    """The current take as it lies on disk."""
    assert page.grid.current is not None
    path = page.grid.current.take.path
    return next(take for take in store.list_takes().takes if take.path == path)


def undo_and_redo(press, settled) -> Iterator[None]:
    press(KEY.Key_Z, modifier=CTRL)
    settled()
    yield
    press(KEY.Key_Z, modifier=CTRL | SHIFT)
    settled()
    yield


def test_every_take_is_shown_and_the_current_one_plays(qtbot, page, press):
    assert len(page.grid.rows) == 2 * TAKES + 1
    assert page.filter.count.text() == "13 takes"
    press(KEY.Key_Right)
    second = page.grid.current
    assert second is page.grid.rows[1]
    qtbot.waitUntil(lambda: page.grid.playing == second.take.path)
    assert page.grid.selected_count == 0
    assert not page.grab().isNull()


def test_a_gesture_is_chosen_by_arrow_keys(page, press):
    page.gestures.setFocus()
    press(KEY.Key_Down, KEY.Key_Down)
    assert page.gestures.chosen == {"swipe_left"}
    assert {row.take.gesture for row in page.grid.rows} == {"swipe_left"}
    press(KEY.Key_Return)
    assert page.grid.hasFocus()


def test_disabling_is_on_disk_and_can_be_undone(page, press, settled, store):
    press(KEY.Key_D)
    settled()
    assert on_disk(store, page).info.disabled
    again = undo_and_redo(press, settled)
    next(again)
    assert not on_disk(store, page).info.disabled
    next(again)
    assert on_disk(store, page).info.disabled
    assert "Disabled 1 take" in page.ui.footer.message.text()


def test_selected_takes_are_moved_to_a_gesture_that_is_typed(page, press, write, settled, store):
    page.gestures.choose("fist")
    page.grid.setFocus()
    press(KEY.Key_Right, KEY.Key_Space, KEY.Key_Right, KEY.Key_Space)
    assert page.grid.selected_count == 2
    press(KEY.Key_M)
    write("Swipe left")
    settled()
    assert gestures(store) == {"fist": TAKES - 1, "swipe_left": TAKES + 2}
    again = undo_and_redo(press, settled)
    next(again)
    assert gestures(store) == {"fist": TAKES + 1, "swipe_left": TAKES}
    next(again)
    assert gestures(store) == {"fist": TAKES - 1, "swipe_left": TAKES + 2}


def test_a_name_that_will_not_do_is_said_and_escape_leaves_all(page, press, write, settled, store):
    press(KEY.Key_M)
    write("x" * 256)
    assert page.ask.isVisible()
    press(KEY.Key_Escape)
    settled()
    assert not page.ask.isVisible()
    assert page.focusWidget() is page.grid
    assert gestures(store) == {"fist": TAKES + 1, "swipe_left": TAKES}


def test_a_note_is_written_and_found(qtbot, page, press, write, settled, store):
    press(KEY.Key_N)
    write("thumb was hidden")
    settled()
    assert on_disk(store, page).info.note == "thumb was hidden"
    press(KEY.Key_F, modifier=CTRL)
    qtbot.keyClicks(page.focusWidget(), "HIDDEN thumb")
    qtbot.waitUntil(lambda: len(page.grid.rows) == 1)


def test_renaming_into_a_gesture_that_is_there_merges_and_undo_parts_them(page, press, write, settled, store):
    page.gestures.choose("swipe_left")
    page.gestures.setFocus()
    press(KEY.Key_F2)
    write("slide")
    settled()
    assert gestures(store) == {"fist": TAKES + 1, "slide": TAKES}
    assert page.gestures.chosen == {"slide"}
    press(KEY.Key_F2)
    write("fist")
    settled()
    assert gestures(store) == {"fist": 2 * TAKES + 1}
    again = undo_and_redo(press, settled)
    next(again)
    assert gestures(store) == {"fist": TAKES + 1, "slide": TAKES}


def test_a_take_listed_anew_while_it_is_being_read_is_seen_all_the_same(page, press, settled, monkeypatch):
    held = []
    monkeypatch.setattr(page.library, "load", lambda take, done: held.append((take, done)))
    load = type(page.library).load
    press(KEY.Key_Return)
    assert page.ui.reviewing
    page.library.refresh()
    settled()
    assert page.review.row.take is not held[0][0]
    for take, done in held:
        load(page.library, take, done)
    settled()
    assert page.review._animation is not None


def test_a_trim_under_way_is_never_given_to_the_take_that_follows(page, press, settled, store):
    press(KEY.Key_Return)
    settled()
    page.review.trim_bar.move_handle(0.1)
    page.review_controller.go(1)
    page.review._keep_trim(page.review.trim_bar.trim)  # before the next take is read
    settled()
    assert all(take.info.trim is None for take in store.list_takes().takes)


def test_none_cannot_be_renamed_away_and_the_strip_says_so(page, press, write, settled, store):
    store.move(store.list_takes().takes[:1], "none")
    page.library.refresh()
    settled()
    page.gestures.choose("none")
    page.gestures.setFocus()
    before = gestures(store)
    press(KEY.Key_F2)
    write("swipe left")
    settled()
    assert page.ask.isVisible()
    assert "keeps its name" in page.ask.message
    assert gestures(store) == before


def test_discarded_takes_lie_in_the_bin_and_come_back(page, press, settled, store):
    path = page.grid.current.take.path
    press(KEY.Key_Delete)
    settled()
    assert not path.exists()
    assert store.count_binned() == 1
    press(KEY.Key_B)
    assert [row.take.path.name for row in page.grid.rows] == [path.name]
    press(KEY.Key_R)
    settled()
    assert path.exists()
    press(KEY.Key_Escape)
    assert len(page.grid.rows) == 2 * TAKES + 1
    press(KEY.Key_Delete, KEY.Key_Z)
    settled()
    press(KEY.Key_Z, modifier=CTRL)
    settled()
    assert path.exists()


def test_a_whole_gesture_is_discarded_from_the_list_and_all_at_once_never(page, press, settled, store):
    page.gestures.setFocus()
    press(KEY.Key_Delete)
    settled()
    assert gestures(store) == {"fist": TAKES + 1, "swipe_left": TAKES}
    press(KEY.Key_Down, KEY.Key_Down, KEY.Key_Delete)
    settled()
    assert gestures(store) == {"fist": TAKES + 1}
    press(KEY.Key_Z, modifier=CTRL)
    settled()
    assert gestures(store) == {"fist": TAKES + 1, "swipe_left": TAKES}
    assert page.ui.footer.message.text().startswith("Undone: discarded 6 takes.")


def test_the_bin_is_emptied_only_after_a_question(page, press, settled, store):
    press(KEY.Key_Delete)
    settled()
    press(KEY.Key_B)
    page.ui.empty_bin.click()
    keep, delete = sorted(page.empty_question.buttons(), key=lambda button: "Delete" in button.text())
    keep.click()
    settled()
    assert store.count_binned() == 1
    page.ui.empty_bin.click()
    delete.click()
    settled()
    assert store.count_binned() == 0
    assert not page.grid.rows


def test_trimming_by_keys_counts_only_the_middle(qtbot, page, press, settled, store):
    page.filter.order.setCurrentText(Order.LONGEST)
    page.grid.go_to(0)
    whole = page.grid.current.take.seconds
    press(KEY.Key_T)
    qtbot.waitUntil(lambda: page.review.trim_bar.trim is None and page.review.trim_bar.hasFocus())
    assert page.ui.footer.keys.text() == TRIM_HINT
    page.review.setFocus()
    assert page.ui.footer.keys.text() == REVIEW_HINT
    page.review.trim_bar.setFocus()
    qtbot.waitUntil(lambda: "The whole take" in page.review.trim_words.text())
    press(KEY.Key_Right, modifier=SHIFT)
    press(KEY.Key_Up)
    press(KEY.Key_Left, KEY.Key_Left)
    press(KEY.Key_Return)
    settled()
    take = next(take for take in store.list_takes().takes if take.info.trim is not None)
    start, end = take.info.trim
    assert start == pytest.approx(10 / 30, abs=0.01)
    assert end == pytest.approx(whole - 2 / 30, abs=0.01)
    assert page.review.hasFocus()
    press(KEY.Key_Z, modifier=CTRL)
    settled()
    assert all(take.info.trim is None for take in store.list_takes().takes)


def test_escape_leaves_a_trim_as_it_was(qtbot, page, press, settled, store):
    press(KEY.Key_T)
    qtbot.waitUntil(lambda: "The whole take" in page.review.trim_words.text())
    press(KEY.Key_Right, modifier=SHIFT)
    assert "Enter saves" in page.review.trim_words.text()
    press(KEY.Key_Escape)
    press(KEY.Key_Escape)
    settled()
    assert page.grid.hasFocus()
    assert all(take.info.trim is None for take in store.list_takes().takes)


def test_worst_first_one_key_to_the_next_and_what_is_good_stays_good(page, press, settled, store):
    press(KEY.Key_W)
    assert page.ui.reviewing
    worst = page.review.row
    assert worst.take.hand_share == 0
    assert "shows no hand" in worst.issues[0].sentence
    doubtful = len(page.grid.rows)
    press(KEY.Key_K)
    settled()
    assert len(page.grid.rows) == doubtful - 1
    press(KEY.Key_Z, modifier=CTRL)
    settled()
    assert page.grid.current.take.path == worst.take.path
    press(KEY.Key_Z, modifier=CTRL | SHIFT)
    settled()
    page.library.refresh()
    settled()
    assert not next(row for row in page.library.contents.rows if row.take.path == worst.take.path).doubtful
    press(KEY.Key_Escape, KEY.Key_Escape)
    assert len(page.grid.rows) == 2 * TAKES + 1


def test_two_takes_beside_and_over_each_other(qtbot, page, press, settled):
    press(KEY.Key_Space, KEY.Key_Right, KEY.Key_Space, KEY.Key_C)
    settled()
    assert page.review.comparing
    assert page.review.other_canvas.isVisible()
    press(KEY.Key_O)
    assert not page.review.other_canvas.isVisible()
    assert "over it" in page.review.text.text()
    assert not page.grab().isNull()
    before = page.review_controller._other
    press(KEY.Key_Down)
    settled()
    assert page.review_controller._other is not before
    press(KEY.Key_C)
    assert not page.review.comparing


def test_what_models_say_is_a_badge_a_filter_and_the_offered_gesture(qtbot, page, press, settled, named, store):
    stranger, *others = [row.take for row in page.library.contents.rows if row.take.gesture == "swipe_left"]
    named |= {content_key(take): "swipe_left" for take in others} | {content_key(stranger): "fist"}
    press(KEY.Key_J)
    qtbot.waitUntil(lambda: not page.cross_validation.running)
    settled()
    assert "1 take of 6 looked like another gesture." in page.cross_validation.message.text()
    page.filter.shown_takes.setCurrentText(Show.LOOKS_LIKE)
    assert [row.take.path for row in page.grid.rows] == [stranger.path]
    page.grid.setFocus()
    press(KEY.Key_M, KEY.Key_Return)
    settled()
    assert gestures(store) == {"fist": TAKES + 2, "swipe_left": TAKES - 1}
    assert not page.grid.rows  # what was said of it counts no more


def test_takes_of_another_program_appear(qtbot, page, store):
    RecordingStore(store.folder).save(a_take("point", np.random.default_rng(5)))
    qtbot.waitUntil(lambda: len(page.grid.rows) == 2 * TAKES + 2)


def test_what_another_program_took_away_is_said_and_gone(page, press, settled, store, notifications):
    page.grid.current.take.path.unlink()
    press(KEY.Key_D)
    settled()
    assert notifications.newest is not None
    settled()
    assert len(page.grid.rows) == 2 * TAKES


def test_a_damaged_file_is_said(page, settled, store):
    (store.folder / "fist" / "broken.npz").write_bytes(b"not a recording")
    page.library.refresh()
    settled()
    assert page.ui.damaged.isVisible()
    assert "broken.npz" in page.ui.damaged.text()


def test_sessions_are_offered_where_there_are_several(page):
    page.filter.session.setCurrentText("tuesday")
    assert len(page.grid.rows) == 1


def test_other_pages_lead_to_what_is_in_doubt_and_to_a_single_take(page):
    page.look_at("fist")
    assert page.filter.count.text() == "1 take"
    assert page.grid.rows[0].doubtful
    page.look_at("swipe_left")
    assert {row.take.gesture for row in page.grid.rows} == {"swipe_left"}
    assert len(page.grid.rows) == TAKES
    fist = next(row.take for row in page.library.contents.rows if row.take.gesture == "fist")
    page.open_take(fist.path)
    assert page.ui.reviewing
    assert page.review.row.take.path == fist.path
    page.look_at("")
    assert not page.ui.reviewing
    assert page.filter.count.text() == "1 take"
