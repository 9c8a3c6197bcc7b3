"""Record page: name a gesture, show it a few times, see every take at once, keep what is good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import NONE
from gesture_app.core.recording import Recording
from gesture_app.core.settings import Settings
from gesture_app.gui.record.series_form import SeriesForm
from gesture_app.gui.record.series_status import SeriesStatus
from gesture_app.gui.record.similarity_warning import SimilarityWarning
from gesture_app.gui.record.sounds import Sound, Sounds, sound_between
from gesture_app.gui.record.take_cards import TakeCards
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.session_takes import SessionTake, TakeState
from gesture_app.gui.widgets.controls import LARGE_BUTTON_PX, TextLabel, button, heading, paragraph
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.live.recorder import Phase, RecorderStatus, Series, background_series
from gesture_app.live.take import Take
from gesture_app.live.update import SourceState

LAST_TONE_MS = 1500
IN_MEMORY = (TakeState.SAVING, TakeState.IN_DOUBT, TakeState.NOT_SAVED)
NO_TAKES_YET = """Every take appears here as a moving hand.
Good ones are saved at once.

Escape leaves the name. Then
Space starts and pauses, Escape ends.
M asks for a minute of nothing.
K keeps, Backspace discards, Ctrl+Z brings back."""


class RecordPage(PageWidget):
    """Asks the session for series and hands what comes to the shelf; buttons and keys only ask."""

    train_wanted = Signal()
    """the user wants to learn from what was recorded"""

    def __init__(
        self, context: AppContext, some_takes: Callable[[], Sequence[Recording]], parent: QWidget | None = None
    ) -> None:
        """`some_takes` reads a few of the newest takes of every gesture; slow."""
        super().__init__(parent)
        self._session, self._recordings, self.session_takes = context.session, context.recordings, context.session_takes
        self._updates, self._tasks = context.updates, context.tasks
        self._notifications, self._settings = context.notifications, context.settings
        self._status = RecorderStatus()
        self._of_series: list[SessionTake] = []
        self._sounds = Sounds(self._tasks.run)
        self.form = SeriesForm(self._settings, self)
        self.series_status = SeriesStatus(self)
        self.similarity_warning = SimilarityWarning(some_takes, self._tasks, self)
        self.takes = TakeCards(self._settings.now.mirror, self)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._build()
        self._connect()
        self._apply_settings(self._settings.now)
        self._count_takes()

    def unsaved(self) -> int:
        """How many takes are in memory only: on their way to the disk, waiting for a word, or refused by the disk."""
        return len(self.session_takes.in_state(*IN_MEMORY))

    def shutdown(self) -> None:
        """Save what a session that has stopped still holds, and let go of the sound."""
        for take in self._session.take_update().takes:
            self._put(take)
        self._sounds.close()

    # ---- what the user asks for ----
    def start(self) -> None:
        """Begin a series, if the form and the source allow it."""
        with suppress(RecordingError):  # the form says why
            self._begin(self.form.series())

    def prepare(self, gesture: str, takes: int) -> None:
        """So many takes of this gesture are wanted; the user says when."""
        if not self._running:
            self.form.choose(gesture, takes)

    def start_none(self) -> None:
        """Begin the minute that asks for all that means nothing."""
        self.form.choose(NONE)
        self._begin(background_series())

    def _begin(self, series: Series) -> None:
        if self._running:
            return
        failure = self._updates.failure
        if failure is not None:
            self.form.say(f"{failure.sentence} {failure.hint}".strip())
            return
        source = self._updates.status
        if source is None or source.state is not SourceState.RUNNING:
            self.form.say("There is no picture to record from. Choose another source at the foot of the window.")
            return
        self._open_sounds()
        self._of_series = []
        self.similarity_warning.begin(series.gesture, self.form.takes_of(series.gesture))
        self._session.record(series)

    def pause_or_go_on(self) -> None:
        """Hold the series, or go on with it."""
        self._session.pause_recording(self._status.phase is not Phase.PAUSED)

    def end(self) -> None:
        """End the series; finished takes stay."""
        self._session.stop_recording()

    def keep(self) -> None:
        """Keep the selected take, else the newest that waits for a word."""
        take = self.takes.selected or next(reversed(self.session_takes.in_state(TakeState.IN_DOUBT)), None)
        if take is not None and take.state is TakeState.IN_DOUBT:
            self.session_takes.keep(take)

    def save_again(self) -> None:
        """Try once more to save the takes that are in memory only."""
        for take in self.session_takes.in_state(TakeState.NOT_SAVED):
            self.session_takes.keep(take)

    def discard(self) -> None:
        """Discard the selected take, else the newest."""
        take = self.takes.selected or self.takes.newest
        if take is not None:
            self.discard_take(take)

    def discard_take(self, take: SessionTake) -> None:
        """Discard this one; a series that is under way makes it once more."""
        self.session_takes.discard(take)
        if self._running and take in self._of_series:
            self._of_series.remove(take)
            self._session.take_again()

    def undo(self) -> None:
        """Bring back what was discarded last."""
        self.session_takes.undo()

    # ---- keys ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        action = self._action_of(event.key()) if plain else None
        if action is None:
            event.ignore()
        elif not event.isAutoRepeat():
            action()

    def _action_of(self, key: int) -> Callable[[], None] | None:
        if self._running:
            of_series = {Qt.Key.Key_Space: self.pause_or_go_on}
        else:
            of_series = dict.fromkeys((Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter), self.start)
            of_series[Qt.Key.Key_M] = self.start_none
            of_series[Qt.Key.Key_Escape] = self._start.setFocus  # out of a field, where letters are typed
        of_takes = {
            Qt.Key.Key_K: self.keep,
            Qt.Key.Key_S: self.save_again,
            Qt.Key.Key_Backspace: self.discard,
            Qt.Key.Key_Delete: self.discard,
        }
        return (of_series | of_takes).get(Qt.Key(key))

    def showEvent(self, event: QShowEvent) -> None:
        self._count_takes()
        if self._running:
            self.setFocus()
        elif self.form.gesture.currentText():
            self._start.setFocus()
        else:
            self.form.gesture.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._close_sounds()

    # ---- what comes ----
    @property
    def _running(self) -> bool:
        return self._status.phase is not Phase.OFF

    def _see(self, status: RecorderStatus) -> None:
        before, self._status = self._status, status
        sound = sound_between(before, self._status)
        if sound is not None:
            self._play(sound)
        if self._running:
            self.series_status.show_status(self._status)
        if self._running != (before.phase is not Phase.OFF):
            self._show_running()

    def _show_running(self) -> None:
        self._escape.setEnabled(self._running)
        self._show_on_desk(self.series_status if self._running else self._asking)
        if self._running:
            if self.isVisible():
                self.setFocus()  # away from the text field: Space now means pause
            return
        self.form.show_settings(self._settings.now)  # what was wanted of one series is over with it
        if self.isVisible():
            self._start.setFocus()
        QTimer.singleShot(LAST_TONE_MS, self, self._close_sounds)

    def _show_on_desk(self, shown: QWidget) -> None:
        """The desk is only as high as what lies on it."""
        for part in (self._asking, self.series_status):
            across, down = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
            part.setSizePolicy(across, QSizePolicy.Policy.Preferred if part is shown else down)
        self._desk.setCurrentWidget(shown)

    def _receive(self, take: Take) -> None:
        self._play(Sound.DONE if take.number == take.takes else Sound.END)
        self._put(take)

    def _put(self, take: Take) -> None:
        try:
            shelved = self.session_takes.put(take)
        except GestureAppError as error:
            self._notifications.show_error(error)
            return
        self._of_series.append(shelved)
        if not shelved.trouble:
            self.similarity_warning.add(shelved.recording, self._settings.now.mirror)

    def _show_take(self, take: SessionTake) -> None:
        self.takes.show_take(take)
        last = self.session_takes.last_discarded
        self._undo_strip.setVisible(last is not None)
        if last is not None:
            self._undo_words.setText(f"Discarded: {last.name}")
        self._no_takes.setVisible(self.takes.newest is None)
        self.takes.setVisible(self.takes.newest is not None)
        saved = len(self.session_takes.in_state(TakeState.SAVED))
        doubtful = len(self.session_takes.in_state(TakeState.IN_DOUBT))
        unsaved = len(self.session_takes.in_state(TakeState.NOT_SAVED))
        parts = [f"{saved} saved" if saved else "", f"{doubtful} to decide" if doubtful else ""]
        parts.append(f"{unsaved} not saved" if unsaved else "")
        self._summary.setText("  ·  ".join(part for part in parts if part))
        self._train.setVisible(saved > 0)
        if take.state is TakeState.DISCARDED:
            self.similarity_warning.take_back(take.recording)
        if take.state in (TakeState.SAVED, TakeState.DISCARDED) and not take.busy:
            self._count_takes()

    def _count_takes(self) -> None:
        self._tasks.run(self._recordings.gestures, self.form.show_gestures)

    # ---- sound ----
    def _open_sounds(self) -> None:
        if self._settings.now.sounds:
            self._sounds.get_ready()

    def _play(self, sound: Sound) -> None:
        if self._settings.now.sounds:
            self._sounds.play(sound)

    def _close_sounds(self) -> None:
        if not self._running:
            self._sounds.close()

    # ---- making the page ----
    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._start = button(self, "Start recording", "Start recording (Space or Enter)", "primary")
        self._none = button(self, "One minute o&f nothing", "Guided: rest, talk, type, drink, scratch, leave (M)")
        self._none.setMinimumHeight(LARGE_BUTTON_PX)
        self._asking = QWidget(self)
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(12)
        asking.addWidget(self.form)
        starting = QHBoxLayout()
        starting.addWidget(self._start, 1)
        starting.addWidget(self._none)
        asking.addLayout(starting)
        self._desk = QStackedWidget(self)
        self._desk.addWidget(self._asking)
        self._desk.addWidget(self.series_status)
        self._show_on_desk(self._asking)
        self._desk.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._summary = paragraph(self)
        self._train = button(self, "Train →", "Go to the Train page (Ctrl+4)", "flat")
        self._train.hide()
        line = QHBoxLayout()
        line.addWidget(heading(self, "Takes"))
        line.addWidget(self._summary, 1)
        line.addWidget(self._train)
        self._undo_strip = QWidget(self)
        self._undo_strip.hide()
        self._undo_words = TextLabel("", self._undo_strip)
        self._undo = button(self._undo_strip, "&Undo", "Bring it back (Ctrl+Z)", "small")
        strip = QHBoxLayout(self._undo_strip)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.addWidget(self._undo_words, 1)
        strip.addWidget(self._undo)
        self._no_takes = paragraph(self, NO_TAKES_YET)
        self._no_takes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_takes.setEnabled(False)
        self.takes.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self._desk)
        layout.addWidget(self.similarity_warning)
        layout.addLayout(line)
        layout.addWidget(self._undo_strip)
        layout.addWidget(self._no_takes, 1)
        layout.addWidget(self.takes, 1)

    def _connect(self) -> None:
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo)
        self._escape.activated.connect(self.end)
        self._escape.setEnabled(False)
        self._start.clicked.connect(self.start)
        self._none.clicked.connect(self.start_none)
        self._undo.clicked.connect(self.undo)
        self._train.clicked.connect(self.train_wanted)
        self.series_status.pause_wanted.connect(self.pause_or_go_on)
        self.series_status.end_wanted.connect(self.end)
        self.takes.keep_wanted.connect(self.session_takes.keep)
        self.takes.discard_wanted.connect(self.discard_take)
        self.session_takes.added.connect(self._show_take)
        self.session_takes.changed.connect(self._show_take)
        self._updates.recorder.connect(self._see)
        self._updates.take.connect(self._receive)
        self._settings.changed.connect(self._apply_settings)

    def _apply_settings(self, settings: Settings) -> None:
        self.takes.set_mirror(settings.mirror)
        self.form.show_settings(settings)
        self.series_status.pictures.setVisible(settings.clips)
