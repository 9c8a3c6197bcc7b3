"""The layout of the Models page: the table at the left, one model or two at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.gui.models.actions import BIN_HINT, HINT, ROWS
from gesture_app.gui.models.comparison_view import ModelComparisonView
from gesture_app.gui.models.detail_view import ModelDetailView
from gesture_app.gui.models.table import ModelTable
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.edit_footer import EditFooter
from gesture_app.gui.widgets.inline_prompt import InlinePrompt
from gesture_app.gui.widgets.page_actions import action_button

SIDE_PX = 450
AREA_SHEET = """
QScrollArea { border: 1px solid transparent; border-radius: 6px; padding: 5px; }
QScrollArea:focus { border-color: palette(highlight); }
"""


class ModelsLayout(QWidget):
    """Arranges widgets. The page connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = ModelTable(self)
        self.detail, self.comparison = ModelDetailView(self), ModelComparisonView(self)
        self.text = paragraph(self, role=TextRole.MUTED)
        self.ask = InlinePrompt(self)
        self.head = heading(self, "Models")
        self.imports = action_button(ROWS["import"], self)
        self.bin = action_button(ROWS["bin"], self)
        self.bin.setCheckable(True)
        self.empty_bin = button(self, "Empty the bin …", "Delete what is in the bin permanently", "small")
        self.footer = EditFooter(self)
        self._side = QStackedWidget(self)
        self._arrange()
        self.show_bin(False, 0)

    def show_side(self, widget: QWidget) -> None:
        """Show this widget at the right."""
        self._side.setCurrentIndex((self.detail, self.comparison, self.text).index(widget))

    def shows(self, widget: QWidget) -> bool:
        """Return True if this widget is shown at the right."""
        return (self.detail, self.comparison, self.text)[self._side.currentIndex()] is widget

    def show_bin(self, on: bool, binned: int) -> None:
        """Show the bin or the models, and the number of models in the bin."""
        self.head.setText("Deleted models" if on else "Models")
        self.bin.setText(f"&Bin ({binned})" if binned else "&Bin")
        self.bin.setChecked(on)
        self.imports.setVisible(not on)
        self.empty_bin.setVisible(on)
        self.empty_bin.setEnabled(binned > 0)
        self.footer.show_keys(BIN_HINT if on else HINT)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        for widget in (self.imports, self.empty_bin, self.bin):
            head.addWidget(widget)
        models = QVBoxLayout()
        models.setSpacing(8)
        models.addLayout(head)
        models.addWidget(self.table, 1)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        areas: list[QWidget] = []
        for side in (self.detail, self.comparison, self.text):
            area = QScrollArea(self, widgetResizable=True)
            area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrow keys scroll it
            area.setStyleSheet(AREA_SHEET)
            area.setAccessibleName("Selected models")
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(side)
            self._side.addWidget(area)
            areas.append(area)
        self._side.setFixedWidth(SIDE_PX)
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addLayout(models, 1)
        body.addWidget(self._side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        layout.addLayout(body, 1)
        layout.addWidget(self.ask)
        layout.addWidget(self.footer)
        detail = self.detail
        order = (
            self.table,
            *areas,
            detail.use,
            detail.restore,
            detail.report,
            detail.rename,
            detail.write_note,
            detail.export,
            detail.delete,
        )
        for before, after in zip(order, (*order[1:], self.imports), strict=True):
            QWidget.setTabOrder(before, after)
