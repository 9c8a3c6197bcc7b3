"""Import dialog: choose a path, see what was found, import it, and see what was left out and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.errors import GestureAppError
from gesture_app.core.import_export import (
    ClipLayout,
    Findings,
    ImportDone,
    ImportFailed,
    ImportOptions,
    ImportProgress,
    ImportStarted,
    LayoutChoice,
    ModelImported,
    Skipped,
    TakeImported,
    TakePreview,
    TakeSkipped,
    VideoWatched,
)
from gesture_app.core.wording import counted
from gesture_app.gui.import_export.background_offers import BackgroundOffers
from gesture_app.gui.import_export.gesture_table import PREVIEW_COUNT, FoundGesturesTable
from gesture_app.gui.import_export.job_dialog import JobDialog
from gesture_app.gui.import_export.skipped_table import SkippedTable
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import TextRole, button
from gesture_app.gui.widgets.layout_choice import WORDS, LayoutChoiceList, takes_in_words
from gesture_app.storage.importers.registry import FILE_SUFFIXES, IMPORTABLE

if TYPE_CHECKING:
    from gesture_app.jobs.process import JobProcess

WELCOME = (
    f"{IMPORTABLE} Choose a folder or a file, or drop it here. Videos: one folder per gesture, with the gesture's name."
)
FILES = f"Files to import ({' '.join(f'*{suffix}' for suffix in FILE_SUFFIXES)})"
AUTOMATIC = "automatic"


def _no_previews(path: Path, options: ImportOptions, count: int) -> Iterator[TakePreview]:
    return iter(())


def _ignore(error: BaseException) -> None:
    """Leave out previews that cannot be read: the import names what it leaves out."""


class ImportDialog(JobDialog):
    """The import runs in a process of its own. Each imported take is complete."""

    KIND = WorkKind.IMPORT
    DOING = "Importing"
    LOSS = "An import is not finished. The takes imported until now are kept."

    imported = Signal()
    """takes were imported"""

    def __init__(
        self,
        tasks: TaskRunner,
        look: Callable[[Path, ImportOptions], Findings],
        make_job: Callable[[Path, ImportOptions], JobProcess[ImportProgress]],
        work: RunningWork,
        parent: QWidget,
        sample: Callable[[Path, ImportOptions, int], Iterator[TakePreview]] = _no_previews,
    ) -> None:
        """Make the dialog.

        Args:
            tasks: calls `look` and `sample` on other threads, because they are slow.
            look: returns the takes at a path.
            make_job: makes the import.
            work: shows the import in the status bar.
            parent: of the dialog.
            sample: yields some takes of each gesture at a path.
        """
        super().__init__("Import", work, parent)
        self._tasks, self._preview_path, self._make_job, self._sample = tasks, look, make_job, sample
        self._path: Path | None = None
        self._asked = 0
        self._imported = self._already = self._seen = 0
        self._again = QTimer(self, interval=300, singleShot=True)
        self._again.timeout.connect(self._preview)
        self.setAcceptDrops(True)
        self.resize(760, 560)
        self._build()
        self._show_state()
        self.where.setFocus()

    # ---- what the user asks for ----
    def choose(self, path: Path) -> None:
        """Show what can be imported from this path."""
        if self._job is None:
            self._path = path
            self.layouts.clear()
            self._show_choices(())
            self.offers.offer(())
            self.gestures.clear_rows()
            self.skipped_table.skipped.clear()
            self.bar.reset()
            self._preview()

    def begin(self) -> None:
        """Import what was found."""
        if self._path is None or self._job is not None:
            return
        self._imported = self._already = self._seen = 0
        self.skipped_table.skipped.clear()
        self._asked += 1  # previews that are on their way are dropped
        self._start(self._make_job(self._path, self._options()), "Searching …")

    # ---- finding ----
    def _options(self) -> ImportOptions:
        rate = self.rate.value() if self.rate.value() > self.rate.minimum() else None
        spare = max(1, (os.cpu_count() or 1) - 1)  # recognition goes on meanwhile
        gesture = self.gesture.text().strip()
        return ImportOptions(
            gesture,
            rate,
            self.mirrored.isChecked(),
            spare,
            layout=self.layouts.chosen or self.layout_box.currentData(),
            background=self.offers.background,
            kept=self.offers.kept,
        )

    def _preview(self) -> None:
        if self._path is None or self._job is not None:
            return
        self._asked += 1
        asked, path, options = self._asked, self._path, self._options()
        self.where.setText(str(path))
        self.where.setCursorPosition(0)
        self.begin_button.setEnabled(False)
        self._show_text("Searching …")
        self._tasks.run(
            lambda: self._preview_path(path, options),
            lambda findings: self._show_findings(asked, findings),
            lambda error: self._show_nothing(asked, error),
        )

    def _show_findings(self, asked: int, findings: Findings) -> None:
        if asked != self._asked or self._job is not None:
            return
        unnamed = findings.takes.get("", 0)
        text = takes_in_words(findings.takes)
        lines = [f"{counted(findings.count, 'take').capitalize()} found: {', '.join(findings.layouts)}."]
        self.layouts.setEnabled(not self.gesture.text().strip())
        self.offers.offer(findings.like_background)
        if findings.question is not None:
            lines.append(f"{findings.question.sentence} Choose below, or enter one gesture for all takes.")
            self._show_text("\n".join(lines), TextRole.WARNING)
            self.gestures.clear_rows()
            self._show_choices(())
            self.layouts.ask(findings.question)
            self.layouts.focus_first()
            self.rate.setEnabled(findings.without_clock)
            return
        lines += [f"{text}."] if text else []
        self._show_choices(() if self.layouts.chosen else findings.choices)
        self.gestures.show_findings(findings)
        self._show_tables()
        if self._path is not None:
            self._next_preview(asked, self._sample(self._path, self._options(), PREVIEW_COUNT))
        lines += findings.remarks
        if unnamed:
            lines.append(
                f"{counted(unnamed, 'take').capitalize()} without a gesture: enter it below, or they are left out."
            )
        self._show_text("\n".join(lines), TextRole.WARNING if unnamed else TextRole.PLAIN)
        self.rate.setEnabled(findings.without_clock)
        self.begin_button.setEnabled(findings.count > unnamed)
        if not self.layouts.isVisible():
            (self.begin_button if self.begin_button.isEnabled() else self.gesture).setFocus()

    def _show_choices(self, choices: Sequence[LayoutChoice]) -> None:
        """Offer the layouts that name gestures, the one in use selected, if there is more than one."""
        used = self.layout_box.currentData() or ClipLayout.FOLDER
        with QSignalBlocker(self.layout_box):
            self.layout_box.clear()
            for choice in choices if len(choices) > 1 else ():
                self.layout_box.addItem(WORDS[choice.layout], choice.layout)
                words = takes_in_words(choice.takes)
                self.layout_box.setItemData(self.layout_box.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
            self.layout_box.setCurrentIndex(self.layout_box.findData(used))
        self._form.setRowVisible(self.layout_box, self.layout_box.count() > 0)

    def _next_preview(self, asked: int, takes: Iterator[TakePreview]) -> None:
        """Read one more take to look at, unless the user has gone on."""
        if asked == self._asked and self._job is None:
            self._tasks.run(lambda: next(takes, None), lambda take: self._show_preview(asked, takes, take), _ignore)

    def _show_preview(self, asked: int, takes: Iterator[TakePreview], take: TakePreview | None) -> None:
        if take is not None and asked == self._asked:
            self.gestures.add_preview(take)
            self._next_preview(asked, takes)

    def _show_tables(self) -> None:
        """Show what was found, and once something was left out, that instead."""
        found = self.gestures.rowCount() > 0 and not self.skipped_table.skipped.rows
        self.gestures.setVisible(found)
        self.skipped_table.setVisible(not found)

    def _show_nothing(self, asked: int, error: BaseException) -> None:
        if asked != self._asked:
            return
        if isinstance(error, GestureAppError):
            self._show_text(f"{error.sentence} {error.hint}", TextRole.BAD)
            self.gestures.clear_rows()
            self._show_tables()
        else:
            self._tasks.show_error(error)

    # ---- importing ----
    def _poll(self) -> None:
        skipped: list[Skipped] = []
        for news in self._job.poll() if self._job is not None else ():
            if isinstance(news, ImportStarted):
                self.bar.setRange(0, max(1, news.findings.count))
            elif isinstance(news, TakeImported):
                self._imported += 1
                self._advance(news.path)
            elif isinstance(news, TakeSkipped):
                if news.skipped.already_here:
                    self._already += 1
                else:
                    skipped.append(news.skipped)
                self._advance(news.skipped.path)
            elif isinstance(news, VideoWatched):
                self._show_text(f"{self._counts()}   {news.path}, frame {news.frames}")
            elif isinstance(news, ModelImported):
                self._show_text(f"Imported model {news.id}. Use it on the Models page.")
            else:
                self.skipped_table.skipped.add(skipped)
                skipped = []
                self._finish(news)
        self.skipped_table.skipped.add(skipped)
        self._show_tables()

    def _advance(self, path: str) -> None:
        self._seen += 1
        self.bar.setMaximum(max(self.bar.maximum(), self._seen))
        self.bar.setValue(self._seen)
        self._show_text(f"{self._counts()}   {path}")

    def _counts(self) -> str:
        return f"{self._imported} imported{f', {self._already} imported before' if self._already else ''}."

    def _finish(self, news: ImportDone | ImportFailed) -> None:
        self._end()
        if isinstance(news, ImportDone):
            skipped = len(self.skipped_table.skipped.rows)
            end = f" {skipped} left out, see below." if skipped else ""
            models = f" {news.models} model too. Use it on the Models page." if news.models else ""
            self._show_text(f"{self._counts()}{models}{end}", TextRole.GOOD if not skipped else TextRole.WARNING)
            self.bar.setValue(1)
        else:
            self._show_text(f"{self._counts()} {news.error} {news.hint}".strip(), TextRole.BAD)
        self._show_state()
        self.stop.setFocus()
        if self._imported:
            self.imported.emit()

    # ---- looks ----
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._job is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.choose(Path(paths[0]))

    def _show_state(self) -> None:
        super()._show_state()
        running = self._job is not None
        for widget in (self.where, self.folder, self.file, self.layouts, self.offers, self.gesture, self.mirrored):
            widget.setEnabled(not running)
        self.layout_box.setEnabled(not running)
        self.rate.setEnabled(not running and self.rate.isEnabled())
        self.begin_button.setEnabled(False)

    def _choose_typed(self) -> None:
        if self.where.text().strip():
            self.choose(Path(os.path.expanduser(self.where.text().strip())))  # “~nobody” is then not there

    def _ask_for_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Choose a folder to import")
        if chosen:
            self.choose(Path(chosen))

    def _ask_for_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a file to import", "", f"{FILES};;All files (*)")
        if chosen:
            self.choose(Path(chosen))

    def _build(self) -> None:
        self.where = QLineEdit(self, placeholderText="a folder or a file")
        self.where.setAccessibleName("Path to import")
        self.folder = button(self, "&Folder …", "Import everything in a folder")
        self.file = button(self, "F&ile …", "Import one file")
        self.text.setText(WELCOME)
        self.text.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.gesture = QLineEdit(self, placeholderText="from the folder and file names")
        self.rate = QDoubleSpinBox(self, minimum=0, maximum=240, singleStep=5, decimals=1)
        self.rate.setSpecialValueText(AUTOMATIC)
        self.rate.setToolTip("Frame rate of recordings that hold no times.")
        self.rate.setMinimumHeight(self.gesture.sizeHint().height() + 4)
        self.rate.setEnabled(False)
        self.mirrored = QCheckBox("The videos are &mirrored", self)
        self.mirrored.setToolTip("Some programs mirror the camera picture before they detect hands.")
        self.layouts = LayoutChoiceList(self)
        self.offers = BackgroundOffers(self)
        self.layout_box = QComboBox(self)
        self.layout_box.setToolTip("The part of the path that names the gesture of a clip.")
        self.gestures = FoundGesturesTable(self)
        self.gestures.hide()
        self.skipped_table = SkippedTable(self)
        self.copy_button = button(self, "C&opy list", "Copy what was left out, as text", "small")
        self.begin_button = button(self, "I&mport", "Import what was found", "primary")
        self.begin_button.setDefault(True)
        self.where.returnPressed.connect(self._choose_typed)
        self.folder.clicked.connect(self._ask_for_folder)
        self.file.clicked.connect(self._ask_for_file)
        self.layouts.answered.connect(self._preview)
        self.layout_box.activated.connect(lambda _index: self._preview())
        self.gesture.textEdited.connect(lambda _text: self._again.start())
        self.begin_button.clicked.connect(self.begin)
        self.copy_button.clicked.connect(self.skipped_table.copy)
        first, last = QHBoxLayout(), QHBoxLayout()
        form = self._form = QFormLayout()
        for widget in (self.where, self.folder, self.file):
            first.addWidget(widget, 1 if widget is self.where else 0)
        form.setHorizontalSpacing(18)
        form.addRow("&Names", self.layout_box)
        form.setRowVisible(self.layout_box, False)
        form.addRow("&Gesture", self.gesture)
        form.addRow("Frames per &second", self.rate)
        form.addRow(self.mirrored)
        last.addWidget(self.copy_button)
        last.addStretch(1)
        last.addWidget(self.hide_button)
        last.addWidget(self.stop)
        last.addWidget(self.begin_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        tables = (self.gestures, self.skipped_table)
        for part in (first, self.text, self.layouts, *tables, self.offers, form, self.bar, last):
            if isinstance(part, QWidget):
                layout.addWidget(part, 1 if part in tables else 0)
            else:
                layout.addLayout(part)
        QWidget.setTabOrder(self.begin_button, self.stop)  # which was made first
