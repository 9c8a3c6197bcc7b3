"""Buttons and labels, made the same way on every page."""

from __future__ import annotations

from enum import StrEnum
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget

from gesture_app.core.plain_text import plain_lines
from gesture_app.gui.widgets.colors import theme_colors

LARGE_BUTTON_PX = 44
RECOLOURING = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.Polish)
"""a new style sheet also resets the palette of a label"""


class TextRole(StrEnum):
    """The meaning of a text's colour."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class TextLabel(QLabel):
    """A label with a colour role. It follows changes between light and dark."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(plain_lines(words), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names and notes may come from anybody
        self._role = TextRole.PLAIN

    @property
    def role(self) -> TextRole:
        """The colour role."""
        return self._role

    def setText(self, words: str) -> None:
        super().setText(plain_lines(words))

    def set_role(self, role: TextRole) -> None:
        """Set the colour role."""
        self._role = role
        self._apply()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in RECOLOURING:
            self._apply()
        return done

    def _apply(self) -> None:
        theme = QApplication.palette()  # a parent that was never shown may still have the palette of before
        colors, text = theme_colors(theme), theme.color(QPalette.ColorRole.WindowText)
        colours = {
            TextRole.MUTED: colors.muted,
            TextRole.GOOD: colors.good,
            TextRole.WARNING: colors.warning,
            TextRole.BAD: colors.bad,
        }
        colour = colours.get(self._role, text)
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)


def plain_tip(words: str) -> str:
    """Return words as a tool tip, which Qt would take for a page with pictures if they look like one.

    Names and labels may be from anybody.
    """
    return f"<span>{escape(plain_lines(words))}</span>".replace("\n", "<br>")


def button(parent: QWidget, words: str, tip: str, kind: str = "") -> QPushButton:
    """Return a push button. `kind` is "primary" (large), "flat" or "small"."""
    made = QPushButton(words, parent)
    made.setToolTip(tip)
    made.setAutoDefault(True)  # Enter presses the button that has the focus
    if kind:
        made.setProperty("kind", kind)
    if kind == "primary":
        made.setMinimumHeight(LARGE_BUTTON_PX)
    return made


def heading(parent: QWidget, words: str = "", size: float = 1.0) -> TextLabel:
    """Return a bold label, `size` times as large as text."""
    made = TextLabel(words, parent)
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * size)
    font.setBold(True)
    made.setFont(font)
    return made


def paragraph(parent: QWidget, words: str = "", role: TextRole = TextRole.PLAIN) -> TextLabel:
    """Return a label with word wrap."""
    made = TextLabel(words, parent)
    made.setWordWrap(True)
    made.set_role(role)
    return made


def scrolled(shown: QWidget, parent: QWidget) -> QScrollArea:
    """Return a vertical scroll area with this widget."""
    area = QScrollArea(parent)
    area.setWidget(shown)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
