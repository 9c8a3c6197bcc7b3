"""Mends what has just gone wrong: "that was a …", "that was nothing", and the idle watch; one key each.

What the last ten seconds show is cut out in the background; the user sees it as a small skeleton and can take back
whatever was saved. A watch beside ordinary work finds the false alarms by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.errors import GestureAppError
from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event
from gesture_app.core.recording import recording_of
from gesture_app.core.retrospective_take import around_event, late_takes
from gesture_app.core.wording import counted
from gesture_app.gui.recognise.false_alarm_queue import Alarm, CapturedMoment, FalseAlarmQueue
from gesture_app.gui.recognise.moment_panel import HEIGHT_PX, MomentPanel
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.session_takes import SessionTake
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.live.false_alarm_monitor import FalseAlarm
from gesture_app.live.take import Take

REMEMBERED_EVENTS = 20
UNDONE_AT_MOST = 50
SAVED_SHOWN_MS = 8000
REFRESH_MS = 1000
ROOM_PX = 10
NO_HAND = "No hand was seen in the last ten seconds."


class CorrectionsPanel(QWidget):
    """Three buttons over `events`, the list whose place the panel takes while there is something to say."""

    saved = Signal(object)
    """`SessionTake`"""
    trim_wanted = Signal(object)
    """`Path`: the take whose trim is to be corrected"""

    def __init__(self, context: AppContext, events: QWidget) -> None:
        super().__init__()
        self._context, self._session, self._tasks = context, context.session, context.tasks
        self._session_takes = context.session_takes
        self._events: deque[Event] = deque(maxlen=REMEMBERED_EVENTS)
        self._answered: deque[Event] = deque(maxlen=REMEMBERED_EVENTS)
        self._found: list[CapturedMoment] = []
        self._place = 0
        self._alarms = FalseAlarmQueue()
        self._undo: deque[Callable[[], None]] = deque(maxlen=UNDONE_AT_MOST)
        self._last: SessionTake | None = None
        self._focus_before: QWidget | None = None
        self._ask = button(self, "That &was a …", "Save the last movement as a take of any gesture (W)", "small")
        self._ask.clicked.connect(self.ask)
        self._nothing = button(self, "That was &nothing", "Save the last false alarm as none (N)", "small")
        self._nothing.clicked.connect(self.save_nothing)
        self.watch = button(
            self, "I&dle watch", "Work at something else; what fires is kept as a false alarm (I)", "small"
        )
        self.watch.setCheckable(True)
        self.watch.toggled.connect(self._switch_watch)
        self._words = paragraph(self)
        self._words.hide()
        self.panel = MomentPanel(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(events)
        self._stack.addWidget(self.panel)
        self._show_panel(False)
        self._back = QTimer(self, singleShot=True, interval=SAVED_SHOWN_MS)
        self._back.timeout.connect(self._rest)
        self._refresh = QTimer(self, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._show_watch)
        buttons = QWidget(self)
        buttons.setMinimumHeight(self.fontMetrics().height() + ROOM_PX)  # not squeezed, however low the window is
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for one in (self._ask, self._nothing, self.watch):
            row.addWidget(one)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(buttons)
        layout.addWidget(self._words)
        layout.addWidget(self._stack, 1)
        self._connect()

    @property
    def words(self) -> str:
        """What is said below the buttons."""
        return "" if self._words.isHidden() else self._words.text()

    @property
    def undecided(self) -> int:
        """False alarms that are in memory only."""
        return len(self._alarms)

    # ---- what the user asks for ----
    def ask(self) -> None:
        """Which gesture was that? Shows the last movement and asks."""
        history, store = self._session.recent_frames.history(), self._context.recordings

        def work() -> tuple[list[CapturedMoment], Mapping[str, int]]:
            return [_moment(history.take(cut)) for cut in late_takes(history.frames)], store.gestures()

        self._tasks.run(work, self._propose)

    def save_nothing(self) -> None:
        """That was nothing: saves the moment of the last event, else the last movement, as `none`."""
        history = self._session.recent_frames.history()
        frames = history.frames
        recent = [event for event in self._events if frames and event.time >= frames[0].time]
        open_ones = [event for event in recent if event not in self._answered]
        if recent and not open_ones:
            self._say("That false alarm is saved already.")
            return
        event = open_ones[-1] if open_ones else None
        if event is not None:
            self._answered.append(event)  # pressed twice in a hurry, it is saved once

        def work() -> CapturedMoment | None:
            late = around_event(frames, event) if event is not None else None
            if late is None:
                late = next(iter(late_takes(frames)), None)
            return None if late is None else _moment(history.take(late))

        self._tasks.run(work, lambda moment: self._save_nothing(moment, event))

    def undo(self) -> None:
        """Take back what was saved or thrown away last."""
        if self._undo:
            self._undo.pop()()

    # ---- that was a … ----
    def _propose(self, found: tuple[list[CapturedMoment], Mapping[str, int]]) -> None:
        moments, counts = found
        if not moments:
            self._say(NO_HAND)
            return
        self._found, self._place = moments, 0
        self._say("")
        if not self.panel.asking:
            self._focus_before = QApplication.focusWidget()
        self._open()
        snapshot = self._context.updates.newest
        card = snapshot.card if snapshot is not None else None
        gestures = {*counts, *(card.gestures if card is not None else ())}
        self.panel.ask(moments[0].recording, 0, len(moments), gestures, self._mirror)

    def _choose(self, gesture: str) -> None:
        self._save(self._found[self._place], gesture, "")

    def _save_nothing(self, moment: CapturedMoment | None, event: Event | None) -> None:
        saved = None
        if moment is None:
            self._say(NO_HAND)
        else:
            saved = self._save(moment, NONE, "the moment it fired" if event is not None else "the last movement")
        if saved is None and event is not None and event in self._answered:
            self._answered.remove(event)

    def _save(self, moment: CapturedMoment, gesture: str, details: str) -> SessionTake | None:
        try:
            shelved = self._session_takes.put(moment.take.named(gesture))
        except GestureAppError as error:
            self._context.notifications.show_error(error)
            return None
        self._last = shelved
        self._session_takes.keep(shelved)  # whatever is wrong with it, the user has seen it and wants it
        self._undo.append(lambda: self._take_back(shelved))
        self._say("")
        self._open()
        self.panel.say_saved(shelved.recording, shelved.trouble or details, self._mirror)
        self._give_focus_back()
        self._back.start()
        self.saved.emit(shelved)
        return shelved

    def _take_back(self, shelved: SessionTake) -> None:
        self._session_takes.discard(shelved)
        self._answered.clear()  # what was taken back may be saved again
        self._say("Taken back.")
        self._rest()

    def _ask_for_trim(self) -> None:
        if self._last is not None and self._last.stored is not None:
            self._rest()
            self.trim_wanted.emit(self._last.stored.path)

    # ---- the idle watch ----
    def _switch_watch(self, on: bool) -> None:
        self._session.watch_idle(on)
        self._alarms.lost = 0
        if on:
            self._refresh.start()
            self._say("Work at something else. Actions are off.")
        else:
            self._refresh.stop()
            self._show_watch()

    def _show_watch(self) -> None:
        status = self._session.watch_status()
        minutes = f"{status.seconds / 60:.0f} min" if status.seconds >= 60 else f"{status.seconds:.0f} s"
        rate = f", {status.per_hour:.0f} an hour" if status.per_hour is not None else ""
        words = f"{counted(status.fired, 'false alarm')} in {minutes}{rate}.".capitalize()
        if self._alarms.lost:
            words += f" {len(self._alarms)} wait for your word; {self._alarms.lost} older ones had to go."
        self._say(f"{words} Actions are off." if self.watch.isChecked() else words)

    def _receive(self, found: FalseAlarm) -> None:
        self._tasks.run(lambda: Alarm(found, _moment(found.take)), self._put_alarm)

    def _put_alarm(self, alarm: Alarm) -> None:
        self._alarms.put(alarm)
        if self._showing_alarm or self._stack.currentWidget() is not self.panel:
            self._rest()

    def _keep_alarm(self) -> None:
        alarm = self._alarms.take() if self._showing_alarm else None
        if alarm is None:
            return
        shelved = self._save(alarm.moment, NONE, f"{counted(len(self._alarms), 'false alarm')} left")
        if shelved is None:
            self._alarms.bring_back(alarm)
            return
        self._undo[-1] = lambda: self._bring_back(alarm, shelved)
        if len(self._alarms):
            self._rest()

    def _throw_alarm_away(self) -> None:
        alarm = self._alarms.take() if self._showing_alarm else None
        if alarm is not None:
            self._undo.append(lambda: self._bring_back(alarm))
            self._rest()

    def _bring_back(self, alarm: Alarm, shelved: SessionTake | None = None) -> None:
        if shelved is not None:
            self._session_takes.discard(shelved)
        self._alarms.bring_back(alarm)
        self._rest()

    # ---- what is shown ----
    @property
    def _mirror(self) -> bool:
        return self._context.settings.now.mirror

    @property
    def _showing_alarm(self) -> bool:
        return self._stack.currentWidget() is self.panel and self.panel.showing_alarm

    def _open(self) -> None:
        self._back.stop()
        self._show_panel(True)

    def _show_panel(self, shown: bool) -> None:
        """Or the list; a panel that is not shown takes no room from the scores."""
        self.panel.setMinimumHeight(HEIGHT_PX if shown else 0)
        down = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        self.panel.setSizePolicy(QSizePolicy.Policy.Preferred, down)
        self._stack.setCurrentIndex(1 if shown else 0)

    def _rest(self) -> None:
        """Nothing is asked any more: the next false alarm, else the list of events."""
        self._back.stop()
        self._found = []
        self._give_focus_back()
        alarm = self._alarms.now
        if alarm is not None:
            self._open()
            place, count = self._alarms.place, len(self._alarms)
            self.panel.show_alarm(alarm.found, alarm.moment.recording, place, count, self._mirror)
        else:
            self.panel.cease()
            self._show_panel(False)

    def _show_other(self, way: int) -> None:
        if self.panel.asking and self._found:
            self._place = max(0, min(len(self._found) - 1, self._place + way))
            moment = self._found[self._place]
            self.panel.ask(moment.recording, self._place, len(self._found), (), self._mirror)
        elif self._showing_alarm:
            self._alarms.step(way)
            self._rest()

    def _give_focus_back(self) -> None:
        if self._focus_before is not None:
            self._focus_before.setFocus()
            self._focus_before = None

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._words.set_role(TextRole.MUTED)

    def _connect(self) -> None:
        for key, do in (("W", self.ask), ("N", self.save_nothing), ("I", self.watch.toggle), ("Ctrl+Z", self.undo)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)  # a key held down is meant once
            shortcut.activated.connect(do)
        panel = self.panel
        panel.chosen.connect(self._choose)
        panel.closed.connect(self._rest)
        panel.other_wanted.connect(self._show_other)
        panel.undo_wanted.connect(self.undo)
        panel.trim_wanted.connect(self._ask_for_trim)
        panel.keep_wanted.connect(self._keep_alarm)
        panel.throw_away_wanted.connect(self._throw_alarm_away)
        updates = self._context.updates
        updates.fired.connect(self._events.append)
        updates.false_alarm.connect(self._receive)
        updates.source.connect(self._forget_events)
        self._context.settings.changed.connect(lambda settings: panel.set_mirror(settings.mirror))

    def _forget_events(self) -> None:
        """Another source counts its time anew."""
        self._events.clear()


def _moment(take: Take) -> CapturedMoment:
    """Return the take with its recording; on any thread."""
    return CapturedMoment(take, recording_of(take.frames, take.info))
