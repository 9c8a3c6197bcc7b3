"""The side panels: span, comparison of gestures, masks, gates and gradients."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from gesture_app.core.inspection.gradient_reach import (
    CellReach,
    GradientReach,
    ReachAdvanced,
    ReachDone,
    ReachFailed,
    ReachStarted,
)
from gesture_app.core.inspection.results import MaskKind
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.panels.side_panel import GRADIENT, SPAN, WHY
from gesture_app.gui.inspect.trace_view import Quantity
from tests.gui.inspect.desk import KEY, SHIFT, Desk, wait_for_view


def test_keys_select_a_span_and_find_similar_takes(page: InspectPage, desk: Desk, qtbot: QtBot):
    fired = page.view.trace.fired[1]
    page.playback.go_to(fired.time - 0.3)
    for _ in range(8):
        qtbot.keyClick(page.canvas, KEY.Key_Right, SHIFT)
    assert page.canvas.span == pytest.approx((fired.time - 0.3, fired.time + 0.1), abs=0.06)
    assert page.side.shown == SPAN
    moments = page.side.span.moments
    qtbot.waitUntil(lambda: moments.count() == 2)
    best = moments.item(0).data(Qt.ItemDataRole.UserRole)
    assert best.gesture == "fist"
    assert best.similarity > moments.item(1).data(Qt.ItemDataRole.UserRole).similarity
    qtbot.waitUntil(lambda: desk.library.loaded)
    moments.itemActivated.emit(moments.item(0))
    qtbot.waitUntil(lambda: page.source.take is not None and page.view is not None)
    assert page.source.take.id == best.take
    assert page.playback.position == pytest.approx(best.start, abs=0.1)
    qtbot.keyClick(page.canvas, KEY.Key_Escape)
    assert page.canvas.span is None


def test_two_gestures_are_compared_and_parts_are_masked(page: InspectPage, qtbot: QtBot):
    qtbot.keyClick(page.canvas, KEY.Key_3)
    assert page.side.shown == WHY
    labels = page.view.trace.card.labels
    page.side.why.choose_pair(labels.index("swipe_left"), labels.index("swipe_right"))
    page.side.why.pair_changed.emit()
    wait_for_view(page, qtbot)
    assert page.view.gesture == "swipe left"
    assert "swipe left" in page.side.why.sentence.text()
    assert "<" not in page.side.why.sentence.text()  # the label shows its words as they are, names being anybody’s
    assert page.queries.divergence.time is not None
    assert page.queries.divergence.time < page.view.trace.fired[0].time + 0.5
    assert "lead" in [lane.key for lane in page.canvas.lanes]
    page.side.why.mask_button.click()
    qtbot.waitUntil(lambda: page.queries.occlusion is not None)
    assert page.side.hand_view.occlusion is page.queries.occlusion
    names = [row.name for row in page.side.why.mask_bars.bars]
    assert "index finger" in names
    way = next(one for one in page.queries.occlusion.of(MaskKind.PATH))
    assert way.lead_change < 0  # a swipe is nothing without its way
    assert "covered" in [lane.key for lane in page.canvas.lanes]
    assert page.side.why.content.width() <= page.side.why.content.parentWidget().width()  # nothing is cut off
    qtbot.keyClick(page.canvas, KEY.Key_1)
    assert page.side.hand_view.occlusion is None


def test_the_selected_span_is_masked_too(page: InspectPage, qtbot: QtBot):
    fired = page.view.trace.fired[0].time
    page.navigator.select((fired - 1.0, fired))
    qtbot.keyClick(page.canvas, KEY.Key_3)
    page.side.why.choose_pair(page.view.trace.card.labels.index("swipe_left"), 0)
    page.side.why.pair_changed.emit()
    wait_for_view(page, qtbot)
    page.side.why.mask_button.click()
    qtbot.waitUntil(lambda: page.queries.occlusion is not None)
    (asked,) = page.queries.occlusion.requested
    assert (asked.mask.start, asked.mask.end) == page.canvas.span
    assert asked.lead_change < 0  # most of the movement was in it
    assert f"{fired - 1:.2f}–{fired:.2f} s" in [row.name for row in page.side.why.mask_bars.bars]


def test_a_gru_shows_no_gates(desk: Desk, qtbot: QtBot):
    desk.models.active = lambda: "gru"
    page = desk.page
    page.show()
    qtbot.waitUntil(lambda: page.view is not None)
    assert not {"write", "keep", "show"} & {lane.key for lane in page.canvas.lanes}
    assert page.side.gates.no_gates.isVisibleTo(page)
    assert "GRU" in page.side.gates.no_gates.text()
    page.navigator.pause()
    wait_for_view(page, qtbot)
    assert page.toolbar.layer.isVisibleTo(page)
    page.toolbar.layer.setCurrentIndex(0)
    page.toolbar.options_changed.emit()
    wait_for_view(page, qtbot)
    assert page.view.layer == 0
    assert page.view.quantity is Quantity.OUTPUT
    assert "output" in page.hover_text.text()


def test_the_shipped_comparison_shows_at_once(page: InspectPage, desk: Desk, qtbot: QtBot):
    qtbot.keyClick(page.canvas, KEY.Key_4)
    panel = page.side.gradient
    result = panel.plot.result
    assert result is not None
    assert {cell.cell for cell in result.cells} == {"lstm", "gru", "rnn"}
    gru = next(cell for cell in result.cells if cell.cell == "gru")
    assert f"{gru.parameters:,}" in panel.result_text.text()  # what a GRU does better
    qtbot.waitUntil(lambda: desk.library.loaded)
    assert "4 takes of each of 2 gestures" in panel.own_text.text()  # the workspace has two takes
    assert " s)" in panel.start_button.text()  # how long it takes


def test_the_comparison_of_cells_starts_advances_and_stops(page: InspectPage, desk: Desk, qtbot: QtBot):
    qtbot.keyClick(page.canvas, KEY.Key_4)
    panel = page.side.gradient
    assert page.side.shown == GRADIENT
    desk.reach.news = [ReachStarted(12, ("fist", "wave"), True), ReachAdvanced(0.4, "gru")]
    panel.start_button.click()
    qtbot.waitUntil(lambda: panel.progress.value() == 400)
    panel.start_button.click()
    assert desk.reach.cancelled
    cells = tuple(
        CellReach(kind, np.geomspace(end, 1, 40).astype(np.float32), 0.9, 1000)
        for kind, end in (("lstm", 0.5), ("gru", 0.1), ("rnn", 1e-6))
    )
    desk.reach.news = [ReachDone(GradientReach(cells, 20.0, 12, 4, ("fist", "wave"), True, 1.0, 30.0))]
    qtbot.waitUntil(lambda: not panel.running)
    assert panel.plot.result is not None
    assert panel.plot.result.takes == 12
    assert "LSTM" in panel.result_text.text()
    image = panel.plot.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 10
    desk.page.resize(QSize(1212, 480))  # as under a notice
    desk.page.side.turn_to(GRADIENT)
    qtbot.waitUntil(lambda: panel.result_text.isVisible() and panel.result_text.y() > 0)
    qtbot.waitUntil(lambda: panel.plot.geometry().bottom() < panel.result_text.y())
    qtbot.waitUntil(lambda: panel.result_text.height() >= panel.result_text.heightForWidth(panel.result_text.width()))
    desk.reach.news = [ReachFailed("There are no takes.", "Record some.")]
    panel.start_button.click()
    qtbot.waitUntil(lambda: not panel.running)
    assert panel.text.text() == "There are no takes. Record some."
