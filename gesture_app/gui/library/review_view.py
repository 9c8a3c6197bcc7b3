"""Review of one take: it plays, with its issues, its trim, and another take to compare with."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.core.quality.take_checks import TakeIssue
from gesture_app.core.wording import local_time
from gesture_app.gui.library.actions import REVIEW_ACTIONS, REVIEW_BUTTONS, ROWS
from gesture_app.gui.library.review_canvas import ReviewCanvas
from gesture_app.gui.library.trim_bar import TrimBar
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.widgets.controls import TextLabel, TextRole, heading, paragraph, scrolled
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions, action_button
from gesture_app.gui.widgets.take_player import stretches
from gesture_app.gui.widgets.take_tile import SEVERE, length_words

TICK_MS = 33
PAUSE_S = 0.5
"""the last frame stays this long"""
SIDE_PX = 290


class ReviewView(QWidget):
    """Shows a take. Keys and buttons emit signals."""

    next_wanted = Signal()
    previous_wanted = Signal()
    left = Signal()
    trimmed = Signal(object, object)
    """`TakeRow`, and (start, end) in seconds or None for all of it"""
    compare_wanted = Signal(bool)
    """True to show a take beside it"""
    other_wanted = Signal(int)
    """1 for the next take to compare with, -1 for the previous one"""

    def __init__(self, page_actions: PageActions, parent: QWidget | None = None) -> None:
        """Show buttons for those of the page's actions that change or inspect the take."""
        super().__init__(parent)
        self._row: TakeRow | None = None
        self._animation: TakeAnimation | None = None
        self._other: TakeAnimation | None = None
        self._own_words = self._other_words = ""
        self._mirror = True
        self._began = perf_counter()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.title = heading(self, size=1.25)
        self.place = paragraph(self, role=TextRole.MUTED)
        self.canvas, self.other_canvas = ReviewCanvas(self), ReviewCanvas(self)
        self.other_words, self.text = TextLabel("", self), TextLabel("", self)
        self.trim_bar = TrimBar(self)
        self.trim_words = paragraph(self, role=TextRole.MUTED)
        self._issues = QVBoxLayout()
        self._facts = paragraph(self, role=TextRole.MUTED)
        self.compare = action_button(ROWS["compare"], self)
        self.compare.setCheckable(True)
        self.overlay = action_button(ROWS["overlay"], self)
        self.overlay.setCheckable(True)
        self._actions = self._bind_actions()
        self._build([page_actions.button(action, self) for action in REVIEW_BUTTONS])
        self._connect()

    @property
    def row(self) -> TakeRow | None:
        """The shown take."""
        return self._row

    @property
    def comparing(self) -> bool:
        """True while another take is shown for comparison."""
        return self.compare.isChecked()

    def show_row(self, row: TakeRow, place: str, mirror: bool) -> None:
        """Show the facts about a take. `show_animation` adds its animation.

        Args:
            place: position in the list, such as "3 of 12".
        """
        other_take = self._row is None or self._row.take.path != row.take.path
        if other_take or (self._row is not None and self._row.take.version != row.take.version):
            self._animation = None
        self._row, self._mirror = row, mirror
        self.title.setText(spoken_name(row.take.gesture))
        self.place.setText(place)
        self._own_words = f"{spoken_name(row.take.gesture)}, {length_words(row)}"
        self._facts.setText(facts_of(row))
        self._show_issues(row)
        if self._animation is None:
            self._show_takes()

    def show_animation(self, animation: TakeAnimation) -> None:
        """Show the landmarks of the take."""
        row = self._row
        if row is None:
            return
        self._animation = animation
        self.trim_bar.show_take(
            animation.seconds, row.take.figures.fps, row.take.info.trim, stretches(~animation.present, animation.time)
        )
        self._show_trim()
        self._show_takes()

    def show_other(self, row: TakeRow | None, animation: TakeAnimation | None) -> None:
        """Show the take to compare with. None means that there is none."""
        self._other = animation
        self._other_words = (
            f"{spoken_name(row.take.gesture)}, {length_words(row)}" if row is not None else "no other take"
        )
        self._show_takes()

    def leave_compare(self) -> None:
        """End the comparison."""
        self.compare.setChecked(False)

    def menu_items(self) -> tuple[MenuItem, ...]:
        """Return the actions of a review."""
        return self._actions.menu_items()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._actions.press(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._began = perf_counter()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # ---- playing ----
    def _tick(self) -> None:
        animation = self._animation
        if animation is None:
            return
        start, end = self.trim_bar.trim or (0.0, animation.seconds)
        other = self._shown_other
        other_start, other_end = other.kept if other is not None else (0.0, 0.0)
        passed = (perf_counter() - self._began) % (max(end - start, other_end - other_start) + PAUSE_S)
        own, others = min(start + passed, end), min(other_start + passed, other_end)
        self.canvas.show_moment(own, others)
        self.other_canvas.show_moment(others)
        self.trim_bar.show_second(own)

    @property
    def _shown_other(self) -> TakeAnimation | None:
        return self._other if self.comparing else None

    def _show_takes(self) -> None:
        other, over = self._shown_other, self.comparing and self.overlay.isChecked()
        own = [self._animation] if self._animation is not None else []
        on_top = [other.laid_over(own[0])] if other is not None and over and own else []
        self.canvas.show_takes([*own, *on_top], self._mirror)
        self.other_canvas.show_takes([other] if other is not None else [], self._mirror)
        self.other_canvas.setVisible(self.comparing and not over)
        self.other_words.setVisible(self.comparing and not over)
        self.text.setText(f"{self._own_words}, with {self._other_words} over it" if over else self._own_words)
        self.other_words.setText(self._other_words)
        self.text.setVisible(self.comparing)
        self.overlay.setVisible(self.comparing)
        self._began = perf_counter()

    # ---- words ----
    def _show_trim(self) -> None:
        trim = self.trim_bar.trim
        if not self.trim_bar.changed:
            text = "The whole take is used." if trim is None else f"{trim[0]:.2f} to {trim[1]:.2f} s are used."
        else:
            start, end = trim or (0.0, 0.0)
            part = f"{start:.2f} to {end:.2f} s" if trim is not None else "the whole take"
            text = f"Enter saves {part}, Escape cancels."
        self.trim_words.setText(text)

    def _show_issues(self, row: TakeRow) -> None:
        while (item := self._issues.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row.take.info.disabled:
            self._show_text("Disabled: not used in training.", f"{ROWS['disable'].key} uses it again.", TextRole.MUTED)
        elif row.approved and row.issues:
            self._show_text("Marked as good.", f"{ROWS['approve'].key} removes the mark.", TextRole.GOOD)
        for issue in row.issues:
            self._show_text(issue.sentence, issue.advice, role_of(issue) if row.doubtful else TextRole.MUTED)
        if not row.issues and not row.take.info.disabled:
            checked = "Models that were not trained on it recognise it." if row.named is not None else ""
            self._show_text("Looks fine.", checked, TextRole.GOOD)

    def _show_text(self, sentence: str, advice: str, role: TextRole) -> None:
        what = paragraph(self, sentence, role)
        font = what.font()
        font.setBold(True)
        what.setFont(font)
        self._issues.addWidget(what)
        if advice:
            self._issues.addWidget(paragraph(self, advice))

    # ---- making it ----
    def _bind_actions(self) -> PageActions:
        commands: dict[str, Command] = {
            "next": self.next_wanted.emit,
            "previous": self.previous_wanted.emit,
            "leave": self.left.emit,
            "next other": lambda: self._choose_other(1),
            "previous other": lambda: self._choose_other(-1),
            "overlay": lambda: self.overlay.setChecked(self.comparing and not self.overlay.isChecked()),
        }
        return PageActions(REVIEW_ACTIONS, commands, self)

    def _build(self, edit_buttons: list[QPushButton]) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Review of a take")
        back = self._actions.button("leave", self)
        go_on = self._actions.button("next", self, "primary")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(back)
        top.addWidget(self.title)
        top.addWidget(self.place, 1)
        top.addWidget(self.compare)
        top.addWidget(self.overlay)
        stages = QGridLayout()
        stages.setSpacing(6)
        stages.addWidget(self.text, 0, 0)
        stages.addWidget(self.other_words, 0, 1)
        stages.addWidget(self.canvas, 1, 0)
        stages.addWidget(self.other_canvas, 1, 1)
        stages.setRowStretch(1, 1)
        for label in (self.text, self.other_words):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # both stages alike wide
        shown = QVBoxLayout()
        shown.setSpacing(4)
        shown.addLayout(stages, 1)
        shown.addWidget(self.trim_bar)
        shown.addWidget(self.trim_words)
        told = QWidget(self)
        text = QVBoxLayout(told)
        text.setContentsMargins(0, 0, 8, 0)
        text.setSpacing(10)
        self._issues.setSpacing(4)
        text.addLayout(self._issues)
        text.addWidget(self._facts)
        text.addStretch(1)
        area = scrolled(told, self)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        says = QWidget(self)
        says.setFixedWidth(SIDE_PX)
        side = QVBoxLayout(says)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(area, 1)
        side.addLayout(_in_pairs(edit_buttons))
        side.addWidget(go_on)
        body = QHBoxLayout()
        body.setSpacing(18)
        body.addLayout(shown, 1)
        body.addWidget(says)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        for widget in (self.other_canvas, self.text, self.other_words, self.overlay):
            widget.hide()

    def _connect(self) -> None:
        self.trim_bar.moved.connect(self._show_trim)
        self.trim_bar.kept.connect(self._keep_trim)
        self.trim_bar.left.connect(self.setFocus)
        self.compare.toggled.connect(self._toggle_compare)
        self.overlay.toggled.connect(lambda on: self._show_takes())

    def _keep_trim(self, trim: object) -> None:
        if self.trim_bar.changed and self._row is not None and self._animation is not None:  # else it is another take's
            self.trimmed.emit(self._row, trim)
        self.setFocus()

    def _choose_other(self, step: int) -> None:
        if self.comparing:
            self.other_wanted.emit(step)

    def _toggle_compare(self, on: bool) -> None:
        self._other = None
        self._show_takes()
        self.compare_wanted.emit(on)


def role_of(issue: TakeIssue) -> TextRole:
    """Return the colour role of an issue."""
    return TextRole.BAD if issue.severity >= SEVERE else TextRole.WARNING


def facts_of(row: TakeRow) -> str:
    """Return the facts about a take, one a line."""
    info, figures = row.take.info, row.take.figures
    facts = [
        length_words(row),
        f"{figures.fps:.0f} frames per second, a hand visible in {100 * figures.hand_share:.0f}\u00a0%",
        f"recorded {when(info.recorded_at)}" if info.recorded_at else "",
        f"session {info.session}" if info.session else "",
        f"from {info.source}" if info.source else "",
        f"note: {info.note}" if info.note else "",
        "with a small video" if row.take.companions else "",
    ]
    return "\n".join(fact for fact in facts if fact)


def when(recorded_at: str) -> str:
    """Return the time in the reader's form, or the text itself if it is no time."""
    moment = local_time(recorded_at)
    return recorded_at if moment is None else f"{moment:%a %d %b %Y, %H:%M}"


def _in_pairs(buttons: list[QPushButton]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(6)
    for place, each in enumerate(buttons):
        grid.addWidget(each, place // 2, place % 2)
    return grid
