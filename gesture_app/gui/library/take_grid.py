"""All takes as a grid of tiles. The tile under the pointer or in focus plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.widgets.take_tile import ROW_ROLE, TILE_LEAST_PX, TilePainter, length_words
from gesture_app.storage.recordings.listing import ListedTake

TICK_MS = 33
REST_MS = 150
"""the pointer rests this long on a tile before its take is loaded"""
PAUSE_S = 0.4
"""the last frame stays this long"""
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_BASE_KEYS = frozenset(
    {
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
        *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
    }
)
LoadAnimation = Callable[[ListedTake, Callable[[TakeAnimation], None]], None]
Index = QModelIndex | QPersistentModelIndex


class TakeModel(QAbstractListModel):
    """The rows of the grid."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TakeRow] = []

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_of(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(row)
        return None

    def show_rows(self, rows: Sequence[TakeRow]) -> bool:
        """Show these rows. Return True if the takes or their order have changed."""
        if [row.take.path for row in rows] == [row.take.path for row in self.rows]:
            self.rows = list(rows)
            if self.rows:
                self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
            return False
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()
        return True


class TakeGrid(QListView):
    """Arrow keys move between takes, Space selects. The page handles all other keys."""

    review_wanted = Signal()
    """review the current take"""
    chosen_changed = Signal()
    """the current take or the selection has changed"""

    def __init__(self, mirror: bool, load: LoadAnimation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._takes = TakeModel()
        self._painter = TilePainter(mirror)
        self._pointed: Path | None = None
        self._wanted: Path | None = None
        self._playing: tuple[Path, TakeAnimation] | None = None
        self._began = 0.0
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._fetch)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._go_on)
        self.setModel(self._takes)
        self.setItemDelegate(self._painter)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAccessibleName("Takes")
        self.entered.connect(lambda index: self._point_at(self._path_at(index)))
        self.viewportEntered.connect(lambda: self._point_at(None))
        self.doubleClicked.connect(self.review_wanted)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self.selectionModel().currentChanged.connect(self._current_changed)

    # ---- what is shown ----
    @property
    def rows(self) -> Sequence[TakeRow]:
        """The shown rows in order."""
        return self._takes.rows

    @property
    def current(self) -> TakeRow | None:
        """The row in focus."""
        index = self.currentIndex()
        return self._takes.rows[index.row()] if index.isValid() else None

    @property
    def chosen(self) -> list[TakeRow]:
        """The selected rows in order, or the current one if none is selected."""
        selected = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        if selected:
            return [self._takes.rows[row] for row in selected]
        current = self.current
        return [current] if current is not None else []

    @property
    def selected_count(self) -> int:
        """The number of selected takes."""
        return len(self.selectionModel().selectedIndexes())

    def show_rows(self, rows: Sequence[TakeRow], named: bool) -> None:
        """Show these rows. Position, current take and selection stay if their takes are still there.

        Args:
            named: True to show the gesture on each tile.
        """
        before, selected = self.currentIndex().row(), {row.take.path for row in self.chosen if self.selected_count}
        current = self.current
        top = self.verticalScrollBar().value()
        if named != self._painter.named:
            self._painter.named = named
            self._size_tiles()
        if not self._takes.show_rows(rows):
            return
        places = {row.take.path: place for place, row in enumerate(rows)}
        place = places.get(current.take.path, min(before, len(rows) - 1)) if current is not None else 0
        if rows:
            self.go_to(place)
        self._select([places[path] for path in selected if path in places])
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(top)
        if rows:
            self.scrollTo(self.currentIndex())
        self._want()
        self.chosen_changed.emit()

    def go_to_path(self, path: Path) -> None:
        """Make this take the current one if it is shown."""
        for place, row in enumerate(self._takes.rows):
            if row.take.path == path:
                self.go_to(place)
                return

    def go_to(self, place: int) -> None:
        """Make the take at this index the current one."""
        no_update = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self._takes.index(place), no_update)

    def clear_selection(self) -> None:
        """Clear the selection."""
        self.selectionModel().clearSelection()

    def set_mirror(self, mirror: bool) -> None:
        """Mirror the takes, or not."""
        self._painter.mirror = mirror
        self.viewport().update()

    def _select(self, places: Sequence[int]) -> None:
        selection = QItemSelection()
        for place in places:
            selection.select(self._takes.index(place), self._takes.index(place))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # ---- keys and pointer ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.review_wanted.emit()
        elif key is Qt.Key.Key_Space and event.modifiers() in _PLAIN:
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle)
        elif key is Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.selectAll()
        elif key in _BASE_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters are the page's, not a search for names

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Keep the selection on arrow keys and clear it on a click. Ctrl and Shift extend it."""
        flag = QItemSelectionModel.SelectionFlag
        if isinstance(event, QKeyEvent) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return flag.NoUpdate
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return flag.Toggle
            if not event.modifiers():
                return flag.Clear
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            return flag.NoUpdate
        return super().selectionCommand(index, event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Move up and down by a row of tiles."""
        steps = {
            QAbstractItemView.CursorAction.MoveUp: -self._columns,
            QAbstractItemView.CursorAction.MoveDown: self._columns,
            QAbstractItemView.CursorAction.MoveLeft: -1,
            QAbstractItemView.CursorAction.MoveRight: 1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
            QAbstractItemView.CursorAction.MoveNext: 1,
        }
        step = steps.get(action)
        if step is None or not self._takes.rows:
            return super().moveCursor(action, modifiers)
        at = self.currentIndex().row()
        to = at + step
        last = len(self._takes.rows) - 1
        if to > last and abs(step) > 1 and at // self._columns < last // self._columns:
            to = last  # the last row is not full
        return self._takes.index(to if 0 <= to <= last else at)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._takes.rows and not self.currentIndex().isValid():
            self.go_to(0)
        self._want()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._want()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._play(None)

    def _current_changed(self) -> None:
        self._want()
        self.chosen_changed.emit()

    # ---- tiles ----
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._size_tiles()
        super().resizeEvent(event)

    @property
    def _columns(self) -> int:
        return max(1, self.viewport().width() // TILE_LEAST_PX)

    def _size_tiles(self) -> None:
        width = max(TILE_LEAST_PX, self.viewport().width() // self._columns)
        size = QSize(width, self._painter.tile_height(self.font()))
        if size != self.gridSize():
            self._painter.width = width
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)

    # ---- playing ----
    @property
    def playing(self) -> Path | None:
        """The take that plays."""
        return self._playing[0] if self._playing is not None else None

    def _path_at(self, index: QModelIndex) -> Path:
        return self._takes.rows[index.row()].take.path

    def _point_at(self, path: Path | None) -> None:
        if path != self._pointed:
            self._pointed = path
            self._want()

    def _want(self) -> None:
        """Play the take under the pointer, or the current take while the grid has the keyboard."""
        current = self.current
        focused = current.take.path if current is not None and self.hasFocus() else None
        wanted = self._pointed or focused
        if wanted != self._wanted or (wanted is not None and wanted != self.playing):
            self._wanted = wanted
            if self.playing != wanted:
                self._play(None)
            self._rest.start()

    def _fetch(self) -> None:
        row = next((row for row in self._takes.rows if row.take.path == self._wanted), None)
        if row is not None and self.isVisible():
            path = row.take.path
            self._load(row.take, lambda animation: self._play((path, animation)))

    def _play(self, playing: tuple[Path, TakeAnimation] | None) -> None:
        if playing is not None and (playing[0] != self._wanted or not self.isVisible()):
            return  # by now another one is wanted
        self._repaint_playing()
        self._playing, self._began = playing, perf_counter()
        if playing is None:
            self._painter.playing = None
            self._tick.stop()
        else:
            self._go_on()
            self._tick.start()

    def _go_on(self) -> None:
        if self._playing is None:
            return
        path, animation = self._playing
        start, end = animation.kept
        passed = (perf_counter() - self._began) % (end - start + PAUSE_S)
        self._painter.playing = path, animation, start + min(passed, end - start)
        self._repaint_playing()

    def _repaint_playing(self) -> None:
        if self._playing is None:
            return
        path = self._playing[0]
        place = self._place_of(path)
        if place is None:
            self._playing, self._painter.playing = None, None
            self._tick.stop()
        else:
            self.update(self._takes.index(place))

    def _place_of(self, path: Path) -> int | None:
        """Return the index of a take. The tiles that can play are searched first."""
        for index in (self.currentIndex(), self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos()))):
            if index.isValid() and self._path_at(index) == path:
                return index.row()
        return next((place for place, row in enumerate(self._takes.rows) if row.take.path == path), None)


def tooltip_of(row: TakeRow) -> str:
    """Return the issues and the note of a take."""
    parts = [f"{issue.sentence} {issue.advice}" for issue in row.issues]
    if row.take.info.note:
        parts.append(f"Note: {row.take.info.note}")
    return "\n".join(parts)


def spoken(row: TakeRow) -> str:
    """Return the screen-reader text of a take."""
    message = ", ".join(issue.badge for issue in row.issues) if row.doubtful else ""
    disabled = ", disabled" if row.take.info.disabled else ""
    return f"{spoken_name(row.take.gesture)}, {length_words(row)}{disabled}{', ' if message else ''}{message}"
