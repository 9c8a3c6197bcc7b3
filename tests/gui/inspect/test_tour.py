"""The guided tour: eight cards, each with something to try, on the example and the model in use."""

from __future__ import annotations

import re
import threading
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QComboBox, QToolTip
from pytestqt.qtbot import QtBot

from gesture_app.core.inspection.cell_replay import GateKind
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.panels.cell_diagram import HIGH, WIDE, explain_part
from gesture_app.gui.inspect.timeline.cell_lanes import CellLineLane
from gesture_app.gui.inspect.tour.cell_cards import HeldGateCard
from gesture_app.gui.inspect.tour.memory_card import share_left
from tests.gui.inspect.desk import KEY, Desk, wait_for_view
from tests.waiting import PATIENCE_S

NUMBER = r"\(?(−?\d+\.\d+)\)?"


@pytest.fixture
def tour(desk: Desk, qtbot: QtBot) -> InspectPage:
    """The page as it opens for the first time, on the first card, with an answer of the network."""
    desk.stream.frames = ()  # no camera
    desk.page._context.settings.change(inspect_tour=True)
    desk.page.show()
    qtbot.waitUntil(lambda: desk.page.view is not None and desk.page.tour.panel.number._moment is not None)
    wait_for_view(desk.page, qtbot)
    qtbot.waitUntil(lambda: not desk.page.source.queue.busy("change"))
    return desk.page


def test_it_opens_without_camera_and_recordings_and_goes_on_and_back(tour: InspectPage, qtbot: QtBot):
    panel = tour.tour.panel
    assert tour.tour.active
    assert not tour.side.panels.isVisibleTo(tour)
    assert [event.label for event in tour.view.trace.fired] == ["thumb_up", "swipe_left"]
    titles = []
    for place, card in enumerate(panel.cards):
        assert panel.card is card
        assert panel.place.text() == f"{place + 1} of {len(panel.cards)}"
        assert {key for key in card.marked if key != "lead"} <= {lane.key for lane in tour.canvas.lanes}
        assert tour.canvas.marked == set(card.marked)
        assert not set(card.marked) & tour.canvas.folded
        titles.append(panel.title.text())
        if place < len(panel.cards) - 1:
            qtbot.keyClick(tour.canvas, KEY.Key_Return)
    assert len(set(titles)) == 8
    qtbot.keyClick(tour.canvas, KEY.Key_Backspace)
    assert panel.index == 6
    tour.tour.go_to(7)
    panel.next.click()
    assert not tour.tour.active


def test_it_is_remembered_as_seen_and_opens_again(tour: InspectPage, desk: Desk, qtbot: QtBot):
    tour.canvas.folded = frozenset()
    tour.tour.panel.skip.click()
    assert not tour._context.settings.now.inspect_tour
    assert tour.side.panels.isVisibleTo(tour)
    assert tour.source.live
    assert not tour.canvas.marked
    tour.hide()
    tour.show()
    assert not tour.tour.active
    qtbot.keyClick(tour.canvas, KEY.Key_T)
    assert tour.tour.active
    assert tour.tour.panel.index == 0
    qtbot.keyClick(tour.canvas, KEY.Key_Escape)
    assert not tour.tour.active
    tour.open_tour()
    assert tour.tour.active


def test_a_take_from_the_library_comes_before_the_tour(tour: InspectPage, desk: Desk, qtbot: QtBot):
    qtbot.waitUntil(lambda: desk.library.loaded)
    tour.look_at(desk.library.contents.rows[0].take)
    wait_for_view(tour, qtbot)
    assert not tour.tour.active
    assert tour._context.settings.now.inspect_tour  # it was not seen yet


def test_another_number_changes_the_cell_from_its_step_on(tour: InspectPage, qtbot: QtBot):
    card, view, step = tour.tour.panel.number, tour.view, tour.view.step_at(tour.playback.position)
    card.slider.slider.setValue(0)
    qtbot.waitUntil(lambda: card.plot.curves.changed is not None)
    was, now = card.plot.curves.as_it_was, card.plot.curves.changed
    np.testing.assert_allclose(was, view.gates.cell[view.side, :, tour.canvas.cell])
    np.testing.assert_allclose(now[:step], was[:step], atol=1e-4)  # the past is the same
    assert abs(now[step + 2] - was[step + 2]) > 0.02
    assert f"{now[step]:.2f}".replace("-", "−") in card.numbers.text()


def test_a_gate_multiplies_what_it_lets_pass(tour: InspectPage, qtbot: QtBot):
    tour.tour.go_to(1)
    card, view = tour.tour.panel.card, tour.view
    step = view.step_at(tour.playback.position)
    learned = float(view.gates.forget_gate[view.side, step, tour.canvas.cell])
    assert _numbers(card.numbers.text(), rf"σ\(.*\) = {NUMBER}") == [pytest.approx(learned, abs=0.003)]
    card.slider.slider.setValue(0)
    gate, before, passed = _numbers(card.numbers.text(), rf"f · c′ = {NUMBER} · {NUMBER} = {NUMBER}")
    assert gate < 0.01
    assert passed == pytest.approx(gate * before, abs=0.00501)


@pytest.mark.parametrize("place", [3, 4, 5])
def test_holding_a_gate_changes_the_cell_and_the_equation_holds(tour: InspectPage, place: int, qtbot: QtBot):
    tour.tour.go_to(place)
    card, view = tour.tour.panel.card, tour.view
    assert isinstance(card, HeldGateCard)
    gates, at = view.gates, (view.side, slice(None), tour.canvas.cell)
    expected = {
        GateKind.INPUT: np.zeros(len(view.trace)),  # nothing was ever written
        GateKind.FORGET: gates.write[at],  # it remembers one step
        GateKind.OUTPUT: np.zeros(len(view.trace)),
    }
    card.slider.slider.setValue(0)
    np.testing.assert_allclose(card.plot.curves.changed, expected[GateKind(card.gate)], atol=1e-6)
    np.testing.assert_allclose(
        card.plot.curves.as_it_was, gates.show[at] if card.of_output else gates.cell[at], atol=1e-4
    )
    for step in range(0, len(view.trace), 7):
        tour.navigator.scrub(float(view.trace.time[step]))
        _check_equation(card.numbers.text())
    card.undo.click()
    assert card.plot.curves.changed is None


def test_the_equations_of_a_cell_hold_at_every_step(tour: InspectPage, qtbot: QtBot):
    tour.tour.go_to(2)
    card, view = tour.tour.panel.card, tour.view
    contents = []
    for step in range(len(view.trace)):
        tour.navigator.scrub(float(view.trace.time[step]))
        text = card.numbers.text()
        _check_equation(text)
        contents.append(
            _numbers(text, rf"c = f · c′ \+ i · g\s+= {NUMBER} · {NUMBER} \+ {NUMBER} · {NUMBER}\s+= {NUMBER}")
        )
    for before, after in pairwise(contents):
        assert after[1] == pytest.approx(before[4], abs=0.00501)  # the c of one step is the c′ of the next


def test_going_back_in_time_shows_what_is_left_of_the_signal(tour: InspectPage, qtbot: QtBot):
    tour.tour.go_to(6)
    card = tour.tour.panel.memory
    result = card.plot.result
    card.slider.slider.setValue(500)
    lstm = next(cell for cell in result.cells if cell.cell == "lstm")
    assert f"{100 * share_left(lstm, card.slider.value, result.rate):.0f} %" in card.table.text()
    assert card.plot.marked_s == card.slider.value
    assert f"{lstm.parameters:,}" in card.verdict.text()


def test_hiding_the_thumb_takes_the_thumb_away(tour: InspectPage, qtbot: QtBot):
    tour.tour.go_to(7)
    card = tour.tour.panel.why
    qtbot.waitUntil(lambda: card.part.count() > 1)
    assert tour.view.gesture == "thumb up"
    card.part.setCurrentIndex(card.part.findText("thumb"))
    card.part.activated.emit(card.part.currentIndex())
    assert card.plot.curves.changed is not None
    assert np.nanmax(card.plot.curves.changed) < card.plot.curves.threshold
    assert "would not fire" in card.numbers.text()
    assert "“thumb up”" in card.numbers.text()


def test_a_tour_that_was_hidden_before_its_trace_goes_on(desk: Desk, qtbot: QtBot):
    page, go_on = desk.page, threading.Event()
    page._context.settings.change(inspect_tour=True)
    page.source.queue.submit("trace", lambda: go_on.wait(PATIENCE_S), lambda _: None)
    page.show()
    page.hide()  # drops the waiting trace
    go_on.set()
    qtbot.waitUntil(lambda: not page.source.queue.busy("trace"))
    assert page.view is None
    page.show()
    qtbot.waitUntil(lambda: page.tour.panel.number._moment is not None)


def test_a_model_without_gates_leaves_the_tour_to_the_shipped_one(desk: Desk, qtbot: QtBot):
    desk.models.active = lambda: "gru"
    desk.page._context.settings.change(inspect_tour=True)
    desk.page.show()
    qtbot.waitUntil(lambda: desk.page.view is not None and desk.page.view.gates is not None)
    assert desk.page.tour.active


def test_every_row_and_number_has_a_tooltip(page: InspectPage, qtbot: QtBot):
    qtbot.keyClick(page.canvas, KEY.Key_3)
    timeline = page.canvas.timeline()
    step = page.view.step_at(page.playback.position)
    style = page.canvas.plot_style()
    for lane, rect in timeline.open_lanes():
        assert len(page.canvas.tip_at(QPointF(rect.gutter.left() + 20, rect.gutter.top() + 4))) > 40
        for readout in lane.readouts(rect, step, style):
            assert page.canvas.tip_at(QPointF(rect.margin.left() + 5, readout.y)), (lane.key, readout.text)
    assert all(bar.tip for bar in (*page.side.why.parts.bars, *page.side.why.cells.bars))
    assert page.toolbar.clock.toolTip()
    for box in page.findChildren(QComboBox):
        assert box.toolTip()
        assert box.accessibleName()
    assert page.side.why.why_not.findText("“no gesture”") >= 0


def test_each_part_of_the_diagram_is_explained(page: InspectPage):
    area = QRectF(0, 0, 2 * WIDE, 2 * HIGH)
    for x, y, symbol in ((78, 115, "f"), (130, 115, "i"), (184, 115, "g"), (248, 115, "o"), (300, 18, "c")):
        assert explain_part(area, QPointF(2 * x, 2 * y)).startswith(f"{symbol}: ")
    assert explain_part(area, QPointF(0, 2 * HIGH - 1)) == ""


def test_low_windows_scroll_and_show_hands_and_all_cells(page: InspectPage, qtbot: QtBot):
    page.resize(QSize(900, 420))
    qtbot.keyClick(page.canvas, KEY.Key_3)
    for lane, rect in page.canvas.timeline().open_lanes():
        assert rect.plot.height() >= int(lane.least_px)
        if isinstance(lane, CellLineLane):
            style = page.canvas.plot_style()
            columns, rows = lane._key_grid(rect, rect.gutter.top() + 16 * (1 + len(lane._subtitle(rect, style))), style)
            assert columns * rows >= len(page.view.lines)
    area = page.layout().itemAt(0).widget().timeline_area
    assert area.verticalScrollBar().maximum() > 0
    page.canvas.mark(frozenset({"others"}))
    area.show_marked()
    marked, seen = page.canvas.marked_area(), page.canvas.visibleRegion().boundingRect()
    assert seen.contains(marked.center())


def _check_equation(text: str) -> None:
    if text.startswith("c"):
        f, before, i, g, content = _numbers(text, rf"= {NUMBER} · {NUMBER} \+ {NUMBER} · {NUMBER}\s+= {NUMBER}")
        assert f * before + i * g == pytest.approx(content, abs=0.00501)
    if "tanh" in text:
        o, content, output = _numbers(text, rf"= {NUMBER} · tanh\({NUMBER}\) = {NUMBER}")
        assert o * np.tanh(content) == pytest.approx(output, abs=0.00501)


def _numbers(text: str, pattern: str) -> list[float]:
    found = re.search(pattern, text)
    assert found is not None, text
    return [float(number.replace("−", "-")) for number in found.groups()]


def test_f1_explains_what_is_focused_or_opens_the_tour(page: InspectPage, qtbot: QtBot):
    page.toolbar.slow.setFocus()
    page.explain_focused()
    assert "quarter" in QToolTip.text()
    page.canvas.setFocus()
    QCursor.setPos(page.mapToGlobal(page.rect().bottomRight()) + QPoint(300, 300))
    qtbot.keyClick(page.canvas, KEY.Key_F1)
    assert page.tour.active
