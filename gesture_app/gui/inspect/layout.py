"""The widgets of the Inspect page in their places: toolbar above, timeline at the left, side panel at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.gui.inspect.actions import ACTIONS
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.panels.side_panel import WIDE_PX, SidePanel
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.timeline.style import SMALL
from gesture_app.gui.inspect.toolbar import PlaybackToolbar
from gesture_app.gui.inspect.tour.panel import TourPanel
from gesture_app.gui.widgets.controls import TextLabel, TextRole, paragraph
from gesture_app.gui.widgets.page_actions import hint_line

_FIXED = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
_EXPANDING = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
LEAST_AREA_PX = 240
"""least height of the timeline"""


class InspectLayout(QWidget):
    """Arranges the widgets, independent of what they show."""

    def __init__(self, services: InspectServices, count_takes: Callable[[], Sequence[int]], parent: QWidget) -> None:
        """`count_takes` returns the number of the user's takes of each gesture."""
        super().__init__(parent)
        self.toolbar, self.canvas = PlaybackToolbar(self), TraceCanvas(self)
        self.side = SidePanel(services, count_takes, self)
        self.hover_text = TextLabel("", self)
        self.hover_text.setAccessibleName("Item under the pointer, or the chosen memory cell")
        self.hints = paragraph(self, hint_line(ACTIONS), TextRole.MUTED)
        small = self.hints.font()
        small.setPointSizeF(small.pointSizeF() * SMALL)
        self.hints.setFont(small)
        self.hover_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = QVBoxLayout()
        left.setSpacing(4)
        self.timeline_area = TimelineArea(self.canvas, self)
        left.addWidget(self.timeline_area, 1)
        left.addWidget(self.hover_text)
        left.addWidget(self.hints)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(left, 1)
        self.tour_panel = TourPanel(self)
        self.tour_panel.setFixedWidth(WIDE_PX)
        self.tour_panel.hide()
        right = QVBoxLayout()
        right.addWidget(self.side, 1)
        right.addWidget(self.tour_panel, 1)
        body.addLayout(right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        layout.addWidget(self.toolbar)
        layout.addLayout(body, 1)

    def show_tour(self, on: bool) -> None:
        """Show the tour in place of the panels."""
        self.side.show_panels(not on)
        self.side.setSizePolicy(_FIXED if on else _EXPANDING)
        self.tour_panel.setVisible(on)
        self.hints.setVisible(not on)


class TimelineArea(QScrollArea):
    """Scrolls the timeline where the window is too low for its rows. Its keys are those of the page."""

    def __init__(self, canvas: TraceCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setWidget(canvas)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(LEAST_AREA_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._canvas.minimumWidth(), LEAST_AREA_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # arrow keys step through the trace and do not scroll

    def show_marked(self) -> None:
        """Scroll to the rows that the tour speaks of."""
        area = self._canvas.marked_area()
        if not area.isEmpty():
            bar = self.verticalScrollBar()
            room = self.viewport().height()
            if area.top() < bar.value() or area.bottom() > bar.value() + room:
                bar.setValue(max(0, area.top() - 8))
