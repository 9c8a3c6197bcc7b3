"""The Span panel: memory cells that turned on in the selected span, and takes with similar memory."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.core.inspection.results import SimilarMoment, SpanCells
from gesture_app.core.wording import counted
from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.interfaces import Matches
from gesture_app.gui.inspect.take_picker import ROW_PX, Index, Option, TakeItem, paint_item
from gesture_app.gui.inspect.timeline.lane import signed_text
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph, plain_tip

HOW = (
    f"Drag over the timeline to select a time span, or hold Shift and press {ROWS['step Left'].key} "
    f"{ROWS['step Right'].key}."
)
ROLE = Qt.ItemDataRole.UserRole
SHOWN_CELLS = 24
MOST_CELLS_PX = 92


class SpanPanel(QWidget):
    """Shows answers that the page has asked for."""

    cell_chosen = Signal(int)
    take_wanted = Signal(object)
    """`SimilarMoment` whose take shall be shown"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(self, "Time span")
        self.text = paragraph(self, HOW, TextRole.MUTED)
        self.cells = _list(self, "Memory cells that turned on")
        self.cells.setFlow(QListWidget.Flow.LeftToRight)
        self.cells.setWrapping(True)
        self.cells.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.cells.setSpacing(1)
        self.similar_title = heading(self, "Takes with similar memory")
        self.similar_text = paragraph(self, "", TextRole.MUTED)
        self.moments = _list(self, "Takes with similar memory")
        self.moments.setItemDelegate(MomentPainter(self))
        self.moments.setMouseTracking(True)
        self.cells.currentItemChanged.connect(
            lambda item: self.cell_chosen.emit(int(item.data(ROLE))) if item is not None else None
        )
        self.moments.itemActivated.connect(lambda item: self.take_wanted.emit(item.data(ROLE)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        for widget in (self.title, self.text, self.cells, self.similar_title, self.similar_text):
            layout.addWidget(widget)
        layout.addWidget(self.moments, 1)
        layout.addStretch()
        self.clear()

    def clear(self) -> None:
        """Show that nothing is selected."""
        self.title.setText("Time span")
        self.text.setText(HOW)
        for widget in (self.cells, self.similar_title, self.similar_text, self.moments):
            widget.hide()

    def show_span(self, span_cells: SpanCells) -> None:
        """Show the newly active cells."""
        self.title.setText(f"{span_cells.start:.2f} to {span_cells.end:.2f} s")
        self.cells.clear()
        self.cells.setVisible(len(span_cells.cells) > 0)
        count = len(span_cells.cells)
        self.text.setText(
            f"{counted(count, 'memory cell')} turned on:"
            if count
            else "No memory cell turned on here. Select a span in which the hand changes."
        )
        for cell, during, before in list(zip(span_cells.cells, span_cells.during, span_cells.before, strict=True))[
            :SHOWN_CELLS
        ]:
            item = QListWidgetItem(f"{cell}", self.cells)
            item.setData(ROLE, int(cell))
            item.setToolTip(
                plain_tip(
                    f"Memory cell {cell}: output {signed_text(float(during))} here, {signed_text(float(before))} before"
                )
            )
        self._fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def _fit_cells(self) -> None:
        """Set the height of the list to what its items need."""
        if self.cells.count():
            self.cells.doItemsLayout()
            last = self.cells.visualItemRect(self.cells.item(self.cells.count() - 1))
            self.cells.setFixedHeight(min(MOST_CELLS_PX, last.bottom() + 6))

    def show_searching(self, text: str) -> None:
        """Show that the search runs."""
        self.similar_title.show()
        self.similar_text.setText(text)
        self.similar_text.setVisible(bool(text))
        self.moments.hide()

    def show_matches(self, matches: Matches, mirror: bool) -> None:
        """Show the moments found so far, best first."""
        moments = matches.moments
        self.similar_title.show()
        text = "" if moments else "No take has a similar moment."
        if not matches.complete:
            text = f"Searched {matches.loaded} of {matches.total} takes …"
        self.similar_text.setText(text)
        self.similar_text.setVisible(bool(text))
        self.moments.clear()
        self.moments.setVisible(bool(moments))
        self.moments.setProperty("mirror", mirror)
        for moment in moments:
            item = QListWidgetItem(self.moments)
            item.setData(ROLE, moment)
            item.setText(_moment_text(moment))
            item.setToolTip(plain_tip(f"{_moment_text(moment)}\nPress Enter to show this take."))


class MomentPainter(QStyledItemDelegate):
    """Paints three poses, the gesture and a bar of similarity."""

    def sizeHint(self, option: Option, index: Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        moment = index.data(ROLE)
        if isinstance(moment, SimilarMoment):
            when = f"at {moment.start:.1f}–{moment.end:.1f} s"
            paint_item(painter, option, TakeItem(moment.poses, _gesture(moment), when, moment.similarity))


def _gesture(moment: SimilarMoment) -> str:
    return spoken_name(moment.gesture)


def _moment_text(moment: SimilarMoment) -> str:
    return f"{_gesture(moment)}, {moment.start:.2f} to {moment.end:.2f} s, {100 * moment.similarity:.0f} % similar"


def _list(parent: QWidget, name: str) -> QListWidget:
    result = QListWidget(parent)
    result.setFrameShape(QFrame.Shape.NoFrame)
    result.setAccessibleName(name)
    result.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    result.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return result
