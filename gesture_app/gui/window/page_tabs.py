"""The tabs of the pages. Mouse, mnemonics, arrow keys and Ctrl+1, 2, … choose one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

LINE_PX = 3
MARK_PX = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot on a tab: something runs on its page."""

    text: str
    """for the tooltip and the screen reader"""
    recording: bool = False
    """red instead of the accent colour"""
    paused: bool = False
    """two bars instead of a dot"""


class PageTabs(QWidget):
    """A row of tabs. One is chosen."""

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        """`names` contain mnemonics, such as "&Train"."""
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        self._tabs: list[_Tab] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for index, name in enumerate(names):
            keys = QKeySequence(f"Ctrl+{index + 1}")
            key = keys.toString(QKeySequence.SequenceFormat.NativeText)
            button = _Tab(name, f"{name.replace('&', '')} ({key})")
            self._tabs.append(button)
            self._buttons.addButton(button, index)
            layout.addWidget(button)
            QShortcut(keys, self, context=Qt.ShortcutContext.WindowShortcut).activated.connect(button.click)
        layout.addStretch(1)
        self._buttons.idClicked.connect(self.chosen)
        self.choose(0)

    def mark(self, marks: Mapping[int, Mark]) -> None:
        """Mark the tabs, by index, of the pages on which something runs, and no others."""
        for index, button in enumerate(self._tabs):
            button.show_mark(marks.get(index))

    def choose(self, index: int) -> None:
        """Mark a tab as chosen, without a signal."""
        self._buttons.button(index).setChecked(True)


class _Tab(QAbstractButton):
    """A name, underlined when chosen."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self._mark: Mark | None = None
        self.setText(name)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self.setFont(font)

    @property
    def mark(self) -> Mark | None:
        """The mark, if something runs on the page."""
        return self._mark

    def show_mark(self, mark: Mark | None) -> None:
        """Show a mark, or none."""
        if mark != self._mark:
            self._mark = mark
            self.setToolTip(self._tip if mark is None else plain_tip(f"{self._tip}\n{mark.text}"))
            self.setAccessibleDescription("" if mark is None else mark.text)
            self.update()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return QSize(words.width() + 26, words.height() + 16)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, area = theme_colors(self.palette()), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = self.palette().windowText().color()
        painter.setPen(plain if self.isChecked() or self.underMouse() else colors.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, self.text())
        if self._mark is not None:
            self._paint_mark(painter, self._mark)
        if self.isChecked():
            foot = QRectF(10, area.bottom() - LINE_PX, area.width() - 20, LINE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(foot, 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -LINE_PX - 2), 5, 5)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        """Paint the mark right of the upper end of the name."""
        colors = theme_colors(self.palette())
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        left = (self.width() + words.width()) / 2 + 3
        area = QRectF(left, (self.height() - words.height()) / 2, MARK_PX, MARK_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.bad if mark.recording else colors.accent)
        if mark.paused:
            bar = area.width() / 3
            painter.drawRect(QRectF(area.left(), area.top(), bar, area.height()))
            painter.drawRect(QRectF(area.right() - bar, area.top(), bar, area.height()))
        else:
            painter.drawEllipse(area)
