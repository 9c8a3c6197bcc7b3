"""A threshold slider for each gesture, one below the other; one stop of the Tab key, between them the arrows go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.recognise.threshold_slider import PERCENT, ThresholdSlider


class ThresholdSliders(QObject):
    """Puts them into the widget it is made for, wherever that wants them."""

    moved = Signal(str, float)
    """the user moved the threshold of this gesture, 0 to 1"""
    found_wanted = Signal(str)
    """the user wants the value of this gesture that was found"""
    chosen = Signal(str)
    """the keyboard or the mouse is at this gesture now; "": at none"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._sliders: dict[str, ThresholdSlider] = {}

    def show_gestures(self, gestures: Sequence[str]) -> None:
        """These, in this order; sliders of others are gone."""
        for slider in self._sliders.values():
            slider.blockSignals(True)
            slider.hide()
            slider.deleteLater()
        self._sliders = {gesture: self._slider(gesture) for gesture in gestures}
        self._let_tab_stop_at(next(iter(self._sliders.values()), None))

    def of(self, gesture: str) -> ThresholdSlider:
        """The slider of this gesture."""
        return self._sliders[gesture]

    @property
    def gestures(self) -> tuple[str, ...]:
        """From above to below."""
        return tuple(self._sliders)

    def place(self, areas: Sequence[QRectF]) -> None:
        """One for each gesture, in order."""
        for slider, area in zip(self._sliders.values(), areas, strict=False):
            slider.setGeometry(area.toRect())

    def show_scores(self, scores: Sequence[float]) -> None:
        """Of each gesture, in order, 0 to 1."""
        for slider, score in zip(self._sliders.values(), scores, strict=False):
            slider.show_score(score)

    def _slider(self, gesture: str) -> ThresholdSlider:
        slider = ThresholdSlider(spoken_name(gesture), self._around)
        slider.valueChanged.connect(lambda value: self.moved.emit(gesture, value / PERCENT))
        slider.found_wanted.connect(partial(self.found_wanted.emit, gesture))
        slider.other_wanted.connect(partial(self._go, gesture))
        slider.entered.connect(partial(self._enter, gesture))
        slider.left.connect(partial(self.chosen.emit, ""))
        slider.show()
        return slider

    def _go(self, gesture: str, way: int) -> None:
        names = self.gestures
        place = names.index(gesture) + way
        if 0 <= place < len(names):
            self._sliders[names[place]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self, gesture: str) -> None:
        self._let_tab_stop_at(self._sliders[gesture])
        self.chosen.emit(gesture)

    def _let_tab_stop_at(self, stop: ThresholdSlider | None) -> None:
        for slider in self._sliders.values():
            slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus if slider is stop else Qt.FocusPolicy.ClickFocus)
