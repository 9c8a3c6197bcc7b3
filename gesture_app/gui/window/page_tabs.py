"""The tabs of the pages. Mouse, mnemonics, arrow keys and Ctrl+1, 2, … choose one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from gesture_app.gui.widgets.colors import theme_colors

LINE_PX = 3


class PageTabs(QWidget):
    """A row of tabs. One is chosen."""

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        """`names` contain mnemonics, such as "&Train"."""
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for index, name in enumerate(names):
            button = _Tab(name)
            keys = QKeySequence(f"Ctrl+{index + 1}")
            button.setToolTip(f"{name.replace('&', '')} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
            self._buttons.addButton(button, index)
            layout.addWidget(button)
            QShortcut(keys, self, context=Qt.ShortcutContext.WindowShortcut).activated.connect(button.click)
        layout.addStretch(1)
        self._buttons.idClicked.connect(self.chosen)
        self.choose(0)

    def choose(self, index: int) -> None:
        """Mark a tab as chosen, without a signal."""
        self._buttons.button(index).setChecked(True)


class _Tab(QAbstractButton):
    """A name, underlined when chosen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self.setFont(font)

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
        if self.isChecked():
            foot = QRectF(10, area.bottom() - LINE_PX, area.width() - 20, LINE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(foot, 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -LINE_PX - 2), 5, 5)
