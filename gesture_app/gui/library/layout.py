"""The layout of the Library page: gestures at the left, takes or the review at the right."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.gui.library.actions import ROWS
from gesture_app.gui.library.cross_validation_panel import CrossValidationPanel
from gesture_app.gui.library.gesture_list import GestureList
from gesture_app.gui.library.review_view import ReviewView
from gesture_app.gui.library.take_filter import TakeFilter
from gesture_app.gui.library.take_grid import TakeGrid
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.edit_footer import EditFooter
from gesture_app.gui.widgets.inline_prompt import InlinePrompt
from gesture_app.gui.widgets.page_actions import Page, action_button

SIDE_PX = 236


class LibraryLayout(QWidget):
    """Arranges widgets. The page connects them."""

    def __init__(
        self, grid: TakeGrid, review: ReviewView, cross_validation: CrossValidationPanel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.grid, self.review, self.cross_validation = grid, review, cross_validation
        self.gestures = GestureList(self)
        self.filter = TakeFilter(self)
        self.ask = InlinePrompt(self)
        self.order_button = button(self, "By name", "Sort by name or by the number of doubtful takes", "flat")
        self.order_button.setCheckable(True)
        self.imports = button(self, "Im&port …", "Import videos, or takes of other programs", "small")
        self.exports = button(self, "E&xport …", "Export takes as a table or an archive, or the model as ONNX", "small")
        self.bin = action_button(ROWS["bin"], self)
        self.bin.setCheckable(True)
        self.bin_bar = QWidget(self)
        self.restore = action_button(ROWS["restore"], self.bin_bar)
        self.empty_bin = button(self.bin_bar, "Empty the bin …", "Delete what is in the bin permanently", "small")
        self.bin_title = heading(self.bin_bar, "Bin")
        self.damaged = paragraph(self, role=TextRole.WARNING)
        self.frame_rate = paragraph(self, role=TextRole.WARNING)
        self.empty_text = paragraph(self, role=TextRole.MUTED)
        self.record = button(self, "Record a gest&ure", f"Go to the Record page ({Page.RECORD.key})", "primary")
        self._empty = QWidget(self)
        self.footer = EditFooter(self)
        self._views = QStackedWidget(self)
        self._takes = QStackedWidget(self)
        self._arrange()

    @property
    def reviewing(self) -> bool:
        """True while the review is shown."""
        return self._views.currentWidget() is self.review

    def show_review(self, on: bool) -> None:
        """Show the review or all takes."""
        self._views.setCurrentIndex(int(on))

    def show_bin(self, on: bool) -> None:
        """Show the bar of the bin or the filter above the grid."""
        self.filter.setVisible(not on)
        self.bin_bar.setVisible(on)
        self.bin.setChecked(on)

    def show_empty_text(self, text: str, offer: bool = False) -> None:
        """Show a text instead of the takes, or the takes again with "". `offer` adds the button that records some."""
        was_empty = self._takes.currentWidget() is self._empty
        before = self.empty_text if was_empty else self.grid
        now = self.empty_text if text else self.grid
        has_keyboard = before is not now and before.hasFocus()
        self.empty_text.setText(text)
        self.record.setVisible(offer)
        self._takes.setCurrentWidget(self._empty if text else self.grid)
        if has_keyboard:
            now.setFocus()

    def take_keyboard(self) -> None:
        """Give the keyboard to what is shown: the review, the takes or the text."""
        if self.reviewing:
            self.review.setFocus()
        elif self._takes.currentWidget() is self.grid:
            self.grid.setFocus()
        else:
            (self.record if self.record.isVisible() else self.empty_text).setFocus()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self._side())
        body.addWidget(self._views, 1)
        self._views.addWidget(self._all_takes())
        self._views.addWidget(self.review)
        layout.addLayout(body, 1)
        layout.addWidget(self.ask)
        layout.addWidget(self.footer)
        found = self.filter
        for before, after in pairwise(
            (
                *(self.order_button, self.gestures, found.shown_takes, found.session, found.order, found.text),
                *(found.review, self.restore, self.empty_bin, self.grid, self.cross_validation.start_button),
                *(self.imports, self.exports, self.bin),
            )
        ):
            QWidget.setTabOrder(before, after)

    def _side(self) -> QWidget:
        side = QWidget(self)
        side.setFixedWidth(SIDE_PX)
        head = QHBoxLayout()
        head.addWidget(heading(self, "Gestures"), 1)
        head.addWidget(self.order_button)
        exchange = QHBoxLayout()
        exchange.setSpacing(6)
        exchange.addWidget(self.imports)
        exchange.addWidget(self.exports)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.gestures, 1)
        column.addWidget(self.cross_validation)
        column.addLayout(exchange)
        column.addWidget(self.bin)
        return side

    def _all_takes(self) -> QWidget:
        bin_line = QHBoxLayout(self.bin_bar)
        bin_line.setContentsMargins(0, 0, 0, 0)
        bin_line.addWidget(self.bin_title, 1)
        bin_line.addWidget(self.restore)
        bin_line.addWidget(self.empty_bin)
        self.bin_bar.hide()
        self.empty_text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._takes.addWidget(self.grid)
        empty = QVBoxLayout(self._empty)
        empty.addStretch(2)
        empty.addWidget(self.empty_text)
        empty.addSpacing(12)
        empty.addWidget(self.record, 0, Qt.AlignmentFlag.AlignHCenter)
        empty.addStretch(3)
        self._takes.addWidget(self._empty)
        view = QWidget(self)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.bin_bar)
        column.addWidget(self.damaged)
        column.addWidget(self.frame_rate)
        column.addWidget(self._takes, 1)
        self.damaged.hide()
        self.frame_rate.hide()
        return view
