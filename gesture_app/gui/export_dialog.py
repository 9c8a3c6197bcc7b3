"""Export dialog: which gestures, as what, where to; progress with cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.exchange_progress import ExportDone, ExportOptions, ExportProgress, TakeExported
from gesture_app.core.gestures import spoken_name
from gesture_app.gui.background import Background
from gesture_app.gui.widgets.controls import Ink, button, counted, paragraph

if TYPE_CHECKING:
    from gesture_app.jobs.job_process import JobProcess

LOOK_EVERY_MS = 100
BAR_PX = 8
CHOICE_PX = 32
KINDS = (
    ("archive", ".gestures", "An &archive for a friend, or to keep", "One file that this program imports again."),
    ("parquet", ".parquet", "A table as &Parquet", "One row per frame and hand, for pandas, R, DuckDB …"),
    ("csv", ".csv", "A table as CS&V", "The same rows as text; several times as large."),
)


class ExportDialog(QDialog):
    """Opened beside a window that goes on working; the export runs in a process of its own."""

    def __init__(
        self,
        background: Background,
        count_takes: Callable[[], Mapping[str, int]],
        make_job: Callable[[ExportOptions], JobProcess[ExportProgress]],
        parent: QWidget,
    ) -> None:
        """`count_takes` says how many takes each gesture has (called on another thread)."""
        super().__init__(parent)
        self._background, self._count_takes, self._make_job = background, count_takes, make_job
        self._job: JobProcess[ExportProgress] | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._poll)
        self.setWindowTitle("Export")
        self.resize(480, 360)
        self._build()
        self._show_state()

    # ---- what the user asks for ----
    def begin(self, out: Path) -> None:
        """Write what is chosen to this file."""
        if self._job is not None:
            return
        kind = KINDS[self.kinds.checkedId()][0]
        with_model = self.model.isChecked() and kind == "archive"
        self.bar.setRange(0, 0)
        self._say("Reading …")
        self._job = self._make_job(ExportOptions(out, kind, self.gesture.currentData() or "", with_model))
        self._job.start()
        self._timer.start()
        self._show_state()
        self.stop.setFocus()

    def reject(self) -> None:
        """Escape and the second button: cancel while it runs, else close."""
        if self._job is None:
            super().reject()
        else:
            self._job.cancel()

    def shutdown(self) -> None:
        """The window is closing."""
        self._timer.stop()
        if self._job is not None:
            self._job.shut_down()
            self._job = None

    # ---- what comes ----
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._background.run(self._count_takes, self._show_counts)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        chosen = self.gesture.currentData()
        self.gesture.clear()
        self.gesture.addItem(f"All gestures ({counted(sum(counts.values()), 'take')})", "")
        for name, takes in sorted(counts.items()):
            self.gesture.addItem(f"{spoken_name(name)} ({counted(takes, 'take')})", name)
        self.gesture.setCurrentIndex(max(0, self.gesture.findData(chosen)))
        if self._job is None:
            self.begin_button.setEnabled(bool(counts))
            self._say("" if counts else "Nothing is recorded yet.", Ink.MUTED)

    def _poll(self) -> None:
        for news in self._job.poll() if self._job is not None else ():
            if isinstance(news, TakeExported):
                self.bar.setRange(0, news.takes)
                self.bar.setValue(news.done)
                self._say(f"{news.done} of {counted(news.takes, 'take')}")
                continue
            self._timer.stop()
            self._job = None
            self.bar.setRange(0, 1)
            if isinstance(news, ExportDone):
                self.bar.setValue(1)
                left_out = f" {len(news.skipped)} damaged files were left out." if news.skipped else ""
                self._say(f"{counted(news.takes, 'take')} saved to {news.out}.{left_out}", Ink.GOOD)
            else:
                self.bar.reset()
                self._say(f"{news.error} {news.hint}".strip(), Ink.BAD)
            self._show_state()

    # ---- looks ----
    def _say(self, words: str, ink: Ink = Ink.PLAIN) -> None:
        self.words.setText(words)
        self.words.set_ink(ink)

    def _show_state(self) -> None:
        running = self._job is not None
        for widget in (self.gesture, *self.kinds.buttons(), self.begin_button):
            widget.setEnabled(not running)
        self.model.setEnabled(not running and self.kinds.checkedId() == 0)
        self.stop.setText("&Cancel" if running else "&Close")

    def _ask_where(self) -> None:
        kind, ending, _, _ = KINDS[self.kinds.checkedId()]
        name = self.gesture.currentData() or "gestures"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", f"{name}{ending}", f"{kind} (*{ending})")
        if chosen:
            path = Path(chosen)
            self.begin(path if path.suffix else path.with_suffix(ending))

    def _build(self) -> None:
        self.gesture = QComboBox(self)
        self.gesture.setMinimumHeight(CHOICE_PX)
        self.kinds = QButtonGroup(self)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.addRow("&Takes of", self.gesture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addSpacing(6)
        self.model = QCheckBox("with the &model in use", self)
        self.model.setToolTip("Unless it is the one that comes with the program, which your friend has as well.")
        for number, (_, _, words, tip) in enumerate(KINDS):
            choice = QRadioButton(words, self)
            choice.setToolTip(tip)
            self.kinds.addButton(choice, number)
            layout.addWidget(choice)
            if number == 0:
                inset = QHBoxLayout()
                inset.addSpacing(24)
                inset.addWidget(self.model)
                layout.addLayout(inset)
        self.kinds.buttons()[0].setChecked(True)
        self.kinds.idToggled.connect(lambda: self.model.setEnabled(self.kinds.checkedId() == 0))
        self.words = paragraph(self, "", Ink.MUTED)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setRange(0, 1)
        self.bar.setFixedHeight(BAR_PX)
        self.stop = button(self, "&Close", "Escape")
        self.begin_button = button(self, "&Export …", "Choose where to", "primary")
        self.stop.clicked.connect(self.reject)
        self.begin_button.clicked.connect(self._ask_where)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.stop)
        last.addWidget(self.begin_button)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addLayout(last)
