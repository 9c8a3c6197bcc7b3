"""A stretch of time: which memory cells came on in it, and where in the training takes the memory answered alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.why import SimilarMoment, SpanCells
from gesture_app.gui.inspect.paper import Paper, faint, paper_of
from gesture_app.gui.inspect.section import signed_words
from gesture_app.gui.take_picture import box_around, hand_colours, paint_pose
from gesture_app.gui.widgets.controls import Ink, heading, paragraph

HOW = "Drag over the picture, or hold Shift and press ← →, to select a stretch of time."
MOMENT_PX = 62
POSE_PX = 58.0
ROLE = Qt.ItemDataRole.UserRole
SHOWN_CELLS = 24
Option = QStyleOptionViewItem
Index = QModelIndex | QPersistentModelIndex


class SpanPanel(QWidget):
    """Shows answers; the page asks for them."""

    cell_chosen = Signal(int)
    take_wanted = Signal(object)
    """`SimilarMoment`: look at its take"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(self, "A stretch of time")
        self.words = paragraph(self, HOW, Ink.MUTED)
        self.cells = _list(self, "Memory cells that came on")
        self.cells.setFlow(QListWidget.Flow.LeftToRight)
        self.cells.setWrapping(True)
        self.cells.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.cells.setMaximumHeight(92)
        self.alike = heading(self, "The same memory in your takes")
        self.alike_words = paragraph(self, "", Ink.MUTED)
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
        for widget in (self.title, self.words, self.cells, self.alike, self.alike_words):
            layout.addWidget(widget)
        layout.addWidget(self.moments, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is selected."""
        self.title.setText("A stretch of time")
        self.words.setText(HOW)
        for widget in (self.cells, self.alike, self.alike_words, self.moments):
            widget.hide()

    def show_span(self, start: float, end: float, found: SpanCells | None) -> None:
        """What came on; None: it is being worked out."""
        self.title.setText(f"{start:.2f} to {end:.2f} s")
        self.cells.clear()
        self.cells.setVisible(found is not None and len(found.cells) > 0)
        if found is None:
            self.words.setText("…")
            return
        count = len(found.cells)
        self.words.setText(
            f"{count} memory cell{'s' if count != 1 else ''} on in it and off before:"
            if count
            else "No memory cell is on in it that was off before. Try a stretch in which something changes."
        )
        for cell, during, before in list(zip(found.cells, found.during, found.before, strict=True))[:SHOWN_CELLS]:
            item = QListWidgetItem(f"{cell}", self.cells)
            item.setData(ROLE, int(cell))
            item.setToolTip(
                f"Memory cell {cell}: answers {signed_words(float(during))} in it, {signed_words(float(before))} before"
            )

    def show_searching(self, words: str) -> None:
        """The takes are being looked through."""
        self.alike.show()
        self.alike_words.setText(words)
        self.alike_words.setVisible(bool(words))
        self.moments.hide()

    def show_similar(self, moments: Sequence[SimilarMoment], mirror: bool) -> None:
        """What was found, the best match first."""
        self.alike.show()
        self.alike_words.setVisible(not moments)
        self.alike_words.setText("No take has a moment like that." if not moments else "")
        self.moments.clear()
        self.moments.setVisible(bool(moments))
        self.moments.setProperty("mirror", mirror)
        for moment in moments:
            item = QListWidgetItem(self.moments)
            item.setData(ROLE, moment)
            item.setText(_moment_words(moment))
            item.setToolTip(f"{_moment_words(moment)}\nEnter looks at this take.")


class MomentPainter(QStyledItemDelegate):
    """Three poses, what the take shows, and how alike it is."""

    def sizeHint(self, option: Option, index: Index) -> QSize:
        return QSize(200, MOMENT_PX)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        moment, view = index.data(ROLE), option.widget  # type: ignore[attr-defined]
        if not isinstance(moment, SimilarMoment) or view is None:
            return
        paper = paper_of(view.palette(), view.font(), view.devicePixelRatioF())
        area = QRectF(option.rect).adjusted(1, 1, -1, -3)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        paint_moment(
            painter, area, moment, bool(view.property("mirror")), bool(state & QStyle.StateFlag.State_Selected), paper
        )
        painter.restore()


def paint_moment(
    painter: QPainter, area: QRectF, moment: SimilarMoment, mirror: bool, chosen: bool, paper: Paper
) -> None:
    """One match as a row."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(paper.look.accent if chosen else paper.look.line)
    painter.setBrush(paper.ground)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    box = box_around(moment.poses)
    wide = min(POSE_PX, (area.width() - 120) / 3)
    for place, pose in enumerate(moment.poses):
        stage = QRectF(area.left() + 6 + place * wide, area.top() + 4, wide - 4, area.height() - 8)
        paint_pose(painter, pose, stage, box, mirror, hand_colours(paper.look), 1.4)
    left = area.left() + 12 + 3 * wide
    room = QRectF(left, area.top() + 6, area.right() - left - 8, area.height() - 12)
    painter.setFont(paper.bold)
    painter.setPen(paper.text)
    metrics = QFontMetricsF(paper.bold)
    name = metrics.elidedText(_gesture(moment), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
    painter.setFont(paper.small)
    painter.setPen(paper.look.muted)
    second = room.adjusted(0, metrics.height() + 1, 0, 0)
    painter.drawText(second, Qt.AlignmentFlag.AlignLeft, f"at {moment.start:.1f}–{moment.end:.1f} s")
    bar = QRectF(room.left(), room.bottom() - 5, room.width() - 40, 5)
    painter.fillRect(bar, paper.look.line)
    share = max(0.0, min(1.0, moment.likeness))
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), faint(paper.look.accent, 0.9))
    number = QRectF(bar.right() + 4, bar.center().y() - 9, 38, 16)
    painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, f"{100 * share:.0f} %")


def _gesture(moment: SimilarMoment) -> str:
    return "nothing" if moment.gesture == NONE else spoken_name(moment.gesture)


def _moment_words(moment: SimilarMoment) -> str:
    return f"{_gesture(moment)}, {moment.start:.2f} to {moment.end:.2f} s, {100 * moment.likeness:.0f} % alike"


def _list(parent: QWidget, name: str) -> QListWidget:
    made = QListWidget(parent)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setAccessibleName(name)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
