"""Renders the views of a trace without a window or a display."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QApplication

from gesture_app.core.inspection.divergence import find_divergence
from gesture_app.core.inspection.results import Divergence, Occlusion
from gesture_app.core.inspection.trace import Trace
from gesture_app.gui.inspect.panels.cell_diagram import cell_moment, paint_cell
from gesture_app.gui.inspect.panels.hand_view import paint_hand_view
from gesture_app.gui.inspect.panels.why_panel import rival_of
from gesture_app.gui.inspect.rendering import TIMELINE_SIZE, Paint, png_bytes, png_image, svg_bytes, timeline_painter
from gesture_app.gui.inspect.timeline.layout import lanes_of
from gesture_app.gui.inspect.timeline.style import PlotStyle
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions, steps_about, view_of
from gesture_app.gui.state.take_animation import box_around

LANE_PX = 260
FONTS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "sans-serif")
POINT_SIZE = 10


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One image: a name for its file, its painter, size and title."""

    name: str
    paint: Paint
    size: QSize
    title: str


class OffScreen:
    """A Qt application without a window, for as long as this object lives."""

    def __init__(self) -> None:
        platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
        self._application = QApplication.instance() or QApplication(["gesture-app", *platform])
        self._font = QFont(FONTS, POINT_SIZE)

    def png(self, figure: Figure, dark: bool) -> bytes:
        """Return the figure as a PNG file."""
        return png_bytes(png_image(figure.paint, figure.size, dark, self._font))

    def svg(self, figure: Figure, dark: bool) -> bytes:
        """Return the figure as an SVG file."""
        return svg_bytes(figure.paint, figure.size, dark, self._font, figure.title)


def first_divergence(trace: Trace, label: int) -> Divergence:
    """Compare a label with its nearest rival, as the page does at first. The trace has at least one step."""
    return find_divergence(trace, label, rival_of(view_of(trace, ViewOptions(label=label))), steps_about(trace, label))


def figures_of(trace: Trace, divergence: Divergence, occlusion: Occlusion, name: str) -> Iterator[Figure]:
    """Yield all figures of a trace of at least one step.

    They are the timeline, each of its lanes, and for the step with the highest score of the gesture the hand, coloured
    by the effect of masks, and the cell that contributed most.
    """
    view = view_of(trace, ViewOptions(label=occlusion.label))
    lanes = lanes_of(view, divergence, occlusion)
    start, end = float(trace.time[0]), float(trace.time[-1]) + view.step_s
    title = f"{name}, evidence for {view.gesture}"
    yield Figure("sheet", timeline_painter(lanes, start, end, title), QSize(*TIMELINE_SIZE), title)
    for lane in lanes:
        size = QSize(TIMELINE_SIZE[0], LANE_PX)
        yield Figure(lane.key, timeline_painter([lane], start, end, title), size, f"{title}: {lane.title}")
    step = int(np.argmax(trace.smoothed[:, view.label]))
    yield _hand(view, step, occlusion, title)
    cell = cell_moment(view, int(view.lines[0]), step)
    if cell is not None:
        moment = cell

        def paint(painter: QPainter, area: QRectF, style: PlotStyle) -> None:
            paint_cell(painter, area, moment, style)

        yield Figure("cell", paint, QSize(640, 352), f"{title}: memory cell {view.lines[0]}")


def _hand(view: TraceView, step: int, occlusion: Occlusion, title: str) -> Figure:
    hands, mirror = view.trace.points[step], view.mirror
    box = box_around(hands[None])
    return Figure(
        "covered_hand",
        lambda painter, area, style: paint_hand_view(painter, area, hands, box, mirror, occlusion, style),
        QSize(640, 480),
        f"{title}: effect of hiding each finger",
    )
