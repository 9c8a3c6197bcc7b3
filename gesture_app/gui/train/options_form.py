"""Training options, folded at first. Each has an explanation and a reset button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.core.training.options import LIMITS, TrainingOptions
from gesture_app.gui.widgets.controls import TextRole, button, paragraph

AUTOMATIC = "automatic"
DROPOUT_STEP = 0.05
NO_DROPOUT_CHOSEN = -DROPOUT_STEP
"""one step below the lowest rate"""
FIELD_PX = 130
FROM_CHANCE = (
    "A network of another shape starts without the pretrained backbone. Training then takes longer and needs more "
    "takes."
)
EXPLAINED = {
    "cell": "Type of the memory cells. LSTM remembers longest, GRU is smaller, a plain RNN forgets soon.",
    "hidden": "Number of memory cells per layer. More cells separate more gestures, but need more time and more takes.",
    "layers": "Number of layers of memory cells. One is enough for nearly all gestures. "
    "Many takes from many sessions get two.",
    "dropout": "Share of the values hidden at random during training, against overfitting. Automatic: 0.2 or more, "
    "depending on the number of takes.",
    "epochs": "Largest number of passes over the takes. Training ends earlier if the model stops improving.",
    "seed": "Start of the random numbers. The same takes and the same seed give the same model.",
}


class OptionsForm(QWidget):
    """Its button shows how many options differ from the defaults."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        usual = TrainingOptions()
        self.cell = QComboBox(self)
        for cell in CellType:
            self.cell.addItem(cell.display_name, cell.value)
        self.hidden = self._whole("hidden", 16)
        self.layers = self._whole("layers", 1)
        self.dropout = QDoubleSpinBox(self)
        self.dropout.setRange(NO_DROPOUT_CHOSEN, LIMITS["dropout"][1])
        self.dropout.setSingleStep(DROPOUT_STEP)
        self.dropout.setSpecialValueText(AUTOMATIC)
        self.epochs = self._whole("epochs", 5)
        self.epochs.setMinimum(0)
        self.epochs.setSpecialValueText(AUTOMATIC)
        self.dropout.valueChanged.connect(self._know_dropout)
        self.seed = self._whole("seed", 1)
        self._resets: list[tuple[QWidget, Callable[[], bool]]] = []
        self.fold = button(self, "", "Network, epochs and random seed", "flat")
        self.fold.setCheckable(True)
        self.from_chance = paragraph(self, FROM_CHANCE, TextRole.WARNING)
        self._inside = QWidget(self)
        self._build(usual)
        self.show_options(usual)
        self.fold.toggled.connect(self._show_fold)
        self._show_fold(False)

    def options(self) -> TrainingOptions:
        """Return the chosen options."""
        size = NetworkSize(self.hidden.value(), self.layers.value(), self.cell.currentData())
        dropout = round(self.dropout.value(), 2)
        return TrainingOptions(
            network=size,
            epochs=self.epochs.value() or None,
            dropout=dropout if dropout >= 0 else None,
            seed=self.seed.value(),
        )

    def show_options(self, options: TrainingOptions) -> None:
        """Show these options."""
        self.cell.setCurrentIndex(self.cell.findData(options.network.cell))
        self.hidden.setValue(options.network.hidden)
        self.layers.setValue(options.network.layers)
        self.dropout.setValue(_dropout_of(options))
        self.epochs.setValue(options.epochs or 0)
        self.seed.setValue(options.seed)
        self._note_change()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore the wheel over fields without focus, so that it scrolls the page."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _know_dropout(self, value: float) -> None:
        """Treat values between automatic and 0 as automatic."""
        if NO_DROPOUT_CHOSEN < value < 0:
            self.dropout.setValue(NO_DROPOUT_CHOSEN)

    def _note_change(self) -> None:
        for reset, differs in self._resets:
            has_keyboard = reset.hasFocus()
            reset.setVisible(differs())
            if has_keyboard and not differs():
                self.fold.setFocus()
        self.from_chance.setVisible(self.options().network != TrainingOptions().network)
        self._name_fold()
        self.changed.emit()

    def _show_fold(self, open_: bool) -> None:
        self._inside.setVisible(open_)
        self._name_fold()

    def _name_fold(self) -> None:
        differing = sum(differs() for _, differs in self._resets)
        changed = f"  ({differing} changed)" if differing else ""
        self.fold.setText(f"{'▾' if self.fold.isChecked() else '▸'}  Adva&nced{changed}")

    def _whole(self, name: str, step: int) -> QSpinBox:
        field = QSpinBox(self)
        least, most = LIMITS[name]
        field.setRange(int(least), int(most))
        field.setSingleStep(step)
        return field

    def _build(self, usual: TrainingOptions) -> None:
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(4, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        cell = usual.network.cell
        self._add(
            grid, "cell", "Cell", self.cell, self.cell.currentIndexChanged,
            lambda: self.cell.currentData() != cell, lambda: self.cell.setCurrentIndex(self.cell.findData(cell)),
        )  # fmt: skip
        numbers: tuple[tuple[str, str, QSpinBox | QDoubleSpinBox, float], ...] = (
            ("hidden", "Hidden size", self.hidden, usual.network.hidden),
            ("layers", "Layers", self.layers, usual.network.layers),
            ("dropout", "Dropout", self.dropout, _dropout_of(usual)),
            ("epochs", "Max. epochs", self.epochs, usual.epochs or 0),
            ("seed", "Seed", self.seed, usual.seed),
        )
        for name, words, field, value in numbers:
            self._add(
                grid, name, words, field, field.valueChanged,
                partial(_differs, field, value), partial(_put, field, value),
            )  # fmt: skip
        head = QHBoxLayout()
        head.addWidget(self.fold)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._inside)
        grid.addWidget(self.from_chance, grid.rowCount(), 0, 1, 4)

    def _add(
        self,
        grid: QGridLayout,
        name: str,
        words: str,
        field: QWidget,
        changes: SignalInstance,
        differs: Callable[[], bool],
        put_back: Callable[[], None],
    ) -> None:
        label = QLabel(words, self._inside)
        label.setBuddy(field)
        field.setParent(self._inside)
        field.setFixedWidth(FIELD_PX)
        field.setMinimumHeight(30)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)
        field.setAccessibleName(words)
        field.setAccessibleDescription(EXPLAINED[name])
        reset = button(self._inside, "↺", f"Reset {words} to the default", "small")
        reset.setAccessibleName(f"Reset {words} to the default")
        reset.clicked.connect(put_back)
        changes.connect(self._note_change)
        self._resets.append((reset, differs))
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)
        grid.addWidget(reset, row, 2)
        grid.addWidget(paragraph(self._inside, EXPLAINED[name], TextRole.MUTED), row + 1, 0, 1, 4)
        grid.setRowMinimumHeight(row + 2, 8)


def _dropout_of(options: TrainingOptions) -> float:
    """Return the value that the field shows."""
    return NO_DROPOUT_CHOSEN if options.dropout is None else options.dropout


def _differs(field: QSpinBox | QDoubleSpinBox, value: float) -> bool:
    return abs(field.value() - value) > 1e-6


def _put(field: QSpinBox | QDoubleSpinBox, value: float) -> None:
    if isinstance(field, QSpinBox):
        field.setValue(int(value))
    else:
        field.setValue(value)
