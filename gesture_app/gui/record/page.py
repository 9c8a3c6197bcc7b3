"""The Record page: name a gesture, show it a few times, check each take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.recording import Recording
from gesture_app.core.settings import Settings
from gesture_app.gui.record.actions import IDLE_ACTIONS, SERIES_ACTIONS, TAKE_ACTIONS
from gesture_app.gui.record.performance_picker import PerformancePicker
from gesture_app.gui.record.series_form import SeriesForm
from gesture_app.gui.record.series_status import SeriesStatus, series_work
from gesture_app.gui.record.series_summary import SeriesSummary
from gesture_app.gui.record.similarity_warning import SimilarityWarning
from gesture_app.gui.record.sounds import Sound, Sounds, sound_between
from gesture_app.gui.record.take_cards import TakeCards
from gesture_app.gui.record.take_doubts import TakeDoubts
from gesture_app.gui.record.takes_panel import TakesPanel
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.gui.state.session_takes import SessionTake, TakeState
from gesture_app.gui.widgets.controls import LARGE_BUTTON_PX
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.live.recorder import Phase, RecorderStatus, Series, background_series
from gesture_app.live.take import Take
from gesture_app.live.update import SourceState

LAST_TONE_MS = 1500
LEFT = "The series waits, because you went to another page."
NO_PICTURE = "There is no camera picture to record. Choose another source at the bottom of the window."


class RecordPage(PageWidget):
    """Asks the session for series of takes, saves the takes that come and shows them."""

    train_wanted = Signal()
    """the user wants to see the takes and options of a training"""
    training_wanted = Signal()
    """the user wants to train on the takes at once"""

    def __init__(
        self, context: AppContext, some_takes: Callable[[], Sequence[Recording]], parent: QWidget | None = None
    ) -> None:
        """`some_takes` reads a few of the newest takes of every gesture (slow)."""
        super().__init__(parent)
        self._session, self._recordings, self.session_takes = context.session, context.recordings, context.session_takes
        self._updates, self._tasks = context.updates, context.tasks
        self._notifications, self._settings = context.notifications, context.settings
        self._status, self._work = RecorderStatus(), context.work
        self._series_takes: list[SessionTake] = []
        self._sounds = Sounds(self._tasks.run)
        self.form = SeriesForm(self._settings, self)
        self.series_status = SeriesStatus(self)
        self.similarity_warning = SimilarityWarning(some_takes, self._tasks, self)
        self.doubts = TakeDoubts(self.session_takes, context.library, self)
        self.summary = SeriesSummary(self.doubts, self)
        self.takes = TakeCards(self._settings.now.mirror, self.doubts, self)
        self.performances = PerformancePicker(self._tasks, self)  # the window puts it below the picture
        self.under_picture = self.performances
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._bind_actions()
        self._build()
        self._connect()
        self._apply_settings(self._settings.now)
        self._count_takes()

    def unsaved(self) -> int:
        """Return the number of takes in memory only: being saved, not decided on, or not saved because of an error."""
        return len(self.session_takes.in_memory)

    def shutdown(self) -> None:
        """Save the takes that the stopped session still holds, and close the sound output."""
        for take in self._session.take_update().takes:
            self._save(take)
        self._sounds.close()
        self.doubts.shutdown()

    # ---- what the user asks for ----
    def start(self) -> None:
        """Start a series, if the form and the source allow it."""
        with suppress(RecordingError):  # the form shows why
            self._begin(self.form.series())

    def prepare(self, gesture: str, takes: int) -> None:
        """Fill in the form for so many takes of a gesture. The user starts the series."""
        if not self._running:
            self._show_form()
            self.form.choose(gesture, takes)

    def name_another(self) -> None:
        """Ask for the name of the next gesture."""
        self._show_form()
        self.form.gesture.setEditText("")
        self.form.gesture.setFocus()

    def _show_form(self) -> None:
        """Show the form again after a series."""
        self.summary.show_series(())
        if not self._running:
            self._show_part(self._form_part)

    def start_background(self) -> None:
        """Start the guided minute of background."""
        self._begin(background_series())

    def _begin(self, series: Series) -> None:
        if self._running:
            return
        self._show_form()  # it shows why a series cannot begin
        failure = self._updates.failure
        if failure is not None:
            self.form.show_error(f"{failure.sentence} {failure.hint}".strip())
            return
        source = self._updates.status
        if source is None or source.state is not SourceState.RUNNING:
            self.form.show_error(
                "There is no camera picture to record. Choose another source at the bottom of the window."
            )
            return
        self._open_sounds()
        self._series_takes = []
        self.similarity_warning.begin(series.gesture, self.form.takes_of(series.gesture))
        self.performances.keep_choice()
        self._session.record(replace(series, performance=self.performances.performance))

    def toggle_pause(self) -> None:
        """Pause the series, or continue it."""
        self.series_status.show_note("")
        self._session.pause_recording(self._status.phase is not Phase.PAUSED)

    def ask_end(self) -> None:
        """End a series that has just begun, else pause it and ask."""
        loss = self._work.loss_of(WorkKind.SERIES)
        if not loss:
            self.end()
            return
        self._session.pause_recording(True)
        self.series_status.show_note(f"{loss} End it, or go on?")

    def end(self) -> None:
        """End the series. Finished takes stay."""
        self._session.stop_recording()

    def keep(self) -> None:
        """Keep the selected take, else the newest doubtful one."""
        take = self.takes.selected or self._newest_doubtful()
        if take is not None:
            self.keep_take(take)

    def keep_take(self, take: SessionTake) -> None:
        """Save a take in spite of its trouble, or mark a saved one as good."""
        if take.state is TakeState.SAVED:
            self.doubts.approve(take)
        else:
            self.session_takes.keep(take)

    def again(self) -> None:
        """Record the selected take again, else the newest doubtful one."""
        take = self.takes.selected or self._newest_doubtful()
        if take is not None:
            self.record_again(take)

    def record_again(self, take: SessionTake) -> None:
        """Discard a take and record another one: in the series if it runs, else in a series of one take."""
        self.discard_take(take)
        if not self._running:
            self.form.choose(take.gesture, 1)
            self.start()

    def _newest_doubtful(self) -> SessionTake | None:
        takes = reversed(self.session_takes.in_state(TakeState.IN_DOUBT, TakeState.SAVED))
        return next((t for t in takes if t.state is TakeState.IN_DOUBT or self.doubts.words(t)), None)

    def save_again(self) -> None:
        """Try again to save the takes that could not be saved."""
        for take in self.session_takes.in_state(TakeState.NOT_SAVED):
            self.session_takes.keep(take)

    def discard(self) -> None:
        """Discard the selected take, else the newest."""
        take = self.takes.selected or self.takes.newest
        if take is not None:
            self.discard_take(take)

    def discard_take(self, take: SessionTake) -> None:
        """Discard a take. A running series records it again."""
        self.session_takes.discard(take)
        if self._running and take in self._series_takes:
            self._series_takes.remove(take)
            self._session.take_again()

    def undo(self) -> None:
        """Restore the take that was discarded last."""
        self.session_takes.undo()

    # ---- keys ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        first = self._series_actions if self._running else self._idle_actions
        return (*first.menu_items(), *self._take_actions.menu_items())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.ignore()
            return
        (self._series_actions if self._running else self._idle_actions).press(event)
        if not event.isAccepted():
            event.accept()
            self._take_actions.press(event)

    def _leave_name(self) -> None:
        """Move the focus out of the field, where letters are typed."""
        self._start.setFocus()

    def _bind_actions(self) -> None:
        self._idle_actions = PageActions(
            IDLE_ACTIONS,
            {"start": self.start, "background": self.start_background, "leave name": self._leave_name},
            self,
        )
        self._series_actions = PageActions(SERIES_ACTIONS, {"pause": self.toggle_pause}, self)
        take_commands: dict[str, Command] = {
            "keep": self.keep,
            "again": self.again,
            "save again": self.save_again,
            "discard": self.discard,
            "undo": self.undo,
        }
        self._take_actions = PageActions(TAKE_ACTIONS, take_commands, self)

    def showEvent(self, event: QShowEvent) -> None:
        self._count_takes()
        self._focus_next()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # the user goes to another page, and does not just minimise the window
            self._session.pause_recording(True)
            self.series_status.show_note(LEFT if self._running else "")
        self._close_sounds()

    # ---- what arrives ----
    @property
    def _running(self) -> bool:
        return self._status.phase is not Phase.OFF

    def _on_status(self, status: RecorderStatus) -> None:
        before, self._status = self._status, status
        self._work.report(WorkKind.SERIES, series_work(status))
        sound = sound_between(before, self._status)
        if sound is not None:
            self._play(sound)
        if self._running:
            self.series_status.show_status(self._status)
        if self._running != (before.phase is not Phase.OFF):
            self._show_running()

    def _show_running(self) -> None:
        self._escape.setEnabled(self._running)
        if not self._running:
            self.summary.show_series(self._series_takes)
        self._show_part(self.series_status if self._running else self._resting_part)
        if self.isVisible():
            self._focus_next()
        if self._running:
            return
        self.series_status.show_note("")
        self.form.show_settings(self._settings.now)  # the wishes for one series end with it
        QTimer.singleShot(LAST_TONE_MS, self, self._close_sounds)

    def _focus_next(self) -> None:
        """Focus what the user needs next: the page, the button, or the field if the gesture has no name yet."""
        if self._running:
            self.setFocus()  # out of the text field, because Space now means pause
        elif self.summary.has_takes:
            self.setFocus()  # Space records more takes; an Enter pressed too early starts no training
        elif self.form.gesture.currentText():
            self._start.setFocus()
        else:
            self.form.gesture.setFocus()

    @property
    def _resting_part(self) -> QWidget:
        """What is shown while no series runs."""
        return self.summary if self.summary.has_takes else self._form_part

    def _show_part(self, shown: QWidget) -> None:
        """Show the form or the status. The stack is only as high as the part that is shown."""
        for part in (self._form_part, self.series_status, self.summary):
            across, down = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
            part.setSizePolicy(across, QSizePolicy.Policy.Preferred if part is shown else down)
        self._stack.setCurrentWidget(shown)

    def _on_take(self, take: Take) -> None:
        self._play(Sound.DONE if take.number == take.takes else Sound.END)
        self._save(take)

    def _save(self, take: Take) -> None:
        try:
            saved = self.session_takes.add(take)
        except GestureAppError as error:
            self._notifications.show_error(error)
            return
        self._series_takes.append(saved)
        if not saved.trouble:
            self.similarity_warning.add(saved.recording, self._settings.now.mirror)

    def _show_take(self, take: SessionTake) -> None:
        self._takes_panel.show_take(take)
        self.summary.refresh()
        if take.state is TakeState.DISCARDED:
            self.similarity_warning.remove(take.recording)
        if take.state in (TakeState.SAVED, TakeState.DISCARDED) and not take.busy:
            self._count_takes()

    def _count_takes(self) -> None:
        self._tasks.run(self._recordings.gestures, self.form.show_gestures)

    # ---- sound ----
    def _open_sounds(self) -> None:
        if self._settings.now.sounds:
            self._sounds.open()

    def _play(self, sound: Sound) -> None:
        if self._settings.now.sounds:
            self._sounds.play(sound)

    def _close_sounds(self) -> None:
        if not self._running:
            self._sounds.close()

    # ---- making the page ----
    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._start = self._idle_actions.button("start", self, "primary")
        self._none = self._idle_actions.button("background", self, "")
        self._none.setMinimumHeight(LARGE_BUTTON_PX)
        self._form_part = QWidget(self)
        form_layout = QVBoxLayout(self._form_part)
        form_layout.setContentsMargins(0, 0, 0, 0)
        form_layout.setSpacing(12)
        form_layout.addWidget(self.form)
        starting = QHBoxLayout()
        starting.addWidget(self._start, 1)
        starting.addWidget(self._none)
        form_layout.addLayout(starting)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._form_part)
        self._stack.addWidget(self.series_status)
        self._stack.addWidget(self.summary)
        self._show_part(self._form_part)
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._undo = self._take_actions.button("undo", self)
        self._takes_panel = TakesPanel(self.takes, self.session_takes, self._undo, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self._stack)
        layout.addWidget(self.similarity_warning)
        layout.addWidget(self._takes_panel, 1)

    def _connect(self) -> None:
        self._escape.activated.connect(self.ask_end)
        self._escape.setEnabled(False)
        self._takes_panel.train_wanted.connect(self.train_wanted)
        self.series_status.pause_wanted.connect(self.toggle_pause)
        self.series_status.end_wanted.connect(self.end)
        self.summary.train_wanted.connect(self.training_wanted)
        self.summary.another_wanted.connect(self.name_another)
        self.summary.more_wanted.connect(self.start)
        self.summary.emptied.connect(self._show_form)
        self.takes.keep_wanted.connect(self.keep_take)
        self.takes.again_wanted.connect(self.record_again)
        self.takes.discard_wanted.connect(self.discard_take)
        self.session_takes.added.connect(self._show_take)
        self.session_takes.changed.connect(self._show_take)
        self._updates.recorder.connect(self._on_status)
        self._updates.take.connect(self._on_take)
        self._updates.source.connect(lambda status: self.performances.set_source(status.source))
        if self._updates.status is not None:
            self.performances.set_source(self._updates.status.source)
        self.form.gesture.currentTextChanged.connect(self.performances.set_name)
        self.performances.changed.connect(lambda: self.form.show_performance(self.performances.performance))
        self._settings.changed.connect(self._apply_settings)

    def _apply_settings(self, settings: Settings) -> None:
        self.takes.set_mirror(settings.mirror)
        self.performances.set_mirror(settings.mirror)
        self.form.show_settings(settings)
        self.series_status.clips_note.setVisible(settings.clips)
