"""Banner on a new model: in use, with a way back, or what got worse and whether to use it anyway."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.experience import FEW_TAKES
from gesture_app.core.wording import counted
from gesture_app.gui.train.actions import ROWS
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph
from gesture_app.gui.widgets.page_actions import action_button

STRIPE_PX = 5


class ModelStatus(StrEnum):
    """The status of the model in the report."""

    ASKED = "asked"
    """not in use, the user is asked"""
    LOADING = "loading"
    IN_USE = "in use"
    KEPT = "kept"
    """not in use because the user kept another or went back"""


class NewModelBanner(QWidget):
    """Shows a sentence, the reason and one or two buttons."""

    use_wanted = Signal()
    keep_wanted = Signal()
    """keep the model in use"""
    try_wanted = Signal()
    """show the new gestures to the model"""
    back_wanted = Signal()
    """go back to the earlier model"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = ModelStatus.IN_USE
        self.words = heading(self, size=1.15)
        self.words.setWordWrap(True)
        self.why = paragraph(self)
        self.use = action_button(ROWS["use"], self, "primary")
        self.use.clicked.connect(self.use_wanted)
        self.keep = action_button(ROWS["keep"], self, "")
        self.keep.clicked.connect(self.keep_wanted)
        self.back = action_button(ROWS["go back"], self, "")
        self.back.clicked.connect(self.back_wanted)
        self.try_it = action_button(ROWS["try"], self, "primary")
        self.try_it.clicked.connect(self.try_wanted)
        self._build()

    def show_asked(self, worse: Sequence[str], events: Sequence[str] = ()) -> None:
        """Ask whether to use the model.

        Args:
            worse: sentences on what would get worse.
            events: sentences on how both models did in continuous video.
        """
        self.words.set_role(TextRole.WARNING if worse else TextRole.PLAIN)
        self.words.setText("Use the new model anyway?" if worse else "Use the new model?")
        self.why.setText(" ".join((*worse, *events, "Nothing changes until you answer.")))
        self._show(ModelStatus.ASKED)

    def show_loading(self) -> None:
        """Show that the model is being loaded."""
        self.words.set_role(TextRole.PLAIN)
        self.words.setText("Loading …")
        self._show(ModelStatus.LOADING)

    def show_in_use(self, since: str, why: str, earlier: bool) -> None:
        """Show that the model is in use since a time of day, with a way back if there is an `earlier` one."""
        self.words.set_role(TextRole.GOOD)
        self.words.setText(f"✓ In use since {since}" if since else "✓ In use")
        self.why.setText(why)
        self._show(ModelStatus.IN_USE, earlier)

    def show_kept(self, why: str) -> None:
        """Show that the model is not in use, and why."""
        self.words.set_role(TextRole.PLAIN)
        self.words.setText("Not in use")
        self.why.setText(why)
        self._show(ModelStatus.KEPT)

    def take_keyboard(self) -> bool:
        """Focus the safest answer. Return False if nothing is asked."""
        if self.status is ModelStatus.ASKED:
            (self.keep if self.words.role is TextRole.WARNING else self.use).setFocus()
        return self.status is ModelStatus.ASKED

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.line)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        colours = {TextRole.WARNING: colors.warning, TextRole.GOOD: colors.good}
        painter.fillRect(0, 8, STRIPE_PX, self.height() - 16, colours.get(self.words.role, colors.muted))

    def _show(self, status: ModelStatus, earlier: bool = False) -> None:
        self.status = status
        focused = self.focusWidget() if self.isAncestorOf(self.focusWidget() or self) else None
        self.why.setVisible(bool(self.why.text()) and status is not ModelStatus.LOADING)
        self.use.setVisible(status in (ModelStatus.ASKED, ModelStatus.KEPT))
        self.keep.setVisible(status is ModelStatus.ASKED)
        self.try_it.setVisible(status is ModelStatus.IN_USE)
        self.back.setVisible(status is ModelStatus.IN_USE and earlier)
        if focused is not None and focused.isHidden():
            self.setFocus()
        self.update()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.words)
        words.addWidget(self.why)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 12, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(words, 1)
        layout.addWidget(self.back)
        layout.addWidget(self.try_it)
        layout.addWidget(self.keep)
        layout.addWidget(self.use)


def how_compared(comparison: Comparison) -> str:
    """Return on which takes the two models were compared."""
    if not comparison.compared:
        return "No take could be compared: the earlier model learned from all of them."
    words = f"Before and after on {counted(comparison.compared, 'take')} that neither model learned from."
    if comparison.compared < FEW_TAKES:
        words += " So few say little."
    if comparison.kept_out:
        words += f" {counted(comparison.kept_out, 'other take')} are not compared: the earlier model learned from them."
    return words
