"""The timeline as a widget: the pointer scrubs, selects and asks. Only what moves is painted again."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gesture_app.gui.inspect.rendering import TIMELINE_SIZE, Picture, timeline_painter
from gesture_app.gui.inspect.timeline.gate_lanes import cell_sentence
from gesture_app.gui.inspect.timeline.lane import TITLE_PX, Lane
from gesture_app.gui.inspect.timeline.layout import (
    TimelineLayout,
    lay_out_lanes,
    least_height,
    paint_chosen,
    paint_cursor,
    paint_marked,
    paint_span,
)
from gesture_app.gui.inspect.timeline.style import PlotStyle, style_of
from gesture_app.gui.inspect.trace_view import TraceView
from gesture_app.gui.widgets.controls import plain_tip

LEAST_PX = (420, 120)
LEAST_DRAG_PX = 4
LEAST_SPAN_STEPS = 1


class TraceCanvas(QWidget):
    """Shows the lanes of a view and emits what the pointer does."""

    scrubbed = Signal(float)
    """go to this moment, in seconds of the stream"""
    spanned = Signal(object)
    """the new selection: (start, end) in seconds, or None"""
    cell_chosen = Signal(int)
    hovered = Signal(str)
    """description of the item under the pointer, "" if there is none"""
    explained = Signal(str)
    """key of the lane to explain"""
    folds_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: tuple[Lane, ...] = ()
        self.folded: frozenset[str] = frozenset()
        self.span: tuple[float, float] | None = None
        self.cell: int | None = None
        self.cursor_time = 0.0
        self.empty_text = ""
        self.marked: frozenset[str] = frozenset()
        """keys of the lanes with a frame, of which the tour speaks"""
        self._bounds = (0.0, 1.0)
        self._timeline: TimelineLayout | None = None
        self._painted: QPixmap | None = None
        self._marked: QPixmap | None = None
        """the same with the chosen memory cell marked, so that playback repaints the cursor alone"""
        self._pressed: QPointF | None = None
        self._dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*LEAST_PX)
        self.setAccessibleName("Activity of the network over time")

    def sizeHint(self) -> QSize:
        return QSize(820, 520)

    # ---- what is shown ----
    @property
    def view(self) -> TraceView | None:
        """The view that is shown, None if there is none."""
        return self.lanes[0].view if self.lanes else None

    def show_lanes(self, lanes: Sequence[Lane], start: float, end: float) -> None:
        """Show these lanes from `start` to `end`, in seconds of the stream."""
        self.lanes, self._bounds = tuple(lanes), (start, end)
        self._lay_out()

    def show_time(self, time: float) -> None:
        """Put the cursor at this moment."""
        self.cursor_time = time
        self.update()

    def show_span(self, span: tuple[float, float] | None) -> None:
        """Mark a selected time span, or none."""
        self.span = span
        self.update()

    def show_cell(self, cell: int | None) -> None:
        """Mark this memory cell."""
        if cell != self.cell:
            self.cell, self._marked = cell, None
            self.update()

    def toggle_fold(self, key: str) -> None:
        """Fold a lane to one line, or unfold it."""
        self.folded = self.folded ^ {key}
        self._lay_out()
        self.folds_changed.emit()

    def fold(self, keys: frozenset[str]) -> None:
        """Fold exactly these lanes."""
        if keys != self.folded:
            self.folded = keys
            self._lay_out()
            self.folds_changed.emit()

    def mark(self, keys: frozenset[str]) -> None:
        """Frame these lanes."""
        self.marked = keys
        self.update()

    def marked_area(self) -> QRect:
        """Return the area of all framed lanes, empty if there is none."""
        timeline, area = self._timeline, QRectF()
        for lane, rect in zip(timeline.lanes, timeline.rects, strict=True) if timeline is not None else ():
            if lane.key in self.marked:
                area = area.united(rect.gutter).united(rect.plot).united(rect.margin)
        return area.toAlignedRect()

    def timeline(self) -> TimelineLayout | None:
        """Return where all lanes lie, None if there are none."""
        return self._timeline

    def picture(self, of: str) -> Picture:
        """Return a painter of all lanes with the title `of`, for export."""
        title = of if self.view is None else f"{of}, evidence for {self.view.gesture}"
        return timeline_painter(self.lanes, *self._bounds, title, self.folded), QSize(*TIMELINE_SIZE), title

    def plot_style(self, ratio: float | None = None) -> PlotStyle:
        """Return the style for this widget, or for another pixel ratio."""
        return style_of(self.palette(), self.font(), self.devicePixelRatioF() if ratio is None else ratio)

    # ---- pointer ----
    def mousePressEvent(self, event: QMouseEvent) -> None:
        timeline, position = self._timeline, event.position()
        found = timeline.at(position.y()) if timeline is not None else None
        self.setFocus()
        if event.button() is not Qt.MouseButton.LeftButton or timeline is None or found is None:
            return
        lane, rect = found
        if position.x() < timeline.axis.left:
            if lane.key in self.folded or position.y() < rect.gutter.top() + TITLE_PX:
                self.toggle_fold(lane.key)
            else:
                self.explained.emit(lane.key)
            return
        self._pressed, self._dragging = position, False
        cell = lane.cell_at(rect, position.y(), self._step(position.x())) if lane.key not in self.folded else None
        if cell is not None:
            self.cell_chosen.emit(cell)
        self.scrubbed.emit(self._time(position.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        self.hovered.emit(self.text_at(position))
        timeline = self._timeline
        if timeline is not None:
            in_title = position.x() < timeline.axis.left
            self.setCursor(Qt.CursorShape.PointingHandCursor if in_title else Qt.CursorShape.CrossCursor)
        if self._pressed is None:
            return
        if abs(position.x() - self._pressed.x()) > LEAST_DRAG_PX:
            self._dragging = True
        if self._dragging:
            times = sorted((self._time(self._pressed.x()), self._time(position.x())))
            self.span = (times[0], times[1])
            self.scrubbed.emit(self._time(position.x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self.spanned.emit(self.span if self._dragging else None)
        self._pressed, self._dragging = None, False

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = QPointF(event.pos())
            text = self.tip_at(position)
            QToolTip.showText(event.globalPos(), plain_tip(text) if text else "", self)
            return True
        return super().event(event)

    def text_at(self, position: QPointF) -> str:
        """Return a description of the item at a place."""
        timeline = self._timeline
        found = timeline.at(position.y()) if timeline is not None else None
        if timeline is None or found is None or self.view is None or not len(self.view.trace):
            return ""
        lane, rect = found
        if position.x() < timeline.axis.left:
            if lane.key in self.folded or position.y() < rect.gutter.top() + TITLE_PX:
                return f"{lane.title}: click to {'unfold' if lane.key in self.folded else 'fold'}."
            return f"{lane.title}: click to explain."
        if lane.key in self.folded:
            return ""
        if position.x() > timeline.axis.right:
            return lane.describe_readout(rect, position.y(), self.view.step_at(self.cursor_time))
        return lane.describe(rect, position.y(), self._step(position.x()))

    def tip_at(self, position: QPointF) -> str:
        """Return the tooltip of a place: what its row means, or the item there."""
        timeline = self._timeline
        found = timeline.at(position.y()) if timeline is not None else None
        if timeline is None or found is None or self.view is None or not len(self.view.trace):
            return ""
        lane, rect = found
        if position.x() < timeline.axis.left:
            fold = f"\nClick the name to {'unfold' if lane.key in self.folded else 'fold'} the row."
            return lane.describe_name(rect, position.y()) + fold
        return self.text_at(position)

    def cell_text(self) -> str:
        """Return a description of the chosen memory cell at the cursor."""
        view = self.view
        if view is None or self.cell is None or not len(view.trace):
            return ""
        return cell_sentence(view, self.cell, view.step_at(self.cursor_time))

    # ---- painting ----
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, style, timeline = QPainter(self), self.plot_style(), self._timeline
        if timeline is None or self.view is None or not len(self.view.trace):
            painter.setPen(style.colors.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_text)
            return
        painter.drawPixmap(0, 0, self._all_but_what_moves(timeline, style))
        if self.span is not None:
            paint_span(painter, timeline, self.span, style)
        step = self.view.step_at(self.cursor_time)
        paint_cursor(painter, timeline, self.cursor_time, step, style)
        paint_marked(painter, timeline, self.marked, style)
        if self.hasFocus():
            painter.setPen(style.colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _all_but_what_moves(self, timeline: TimelineLayout, style: PlotStyle) -> QPixmap:
        if self._painted is None or self._painted.devicePixelRatio() != style.ratio:
            self._painted, self._marked = self._paint_all(timeline, style), None
        if self._marked is None:
            self._marked = QPixmap(self._painted)
            if self.cell is not None:
                painter = QPainter(self._marked)
                paint_chosen(painter, timeline, self.cell, style)
                painter.end()
        return self._marked

    def _paint_all(self, timeline: TimelineLayout, style: PlotStyle) -> QPixmap:
        painted = QPixmap(self.size() * style.ratio)
        painted.setDevicePixelRatio(style.ratio)
        painted.fill(Qt.GlobalColor.transparent)
        painter = QPainter(painted)
        painter.setFont(self.font())
        timeline.paint(painter, style)
        timeline.paint_fold_signs(painter, style)
        painter.end()
        return painted

    def _lay_out(self) -> None:
        least = ceil(least_height(self.lanes, self.folded)) + 6 if self.lanes else LEAST_PX[1]
        if least != self.minimumHeight():
            self.setMinimumHeight(least)  # where there is less room the page scrolls
        area = QRectF(self.rect()).adjusted(4, 4, -2, -2)
        self._timeline = (
            lay_out_lanes(self.lanes, self.folded, area, *self._bounds, self.plot_style()) if self.lanes else None
        )
        self._painted = self._marked = None
        self.update()

    def _time(self, x: float) -> float:
        start, end = self._bounds
        return start if self._timeline is None else max(start, min(end, self._timeline.axis.time(x)))

    def _step(self, x: float) -> int:
        return 0 if self.view is None else self.view.step_at(self._time(x))
