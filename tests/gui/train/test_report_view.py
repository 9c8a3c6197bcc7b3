"""The report by keyboard: from the confusion to the takes behind a cell, playing side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.model.advice import advice_on
from gesture_app.core.model.comparison import Comparison, GestureChange
from gesture_app.core.model.experience import NOT_TRIED
from gesture_app.core.model.report import JudgedTake
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.report_view import ReportView
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import a_card, a_report
from tests.made_up_takes import a_take

CARD = a_card("fist", "point", "swipe_left")
NAMED = (("fist", "fist"), ("fist", "point"), ("fist", "point"), ("point", "point"), ("swipe_left", "swipe_left"))


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path, tasks: TaskRunner) -> RecordingLibrary:
    """Two takes each of what was shown, read."""
    store, rng = RecordingStore(tmp_path), np.random.default_rng(0)
    for gesture in ("fist", "fist", "fist", "point", "swipe_left"):
        store.save(a_take(gesture, rng))
    library = RecordingLibrary(store, ReviewStore(tmp_path), tasks)
    library.refresh()
    qtbot.waitUntil(lambda: library.loaded)
    return library


def judged_of(library: RecordingLibrary) -> tuple[JudgedTake, ...]:
    """The library's takes, named as `NAMED` says."""
    takes = [row.take for row in library.contents.rows]
    return tuple(
        JudgedTake(content_key(take), take.id, take.gesture, named, "monday")
        for take, (gesture, named) in zip(takes, NAMED, strict=True)
        if take.gesture == gesture
    )


@pytest.fixture
def view(qtbot: QtBot, library: RecordingLibrary, tasks: TaskRunner) -> ReportView:
    view = ReportView(library, tasks, lambda: True)
    qtbot.addWidget(view)
    view.resize(1200, 900)
    view.show()
    return view


def show(view: ReportView, judged: tuple[JudgedTake, ...], comparison: Comparison | None = None) -> None:
    report = replace(a_report(CARD), judged=judged)
    view.show_report(CARD, report, comparison, ())


def test_it_begins_at_what_went_wrong_most_and_two_takes_play_side_by_side(
    qtbot: QtBot, view: ReportView, library: RecordingLibrary
) -> None:
    show(view, judged_of(library))
    assert view.takes.words.text() == "2 of 3 takes of fist were named point"
    assert view.takes.list.count() == 2
    qtbot.waitUntil(lambda: view.takes.stage.playing == 2)
    assert view.takes.stage.captions[0].text() == "fist, named point"
    assert view.takes.stage.captions[1].text() == "an example of point"
    qtbot.waitUntil(view.takes.stage.pair.isVisible)
    assert not view.grab().isNull()


def test_arrow_keys_walk_the_cells_and_enter_leads_to_the_takes_and_into_the_library(
    qtbot: QtBot, view: ReportView, library: RecordingLibrary
) -> None:
    show(view, judged_of(library))
    view.confusion.setFocus()
    qtbot.keyClick(view.confusion, Qt.Key.Key_Right)
    assert "named swipe left" in view.takes.none_words.text()
    assert not view.takes.list.isVisible()
    qtbot.keyClick(view.confusion, Qt.Key.Key_Left)
    qtbot.keyClick(view.confusion, Qt.Key.Key_Return)
    assert view.takes.list.hasFocus()
    qtbot.keyClick(view.takes.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.takes.open_wanted) as opened:
        qtbot.keyClick(view.takes.list, Qt.Key.Key_Return)
    assert opened.args[0].stem == judged_of(library)[2].id


def test_advice_leads_to_the_takes_it_is_about_and_to_recording_more(
    qtbot: QtBot, view: ReportView, library: RecordingLibrary
) -> None:
    show(view, judged_of(library))
    view.confusion.choose(1, 1)
    view.advice.show_advice(advice_on(view.report))
    view.advice.cell_wanted.connect(view.go_to_cell)
    see, more = (
        next(made for made in view.advice.findChildren(QPushButton) if made.text() == words)
        for words in ("Show these takes", "Record point")
    )
    qtbot.keyClick(see, Qt.Key.Key_Return)
    assert view.takes.words.text() == "2 of 3 takes of fist were named point"
    assert view.takes.list.hasFocus()
    with qtbot.waitSignal(view.advice.record_wanted) as wanted:
        qtbot.keyClick(more, Qt.Key.Key_Return)
    assert wanted.args == ["point", 5]


def test_a_take_that_is_gone_or_was_changed_since_is_said_to_be(
    qtbot: QtBot, view: ReportView, library: RecordingLibrary
) -> None:
    fist, other, *rest = judged_of(library)
    changed = JudgedTake("another key", other.id, other.gesture, other.named, other.session)
    gone = JudgedTake("a key", "nowhere", "fist", "point", "monday")
    show(view, (fist, changed, gone, *rest))
    lines = [view.takes.list.item(row).text() for row in range(view.takes.list.count())]
    assert any(line.endswith("changed since") for line in lines)
    assert any(line.endswith("was deleted") for line in lines)
    view.takes.list.setCurrentRow(lines.index(next(line for line in lines if "deleted" in line)))
    assert not view.takes.open.isEnabled()


def test_before_and_after_stand_beside_each_other(view: ReportView, library: RecordingLibrary) -> None:
    changes = (GestureChange("fist", 3, 1.0, 0.5), GestureChange("point", 1, 0.5, 1.0))
    show(view, judged_of(library), Comparison("old", changes, 0, ("swipe_left",)))
    said = view._bars.accessibleDescription()
    assert "fist 100 → 50 % ▼" in said
    assert "point 50 → 100 % ▲" in said
    assert "swipe left new  100 %" in said


def test_without_held_out_takes_no_figure_is_claimed(view: ReportView) -> None:
    show(view, ())
    assert "Accuracy is unknown" in view.experience.basis.text()
    assert view.experience.found.text() == NOT_TRIED
    assert not view.takes.list.isVisible()
    assert not view.grab().isNull()


def test_a_name_from_anybody_stays_a_name(view: ReportView) -> None:
    odd = '<img src="//evil/x.png">'
    card = a_card(odd, *(f"g{number}" for number in range(998)))
    view.show_report(card, a_report(card, (odd, odd)), None, ())
    assert view.takes.words.text() == f"1 of 1 take of {odd} was named correctly {odd}"
    tip = view.confusion.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip
