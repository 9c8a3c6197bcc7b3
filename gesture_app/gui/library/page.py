"""Library page: review, edit and clean the takes. Every edit can be undone and has a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.settings import Settings
from gesture_app.core.wording import counted
from gesture_app.gui.library.actions import ACTIONS, BIN_ACTIONS, BIN_HINT, GRID_HINT, REVIEW_HINT, TRIM_HINT
from gesture_app.gui.library.cross_validation_panel import CrossValidationPanel
from gesture_app.gui.library.layout import LibraryLayout
from gesture_app.gui.library.review_controller import ReviewController
from gesture_app.gui.library.review_view import ReviewView
from gesture_app.gui.library.take_commands import TakeCommands
from gesture_app.gui.library.take_grid import TakeGrid
from gesture_app.gui.state import recording_edits as edits
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.take_rows import Show, TakeRow, summaries
from gesture_app.gui.widgets.controls import plain_tip
from gesture_app.gui.widgets.empty_bin_question import EmptyBinQuestion
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget

if TYPE_CHECKING:
    from gesture_app.core.quality.cross_validation import CheckProgress
    from gesture_app.jobs.process import JobProcess

POLL_EVERY_MS = 1000  # takes of another program appear after this time
READING = "Reading the takes …"
NOTHING = "There is no take yet. Record a few, or import some."
NOTHING_SHOWN = "No take matches.\n\nPress Escape to show all takes."
ALL_SEEN = "No doubtful takes are left.\n\nPress Escape to show all takes."
BIN_IS_EMPTY = "The bin is empty."


class LibraryPage(PageWidget):
    """Turns keys and buttons into edits of the library and shows what it holds."""

    record_wanted, import_wanted, export_wanted = Signal(), Signal(), Signal()
    inspect_wanted = Signal(object)
    """`ListedTake` to open on the Inspect page"""

    def __init__(
        self,
        library: RecordingLibrary,
        settings: CurrentSettings,
        make_check_job: Callable[[], JobProcess[CheckProgress]],
        work: RunningWork,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self.library, self._work = settings, library, work
        self.grid = TakeGrid(self._settings.now.mirror, self.library.load, self)
        self.cross_validation = CrossValidationPanel(make_check_job, self)
        self._actions, self._bin_actions = self._bind_actions()
        self.review = ReviewView(self._actions, self)
        self.ui = LibraryLayout(self.grid, self.review, self.cross_validation, self)
        self.gestures, self.filter, self.ask = self.ui.gestures, self.ui.filter, self.ui.ask
        self.commands = TakeCommands(self.library, self.ask, self._go_on)
        self.review_controller = ReviewController(self.library, self.grid, self.review)
        self.in_bin = False
        self._reading = True
        self._chosen_before: frozenset[str] = frozenset()
        self._to_open: tuple[Path, Callable[[], None]] | None = None
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self.library.poll)
        self.empty_question = EmptyBinQuestion(self)
        self.empty_question.accepted.connect(self.library.empty_bin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.ui)
        self.ui.show_empty_text(READING)
        self._connect()
        self._show_keys()

    def shutdown(self) -> None:
        """Stop timers and jobs because the window closes."""
        self._timer.stop()
        self.cross_validation.shutdown()

    # ---- what can be done to takes ----
    def rename(self) -> None:
        """Ask for a new name of the selected gesture, or of the current take's gesture."""
        chosen, current = self.gestures.chosen, self.grid.current
        old = next(iter(chosen)) if len(chosen) == 1 else current.take.gesture if current is not None else ""
        if old and not self.in_bin:
            self.commands.ask_rename(old)

    def trim(self) -> None:
        """Open the current take in the review with the keyboard at its trim."""
        if not self.in_bin and self.grid.current is not None:
            self.open_review()
            self.review.trim_bar.setFocus()

    def inspect(self) -> None:
        """Open the current take on the Inspect page."""
        if not self.in_bin and self.grid.current is not None:
            self.inspect_wanted.emit(self.grid.current.take)

    def trim_take(self, path: Path) -> None:
        """Trim this take as soon as the library lists it."""
        self._open_when_found(path, self.trim)

    def open_take(self, path: Path) -> None:
        """Open this take in the review as soon as the library lists it."""
        self._open_when_found(path, self.open_review)

    def look_at(self, gesture: str) -> None:
        """Show the doubtful takes of a gesture, or all its takes if none is doubtful. "" is every gesture."""
        self.show_bin(False)
        if self.ui.reviewing:
            self.leave_review()
        self.gestures.choose(gesture)
        if any(
            row.doubtful and row.take.gesture in (gesture or row.take.gesture) for row in self.library.contents.rows
        ):
            self.filter.worst_first()
        else:
            self.filter.show_all()
        self.ui.take_keyboard()

    def _open_when_found(self, path: Path, do: Callable[[], None]) -> None:
        self.show_bin(False)
        self._to_open = path, do
        self._open_if_found()

    def _open_if_found(self) -> None:
        path, do = self._to_open or (None, None)
        library = self.library
        if do is not None and library.loaded and any(row.take.path == path for row in library.contents.rows):
            assert path is not None
            self._to_open = None
            self.gestures.choose("")
            self.filter.show_all()
            self.grid.go_to_path(path)
            do()

    def restore(self) -> None:
        """Restore the selected ones from the bin."""
        if self.in_bin:
            self.commands.restore(self.grid.chosen)

    def targets(self) -> list[TakeRow]:
        """Return the takes for a command: the take in review, the selected ones or the current one.

        While the list of gestures has the keyboard, these are all takes of the selected gestures.
        """
        current = self.grid.current
        if self.in_bin:
            return []
        if self.gestures.hasFocus():
            return [row for row in self.library.contents.rows if row.take.gesture in self.gestures.chosen]
        if current is None:
            return []
        return [current] if self.ui.reviewing else self.grid.chosen

    # ---- looking ----
    def open_review(self) -> None:
        """Open the current take in the review."""
        if self.grid.current is not None and not self.in_bin:
            pair = self.grid.chosen if self.grid.selected_count == 2 else []
            self.grid.clear_selection()
            self.ui.show_review(True)
            self._show_current()
            self.review.setFocus()
            self._show_keys()
            if pair:
                self.review_controller.compare(pair)

    def review_worst(self) -> None:
        """Review the doubtful takes, the worst first."""
        self.show_bin(False)
        self.filter.worst_first()
        if self.grid.rows:
            self.grid.go_to(0)
            self.open_review()

    def leave_review(self) -> None:
        """Close the review."""
        self.review.leave_compare()
        self.ui.show_review(False)
        self.ui.take_keyboard()
        self._show_keys()

    def compare(self) -> None:
        """Show two takes side by side, or one again: the selected ones, else the current one and a good one."""
        if self.ui.reviewing:
            self.review.compare.toggle()
        elif self.grid.current is not None:
            self.open_review()
            self.review.compare.setChecked(True)

    def show_bin(self, on: bool) -> None:
        """Show the bin, or close it."""
        if on != self.in_bin:
            self.in_bin = on
            if self.ui.reviewing:
                self.leave_review()
            self.grid.clear_selection()
            self._show_takes()
            self._show_keys()
        self.ui.show_bin(on)

    def step_back(self) -> None:
        """Clear the selection, or the filter if nothing is selected."""
        if self.grid.selected_count:
            self.grid.clear_selection()
        elif self.filter.show_all():
            self.grid.setFocus()

    # ---- keys ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        takes = (self._bin_actions if self.in_bin else self._actions).menu_items()
        return (*self.review.menu_items(), *takes) if self.review.isVisibleTo(self) else takes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        (self._bin_actions if self.in_bin else self._actions).press(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.library.poll()
        self._timer.start()
        self.ui.take_keyboard()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._to_open = None

    # ---- what comes ----
    def _on_library_changed(self) -> None:
        contents = self.library.contents
        worst = self.ui.order_button.isChecked()
        self._chosen_before = self.gestures.chosen
        self.gestures.show_gestures(summaries(contents.rows, worst))
        self.filter.show_sessions(row.take.info.session for row in contents.rows)
        self.ui.bin.setText(f"&Bin ({len(contents.binned)})" if contents.binned else "&Bin")
        self.ui.empty_bin.setEnabled(bool(contents.binned))
        if not self.library.loaded:
            done, total = self.library.progress
            self.ui.footer.show_message(f"Reading the takes: {done:,} of {total:,} …" if total else "")
        elif self._reading:
            self.ui.footer.show_message("")
        self._reading = not self.library.loaded
        self.cross_validation.show_unchecked(sum(row.named is None for row in contents.rows), len(contents.rows))
        self.ui.frame_rate.setText(contents.frame_rate_trouble)
        self.ui.frame_rate.setVisible(bool(contents.frame_rate_trouble))
        self.ui.damaged.setVisible(bool(contents.damaged))
        if contents.damaged:
            more = f" And {len(contents.damaged) - 1} more." if len(contents.damaged) > 1 else ""
            self.ui.damaged.setText(f"{contents.damaged[0].sentence}{more}")
            self.ui.damaged.setToolTip(plain_tip("\n".join(item.sentence for item in contents.damaged[:20])))
        self._show_takes()
        if self.isVisible() and self.focusWidget() is None:
            self.ui.take_keyboard()
        self._open_if_found()

    def _show_takes(self) -> None:
        contents, chosen = self.library.contents, self.gestures.chosen
        if self.in_bin:
            self.grid.show_rows(contents.binned, named=True)
            self.ui.bin_title.setText(f"Bin: {counted(len(contents.binned), 'take')}")
            self.ui.show_empty_text("" if contents.binned else BIN_IS_EMPTY)
            return
        rows = self.filter.choice(chosen).of(contents.rows)
        self.grid.show_rows(rows, named=len(chosen) != 1)
        doubtful = sum(row.doubtful and (not chosen or row.take.gesture in chosen) for row in contents.rows)
        self.filter.show_counts(len(rows), doubtful)
        offer = self.library.loaded and not contents.rows
        self.ui.show_empty_text("" if rows else self._why_nothing(), offer)
        if self.ui.reviewing:
            if rows:
                self._show_current()
            else:
                self.leave_review()

    def _why_nothing(self) -> str:
        if not self.library.loaded:
            return READING
        if not self.library.contents.rows:
            return NOTHING
        return ALL_SEEN if self.filter.choice(frozenset()).show is Show.DOUBTFUL else NOTHING_SHOWN

    def _show_current(self) -> None:
        if self.ui.reviewing:
            self.review_controller.show_current(self._settings.now.mirror)

    def _on_edited(self, result: edits.TakeEditResult) -> None:
        self._follow(result)
        self.ui.footer.show_edited(result)

    def _on_undone(self, result: edits.TakeEditResult) -> None:
        self._follow(result)
        self.ui.footer.show_undone(result)
        if result.changed:
            self.grid.go_to_path(result.changed[0].path)

    def _follow(self, result: edits.TakeEditResult) -> None:
        """Select a renamed gesture again."""
        now = {take.gesture for take in result.changed}
        if self._chosen_before and not self.gestures.chosen and len(now) == 1:
            self.gestures.choose(now.pop())

    # ---- small things ----
    def _go_on(self) -> None:
        """Go to the next take during a review."""
        if self.ui.reviewing:
            self.review_controller.go(1)

    def _show_keys(self) -> None:
        if self.in_bin:
            keys = BIN_HINT
        elif self.ui.reviewing:
            keys = TRIM_HINT if self.review.trim_bar.hasFocus() else REVIEW_HINT
        else:
            keys = GRID_HINT
        self.ui.footer.show_keys(keys)

    def _order_gestures(self, worst: bool) -> None:
        self.ui.order_button.setText("Worst first" if worst else "By name")
        self.gestures.show_gestures(summaries(self.library.contents.rows, worst))

    def _ask_empty(self) -> None:
        self.empty_question.ask(counted(len(self.library.contents.binned), "take"))

    def _apply_settings(self, settings: Settings) -> None:
        self.grid.set_mirror(settings.mirror)
        self._show_current()

    def _go_to_gestures(self) -> None:
        self.gestures.setFocus()

    def _go_to_search(self) -> None:
        self.filter.text.setFocus()

    def _bind_actions(self) -> tuple[PageActions, PageActions]:
        """Return the actions of the takes and those of the bin."""
        library: dict[str, Command] = {
            "review": self.review_worst,
            "approve": lambda: self.commands.approve(self.targets()),
            "move": lambda: self.commands.ask_move(self.targets()),
            "disable": lambda: self.commands.disable(self.targets()),
            "note": lambda: self.commands.ask_note(self.targets()),
            "trim": self.trim,
            "discard": lambda: self.commands.discard(self.targets()),
            "compare": self.compare,
            "inspect": self.inspect,
            "rename": self.rename,
            "gestures": self._go_to_gestures,
            "takes": self.grid.setFocus,
            "check": self.cross_validation.start,
            "bin": lambda: self.show_bin(True),
            "step back": self.step_back,
            "undo": self.library.undo,
            "redo": self.library.redo,
            "search": self._go_to_search,
        }
        bind = partial(PageActions, page=self, repeats=False)
        return bind(ACTIONS, library), bind(
            BIN_ACTIONS, {"restore": self.restore, "leave bin": lambda: self.show_bin(False)}
        )

    def _connect(self) -> None:
        library, ui, review = self.library, self.ui, self.review
        library.changed.connect(self._on_library_changed)
        library.edited.connect(self._on_edited)
        library.undone.connect(self._on_undone)
        self._settings.changed.connect(self._apply_settings)
        self.gestures.chosen_changed.connect(self._leave_bin_and_show)
        self.filter.changed.connect(self._show_takes)
        self.filter.review_wanted.connect(self.review_worst)
        self.grid.review_wanted.connect(self.open_review)
        self.grid.selectionModel().currentChanged.connect(self._show_current)
        self.cross_validation.finished.connect(library.refresh)
        self.cross_validation.worked.connect(partial(self._work.report, WorkKind.CHECK))
        self.ask.closed.connect(self.ui.take_keyboard)
        review.left.connect(self.leave_review)
        review.trim_bar.focus_changed.connect(self._show_keys)
        review.trimmed.connect(self.commands.trim)
        ui.order_button.toggled.connect(self._order_gestures)
        ui.record.clicked.connect(self.record_wanted)
        ui.imports.clicked.connect(self.import_wanted)
        ui.exports.clicked.connect(self.export_wanted)
        ui.bin.clicked.connect(self.show_bin)
        ui.restore.clicked.connect(self.restore)
        ui.empty_bin.clicked.connect(self._ask_empty)
        ui.footer.undo.clicked.connect(library.undo)

    def _leave_bin_and_show(self) -> None:
        if self.in_bin:
            self.show_bin(False)
        else:
            self._show_takes()
