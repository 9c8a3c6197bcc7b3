"""Export dialog: gestures or the model, the format, the file, and progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import natural_order, spoken_name
from gesture_app.core.import_export import ExportDone, ExportOptions, ExportProgress, ModelExportDone, TakeExported
from gesture_app.core.wording import counted
from gesture_app.gui.import_export.job_dialog import JobDialog
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import TextRole, button

if TYPE_CHECKING:
    from gesture_app.jobs.process import JobProcess

CHOICE_PX = 32
KINDS = (
    ("archive", ".gestures", "&Archive, to share or as a backup", "One file that this program can import."),
    ("parquet", ".parquet", "Table as &Parquet", "One row per frame and hand, for pandas, R, DuckDB …"),
    ("csv", ".csv", "Table as CS&V", "The same rows as text, several times larger."),
    (
        "onnx",
        ".onnx",
        "Model in use, as &ONNX",
        "The model and its card, for a web page or another program.",
    ),
)


class ExportDialog(JobDialog):
    """The export runs in a process of its own."""

    KIND = WorkKind.EXPORT
    DOING = "Exporting"
    LOSS = "An export is not finished. No file would be written."

    def __init__(
        self,
        tasks: TaskRunner,
        count_takes: Callable[[], Mapping[str, int]],
        make_job: Callable[[ExportOptions], JobProcess[ExportProgress]],
        work: RunningWork,
        parent: QWidget,
    ) -> None:
        """`count_takes` returns the number of takes of each gesture. It is called on another thread."""
        super().__init__("Export", work, parent)
        self._tasks, self._count_takes, self._make_job = tasks, count_takes, make_job
        self._nothing_recorded = False
        self.resize(480, 360)
        self._build()
        self._show_state()

    # ---- what the user asks for ----
    def begin(self, out: Path) -> None:
        """Export the selection to this file."""
        if self._job is not None:
            return
        kind = KINDS[self.kinds.checkedId()][0]
        with_model = self.model.isChecked() and kind == "archive"
        gesture = "" if kind == "onnx" else self.gesture.currentData() or ""
        options = ExportOptions(out, kind, gesture, with_model)
        self._start(self._make_job(options), "Reading …")

    # ---- what comes ----
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tasks.run(self._count_takes, self._show_counts)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        chosen = self.gesture.currentData()
        self.gesture.clear()
        self.gesture.addItem(f"All gestures ({counted(sum(counts.values()), 'take')})", "")
        for name, takes in sorted(counts.items(), key=lambda row: natural_order(row[0])):
            self.gesture.addItem(f"{spoken_name(name)} ({counted(takes, 'take')})", name)
        self.gesture.setCurrentIndex(max(0, self.gesture.findData(chosen)))
        self._nothing_recorded = not counts
        if self._job is None:
            self._show_text("There are no takes yet." if self._nothing_recorded else "", TextRole.MUTED)
            self._show_state()

    def _poll(self) -> None:
        for news in self._job.poll() if self._job is not None else ():
            if isinstance(news, TakeExported):
                self.bar.setRange(0, news.takes)
                self.bar.setValue(news.done)
                self._show_text(f"{news.done} of {counted(news.takes, 'take')}")
                continue
            self._end()
            if isinstance(news, ExportDone):
                self.bar.setValue(1)
                skipped = f" {len(news.skipped)} damaged files were left out." if news.skipped else ""
                self._show_text(f"{counted(news.takes, 'take')} saved to {news.out}.{skipped}", TextRole.GOOD)
            elif isinstance(news, ModelExportDone):
                self.bar.setValue(1)
                self._show_text(
                    f"The model in use is saved to {news.out} and its card to {news.card.name}.", TextRole.GOOD
                )
            else:
                self._show_text(f"{news.error} {news.hint}".strip(), TextRole.BAD)
            self._show_state()

    # ---- looks ----
    def _show_state(self) -> None:
        super()._show_state()
        idle, kind = self._job is None, KINDS[self.kinds.checkedId()][0]
        for choice in self.kinds.buttons():
            choice.setEnabled(idle)
        self.gesture.setEnabled(idle and kind != "onnx")
        self.model.setEnabled(idle and kind == "archive")
        self.begin_button.setEnabled(idle and not (self._nothing_recorded and kind != "onnx"))

    def _ask_where(self) -> None:
        kind, ending, _, _ = KINDS[self.kinds.checkedId()]
        name = self.gesture.currentData() if self.gesture.isEnabled() else ""
        where = QFileDialog(self, "Export to", "", f"{kind} (*{ending})")
        where.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        where.setDefaultSuffix(ending[1:])  # before it asks whether a file may be replaced
        where.selectFile(f"{name or 'gestures'}{ending}")
        if where.exec():
            self.begin(Path(where.selectedFiles()[0]))
        where.deleteLater()

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
        self.model = QCheckBox("Include the &model in use", self)
        self.model.setToolTip("The model that came with the program is never included.")
        for number, (_, _, text, tip) in enumerate(KINDS):
            choice = QRadioButton(text, self)
            choice.setToolTip(tip)
            self.kinds.addButton(choice, number)
            layout.addWidget(choice)
            if number == 0:
                inset = QHBoxLayout()
                inset.addSpacing(24)
                inset.addWidget(self.model)
                layout.addLayout(inset)
        self.kinds.buttons()[0].setChecked(True)
        self.kinds.idToggled.connect(self._show_state)
        self.text.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.begin_button = button(self, "&Export …", "Choose a file and export", "primary")
        self.begin_button.clicked.connect(self._ask_where)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.hide_button)
        last.addWidget(self.stop)
        last.addWidget(self.begin_button)
        layout.addStretch(1)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        layout.addLayout(last)
        QWidget.setTabOrder(self.begin_button, self.stop)  # which was made first
