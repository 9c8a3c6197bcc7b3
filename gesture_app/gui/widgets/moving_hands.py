"""Small moving hands with names: buttons to choose a gesture from, or a list with ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip
from gesture_app.gui.widgets.flow_layout import FlowLayout
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

TICK_MS = 60
PAUSE_S = 0.5
"""the last moment stays this long"""
CORNER_PX = 7
NAME_SIZE = 0.8
"""of the name, in sizes of text"""
GAP_PX = 6
TICK_PX = 9.0
"""radius of the tick"""


class MovingHand(QAbstractButton):
    """One gesture, performed again and again."""

    def __init__(self, gesture: str, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.gesture = gesture
        self.ticked = False
        self._size = size
        self._animation: TakeAnimation | None = None
        self._mirror = True
        self._began = perf_counter()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * NAME_SIZE)
        self.setFont(font)
        self.setToolTip(plain_tip(spoken_name(gesture)))
        self.setAccessibleName(spoken_name(gesture))

    def sizeHint(self) -> QSize:
        return QSize(self._size.width(), self._size.height() + self._line())

    def set_animation(self, animation: TakeAnimation | None, mirror: bool) -> None:
        """Play this from now on."""
        self._animation, self._mirror, self._began = animation, mirror, perf_counter()
        self.update()

    def set_ticked(self, ticked: bool) -> None:
        """Show a tick, or none."""
        self.ticked = ticked
        self.setAccessibleDescription("recognised" if ticked else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = colors.good if self.ticked else colors.accent if chosen or self.hasFocus() else colors.line
        painter.setPen(QPen(edge, 2 if chosen or self.ticked or self.hasFocus() else 1))
        painter.setBrush(colors.panel)
        stage = QRectF(1, 1, self.width() - 2, self._size.height() - 2)
        painter.drawRoundedRect(stage, CORNER_PX, CORNER_PX)
        if self._animation is not None and self._animation.present.any():
            hands = self._animation.at(self._second(self._animation))
            bone = max(1.4, stage.height() / 36)
            inside = stage.adjusted(4, 4, -4, -4)
            paint_pose(painter, hands, inside, self._animation.box, self._mirror, hand_colours(colors), bone)
        if self.ticked:
            _paint_tick(painter, QPointF(stage.right() - TICK_PX - 2, stage.top() + TICK_PX + 2), colors.good)
        painter.setPen(colors.accent if chosen else self.palette().windowText().color())
        under = QRectF(0, self._size.height() + 1, self.width(), self._line())
        words = painter.fontMetrics().elidedText(spoken_name(self.gesture), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, words)

    def _second(self, animation: TakeAnimation) -> float:
        start, end = animation.kept
        length = end - start
        return start + min((perf_counter() - self._began) % (length + PAUSE_S), length)

    def _line(self) -> int:
        return self.fontMetrics().height() + 2


class MovingHands(QWidget):
    """Hands in rows, as many to a row as fit. They move while they are visible."""

    chosen = Signal(str)
    """the gesture of the hand that was clicked, or whose turn it is among checkable ones"""

    def __init__(self, size: QSize, checkable: bool, parent: QWidget | None = None) -> None:
        """Make an empty row.

        Args:
            size: of each hand without its name.
            checkable: one hand is marked as the chosen one.
            parent: of the row.
        """
        super().__init__(parent)
        self._size, self._checkable = size, checkable
        self.hands: dict[str, MovingHand] = {}
        """by gesture"""
        self._flow = FlowLayout(self, GAP_PX)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._move)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_gestures(self, gestures: Sequence[str]) -> None:
        """Show these gestures, at first without pictures."""
        if tuple(gestures) == tuple(self.hands):
            return
        for hand in self.hands.values():
            self._flow.removeWidget(hand)
            hand.deleteLater()
        self.hands = {gesture: self._make(gesture) for gesture in gestures}
        self.updateGeometry()

    def show_animations(self, animations: Mapping[str, TakeAnimation], mirror: bool) -> None:
        """Move the hands."""
        for gesture, hand in self.hands.items():
            hand.set_animation(animations.get(gesture), mirror)

    def allow_clicks(self, allowed: bool, tip: str = "") -> None:
        """Let each hand be clicked, with a tip, or only be looked at."""
        for hand in self.hands.values():
            hand.setFocusPolicy(Qt.FocusPolicy.StrongFocus if allowed else Qt.FocusPolicy.NoFocus)
            hand.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not allowed)
            hand.setToolTip(plain_tip(tip) if tip else "")

    def choose(self, gesture: str) -> None:
        """Mark this gesture as the chosen one."""
        if gesture in self.hands:
            self.hands[gesture].setChecked(True)

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _make(self, gesture: str) -> MovingHand:
        hand = MovingHand(gesture, self._size, self)
        hand.setCheckable(self._checkable)
        hand.setAutoExclusive(self._checkable)
        hand.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._checkable:
            hand.toggled.connect(lambda on: self.chosen.emit(gesture) if on else None)
        else:
            hand.clicked.connect(lambda: self.chosen.emit(gesture))
        self._flow.addWidget(hand)
        hand.show()
        return hand

    def _move(self) -> None:
        for hand in self.hands.values():
            hand.update()


def _paint_tick(painter: QPainter, middle: QPointF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(middle, TICK_PX, TICK_PX)
    painter.setPen(QPen(Qt.GlobalColor.white, 2))
    painter.drawPolyline([middle + QPointF(-4, 0), middle + QPointF(-1, 3.5), middle + QPointF(4.5, -3.5)])
