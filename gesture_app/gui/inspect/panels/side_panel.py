"""The column beside the timeline: the hands of the moment above, one of four panels below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.inspection.gradient_reach import GradientReach
from gesture_app.gui.inspect.actions import PANELS, ROWS
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.panels.cell_diagram import CellMoment, paint_cell
from gesture_app.gui.inspect.panels.gate_panel import GatePanel
from gesture_app.gui.inspect.panels.gradient_panel import GradientPanel
from gesture_app.gui.inspect.panels.gradient_plot import paint_reach
from gesture_app.gui.inspect.panels.hand_view import HandView
from gesture_app.gui.inspect.panels.span_panel import SpanPanel
from gesture_app.gui.inspect.panels.why_panel import WhyPanel
from gesture_app.gui.inspect.rendering import Picture
from gesture_app.gui.inspect.timeline.style import PlotStyle
from gesture_app.gui.widgets.page_actions import action_button

WIDE_PX = 356
STAGE_PX = 128
TOUR_STAGE_PX = 104
"""height of the hand above a card of the tour"""
GATES, SPAN, WHY, GRADIENT = range(4)


class SidePanel(QWidget):
    """Arranges the panels. The page fills them."""

    turned = Signal(int)
    """index of the panel that is shown now"""

    def __init__(
        self, services: InspectServices, count_takes: Callable[[], Sequence[int]], parent: QWidget | None = None
    ) -> None:
        """`count_takes` returns the number of the user's takes of each gesture."""
        super().__init__(parent)
        self.hand_view = HandView(self)
        self.hand_view.setFixedHeight(STAGE_PX)
        self.gates, self.span, self.why = GatePanel(self), SpanPanel(self), WhyPanel(self)
        self.gradient = GradientPanel(services.make_reach_job, services.read_shipped_reach, count_takes, self)
        self.panels = QStackedWidget(self)
        self.group = QButtonGroup(self)
        self.setFixedWidth(WIDE_PX)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        for index, panel in enumerate(PANELS):
            tab = action_button(ROWS[panel], self)
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click does not move the focus
            self.group.addButton(tab, index)
            tabs.addWidget(tab, len(tab.text()) + 5)
        for widget in (self.gates, self.span, self.why, self.gradient):
            self.panels.addWidget(widget)
        self.group.idClicked.connect(self.turn_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.hand_view)
        layout.addLayout(tabs)
        layout.addWidget(self.panels, 1)
        self.turn_to(GATES)

    @property
    def shown(self) -> int:
        """Index of the shown panel."""
        return self.panels.currentIndex()

    @property
    def tabs(self) -> list[QPushButton]:
        """The buttons that choose a panel."""
        return [tab for tab in self.group.buttons() if isinstance(tab, QPushButton)]

    def show_panels(self, on: bool) -> None:
        """Show the panels and their tabs, or the hands alone."""
        for widget in (self.panels, *self.tabs):
            widget.setVisible(on)
        self.hand_view.setFixedHeight(STAGE_PX if on else TOUR_STAGE_PX)
        self.hand_view.setVisible(True)

    def turn_to(self, index: int) -> None:
        """Show this panel."""
        self.group.button(index).setChecked(True)
        self.panels.setCurrentIndex(index)
        self.turned.emit(index)

    def picture(self) -> Picture:
        """Return a painter for export: the measured curves, the memory cell, or the hands."""
        moment, result = self.gates.picture.moment, self.gradient.plot.result
        if self.shown == GRADIENT and result is not None:
            return partial(_paint_reach, result), QSize(640, 420), "reach"
        if self.shown == GATES and moment is not None:
            return partial(_paint_cell, moment), QSize(640, 352), f"memory cell {moment.cell}"
        return self.hand_view.painting(), QSize(640, 480), "hands"


def _paint_reach(result: GradientReach, painter: QPainter, area: QRectF, style: PlotStyle) -> None:
    paint_reach(painter, area, result, style)


def _paint_cell(moment: CellMoment, painter: QPainter, area: QRectF, style: PlotStyle) -> None:
    paint_cell(painter, area, moment, style)
