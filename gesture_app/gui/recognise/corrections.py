"""Corrects mistakes of recognition: "that was a …", "that was nothing", and the watch for false alarms.

A task cuts the moment out of the last ten seconds. The user sees it as a small skeleton and can undo what was saved.
During ordinary work the watch collects false alarms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.errors import GestureAppError
from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event
from gesture_app.core.recording import recording_of
from gesture_app.core.retrospective_take import around_event, retrospective_takes
from gesture_app.core.wording import counted
from gesture_app.gui.recognise.actions import UNDO, WAS_A, WAS_NOTHING, WATCH, add_shortcuts
from gesture_app.gui.recognise.false_alarm_queue import Alarm, CapturedMoment, FalseAlarmQueue
from gesture_app.gui.recognise.moment_panel import HEIGHT_PX, MomentPanel
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.session_takes import SessionTake
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.gui.widgets.flow_layout import FlowLayout
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageAction
from gesture_app.live.false_alarm_monitor import FalseAlarm
from gesture_app.live.take import Take

REMEMBERED_EVENTS = 20
UNDONE_AT_MOST = 50
SAVED_SHOWN_MS = 8000
REFRESH_MS = 1000
NO_HAND = "No hand was visible in the last ten seconds. Show the gesture again."


class CorrectionsPanel(QWidget):
    """Three buttons above `events`. The panel takes the place of that list while there is something to show."""

    saved = Signal(object)
    """`SessionTake`"""
    trim_wanted = Signal(object)
    """`Path`: the take whose trim the user wants to correct"""

    def __init__(self, context: AppContext, events: QWidget) -> None:
        super().__init__()
        self._context, self._session, self._tasks = context, context.session, context.tasks
        self._session_takes = context.session_takes
        self._events: deque[Event] = deque(maxlen=REMEMBERED_EVENTS)
        self._answered: deque[Event] = deque(maxlen=REMEMBERED_EVENTS)
        self._moments: list[CapturedMoment] = []
        self._index = 0
        self._alarms = FalseAlarmQueue()
        self._undo: deque[Callable[[], None]] = deque(maxlen=UNDONE_AT_MOST)
        self._last_saved: SessionTake | None = None
        self._focus_before: QWidget | None = None
        self._was_a = button(self, WAS_A.text, WAS_A.tooltip, "small")
        self._was_a.clicked.connect(self.ask)
        self._was_nothing = button(self, WAS_NOTHING.text, WAS_NOTHING.tooltip, "small")
        self._was_nothing.clicked.connect(self.save_nothing)
        self.watch = button(self, WATCH.text, WATCH.tooltip, "small")
        self.watch.setCheckable(True)
        self.watch.toggled.connect(self._on_watch_toggled)
        self._message = paragraph(self)
        self._message.hide()
        self.panel = MomentPanel(self)
        self._stack = _Stack(self)
        self._stack.addWidget(events)
        self._stack.addWidget(self.panel)
        self._show_panel(False)
        self._hide_timer = QTimer(self, singleShot=True, interval=SAVED_SHOWN_MS)
        self._hide_timer.timeout.connect(self._stop_asking)
        self._status_timer = QTimer(self, interval=REFRESH_MS)
        self._status_timer.timeout.connect(self._show_watch_status)
        buttons = QWidget(self)
        row = FlowLayout(buttons, spacing=6)
        for one in (self._was_a, self._was_nothing, self.watch):
            row.addWidget(one)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(buttons)
        self._layout.addWidget(self._message)
        self._layout.addWidget(self._stack, 1)
        self._connect()

    def hasHeightForWidth(self) -> bool:
        """Return False: a box layout gives a part with a height for its width all it wants, here the scores' room."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Return room for every row of buttons and every line of the message at the present width."""
        return QSize(super().minimumSizeHint().width(), self._layout.minimumHeightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    @property
    def message(self) -> str:
        """The message below the buttons."""
        return "" if self._message.isHidden() else self._message.text()

    @property
    def undecided(self) -> int:
        """The number of false alarms that are in memory only."""
        return len(self._alarms)

    def menu_items(self) -> tuple[MenuItem, ...]:
        """Return the actions on what was recognised."""
        return (*(MenuItem(row, command) for row, command in self._commands()), *self.panel.menu_items())

    # ---- what the user asks for ----
    def ask(self) -> None:
        """Show the last movement and ask which gesture it was."""
        history, store = self._session.recent_frames.history(), self._context.recordings

        def work() -> tuple[list[CapturedMoment], Mapping[str, int]]:
            return [_moment(history.take(cut)) for cut in retrospective_takes(history.frames)], store.gestures()

        self._tasks.run(work, self._on_moments)

    def save_nothing(self) -> None:
        """Save the moment of the last event as background, or the last movement if there is no event."""
        history = self._session.recent_frames.history()
        frames = history.frames
        recent = [event for event in self._events if frames and event.time >= frames[0].time]
        open_ones = [event for event in recent if event not in self._answered]
        if recent and not open_ones:
            self._show_message("That false alarm is already saved.")
            return
        event = open_ones[-1] if open_ones else None
        if event is not None:
            self._answered.append(event)  # a key pressed twice saves it once

        def work() -> CapturedMoment | None:
            late = around_event(frames, event) if event is not None else None
            if late is None:
                late = next(iter(retrospective_takes(frames)), None)
            return None if late is None else _moment(history.take(late))

        self._tasks.run(work, lambda moment: self._save_nothing(moment, event))

    def undo(self) -> None:
        """Undo what was saved or discarded last."""
        if self._undo:
            self._undo.pop()()

    # ---- that was a … ----
    def _on_moments(self, found: tuple[list[CapturedMoment], Mapping[str, int]]) -> None:
        moments, counts = found
        if not moments:
            self._show_message(NO_HAND)
            return
        self._moments, self._index = moments, 0
        self._show_message("")
        if not self.panel.asking:
            self._focus_before = QApplication.focusWidget()
        self._open()
        snapshot = self._context.updates.newest
        card = snapshot.card if snapshot is not None else None
        gestures = {*counts, *(card.gestures if card is not None else ())}
        self.panel.ask(moments[0].recording, 0, len(moments), gestures, self._mirror)

    def _choose(self, gesture: str) -> None:
        self._save(self._moments[self._index], gesture, "")

    def _save_nothing(self, moment: CapturedMoment | None, event: Event | None) -> None:
        saved = None
        if moment is None:
            self._show_message(NO_HAND)
        else:
            saved = self._save(moment, NONE, "The moment when it fired." if event is not None else "The last movement.")
        if saved is None and event is not None and event in self._answered:
            self._answered.remove(event)

    def _save(self, moment: CapturedMoment, gesture: str, details: str) -> SessionTake | None:
        try:
            saved_take = self._session_takes.add(moment.take.named(gesture))
        except GestureAppError as error:
            self._context.notifications.show_error(error)
            return None
        self._last_saved = saved_take
        self._session_takes.keep(saved_take)  # the user has seen it and wants it, in spite of its trouble
        self._undo.append(lambda: self._undo_save(saved_take))
        self._show_message("")
        self._open()
        self.panel.show_saved(saved_take.recording, saved_take.trouble or details, self._mirror)
        self._restore_focus()
        self._hide_timer.start()
        self.saved.emit(saved_take)
        return saved_take

    def _undo_save(self, saved_take: SessionTake) -> None:
        self._session_takes.discard(saved_take)
        self._answered.clear()  # what was undone may be saved again
        self._show_message("Undone.")
        self._stop_asking()

    def _ask_for_trim(self) -> None:
        if self._last_saved is not None and self._last_saved.stored is not None:
            self._stop_asking()
            self.trim_wanted.emit(self._last_saved.stored.path)

    # ---- the watch for false alarms ----
    def _on_watch_toggled(self, on: bool) -> None:
        self._session.watch_for_false_alarms(on)
        self._alarms.dropped = 0
        if on:
            self._status_timer.start()
            self._show_message("Work at something else. Every gesture that fires now is a false alarm.")
        else:
            self._status_timer.stop()
            self._show_watch_status()

    def _show_watch_status(self) -> None:
        status = self._session.watch_status()
        minutes = f"{status.seconds / 60:.0f} min" if status.seconds >= 60 else f"{status.seconds:.0f} s"
        rate = f", {status.per_hour:.0f} per hour" if status.per_hour is not None else ""
        words = f"{counted(status.fired, 'false alarm')} in {minutes}{rate}.".capitalize()
        if self._alarms.dropped:
            words += f" {len(self._alarms)} wait for your decision; {self._alarms.dropped} older ones were dropped."
        self._show_message(words)

    def _on_false_alarm(self, found: FalseAlarm) -> None:
        self._tasks.run(lambda: Alarm(found, _moment(found.take)), self._add_alarm)

    def _add_alarm(self, alarm: Alarm) -> None:
        self._alarms.add(alarm)
        if self._showing_alarm or self._stack.currentWidget() is not self.panel:
            self._stop_asking()

    def _keep_alarm(self) -> None:
        alarm = self._alarms.take() if self._showing_alarm else None
        if alarm is None:
            return
        saved_take = self._save(alarm.moment, NONE, f"{counted(len(self._alarms), 'false alarm', 'No')} left.")
        if saved_take is None:
            self._alarms.put_back(alarm)
            return
        self._undo[-1] = lambda: self._put_back(alarm, saved_take)
        if len(self._alarms):
            self._stop_asking()

    def _discard_alarm(self) -> None:
        alarm = self._alarms.take() if self._showing_alarm else None
        if alarm is not None:
            self._undo.append(lambda: self._put_back(alarm))
            self._stop_asking()

    def _put_back(self, alarm: Alarm, saved_take: SessionTake | None = None) -> None:
        if saved_take is not None:
            self._session_takes.discard(saved_take)
        self._alarms.put_back(alarm)
        self._stop_asking()

    # ---- what is shown ----
    @property
    def _mirror(self) -> bool:
        return self._context.settings.now.mirror

    @property
    def _showing_alarm(self) -> bool:
        return self._stack.currentWidget() is self.panel and self.panel.showing_alarm

    def _open(self) -> None:
        self._hide_timer.stop()
        self._show_panel(True)

    def _show_panel(self, shown: bool) -> None:
        """Show the panel or the list. A hidden panel takes no room from the scores."""
        self.panel.setMinimumHeight(HEIGHT_PX if shown else 0)
        down = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        self.panel.setSizePolicy(QSizePolicy.Policy.Preferred, down)
        self._stack.setCurrentIndex(1 if shown else 0)

    def _stop_asking(self) -> None:
        """Stop asking: show the next false alarm, else the list of events."""
        self._hide_timer.stop()
        self._moments = []
        self._restore_focus()
        alarm = self._alarms.current
        if alarm is not None:
            self._open()
            place, count = self._alarms.index, len(self._alarms)
            self.panel.show_alarm(alarm.found, alarm.moment.recording, place, count, self._mirror)
        else:
            self.panel.stop_asking()
            self._show_panel(False)

    def _show_other(self, step: int) -> None:
        if self.panel.asking and self._moments:
            self._index = max(0, min(len(self._moments) - 1, self._index + step))
            moment = self._moments[self._index]
            self.panel.ask(moment.recording, self._index, len(self._moments), (), self._mirror)
        elif self._showing_alarm:
            self._alarms.step(step)
            self._stop_asking()

    def _restore_focus(self) -> None:
        if self._focus_before is not None:
            self._focus_before.setFocus()
            self._focus_before = None

    def _show_message(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self._message.set_role(TextRole.MUTED)

    def _commands(self) -> tuple[tuple[PageAction, Command], ...]:
        return (
            (UNDO, self.undo),
            (WAS_A, self.ask),
            (WAS_NOTHING, self.save_nothing),
            (WATCH, self.watch.toggle),
        )

    def _connect(self) -> None:
        for row, command in self._commands():
            add_shortcuts(row, command, self)
        panel = self.panel
        panel.chosen.connect(self._choose)
        panel.closed.connect(self._stop_asking)
        panel.other_wanted.connect(self._show_other)
        panel.undo_wanted.connect(self.undo)
        panel.trim_wanted.connect(self._ask_for_trim)
        panel.keep_wanted.connect(self._keep_alarm)
        panel.discard_wanted.connect(self._discard_alarm)
        updates = self._context.updates
        updates.fired.connect(self._events.append)
        updates.false_alarm.connect(self._on_false_alarm)
        updates.source.connect(self._on_source)
        self._context.settings.changed.connect(lambda settings: panel.set_mirror(settings.mirror))

    def _on_source(self) -> None:
        """Forget the events of another source, whose clock started elsewhere."""
        self._events.clear()


class _Stack(QStackedWidget):
    """Shrinks to the minimum of the part that is shown, also where the hidden part has text that wraps."""

    def hasHeightForWidth(self) -> bool:
        return False


def _moment(take: Take) -> CapturedMoment:
    """Return the take with its recording. Runs on any thread."""
    return CapturedMoment(take, recording_of(take.frames, take.info))
