"""The form of a series: the gesture's name, the number of takes, their length and the rest between them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMargins, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import MAX_NAME_LENGTH, NONE, gesture_name, natural_order, spoken_name
from gesture_app.core.settings import AUTO_LENGTH, FIXED_LENGTH, Settings
from gesture_app.core.wording import counted
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.widgets.controls import TextRole, paragraph
from gesture_app.live.recorder import Series

NONE_EXPLAINED = (
    "Everything that is no gesture: resting, talking, scratching. Your own takes of it prevent false alarms."
)
NONE_TAKE_S = 5.0
"""background has no movement that starts and stops a take"""
NONE_LATER = "“No gesture” can wait: recordings that come with the program stand in for yours."
NAME_IT = "A short name for what your hand does, such as “wave”."
COUNT_ROLE = Qt.ItemDataRole.UserRole
LIST_GAP_PX = 5


class SeriesForm(QWidget):
    """Keeps the values of all fields but the gesture in the settings."""

    def __init__(self, settings: CurrentSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._counts: Mapping[str, int] = {}
        self._performance = ""
        self.gesture = QComboBox(self)
        self._name = QLineEdit(self.gesture)
        self._name.setPlaceholderText("Name of your gesture, such as “wave”")
        self._name.setMaxLength(2 * MAX_NAME_LENGTH)  # a name that is too long is an error, it is never cut
        self.gesture.setLineEdit(self._name)
        self.gesture.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.gesture.setItemDelegate(_WithCount(self.gesture))
        self.gesture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.gesture.setMinimumHeight(34)
        self.gesture.setAccessibleName("Gesture")
        self.gesture.setToolTip("Choose a gesture to record more of it, or type a new name (Alt+G)")
        self.gesture.currentTextChanged.connect(self._explain)
        self._hint = paragraph(self)
        self.takes = QSpinBox(self)
        self.takes.setRange(1, 200)
        self.automatic = QCheckBox("Start and stop takes automaticall&y", self)
        self.automatic.setToolTip(
            "A take waits for your movement and stops at the pause after it, or when you hold a pose"
        )
        self.take_s = self._seconds(0.3, 60.0)
        self.rest_s = self._seconds(0.0, 60.0)
        self.countdown_s = self._seconds(0.0, 30.0)
        self.show_settings(settings.now)
        self.takes.valueChanged.connect(lambda value: settings.change(takes=value))
        self.automatic.toggled.connect(self._choose_length)
        self.take_s.valueChanged.connect(lambda value: settings.change(take_s=round(value, 1)))
        self.rest_s.valueChanged.connect(lambda value: settings.change(rest_s=round(value, 1)))
        self.countdown_s.valueChanged.connect(lambda value: settings.change(countdown_s=round(value, 1)))
        self._arrange()
        self.show_gestures({})

    def show_gestures(self, counts: Mapping[str, int]) -> None:
        """Offer these gestures with the number of their takes, and always the background."""
        if counts == self._counts and self.gesture.count():
            return
        self._counts = counts
        typed = self.gesture.currentText()
        self.gesture.blockSignals(True)
        self.gesture.clear()
        for name in (NONE, *sorted(set(counts) - {NONE}, key=natural_order)):
            self.gesture.addItem(spoken_name(name))
            self.gesture.setItemData(self.gesture.count() - 1, counted(counts.get(name, 0), "take"), COUNT_ROLE)
        self.gesture.setCurrentIndex(-1)
        self.gesture.setEditText(typed)
        self.gesture.blockSignals(False)
        self._explain(typed)

    def show_settings(self, settings: Settings) -> None:
        """Show these values in the fields."""
        self.takes.setValue(settings.takes)
        self.automatic.setChecked(settings.take_length == AUTO_LENGTH)
        self.take_s.setEnabled(settings.take_length == FIXED_LENGTH)
        self.take_s.setValue(settings.take_s)
        self.rest_s.setValue(settings.rest_s)
        self.countdown_s.setValue(settings.countdown_s)

    def choose(self, gesture: str, takes: int | None = None) -> None:
        """Fill in a gesture, and the number of takes for the next series only, if given."""
        self.gesture.setEditText(spoken_name(gesture))
        if takes is not None:
            self.takes.blockSignals(True)  # for one series: the setting stays
            self.takes.setValue(takes)
            self.takes.blockSignals(False)

    def show_performance(self, performance: str) -> None:
        """Name the gesture that the drawn hand will perform, or none with ""."""
        if performance != self._performance:
            self._performance = performance
            self._explain(self.gesture.currentText())

    def series(self) -> Series:
        """Return the series that the user wants.

        Raises:
            RecordingError: the name is not allowed; the form shows that too.
        """
        try:
            name = gesture_name(self.gesture.currentText())
        except RecordingError as error:
            self.show_error(f"{error.sentence} {error.hint}")
            self.gesture.setFocus()
            raise
        settings = self._settings.now
        take_s: float | None = settings.take_s
        if settings.take_length == AUTO_LENGTH:
            take_s = NONE_TAKE_S if name == NONE else None
        return Series(name, self.takes.value(), settings.countdown_s, take_s, settings.rest_s)

    def takes_of(self, gesture: str) -> int:
        """Return the number of stored takes of a gesture."""
        return self._counts.get(gesture, 0)

    def show_error(self, trouble: str) -> None:
        """Show why recording cannot start, until the name changes."""
        self._show_hint(trouble, TextRole.BAD)

    def _explain(self, typed: str) -> None:
        """Explain the typed name, or why it is not allowed."""
        if not typed.strip():
            self._show_hint(NAME_IT if self._counts.get(NONE) else f"{NAME_IT} {NONE_LATER}", TextRole.MUTED)
            return
        try:
            name = gesture_name(typed)
        except RecordingError as error:
            self._show_hint(f"{error.sentence} {error.hint}", TextRole.BAD)
            return
        if name == NONE:
            self._show_hint(NONE_EXPLAINED, TextRole.MUTED)
            return
        so_far = f"{counted(self._counts[name], 'take')} so far." if name in self._counts else "New."
        performed = f" The drawn hand performs “{spoken_name(self._performance)}”." if self._performance else ""
        enter = f" Press Enter to record {counted(self.takes.value(), 'take')}."
        self._show_hint(f"{so_far}{enter}{performed}", TextRole.MUTED)

    def _choose_length(self, automatic: bool) -> None:
        self._settings.change(take_length=AUTO_LENGTH if automatic else FIXED_LENGTH)
        self.take_s.setEnabled(not automatic)

    def _show_hint(self, words: str, role: TextRole) -> None:
        self._hint.set_role(role)
        self._hint.setText(words)
        self.gesture.setAccessibleDescription(words)

    def _seconds(self, minimum: float, maximum: float) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        field.setDecimals(1)
        field.setRange(minimum, maximum)
        field.setSingleStep(0.5)
        field.setSuffix(" s")
        return field

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        name = QLabel("Gest&ure", self)
        name.setBuddy(self.gesture)
        self._hint.setMinimumHeight(2 * self.fontMetrics().height() + 2)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(name)
        layout.addWidget(self.gesture)
        layout.addWidget(self._hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            ("Ta&kes", self.takes, "The number of takes in a series"),
            ("Le&ngth", self.take_s, "The length of a take that does not stop automatically"),
            ("Re&st", self.rest_s, "The pause between two takes"),
            ("C&ountdown", self.countdown_s, "The time before the first take"),
        )
        for column, (words, field, tip) in enumerate(fields):
            label = QLabel(words, self)
            label.setBuddy(field)
            field.setMinimumHeight(32)
            field.setToolTip(tip)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
        layout.addLayout(grid)
        layout.addWidget(self.automatic)


class _WithCount(QStyledItemDelegate):
    """Shows the number of takes after each name in the list."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = f"{index.data()}   ·   {index.data(COUNT_ROLE)}"

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).grownBy(QMargins(0, LIST_GAP_PX, 0, LIST_GAP_PX))
