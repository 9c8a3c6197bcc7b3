"""Two plots of a training run: how much it gets right, and the loss; on what it learns from and on what it does not."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from gesture_app.core.training.progress import EpochMetrics
from gesture_app.gui.train.curve_plot import Curve, CurvePlot

SIDE_BY_SIDE_PX = 760


class LearningCurves(QWidget):
    """The plots lie side by side where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = CurvePlot(
            "Accuracy", (Curve("held out", 1), Curve("training", 0, dashed=True)), percent=True, parent=self
        )
        self._loss = CurvePlot("Loss", (Curve("held out", 1), Curve("training", 0, dashed=True)), parent=self)
        self._accuracy.setToolTip(
            "Share of the takes named rightly. “Held out” are takes the model does not learn from."
        )
        self._loss.setToolTip("How wrong the model is; lower is better. “Held out” should fall along with “training”.")
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._accuracy)
        self._layout.addWidget(self._loss)

    def start(self, epochs: int) -> None:
        """Begin with empty plots."""
        self._accuracy.start(epochs)
        self._loss.start(epochs)

    def add(self, epoch: EpochMetrics) -> None:
        """Draw one more epoch."""
        self._accuracy.end_at(epoch.epochs)
        self._loss.end_at(epoch.epochs)
        self._accuracy.add(epoch.validation_accuracy, epoch.train_accuracy)
        self._loss.add(epoch.validation_loss, epoch.train_loss)

    def mark(self, epoch: int) -> None:
        """Show that this epoch is the best so far; 0: none is."""
        self._accuracy.mark(epoch)
        self._loss.mark(epoch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
