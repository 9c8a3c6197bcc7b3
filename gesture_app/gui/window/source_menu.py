"""The menu of sources: cameras by name, the drawn hand, files, network addresses."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QPushButton, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.source_names import (
    RECORDING_ENDING,
    VIDEO_ENDINGS,
    SourceChoice,
    drawn_gesture,
    drawn_source,
)
from gesture_app.gui.window.source_selector import SourceSelector

VIDEOS = f"Videos ({' '.join(f'*{ending}' for ending in VIDEO_ENDINGS)});;All files (*)"
RECORDINGS = f"Recordings (*{RECORDING_ENDING})"
ADDRESS_HINT = (
    "Address of a camera on the network, such as http://192.168.1.20:8080/video or rtsp://…,\n"
    "or a script of the drawn hand, such as demo:wave*10, thumb up*5, idle:20"
)


class SourceMenu(QMenu):
    """Shows the known cameras at once and searches for cameras each time it opens."""

    def __init__(self, selector: SourceSelector, parent: QWidget) -> None:
        super().__init__(parent)
        self._selector = selector
        self._choices = QActionGroup(self)
        self.drawn_hand = QMenu("The &drawn hand", self)
        self.drawn_hand.menuAction().setCheckable(True)
        self.drawn_hand.aboutToShow.connect(self._offer_performances)
        self._fill()
        self.aboutToShow.connect(self._open)
        selector.webcams_changed.connect(self._fill)

    def open_at(self, widget: QWidget) -> None:
        """Open below a widget."""
        self.popup(widget.mapToGlobal(widget.rect().bottomLeft()))

    def _open(self) -> None:
        self._fill()
        self._selector.look_for_webcams()

    def _fill(self) -> None:
        self.clear()
        for number, webcam in enumerate(self._selector.webcams, 1):
            name = webcam.name.replace("&", "&&")  # a single one would underline the next letter
            self._add_choice(webcam, f"&{number}  {name}" if number < 10 else name)
        if not self._selector.webcams:
            self.addAction("No camera found").setEnabled(False)
        self.drawn_hand.menuAction().setChecked(drawn_gesture(self._selector.source) is not None)
        self.addMenu(self.drawn_hand)
        self.addSeparator()
        self.addAction("&Video file …", self._ask_for_video)
        self.addAction("&Recording …", self._ask_for_recording)
        self.addAction("&Network address …", self._ask_for_address)

    def _offer_performances(self) -> None:
        """Offer what the drawn hand can perform, by the names that the window writes."""
        # not before: the first camera picture waits for no menu
        from gesture_app.vision.demo.gestures import GESTURES
        from gesture_app.vision.demo.script import IDLE

        menu = self.drawn_hand
        menu.clear()
        for gesture in ("", IDLE):
            self._add_choice(SourceChoice(drawn_source(gesture), gesture), gesture or "random", menu)
        menu.addSeparator()
        for gesture in sorted(GESTURES):
            self._add_choice(SourceChoice(drawn_source(gesture), gesture), spoken_name(gesture), menu)

    def _add_choice(self, choice: SourceChoice, text: str, menu: QMenu | None = None) -> None:
        menu = self if menu is None else menu
        action = QAction(text, menu, checkable=True)
        action.setChecked(self._selector.is_current(choice))
        action.triggered.connect(lambda: self._selector.use(choice.source))
        self._choices.addAction(action)
        menu.addAction(action)

    def _ask_for_video(self) -> None:
        self._ask_for_file("Choose a video", VIDEOS)

    def _ask_for_recording(self) -> None:
        self._ask_for_file("Choose a recording", RECORDINGS)

    def _ask_for_file(self, title: str, kinds: str) -> None:
        dialog = QFileDialog(self.parentWidget(), title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._selector.use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_for_address(self) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setWindowTitle("Network camera")
        dialog.setLabelText(ADDRESS_HINT)
        dialog.resize(560, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self._use_address)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _use_address(self, address: str) -> None:
        if address.strip():
            self._selector.use(address.strip())


def button_in_focus(default: QPushButton) -> QWidget:
    """Return the button that has the focus, below which the menu opens, or `default`."""
    focused = default.window().focusWidget()
    return focused if isinstance(focused, QPushButton) else default
