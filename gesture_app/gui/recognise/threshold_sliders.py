"""A column of threshold sliders: the Tab key stops once in it, the arrow keys go between the sliders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.recognise.threshold_slider import PERCENT, ThresholdSlider


class ThresholdSliders(QObject):
    """Makes a slider for each gesture as a child of `parent`, which places them."""

    moved = Signal(str, float)
    """the user moved the threshold of this gesture, 0 to 1"""
    found_wanted = Signal(str)
    """the user wants the value of this gesture that training found"""
    chosen = Signal(str)
    """the gesture whose slider has the focus; "": none"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._sliders: dict[str, ThresholdSlider] = {}

    def show_gestures(self, gestures: Sequence[str], starter: Collection[str] = ()) -> None:
        """Replace all sliders by one for each of these gestures, of which some are the starter's."""
        for slider in self._sliders.values():
            slider.blockSignals(True)
            slider.hide()
            slider.deleteLater()
        self._sliders = {gesture: self._slider(gesture, gesture in starter) for gesture in gestures}
        self._set_tab_stop(next(iter(self._sliders.values()), None))

    def of(self, gesture: str) -> ThresholdSlider:
        """Return the slider of a gesture."""
        return self._sliders[gesture]

    @property
    def gestures(self) -> tuple[str, ...]:
        """The gestures from top to bottom."""
        return tuple(self._sliders)

    def place(self, areas: Sequence[QRectF]) -> None:
        """Place each slider, in the order of the gestures."""
        for slider, area in zip(self._sliders.values(), areas, strict=False):
            slider.setGeometry(area.toRect())

    def show_scores(self, scores: Sequence[float]) -> None:
        """Show the score of each gesture (0 to 1), in order."""
        for slider, score in zip(self._sliders.values(), scores, strict=False):
            slider.show_score(score)

    def _slider(self, gesture: str, of_starter: bool) -> ThresholdSlider:
        slider = ThresholdSlider(spoken_name(gesture), self._parent, of_starter)
        slider.valueChanged.connect(lambda value: self.moved.emit(gesture, value / PERCENT))
        slider.found_wanted.connect(partial(self.found_wanted.emit, gesture))
        slider.other_wanted.connect(partial(self._go, gesture))
        slider.entered.connect(partial(self._on_entered, gesture))
        slider.left.connect(partial(self.chosen.emit, ""))
        slider.show()
        return slider

    def _go(self, gesture: str, steps: int) -> None:
        names = self.gestures
        index = names.index(gesture) + steps
        if 0 <= index < len(names):
            self._sliders[names[index]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_entered(self, gesture: str) -> None:
        self._set_tab_stop(self._sliders[gesture])
        self.chosen.emit(gesture)

    def _set_tab_stop(self, stop: ThresholdSlider | None) -> None:
        for slider in self._sliders.values():
            slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus if slider is stop else Qt.FocusPolicy.ClickFocus)
