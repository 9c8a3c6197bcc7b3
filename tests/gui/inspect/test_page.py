"""The Inspect page by keyboard and pointer, with the shipped model and the tracked drawn hand."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.inspection.gradient_reach import (
    CellReach,
    GradientReach,
    ReachAdvanced,
    ReachDone,
    ReachFailed,
    ReachStarted,
)
from gesture_app.core.inspection.results import MaskKind
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.panels.side_panel import GRADIENT, SPAN, WHY
from gesture_app.gui.inspect.presenter import NO_HAND, NO_MODEL, NOT_READ
from gesture_app.gui.inspect.query_queue import NICENESS
from gesture_app.gui.inspect.timeline.gate_lanes import KeepLane
from gesture_app.gui.inspect.timeline.time_axis import thinned
from gesture_app.gui.inspect.trace_view import Quantity
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.jobs.inspection import ModelLooker
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.exporters.trace_table import write_traces
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import shipped_models_folder
from tests.fakes import a_card

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
SHOWN = "demo:swipe_left,fist"
LONGEST_S = 7.0


@pytest.fixture(scope="module")
def shown() -> Recording:
    """The drawn hand, tracked by MediaPipe."""
    camera, tracker, frames = open_source(SHOWN), hand_tracker(), []
    camera.open()
    while (frame := camera.read()) is not None and frame.time < LONGEST_S:
        frames.append(tracker.track(frame))
    camera.close()
    tracker.close()
    info = RecordingInfo("fist", "monday", "demo", "test", frames[0].frame_size, "2025-01-01T00:00:00+00:00")
    return recording_of(frames, info)


@dataclass
class Stream:
    """Replaces the recent frames of the live session."""

    frames: tuple[TrackedFrame, ...] = ()
    asked: int = 0

    def poll(self, since: float = float("-inf")) -> tuple[TrackedFrame, ...]:
        self.asked += 1
        return self.frames


@dataclass
class FakeReach:
    """A job with messages set by the test."""

    news: list[object] = field(default_factory=list)
    cancelled: bool = False

    def start(self) -> None:
        pass

    def poll(self) -> list[object]:
        news, self.news = self.news, []
        return news

    def cancel(self) -> None:
        self.cancelled = True

    def shut_down(self) -> None:
        self.cancelled = True


@dataclass
class Desk:
    page: InspectPage
    stream: Stream
    library: RecordingLibrary
    reach: FakeReach
    models: SimpleNamespace
    opened_on: list[tuple[str, int]]


@pytest.fixture
def store(tmp_path: Path, shown: Recording) -> RecordingStore:
    """A store with one take of each gesture."""
    store = RecordingStore(tmp_path / "recordings")
    for gesture, start, end in (("swipe_left", 0.0, 3.0), ("fist", 3.0, LONGEST_S)):
        part = shown.part((shown.time >= start) & (shown.time < end))
        store.save(Recording(*_arrays(part), replace(part.info, gesture=gesture)))
    return store


@pytest.fixture
def desk(
    qtbot: QtBot,
    tmp_path: Path,
    shown: Recording,
    store: RecordingStore,
    tasks: TaskRunner,
    context: AppContext,
) -> Iterator[Desk]:
    shipped, opened_on = ModelStore(tmp_path / "models", shipped_models_folder()), []
    models = SimpleNamespace(active=shipped.active)

    def open_model(model: str) -> ModelLooker:
        thread = threading.current_thread().name
        nice = os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) if sys.platform == "linux" else NICENESS
        opened_on.append((thread, nice))
        if model == "gru":
            size = NetworkSize(hidden=16, layers=2, cell="gru")
            return ModelLooker(replace(a_card(id="gru"), network=size), GestureNetwork(3, size), store)
        stored = shipped.load(model)
        return ModelLooker(stored.card, recogniser_of(stored.card, stored.weights).network, store)

    stream, reach = Stream(tuple(shown.frames())), FakeReach()
    session = SimpleNamespace(recent_frames=SimpleNamespace(frames=stream.poll))
    library = RecordingLibrary(store, ReviewStore(store.folder), tasks)
    context_here = replace(context, session=session, recordings=store, models=models, library=library)  # type: ignore[arg-type]
    services = InspectServices(open_model, lambda out, trace: _nothing(write_traces(out, [trace])), lambda: reach)  # type: ignore[arg-type,return-value]
    page = InspectPage(context_here, services)
    qtbot.addWidget(page)
    page.resize(1212, 560)
    yield Desk(page, stream, library, reach, models, opened_on)
    page.hide()
    page.shutdown()
    library.shutdown()
    tasks.finish()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> InspectPage:
    """The page with a paused live stream."""
    desk.page.show()
    desk.page.activateWindow()
    qtbot.waitUntil(lambda: desk.page.view is not None, timeout=20_000)
    qtbot.keyClick(desk.page.canvas, KEY.Key_Space)
    _settle(desk.page, qtbot)
    return desk.page


def test_it_shows_the_live_stream_and_pauses_it(page: InspectPage):
    view = page.view
    assert view is not None
    assert [event.label for event in view.trace.fired] == ["swipe_left", "fist"]
    assert page.source.paused
    assert "paused" in page.toolbar.live.text()
    assert page.toolbar.label.currentText() == f"Gesture: {view.gesture}"
    assert len(view.lines) == 8
    assert page.hover_text.text().startswith(f"Memory cell {page.canvas.cell} adds ")


def test_a_thread_with_lower_priority_does_the_work(desk: Desk, page: InspectPage):
    ((thread, nice),) = desk.opened_on
    assert thread != threading.main_thread().name
    assert nice == NICENESS


def test_a_hidden_page_traces_nothing(desk: Desk, page: InspectPage, qtbot: QtBot):
    page.go_live()
    _settle(page, qtbot)
    page.hide()
    asked = desk.stream.asked
    qtbot.wait(700)
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


def test_texts_and_drawings_show_the_values_of_the_network(page: InspectPage, qtbot: QtBot):
    view, canvas = page.view, page.canvas
    gates, step = view.gates, 20
    page.playback.go_to(float(view.trace.time[step]))
    for cell in (3, 77):
        page.navigator.choose_cell(cell)
        kept = gates.forget_gate[view.side, step, cell]
        added = view.trace.contribution(view.label)[step, cell]
        assert f"kept {100 * kept:.0f} %" in page.hover_text.text()
        assert f"{abs(added):.2f} to {view.gesture}" in page.hover_text.text()
        assert page.side.gates.picture.moment.forget_gate == kept
    lane, rect = next((s, r) for s, r in canvas.timeline().open_lanes() if s.key == "keep")
    assert isinstance(lane, KeepLane)
    style = canvas.plot_style()
    page.navigator.choose_cell(int(view.lines[0]))  # its mark lies in the way of no other row
    image = canvas.grab().toImage()
    area, order = lane._map(rect), view.order
    x = canvas.timeline().axis.x(float(view.trace.time[step]) + view.step_s / 2)
    row = round(area.height() / 2)
    cells = order[row * len(order) // round(area.height()) : (row + 1) * len(order) // round(area.height())]
    wanted = style.kept[round(255 * float(gates.forget_gate[view.side, step, cells].mean()))]
    assert _far(image.pixel(int(x), int(area.top()) + row), int(wanted)) <= 6
    place = QPointF(x, area.top() + row + 0.5)
    assert f"Memory cell {lane.cell_at(rect, place.y(), step)}" in canvas.text_at(place)


def test_a_gate_lane_describes_the_share_of_open_gates(page: InspectPage):
    view, canvas = page.view, page.canvas
    lane, rect = next((s, r) for s, r in canvas.timeline().open_lanes() if s.key == "write")
    opened = 100 * float((view.gates.input_gate[view.side, 10] > 0.9).mean())
    assert f"{opened:.0f} % of the gates are open" in lane.describe(rect, rect.plot.bottom() - 2, 10)


def test_keys_select_a_span_and_find_similar_takes(page: InspectPage, desk: Desk, qtbot: QtBot):
    fired = page.view.trace.fired[1]
    page.playback.go_to(fired.time - 0.3)
    for _ in range(8):
        qtbot.keyClick(page.canvas, KEY.Key_Right, SHIFT)
    assert page.canvas.span == pytest.approx((fired.time - 0.3, fired.time + 0.1), abs=0.06)
    assert page.side.shown == SPAN
    moments = page.side.span.moments
    qtbot.waitUntil(lambda: moments.count() == 2, timeout=20_000)
    best = moments.item(0).data(Qt.ItemDataRole.UserRole)
    assert best.gesture == "fist"
    assert best.similarity > moments.item(1).data(Qt.ItemDataRole.UserRole).similarity
    qtbot.waitUntil(lambda: desk.library.loaded)
    moments.itemActivated.emit(moments.item(0))
    qtbot.waitUntil(lambda: page.source.take is not None and page.view is not None, timeout=20_000)
    assert page.source.take.id == best.take
    assert page.playback.position == pytest.approx(best.start, abs=0.1)
    qtbot.keyClick(page.canvas, KEY.Key_Escape)
    assert page.canvas.span is None


def test_the_pointer_selects_a_span(page: InspectPage, qtbot: QtBot):
    axis = page.canvas.timeline().axis
    rect = page.canvas.timeline().rects[0]
    start, end = (
        QPoint(int(axis.left + share * (axis.right - axis.left)), int(rect.plot.center().y())) for share in (0.5, 0.6)
    )
    qtbot.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(page.canvas, end)
    qtbot.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=end)
    first, last = page.canvas.span
    assert first == pytest.approx(axis.time(start.x()), abs=0.02)
    assert last == pytest.approx(axis.time(end.x()), abs=0.02)


def test_two_gestures_are_compared_and_parts_are_masked(page: InspectPage, qtbot: QtBot):
    qtbot.keyClick(page.canvas, KEY.Key_3)
    assert page.side.shown == WHY
    labels = page.view.trace.card.labels
    page.side.why.choose_pair(labels.index("swipe_left"), labels.index("swipe_right"))
    page.side.why.pair_changed.emit()
    _settle(page, qtbot)
    assert page.view.gesture == "swipe left"
    assert "swipe left" in page.side.why.sentence.text()
    assert "<" not in page.side.why.sentence.text()  # the label shows its words as they are, names being anybody’s
    assert page.queries.divergence.time is not None
    assert page.queries.divergence.time < page.view.trace.fired[0].time + 0.5
    assert "lead" in [lane.key for lane in page.canvas.lanes]
    page.side.why.mask_button.click()
    qtbot.waitUntil(lambda: page.queries.occlusion is not None, timeout=30_000)
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
    _settle(page, qtbot)
    page.side.why.mask_button.click()
    qtbot.waitUntil(lambda: page.queries.occlusion is not None, timeout=30_000)
    (asked,) = page.queries.occlusion.requested
    assert (asked.mask.start, asked.mask.end) == page.canvas.span
    assert asked.lead_change < 0  # most of the movement was in it
    assert f"{fired - 1:.2f}–{fired:.2f} s" in [row.name for row in page.side.why.mask_bars.bars]


def test_moved_thresholds_trace_the_take_again(desk: Desk, page: InspectPage, qtbot: QtBot):
    qtbot.waitUntil(lambda: desk.library.loaded)
    page.look_at(desk.library.contents.rows[0].take)
    _settle(page, qtbot)
    opened = len(desk.opened_on)
    page.on_thresholds_changed()
    _settle(page, qtbot)
    assert len(desk.opened_on) == opened + 1
    assert not page.source.outdated
    page.next_quantity()
    _settle(page, qtbot)
    assert len(desk.opened_on) == opened + 1


def test_keys_choose_memory_cells_and_the_quantity(page: InspectPage, qtbot: QtBot):
    cells = [page.canvas.cell]
    for _ in range(9):
        qtbot.keyClick(page.canvas, KEY.Key_Down)
        cells.append(page.canvas.cell)
    assert cells[:8] == page.view.lines.tolist()
    assert cells[8:] == page.view.rest[:2].tolist()
    qtbot.keyClick(page.canvas, KEY.Key_V)
    _settle(page, qtbot)
    assert page.view.quantity is Quantity.HOLDS
    np.testing.assert_array_equal(page.view.values, page.view.gates.cell[page.view.side])


def test_lanes_fold_and_are_explained(page: InspectPage, qtbot: QtBot):
    timeline = page.canvas.timeline()
    rect = next(rect for lane, rect in timeline.open_lanes() if lane.key == "keep")
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, int(rect.gutter.top()) + 24))
    assert page.side.gates.title.text().startswith("Keep")
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, int(rect.gutter.top()) + 6))
    assert page.canvas.folded == {"keep"}
    assert page.canvas.timeline().rects[-1].plot.height() > timeline.rects[-1].plot.height()


def test_letters_find_a_take(page: InspectPage, desk: Desk, qtbot: QtBot):
    qtbot.waitUntil(lambda: desk.library.loaded)
    page.choose_take()
    assert page.picker.list.count() == 2
    qtbot.keyClicks(page.picker.field, "swi")
    assert page.picker.list.count() == 1
    qtbot.keyClick(page.picker.field, KEY.Key_Return)
    _settle(page, qtbot)
    assert page.source.take.gesture == "swipe_left"
    assert page.view.gesture == "swipe left"
    qtbot.keyClick(page.canvas, KEY.Key_L)
    assert page.source.live


def test_a_gru_shows_no_gates(desk: Desk, qtbot: QtBot):
    desk.models.active = lambda: "gru"
    page = desk.page
    page.show()
    qtbot.waitUntil(lambda: page.view is not None, timeout=20_000)
    assert not {"write", "keep", "show"} & {lane.key for lane in page.canvas.lanes}
    assert page.side.gates.no_gates.isVisibleTo(page)
    assert "GRU" in page.side.gates.no_gates.text()
    page.navigator.pause()
    _settle(page, qtbot)
    assert page.toolbar.layer.isVisibleTo(page)
    page.toolbar.layer.setCurrentIndex(0)
    page.toolbar.options_changed.emit()
    _settle(page, qtbot)
    assert page.view.layer == 0
    assert page.view.quantity is Quantity.OUTPUT
    assert "output" in page.hover_text.text()


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
        qtbot.wait(30)
    assert notifications.newest is first
    assert len(desk.opened_on) == 1


def test_a_take_without_a_hand_shows_a_message(
    page: InspectPage, store: RecordingStore, shown: Recording, qtbot: QtBot
):
    nothing = np.full_like(shown.landmarks, np.nan)
    empty = Recording(shown.time, nothing, nothing, shown.handedness, replace(shown.info, gesture="wave"))
    page.look_at(store.save(empty))
    _settle(page, qtbot)
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
    page.source.queue.submit("trace", lambda: go_on.wait(20), _nothing)
    page.look_at(store.list_takes().takes[0])
    page.hide()
    go_on.set()
    qtbot.waitUntil(lambda: not page.source.queue.busy("trace"))
    assert page.view is None
    page.show()
    _settle(page, qtbot)
    assert page.view is not None


def test_a_thinned_line_keeps_the_lowest_and_highest_point_of_each_pixel():
    xs = np.linspace(3.0, 60.0, 5000)
    ys = np.random.default_rng(0).normal(size=5000)
    kept = thinned(xs, ys)
    assert len(kept) <= 2 * 58 + 2
    assert kept[0] == 0
    assert kept[-1] == 4999
    assert (np.diff(kept) > 0).all()
    for pixel in (3, 31, 59):
        here, drawn = ys[np.floor(xs) == pixel], ys[kept][np.floor(xs[kept]) == pixel]
        assert (drawn.min(), drawn.max()) == (here.min(), here.max())
    assert len(thinned(xs[::100], ys[::100])) == 50


def test_images_and_traces_are_exported(page: InspectPage, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot):
    paint, size, title = page.canvas.picture("live")
    for name in ("sheet.png", "sheet.svg"):
        page.export_menu.save_picture(tmp_path / name, paint, size, title)
    page.export_menu.save_picture(tmp_path / "cell.svg", *page.side.picture())
    page.export_menu.save_table(tmp_path / "traces.parquet", page.view.trace)
    tasks.finish()
    image = QImage(str(tmp_path / "sheet.png"))
    assert image.size() == 2 * size
    assert len({image.pixel(x, 900) for x in range(400, 2000, 7)}) > 20
    drawing = (tmp_path / "sheet.svg").read_text(encoding="utf-8")
    assert "memory cells" in drawing
    assert "<polyline" in drawing or "<path" in drawing
    assert "<text" in (tmp_path / "cell.svg").read_text(encoding="utf-8")
    assert pyarrow.parquet.read_table(tmp_path / "traces.parquet").num_rows == len(page.view.trace)


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
    qtbot.waitUntil(lambda: panel.plot.result is not None)
    assert not panel.running
    assert "LSTM" in panel.result_text.text()
    image = panel.plot.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 10
    desk.page.resize(QSize(1212, 480))  # as under a notice
    desk.page.side.turn_to(GRADIENT)
    qtbot.waitUntil(lambda: panel.result_text.isVisible() and panel.result_text.y() > 0)
    qtbot.wait(50)
    assert panel.plot.geometry().bottom() < panel.result_text.y()
    assert panel.result_text.height() >= panel.result_text.heightForWidth(panel.result_text.width())
    desk.reach.news = [ReachFailed("There are no takes.", "Record some.")]
    panel.start_button.click()
    qtbot.waitUntil(lambda: not panel.running)
    assert panel.text.text() == "There are no takes. Record some."


def test_everything_fits_into_a_small_window(page: InspectPage):
    least = page.minimumSizeHint()
    assert least.width() <= 1212
    assert least.height() <= 540
    page.resize(QSize(1212, 540))
    assert not page.grab().isNull()


def _settle(page: InspectPage, qtbot: QtBot) -> None:
    """Wait until the trace is shown."""
    qtbot.wait(30)
    qtbot.waitUntil(lambda: not page.source.queue.busy("trace") and page.view is not None, timeout=20_000)


def _far(colour: int, other: int) -> int:
    """The largest difference of red, green and blue."""
    return max(abs((colour >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16))


def _arrays(recording: Recording) -> tuple[np.ndarray, ...]:
    return recording.time, recording.landmarks, recording.world_landmarks, recording.handedness


def _nothing(_: object) -> None:
    pass
