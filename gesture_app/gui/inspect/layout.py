"""The widgets of the Inspect page in their places: toolbar above, timeline at the left, side panel at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.gui.inspect.actions import ACTIONS
from gesture_app.gui.inspect.panels.gradient_panel import ReachJob
from gesture_app.gui.inspect.panels.side_panel import SidePanel
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.timeline.style import SMALL
from gesture_app.gui.inspect.toolbar import PlaybackToolbar
from gesture_app.gui.widgets.controls import TextLabel, TextRole, paragraph
from gesture_app.gui.widgets.page_actions import hint_line


class InspectLayout(QWidget):
    """Arranges the widgets, independent of what they show."""

    def __init__(self, make_reach_job: Callable[[], ReachJob], parent: QWidget) -> None:
        super().__init__(parent)
        self.toolbar, self.canvas = PlaybackToolbar(self), TraceCanvas(self)
        self.side = SidePanel(make_reach_job, self)
        self.hover_text = TextLabel("", self)
        self.hover_text.setAccessibleName("Item under the pointer, or the chosen memory cell")
        self.hints = paragraph(self, hint_line(ACTIONS), TextRole.MUTED)
        small = self.hints.font()
        small.setPointSizeF(small.pointSizeF() * SMALL)
        self.hints.setFont(small)
        self.hover_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.canvas, 1)
        left.addWidget(self.hover_text)
        left.addWidget(self.hints)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(left, 1)
        body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        layout.addWidget(self.toolbar)
        layout.addLayout(body, 1)
