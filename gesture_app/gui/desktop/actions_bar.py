"""A small bar in front of all windows: if actions are on, and what the last gesture did."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.actions.readable import readable
from gesture_app.gui.desktop.last_gesture import LastGesture
from gesture_app.gui.state.gesture_actions import GestureActions
from gesture_app.gui.widgets.actions_text import headline, subline, tone_colours, tone_of
from gesture_app.gui.widgets.controls import TextLabel, button, heading

WIDTH_PX = 360
EDGE_PX = 16
PLACE = "actions bar"


class ActionsBar(QWidget):
    """Takes no keyboard focus, because keys belong to the program in front. It can be dragged."""

    closed = Signal()

    def __init__(self, actions: GestureActions, last: LastGesture, remembered: QSettings) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle("Actions")
        self._actions, self._last, self._remembered = actions, last, remembered
        self._grip: QPoint | None = None
        self._frame = QFrame(self)
        self._frame.setObjectName("actionsBar")
        self.title = heading(self, size=1.25)
        self.text = TextLabel("", self)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.switch = button(self, "", "Off releases every key and button", "small")
        self.switch.clicked.connect(actions.toggle)
        self._hide = button(self, "✕", "Hide this bar", "small")
        self._hide.setAccessibleName("Hide this bar")
        self._hide.clicked.connect(self.closed)
        for one in (self.switch, self._hide):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()
        actions.state_changed.connect(self.refresh)
        actions.trying.changed.connect(self.refresh)
        last.changed.connect(self.refresh)
        self.refresh()

    def appear(self) -> None:
        """Show the bar where it was, or at the lower right of the screen."""
        self.adjustSize()
        area = QApplication.primaryScreen().availableGeometry()
        place = self._remembered.value(PLACE)
        wanted = place if isinstance(place, QPoint) else area.bottomRight() - QPoint(self.width(), self.height())
        visible = any(screen.availableGeometry().contains(wanted) for screen in QApplication.screens())
        self.move(wanted if visible and isinstance(place, QPoint) else wanted - QPoint(EDGE_PX, EDGE_PX))
        self.show()

    def refresh(self) -> None:
        """Show the state now."""
        state, trying = self._actions.state, self._actions.trying
        if trying.binding is not None:
            self.title.setText(f"In {trying.left_s} …")
            self.text.setText(f"Tries “{readable(trying.binding.action.what)}”.")
        else:
            self.title.setText(headline(state))
            self.text.setText(self._last.text if state.acts else subline(state))
        self.text.setToolTip(subline(state))
        self.switch.setText("Off" if state.on else "On")
        text, background = tone_colours(tone_of(state))
        sheet = (
            f"#actionsBar {{ background: {background}; border: 1px solid {text}; border-radius: 8px; }}"
            f" #actionsBar QLabel {{ color: {text}; }}"
        )
        if sheet != self._frame.styleSheet():
            self._frame.setStyleSheet(sheet)

    # ---- dragging ----
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.move(event.globalPosition().toPoint() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self._remembered.setValue(PLACE, self.pos())

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.text)
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(14, 6, 8, 6)
        inside.addLayout(words, 1)
        inside.addWidget(self.switch)
        inside.addWidget(self._hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self.setFixedWidth(WIDTH_PX)
