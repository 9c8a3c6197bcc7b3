"""The base of the tour's cards, and the controls that several of them use."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from gesture_app.gui.inspect.trace_view import TraceView
from gesture_app.gui.widgets.controls import TextLabel, paragraph

SLIDER_STEPS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class TourMoment:
    """What a card shows: one memory cell at one step of a trace."""

    view: TraceView
    cell: int
    step: int

    @property
    def time(self) -> float:
        """Seconds of the stream."""
        return float(self.view.trace.time[self.step])


class TourCard(QWidget):
    """A title, a text and one thing to try. Subclasses add their controls to `column`."""

    moved = Signal(float)
    """go to this moment, in seconds of the stream"""

    title = ""
    text = ""
    task = ""
    """what to try"""
    rows: tuple[str, ...] = ()
    """keys of the lanes that stay unfolded"""
    marked: tuple[str, ...] = ()
    """keys of the lanes that get a frame"""
    shows_hand = False
    """True to keep the large hand above the card"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.setSpacing(7)
        self._text = paragraph(self, self.text)
        self.column.addWidget(self._text)
        if self.task:
            task = paragraph(self, f"<b>Try it:</b> {escape(self.task)}")
            task.setTextFormat(Qt.TextFormat.RichText)
            self.column.addWidget(task)

    def fill(self, **values: object) -> None:
        """Fill numbers into the text, which has their names in braces."""
        self._text.setText(self.text.format(**values))

    def start_time(self, view: TraceView) -> float | None:
        """Return the moment to begin with, in seconds of the stream, None to stay where playback is."""
        return None

    def show_moment(self, moment: TourMoment) -> None:
        """Show the numbers of a moment."""

    def leave(self) -> None:
        """Undo what was tried, as another card is shown."""

    def add(self, *widgets: QWidget) -> None:
        """Add controls below the text."""
        for widget in widgets:
            self.column.addWidget(widget)

    def finish(self) -> None:
        """Leave the spare height below the controls."""
        self.column.addStretch(1)


class ValueSlider(QWidget):
    """A slider for a number, with its name and value."""

    changed = Signal(float)
    """the user has chosen another value"""

    def __init__(self, name: str, low: float, high: float, decimals: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._low, self._high, self._decimals = low, high, decimals
        self._label = TextLabel(name, self)
        self._number = TextLabel("", self)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._number.setMinimumWidth(self._number.fontMetrics().horizontalAdvance("−88.88"))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, SLIDER_STEPS)
        self.slider.setPageStep(SLIDER_STEPS // 20)
        self.slider.setSingleStep(SLIDER_STEPS // 100)
        self.slider.setAccessibleName(name)
        self.slider.valueChanged.connect(self._on_moved)
        self._label.setBuddy(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addWidget(self.slider, 1)
        row.addWidget(self._number)
        self.value = low

    def set_value(self, value: float) -> None:
        """Show a value, clamped to the range, without `changed`."""
        self.value = round(max(self._low, min(self._high, value)), self._decimals)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((self.value - self._low) / (self._high - self._low) * SLIDER_STEPS))
        self._show_number()

    def set_range(self, low: float, high: float) -> None:
        """Choose the numbers at both ends."""
        self._low, self._high = low, high

    def _on_moved(self, place: int) -> None:
        self.value = round(self._low + place / SLIDER_STEPS * (self._high - self._low), self._decimals)
        self._show_number()
        self.changed.emit(self.value)

    def _show_number(self) -> None:
        text = f"{self.value:.{self._decimals}f}".replace("-", "−")
        self._number.setText(text)
        self.slider.setAccessibleDescription(text)


def numbers_label(parent: QWidget) -> QLabel:
    """Return a label for equations with numbers."""
    label = TextLabel("", parent)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
