"""The views of a trace as pictures where there is no window, and need be no display."""

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
from gesture_app.gui.inspect.panels.hand_view import paint_stage
from gesture_app.gui.inspect.panels.why_panel import rival_of
from gesture_app.gui.inspect.rendering import SHEET_SIZE, Paint, png_bytes, png_image, sheet_painter, svg_bytes
from gesture_app.gui.inspect.timeline.layout import sections_of
from gesture_app.gui.inspect.timeline.style import PlotStyle
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions, reading_of, steps_about
from gesture_app.gui.state.take_animation import box_around

SECTION_PX = 260
FONTS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "sans-serif")
POINT_SIZE = 10


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One picture."""

    name: str
    paint: Paint
    size: QSize
    title: str


class OffScreen:
    """Qt without a window, as long as this lives."""

    def __init__(self) -> None:
        platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
        self._application = QApplication.instance() or QApplication(["gesture-app", *platform])
        self._font = QFont(FONTS, POINT_SIZE)

    def png(self, view: View, dark: bool) -> bytes:
        """The view as a file's content."""
        return png_bytes(png_image(view.paint, view.size, dark, self._font))

    def svg(self, view: View, dark: bool) -> bytes:
        """The view as a file's content."""
        return svg_bytes(view.paint, view.size, dark, self._font, view.title)


def first_divergence(trace: Trace, label: int) -> Divergence:
    """How a label of a trace of one step at least parted from its nearest rival, as the page shows it first."""
    return find_divergence(
        trace, label, rival_of(reading_of(trace, ViewOptions(label=label))), steps_about(trace, label)
    )


def views_of(trace: Trace, divergence: Divergence, occlusion: Occlusion, name: str) -> Iterator[View]:
    """All of a trace of one step at least, as the Inspect page shows it: the sheet, each of its sections, and at the
    step at which the gesture's score was highest the hand coloured by what it rests on, and the cell that added most.
    """
    reading = reading_of(trace, ViewOptions(label=occlusion.label))
    sections = sections_of(reading, divergence, occlusion)
    start, end = float(trace.time[0]), float(trace.time[-1]) + reading.step_s
    title = f"{name}, evidence for {reading.gesture}"
    yield View("sheet", sheet_painter(sections, start, end, title), QSize(*SHEET_SIZE), title)
    for section in sections:
        size = QSize(SHEET_SIZE[0], SECTION_PX)
        yield View(section.key, sheet_painter([section], start, end, title), size, f"{title}: {section.title}")
    step = int(np.argmax(trace.smoothed[:, reading.label]))
    yield _hand(reading, step, occlusion, title)
    cell = cell_moment(reading, int(reading.lines[0]), step)
    if cell is not None:
        moment = cell

        def paint(painter: QPainter, area: QRectF, paper: PlotStyle) -> None:
            paint_cell(painter, area, moment, paper)

        yield View("cell", paint, QSize(640, 352), f"{title}: memory cell {reading.lines[0]}")


def _hand(reading: TraceView, step: int, occlusion: Occlusion, title: str) -> View:
    hands, mirror = reading.trace.points[step], reading.mirror
    box = box_around(hands[None])
    return View(
        "covered_hand",
        lambda painter, area, paper: paint_stage(painter, area, hands, box, mirror, occlusion, paper),
        QSize(640, 480),
        f"{title}: what covering each finger changes",
    )
