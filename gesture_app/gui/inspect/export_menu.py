"""Exports what the page shows: an image as PNG or SVG, a trace as Parquet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gesture_app.core.errors import GestureAppError
from gesture_app.gui.inspect.rendering import Paint, Picture, png_bytes, png_image, svg_bytes
from gesture_app.gui.state.notifications import Notice, Notifications
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.colors import is_dark
from gesture_app.storage.files.atomic import write_file

if TYPE_CHECKING:
    from gesture_app.core.inspection.trace import Trace

PNG, SVG, PARQUET = "PNG image (*.png)", "SVG image (*.svg)", "Parquet table (*.parquet)"


class ExportMenu(QObject):
    """Adds entries to the export menu, asks for a file name and writes in the background."""

    def __init__(
        self,
        menu: QMenu,
        picture: Callable[[], Picture],
        panel: Callable[[], Picture],
        trace: Callable[[], Trace | None],
        write_table: Callable[[Path, Trace], None],
        tasks: TaskRunner,
        notifications: Notifications,
        parent: QWidget,
    ) -> None:
        """Fill the menu.

        Args:
            menu: gets the entries.
            picture: returns the painter of the timeline.
            panel: returns the painter of the side panel.
            trace: returns the trace that is shown, None if it is empty.
            write_table: writes a trace as Parquet.
            background: runs the writing.
            messages: tells the user that a file was saved.
            parent: window of the file dialog.
        """
        super().__init__(parent)
        self._window, self._tasks, self._notifications = parent, tasks, notifications
        self._trace, self._write_table = trace, write_table
        self.dialog: QFileDialog | None = None
        for text, kind, what in (
            ("Timeline as &PNG …", PNG, picture),
            ("Timeline as &SVG …", SVG, picture),
            ("Panel as P&NG …", PNG, panel),
            ("Panel as S&VG …", SVG, panel),
        ):
            self._add(menu, text, partial(self._ask_picture, kind, what))
        menu.addSeparator()
        self._add(menu, "All values as Parque&t …", self._ask_table)

    def save_picture(self, path: Path, paint: Paint, size: QSize, title: str) -> None:
        """Write an image as SVG or PNG, according to the suffix of the path."""
        dark, font = is_dark(self._window.palette()), self._window.font()
        if path.suffix.lower() == ".svg":
            data = svg_bytes(paint, size, dark, font, title)
            self._write(path, lambda: write_file(path, data, GestureAppError))
        else:
            image = png_image(paint, size, dark, font)
            self._write(path, lambda: write_file(path, png_bytes(image), GestureAppError))

    def save_table(self, path: Path, trace: Trace) -> None:
        """Write a trace as Parquet."""
        self._write(path, lambda: self._write_table(path, trace))

    def _ask_picture(self, kind: str, what: Callable[[], Picture]) -> None:
        paint, size, title = what()
        self._ask(kind, title, lambda path: self.save_picture(path, paint, size, title))

    def _ask_table(self) -> None:
        trace = self._trace()
        if trace is not None:
            self._ask(PARQUET, "traces", lambda path: self.save_table(path, trace))

    def _ask(self, kind: str, name: str, save: Callable[[Path], None]) -> None:
        ending = kind[kind.index("*.") + 1 : -1]
        dialog = QFileDialog(self._window, "Save as", "", kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        dialog.selectFile("".join(letter if letter.isalnum() else "_" for letter in name) + ending)
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _write(self, path: Path, work: Callable[[], None]) -> None:
        self._tasks.run(work, lambda _: self._notifications.post(Notice(f"Saved: {path.name}.")))

    def _add(self, menu: QMenu, text: str, do: Callable[[], None]) -> None:
        action = QAction(text, self)
        action.triggered.connect(lambda checked: do())
        menu.addAction(action)
