"""A stretch of time: which memory cells came on in it, and where in the training takes the memory answered alike."""

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

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.inspection.results import SimilarMoment, SpanCells
from gesture_app.gui.inspect.interfaces import Matches
from gesture_app.gui.inspect.take_picker import ROW_PX, Index, Option, TakeItem, paint_item
from gesture_app.gui.inspect.timeline.lane import signed_text
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph

HOW = "Drag over the picture, or hold Shift and press ← →, to select a stretch of time."
ROLE = Qt.ItemDataRole.UserRole
SHOWN_CELLS = 24
MOST_CELLS_PX = 92


class SpanPanel(QWidget):
    """Shows answers; the page asks for them."""

    cell_chosen = Signal(int)
    take_wanted = Signal(object)
    """`SimilarMoment`: look at its take"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(self, "A stretch of time")
        self.text = paragraph(self, HOW, TextRole.MUTED)
        self.cells = _list(self, "Memory cells that came on")
        self.cells.setFlow(QListWidget.Flow.LeftToRight)
        self.cells.setWrapping(True)
        self.cells.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.cells.setSpacing(1)
        self.similar_title = heading(self, "The same memory in your takes")
        self.similar_text = paragraph(self, "", TextRole.MUTED)
        self.moments = _list(self, "Takes in which the memory answered alike")
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
        """Nothing is selected."""
        self.title.setText("A stretch of time")
        self.text.setText(HOW)
        for widget in (self.cells, self.similar_title, self.similar_text, self.moments):
            widget.hide()

    def show_span(self, found: SpanCells) -> None:
        """What came on."""
        self.title.setText(f"{found.start:.2f} to {found.end:.2f} s")
        self.cells.clear()
        self.cells.setVisible(len(found.cells) > 0)
        count = len(found.cells)
        self.text.setText(
            f"{count} memory cell{'s' if count != 1 else ''} on in it and off before:"
            if count
            else "No memory cell is on in it that was off before. Try a stretch in which something changes."
        )
        for cell, during, before in list(zip(found.cells, found.during, found.before, strict=True))[:SHOWN_CELLS]:
            item = QListWidgetItem(f"{cell}", self.cells)
            item.setData(ROLE, int(cell))
            item.setToolTip(
                f"Memory cell {cell}: answers {signed_text(float(during))} in it, {signed_text(float(before))} before"
            )
        self._fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def _fit_cells(self) -> None:
        """As high as the numbers need."""
        if self.cells.count():
            self.cells.doItemsLayout()
            last = self.cells.visualItemRect(self.cells.item(self.cells.count() - 1))
            self.cells.setFixedHeight(min(MOST_CELLS_PX, last.bottom() + 6))

    def show_searching(self, text: str) -> None:
        """The takes are being looked through."""
        self.similar_title.show()
        self.similar_text.setText(text)
        self.similar_text.setVisible(bool(text))
        self.moments.hide()

    def show_matches(self, matches: Matches, mirror: bool) -> None:
        """What was found, the best match first; what comes later may be better."""
        moments = matches.moments
        self.similar_title.show()
        text = "" if moments else "No take has a moment like that."
        if not matches.complete:
            text = f"Looked through {matches.known} of {matches.of} takes …"
        self.similar_text.setText(text)
        self.similar_text.setVisible(bool(text))
        self.moments.clear()
        self.moments.setVisible(bool(moments))
        self.moments.setProperty("mirror", mirror)
        for moment in moments:
            item = QListWidgetItem(self.moments)
            item.setData(ROLE, moment)
            item.setText(_moment_text(moment))
            item.setToolTip(f"{_moment_text(moment)}\nEnter looks at this take.")


class MomentPainter(QStyledItemDelegate):
    """Three poses, what the take shows, and how alike it is."""

    def sizeHint(self, option: Option, index: Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        moment = index.data(ROLE)
        if isinstance(moment, SimilarMoment):
            when = f"at {moment.start:.1f}–{moment.end:.1f} s"
            paint_item(painter, option, TakeItem(moment.poses, _gesture(moment), when, moment.similarity))


def _gesture(moment: SimilarMoment) -> str:
    return "nothing" if moment.gesture == NONE else spoken_name(moment.gesture)


def _moment_text(moment: SimilarMoment) -> str:
    return f"{_gesture(moment)}, {moment.start:.2f} to {moment.end:.2f} s, {100 * moment.similarity:.0f} % alike"


def _list(parent: QWidget, name: str) -> QListWidget:
    made = QListWidget(parent)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setAccessibleName(name)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
