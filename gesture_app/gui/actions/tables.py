"""The tables of the Actions page: gestures, actions of one gesture, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from gesture_app.actions.outcome import Outcome
from gesture_app.actions.readable import readable
from gesture_app.core.gestures import spoken_name
from gesture_app.gui.actions.gesture_rows import NO_ACTION, BoundAction, GestureRow, profile_title
from gesture_app.gui.state.gesture_actions import LoggedOutcome
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

PAGE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Insert)


class PlainTable(QTableWidget):
    """Rows of texts. Arrow keys select one. The page gets letters and Enter."""

    def __init__(self, name: str, heads: Sequence[str], wide: Sequence[int], parent: QWidget | None = None) -> None:
        """`wide` are the columns that share the room which is left."""
        super().__init__(0, len(heads), parent)
        self.setHorizontalHeaderLabels(list(heads))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(heads)):
            mode = QHeaderView.ResizeMode.Stretch if column in wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def add_row(self, words: Sequence[str], colours: Sequence[QBrush | None], tip: str = "") -> None:
        """Add a row at the end."""
        row = self.rowCount()
        self.insertRow(row)
        for column, (text, colour) in enumerate(zip(words, colours, strict=True)):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(tip or text))
            if colour is not None:
                item.setForeground(colour)
            self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = bool(event.text().strip()) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if letter or event.key() in PAGE_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class GestureActionTable(PlainTable):
    """The gestures with what each does."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Gestures", ("Gesture", "Does"), (1,), parent)
        self.rows: tuple[GestureRow, ...] = ()
        self.itemSelectionChanged.connect(self.chosen)

    @property
    def current(self) -> GestureRow | None:
        """The selected gesture."""
        row = self.currentRow()
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def show_rows(self, rows: Sequence[GestureRow]) -> None:
        """Show these gestures. The selection stays with its gesture."""
        before = self.current.gesture if self.current is not None else ""
        self.rows = tuple(rows)
        colors = theme_colors(QApplication.palette())
        muted, warning = QBrush(colors.muted), QBrush(colors.warning)
        self.blockSignals(True)
        self.setRowCount(0)
        for row in rows:
            words = f"{row.summary}  ({row.trouble})" if row.trouble else row.summary
            colour = warning if row.trouble else muted if row.summary == NO_ACTION else None
            self.add_row((readable(spoken_name(row.gesture)), words), (colour if row.trouble else None, colour))
        self.blockSignals(False)
        at = next((index for index, row in enumerate(rows) if row.gesture == before), 0)
        if rows:
            self.selectRow(at)
        self.chosen.emit()


class ActionTable(PlainTable):
    """The actions of one gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Actions of the gesture", ("Does", "When", "Profile", ""), (0,), parent)
        self.actions_shown: tuple[BoundAction, ...] = ()

    @property
    def current(self) -> BoundAction | None:
        """The selected action."""
        row = self.currentRow()
        return self.actions_shown[row] if 0 <= row < len(self.actions_shown) else None

    def show_actions(self, actions: Sequence[BoundAction]) -> None:
        """Show these actions."""
        if tuple(actions) == self.actions_shown and self.rowCount() == len(actions):
            return
        row = self.currentRow()
        self.actions_shown = tuple(actions)
        colors = theme_colors(QApplication.palette())
        muted, warning = QBrush(colors.muted), QBrush(colors.warning)
        self.setRowCount(0)
        for one in actions:
            skipped = muted if not one.binding.enabled else None
            state = skipped or warning
            words = (one.what, one.when, readable(profile_title(one.profile)), one.state)
            self.add_row(words, (skipped, skipped, skipped, state), one.binding.note and readable(one.binding.note))
        if actions:
            self.selectRow(min(max(row, 0), len(actions) - 1))


class LogTable(PlainTable):
    """What was done, the newest first."""

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        """`most` rows are kept."""
        heads = ("Time", "Gesture", "Score", "Action", "Delay", "Outcome")
        super().__init__("Log of actions", heads, (3, 5), parent)
        self._most = most

    def show_all(self, logged: Iterable[LoggedOutcome]) -> None:
        """Show these, the oldest first."""
        self.setRowCount(0)
        for one in logged:
            self.add(one)

    def add(self, logged: LoggedOutcome) -> None:
        """Add one at the top."""
        outcome, colors = logged.outcome, theme_colors(QApplication.palette())
        colour = QBrush(colors.muted if outcome.dry_run else colors.good if outcome.ok else colors.bad)
        delay = f"{outcome.delay_ms:.1f} ms" if outcome.delay_ms else ""
        words = (
            logged.at,
            readable(spoken_name(outcome.gesture)),
            f"{100 * outcome.score:.0f} %",
            readable(f"{outcome.kind} {outcome.what}"),
            delay,
            outcome_words(outcome),
        )
        self.insertRow(0)
        for column, text in enumerate(words):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(f"{text} {readable(outcome.hint)}".strip() if column == 5 else text))
            if column == 5:
                item.setForeground(colour)
            self.setItem(0, column, item)
        while self.rowCount() > self._most:
            self.removeRow(self.rowCount() - 1)


def outcome_words(outcome: Outcome) -> str:
    """Return what became of an action."""
    if not outcome.ok:
        return readable(outcome.sentence) or "failed"
    if outcome.dry_run:
        return "would do it (dry run)"
    return "holds it down" if outcome.held else "done"
