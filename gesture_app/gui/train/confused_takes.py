"""The takes of one cell of the confusion matrix, each beside a take of the gesture it was named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.report import JudgedTake, ModelReport
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.quality.gesture_similarity import GestureSimilarity, pair_in_step
from gesture_app.gui.state.recording_library import Contents, RecordingLibrary
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.confusion_matrix import cell_words
from gesture_app.gui.train.take_comparison import TakeComparison
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.take_tile import day, length_words

ROWS_SHOWN = 4
MOST_LISTED = 200
GONE = "was deleted"
CHANGED = "changed since"


class ConfusedTakes(QWidget):
    """Loads takes through the library and drops results that come too late."""

    open_wanted = Signal(object)
    """path of a take to open in the Library"""

    def __init__(
        self, library: RecordingLibrary, tasks: TaskRunner, mirror: Callable[[], bool], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._library, self._tasks, self._mirror = library, tasks, mirror
        self._report: ModelReport | None = None
        self._cell = (0, 0)
        self._takes: tuple[JudgedTake, ...] = ()
        self._by_id: tuple[Contents | None, dict[str, list[TakeRow]]] = (None, {})
        self._others: list[TakeRow] = []
        self._other = 0
        self._pictures: list[TakeAnimation | None] = [None, None]
        self._asked = 0
        self.words = heading(self)
        self.words.setWordWrap(True)
        self.list = _TakeList(self)
        self.list.currentRowChanged.connect(self._show_take)
        self.stage = TakeComparison(self)
        self.none_words = paragraph(self, role=TextRole.MUTED)
        self.other = button(self, "Next exa&mple", "Show another take beside it", "small")
        self.other.clicked.connect(self._next_other)
        self.open = button(self, "&Open in Library", "Trim, move or disable this take (Enter)", "small")
        self.open.clicked.connect(self._open)
        self.list.opened.connect(self._open)
        self._build()

    def show_cell(self, report: ModelReport, row: int, column: int) -> None:
        """Show the takes of label `row` that were named label `column`."""
        self._report, self._cell = report, (row, column)
        self._takes = report.takes_behind(row, column)[:MOST_LISTED]
        shown, named = report.labels[row], report.labels[column]
        total = sum(take.gesture == shown for take in report.judged)
        words = cell_words(shown, named, int(report.confusion[row, column]), total)
        self.words.setText(f"{words[0].upper()}{words[1:]}")
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([self._line(take) for take in self._takes])
            self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.height_of(min(ROWS_SHOWN, max(1, len(self._takes)))))
        there = bool(self._takes)
        for widget in (self.list, self.stage, self.other, self.open):
            widget.setVisible(there)
        self.none_words.setVisible(not there)
        self.none_words.setText(f"No test take of {spoken_name(shown)} was named {spoken_name(named)}.")
        if there:
            self._show_take(0)

    def look_again(self) -> None:
        """Refresh the takes after the library has changed."""
        if self._report is not None:
            current = self.list.currentRow()
            self.show_cell(self._report, *self._cell)
            self.list.setCurrentRow(min(max(0, current), self.list.count() - 1))

    def take_keyboard(self) -> None:
        """Give the keyboard to the list."""
        if self._takes:
            self.list.setFocus()

    def _row_of(self, take: JudgedTake) -> TakeRow | None:
        """Return the take as it is now, or None if it is gone."""
        contents = self._library.contents
        if self._by_id[0] is not contents:
            by_id: defaultdict[str, list[TakeRow]] = defaultdict(list)
            for row in contents.rows:
                by_id[row.take.id].append(row)
            self._by_id = contents, by_id
        same = self._by_id[1].get(take.id, [])
        unchanged = (row for row in same if content_key(row.take) == take.key)
        return next(unchanged, None) or next((row for row in same if row.take.gesture == take.gesture), None)

    def _line(self, take: JudgedTake) -> str:
        row = self._row_of(take)
        if row is None:
            return f"{take.id} {GONE if self._library.loaded else ''}".strip()
        changed = "" if content_key(row.take) == take.key else f"  ·  {CHANGED}"
        return f"{day(row.take.info.recorded_at) or take.id}  ·  {length_words(row)}{changed}"

    def _show_take(self, place: int) -> None:
        if not 0 <= place < len(self._takes):
            return
        take = self._takes[place]
        row = self._row_of(take)
        self.open.setEnabled(row is not None)
        self._others, self._other = self._examples(take), 0
        self.other.setEnabled(len(self._others) > 1)
        self._load(row)

    def _examples(self, take: JudgedTake) -> list[TakeRow]:
        """Return other takes of the named gesture, correctly named ones first."""
        assert self._report is not None
        right = {judged.id for judged in self._report.judged if judged.gesture == judged.named == take.named}
        rows = [
            row
            for row in self._library.contents.rows
            if row.take.gesture == take.named and row.take.id != take.id and not row.take.info.disabled
        ]
        return sorted(rows, key=lambda row: (row.take.id not in right, row.total_severity))

    def _next_other(self) -> None:
        place = self.list.currentRow()
        if self._others and place >= 0:
            self._other = (self._other + 1) % len(self._others)
            self._load(self._row_of(self._takes[place]))

    def _load(self, row: TakeRow | None) -> None:
        self._asked += 1
        self._pictures = [None, None]
        other = self._others[self._other] if self._others else None
        for place, wanted in enumerate((row, other)):
            if wanted is None:
                self.stage.show_take(place, None, "" if self._library.loaded else "…", True)
            else:
                self._library.load(wanted.take, partial(self._see, self._asked, place, wanted))
        self.stage.show_in_step(None, True)

    def _see(self, asked: int, place: int, row: TakeRow, picture: TakeAnimation) -> None:
        if asked != self._asked:
            return
        name = spoken_name(row.take.gesture)
        shown, named = self._cell
        as_named = f", named {spoken_name(self._takes[self.list.currentRow()].named)}" if shown != named else ""
        caption = f"an example of {name}" if place else f"{name}{as_named}"
        self.stage.show_take(place, picture.recording, caption, self._mirror())
        self._pictures[place] = picture
        first, second = self._pictures
        if first is not None and second is not None:
            self._tasks.run(partial(pair_in_step, first.recording, second.recording), partial(self._see_in_step, asked))

    def _see_in_step(self, asked: int, likeness: GestureSimilarity | None) -> None:
        if asked == self._asked:
            self.stage.show_in_step(likeness, self._mirror())

    def _open(self) -> None:
        place = self.list.currentRow()
        row = self._row_of(self._takes[place]) if 0 <= place < len(self._takes) else None
        if row is not None:
            self.open_wanted.emit(row.take.path)

    def _build(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.other)
        ways.addWidget(self.open)
        ways.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addWidget(self.none_words)
        layout.addWidget(self.list)
        layout.addWidget(self.stage)
        layout.addLayout(ways)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)


class _TakeList(QListWidget):
    """Arrow keys select, Enter opens."""

    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabKeyNavigation(False)
        self.setSpacing(2)
        self.setAccessibleName("Takes of this cell")
        self.itemDoubleClicked.connect(self.opened)

    def height_of(self, rows: int) -> int:
        """Return the height of so many lines."""
        line = self.sizeHintForRow(0) if self.count() else self.fontMetrics().height()
        return rows * (line + 2 * self.spacing()) + 2 * self.frameWidth() + self.spacing()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.text().strip() or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
