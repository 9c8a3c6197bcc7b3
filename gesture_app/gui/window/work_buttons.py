"""The running work in the status bar: one button each, with its progress, that leads to its page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from gesture_app.gui.state.running_work import RunningWork, Work, WorkKind
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

LINE_PX = 3
SIDE_PX = 8
FRAME_PX = 4
LEAST_PX = 90
SIGN_PX = 9
"""of the sign of a series: a dot, or two bars while it is paused"""
TIP = "Go to it"


class WorkButtons(QWidget):
    """Has a button for each piece of running work, and is empty without any."""

    wanted = Signal(str)
    """`WorkKind`: the user wants to see this work"""

    def __init__(self, work: RunningWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._buttons: dict[WorkKind, WorkButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        work.changed.connect(self._show)
        self._show()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the buttons."""
        return tuple(button.text() for button in self._buttons.values())

    def button(self, kind: WorkKind) -> WorkButton | None:
        """Return the button of this work while it runs."""
        return self._buttons.get(kind)

    def _show(self) -> None:
        for kind in [kind for kind in self._buttons if kind not in self._work.running]:
            gone = self._buttons.pop(kind)
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for kind, work in self._work.running.items():
            if kind not in self._buttons:
                self._buttons[kind] = made = WorkButton(kind, self)
                made.clicked.connect(partial(self.wanted.emit, kind))
                self._layout.addWidget(made)
            self._buttons[kind].show_work(work)
        self.setVisible(bool(self._buttons))


class WorkButton(QPushButton):
    """The text of one piece of work over a line that shows how much is done."""

    def __init__(self, kind: WorkKind, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self._share: float | None = None
        self._paused = False
        self.setProperty("kind", "small")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_work(self, work: Work) -> None:
        """Show the state of this work."""
        self._share, self._paused = work.share, work.paused
        shown = work.text.replace("&", "&&")  # a single one would underline the next letter
        self.setText(f"     {shown}" if self._kind is WorkKind.SERIES else shown)  # room for the sign
        self.setAccessibleName(work.text)
        self.setToolTip(plain_tip(f"{TIP}\n{work.loss}".strip()))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, super().minimumSizeHint().height())  # a narrow window cuts the text

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - 2 * SIDE_PX - FRAME_PX
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._kind is WorkKind.SERIES:
            self._paint_sign(painter, colors.bad)
        if self._share is None:
            return
        line = QRectF(SIDE_PX, self.height() - LINE_PX - 1, self.width() - 2 * SIDE_PX, LINE_PX)
        painter.setBrush(colors.line)
        painter.drawRoundedRect(line, 1.5, 1.5)
        line.setWidth(line.width() * min(1.0, max(0.0, self._share)))
        painter.setBrush(colors.bad if self._kind is WorkKind.SERIES else colors.accent)
        painter.drawRoundedRect(line, 1.5, 1.5)

    def _paint_sign(self, painter: QPainter, colour: QColor) -> None:
        painter.setBrush(colour)
        area = QRectF(SIDE_PX + 1, (self.height() - SIGN_PX) / 2 - 1, SIGN_PX, SIGN_PX)
        if self._paused:
            bar = SIGN_PX / 3
            painter.drawRect(QRectF(area.left(), area.top(), bar, SIGN_PX))
            painter.drawRect(QRectF(area.right() - bar, area.top(), bar, SIGN_PX))
        else:
            painter.drawEllipse(area)
