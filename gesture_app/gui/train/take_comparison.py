"""Two takes side by side, and both over each other in step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gesture_app.core.quality.gesture_similarity import GestureSimilarity
from gesture_app.core.recording import Recording
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextLabel, TextRole
from gesture_app.gui.widgets.overlay_player import OverlayPlayer
from gesture_app.gui.widgets.take_player import SkeletonPlayer

STAGE_PX = 170
CARD_PX = 7
"""space around each animation with its text"""
IN_STEP = "over each other"


class TakeComparison(QWidget):
    """The left take is in question. The other one is drawn pale in the overlay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._players: list[SkeletonPlayer | None] = [None, None]
        self.captions = [TextLabel("", self) for _ in range(3)]
        self.pair = OverlayPlayer(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(CARD_PX, CARD_PX, CARD_PX, CARD_PX)
        self._grid.setHorizontalSpacing(3 * CARD_PX)
        self._grid.setVerticalSpacing(4)
        for column, caption in enumerate(self.captions):
            caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            caption.set_role(TextRole.MUTED if column else TextRole.PLAIN)
            self._grid.addWidget(caption, 1, column)
            self._grid.setColumnStretch(column, 1)
        self._grid.addWidget(self.pair, 0, 2)
        self._grid.setRowMinimumHeight(0, STAGE_PX)
        self.pair.setFixedHeight(STAGE_PX)
        self.captions[2].setText(IN_STEP)
        self.show_in_step(None, True)

    def show_take(self, place: int, recording: Recording | None, caption: str, mirror: bool) -> None:
        """Play a take at the left (0) or beside it (1). None clears the place."""
        self.captions[place].setText(caption)
        player = self._players[place]
        if recording is None:
            if player is not None:
                player.hide()
            self.update()
            return
        if player is None:
            player = self._players[place] = SkeletonPlayer(recording.trimmed(), mirror, self)
            player.setFixedHeight(STAGE_PX)
            self._grid.addWidget(player, 0, place)
        else:
            player.set_mirror(mirror)
            player.show_recording(recording.trimmed())
        player.setAccessibleName(caption)
        player.show()
        self.update()

    def show_in_step(self, likeness: GestureSimilarity | None, mirror: bool) -> None:
        """Play both over each other. None means that they cannot be compared."""
        self.pair.setVisible(likeness is not None)
        self.captions[2].setVisible(likeness is not None)
        if likeness is not None:
            self.pair.show_pair(likeness, mirror)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.line)
        painter.setBrush(colors.panel)
        for player, caption in zip((*self._players, self.pair), self.captions, strict=True):
            if player is not None and not player.isHidden():
                card = player.geometry().united(caption.geometry())
                painter.drawRoundedRect(card.adjusted(-CARD_PX, -CARD_PX, CARD_PX - 1, CARD_PX - 1), 8, 8)

    @property
    def playing(self) -> int:
        """The number of shown takes."""
        return sum(player is not None and not player.isHidden() for player in self._players)
