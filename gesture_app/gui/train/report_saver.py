"""Saves the report on a model as one HTML file where the user wants it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gesture_app.gui.state.tasks import TaskRunner


class ReportSaver(QObject):
    """Asks for a path and writes the file in the background.

    Args:
        save: writes the report on a model, by its id, into a file; slow.
        tasks: for what is slow.
        parent: the page.
    """

    saved = Signal(Path)

    def __init__(self, save: Callable[[str, Path], object], tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._save, self._tasks, self._page = save, tasks, parent

    def ask(self, model: str) -> None:
        """Ask where the report on a model is to be saved, and save it there."""
        name = str(Path.home() / f"report {model}.html")
        chosen, _ = QFileDialog.getSaveFileName(self._page, "Save the report", name, "Web page (*.html)")
        if chosen:
            path = Path(chosen)
            self.save(model, path if path.suffix else path.with_suffix(".html"))

    def save(self, model: str, path: Path) -> None:
        """Save the report on a model."""
        self._tasks.run(partial(self._save, model, path), lambda _: self.saved.emit(path))
