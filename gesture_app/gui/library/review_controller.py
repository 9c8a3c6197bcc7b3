"""Steps through takes in the review and loads a take to compare with."""

from __future__ import annotations

from collections.abc import Sequence

from gesture_app.gui.library.review_view import ReviewView
from gesture_app.gui.library.take_grid import TakeGrid
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.take_rows import TakeRow


class ReviewController:
    """The take in review is always the current take of the grid."""

    def __init__(self, library: RecordingLibrary, grid: TakeGrid, review: ReviewView) -> None:
        self._library, self._grid, self._review = library, grid, review
        self._other: TakeRow | None = None
        self._other_place = 0
        review.next_wanted.connect(lambda: self.go(1))
        review.previous_wanted.connect(lambda: self.go(-1))
        review.compare_wanted.connect(self._begin_compare)
        review.other_wanted.connect(self._show_other)

    def show_current(self, mirror: bool) -> None:
        """Show the current take. Its landmarks are loaded if they are not cached."""
        row = self._grid.current
        if row is None:
            return
        before = self._review.row
        known = before is not None and _same(before, row)
        self._review.show_row(row, f"{self._grid.currentIndex().row() + 1} of {len(self._grid.rows)}", mirror)
        if not known:
            self._library.load(row.take, lambda animation: self._show_animation(row, animation))
            if self._review.comparing:
                self._begin_compare(True)

    def go(self, step: int) -> None:
        """Go to the next take, or back with a negative step."""
        to = self._grid.currentIndex().row() + step
        if 0 <= to < len(self._grid.rows):
            self._grid.go_to(to)

    def compare(self, pair: Sequence[TakeRow]) -> None:
        """Show two takes beside each other."""
        own, other = pair
        self._grid.go_to_path(own.take.path)
        self._review.compare.setChecked(True)
        self._load_other(other)

    def _begin_compare(self, on: bool) -> None:
        self._other, self._other_place = None, 0
        if on:
            self._show_other(0)

    def _show_other(self, step: int) -> None:
        """Show a good take of the gesture that the take looks like, or of its own gesture."""
        row = self._review.row
        if row is None:
            return
        gesture = row.like or row.take.gesture
        others = [
            other
            for other in self._library.contents.rows
            if other.take.gesture == gesture and other.take.path != row.take.path and not other.take.info.disabled
        ]
        others.sort(key=lambda other: other.total_severity)
        if others:
            self._other_place = (self._other_place + step) % len(others)
            self._load_other(others[self._other_place])
        else:
            self._review.show_other(None, None)

    def _load_other(self, other: TakeRow) -> None:
        self._other = other
        self._library.load(other.take, lambda animation: self._show_other_animation(other, animation))

    def _show_animation(self, row: TakeRow, animation: TakeAnimation) -> None:
        now = self._review.row
        if now is not None and _same(now, row):  # else by now another one is wanted
            self._review.show_animation(animation)

    def _show_other_animation(self, other: TakeRow, animation: TakeAnimation) -> None:
        if other is self._other:
            self._review.show_other(other, animation)


def _same(row: TakeRow, other: TakeRow) -> bool:
    """Return True if both rows are of the same take with the same content."""
    return row.take.path == other.take.path and row.take.version == other.take.version
