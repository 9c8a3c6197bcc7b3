"""The timeline by keyboard and pointer, and its export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.timeline.gate_lanes import KeepLane
from gesture_app.gui.inspect.timeline.time_axis import thinned
from gesture_app.gui.state.tasks import TaskRunner


def test_texts_and_drawings_show_the_values_of_the_network(page: InspectPage, qtbot: QtBot):
    view, canvas = page.view, page.canvas
    gates, step = view.gates, 20
    page.playback.go_to(float(view.trace.time[step]))
    for cell in (3, 77):
        page.navigator.choose_cell(cell)
        kept = gates.forget_gate[view.side, step, cell]
        added = view.trace.contribution(view.label)[step, cell]
        assert f"kept {100 * kept:.0f} %" in page.hover_text.text()
        assert f"{abs(added):.2f} to {view.quoted_gesture}" in page.hover_text.text()
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


def test_lanes_fold_and_are_explained(page: InspectPage, qtbot: QtBot):
    timeline = page.canvas.timeline()
    rect = next(rect for lane, rect in timeline.open_lanes() if lane.key == "keep")
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, int(rect.gutter.top()) + 24))
    assert page.side.gates.title.text().startswith("Keep")
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, int(rect.gutter.top()) + 6))
    assert page.canvas.folded == {"keep"}
    assert page.canvas.timeline().rects[-1].plot.height() > timeline.rects[-1].plot.height()


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


def _far(colour: int, other: int) -> int:
    """The largest difference of red, green and blue."""
    return max(abs((colour >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16))
