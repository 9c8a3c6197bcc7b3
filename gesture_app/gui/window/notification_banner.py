"""The newest notice at the top of the window: a sentence, a hint, one button, and a cross."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.gui.state.notifications import Notifications, Tone
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextLabel, TextRole

EDGE_PX = 5


class NotificationBanner(QWidget):
    """Hidden without notices. Dismissing one shows the one before it."""

    def __init__(self, notifications: Notifications, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self._sentence = TextLabel("", self)
        self._sentence.setWordWrap(True)
        font = self._sentence.font()
        font.setBold(True)
        self._sentence.setFont(font)
        self._hint = TextLabel("", self)
        self._hint.setWordWrap(True)
        self._hint.set_role(TextRole.MUTED)
        self._button = QPushButton()
        self._button.clicked.connect(self._press)
        self._close = QPushButton("✕")
        self._close.setProperty("kind", "flat")
        self._close.setAccessibleName("Dismiss")
        self._close.setToolTip("Dismiss")
        self._close.clicked.connect(self._dismiss)
        for label in (self._sentence, self._hint):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._sentence)
        texts.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE_PX + 14, 8, 8, 8)
        layout.addLayout(texts, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        notifications.changed.connect(self._show_newest)
        self._show_newest()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        notice = self._notifications.newest
        tone = Tone.NEWS if notice is None else notice.tone
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setBrush({Tone.NEWS: colors.accent, Tone.WARNING: colors.warning, Tone.TROUBLE: colors.bad}[tone])
        painter.drawRoundedRect(QRectF(0, 0, EDGE_PX, self.height()), 2, 2)

    def _show_newest(self) -> None:
        notice = self._notifications.newest
        self.setVisible(notice is not None)
        if notice is None:
            return
        more = self._notifications.count - 1
        self._sentence.setText(notice.sentence)
        self._hint.setText(notice.hint + (f"  ({more} more)" if more else ""))
        self._hint.setVisible(bool(self._hint.text()))
        self._button.setVisible(notice.button is not None)
        if notice.button is not None:
            self._button.setText(notice.button.text)
        self.setAccessibleName(notice.sentence)
        self.update()

    def _press(self) -> None:
        notice = self._notifications.newest
        if notice is not None and notice.button is not None:
            notice.button.press()

    def _dismiss(self) -> None:
        notice = self._notifications.newest
        if notice is not None:
            self._notifications.dismiss(notice)
