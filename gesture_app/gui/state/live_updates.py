"""Polls the live session at display rate and emits what is new as Qt signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gesture_app.core.errors import GestureAppError
from gesture_app.live.recorder import RecorderStatus
from gesture_app.live.session import LiveSession
from gesture_app.live.update import LiveSnapshot, SourceStatus

POLL_EVERY_MS = 16


class LiveUpdates(QObject):
    """The GUI polls, because workers never call it. A snapshot may be left out, an event or a take never."""

    predictions = Signal(list)
    """`tuple[Prediction, ...]`, in order of time; before the snapshot that belongs to them"""
    fired = Signal(object)
    """`Event`: a gesture"""
    ended = Signal(object)
    """`GestureEnd`: a gesture that fired is over"""
    take = Signal(object)
    """`Take`"""
    false_alarm = Signal(object)
    """`FalseAlarm`"""
    source = Signal(object)
    """`SourceStatus`, whenever it changes"""
    model = Signal(object)
    """`ModelCard | None`, whenever another model recognises"""
    snapshot = Signal(object)
    """`LiveSnapshot`, each new one"""
    recorder = Signal(object)
    """`RecorderStatus`, whenever it changes, also while no frames come; after the takes that belong to it"""
    failed = Signal(object)
    """`GestureAppError`: the live thread has ended by itself; once"""

    def __init__(self, session: LiveSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._snapshot: LiveSnapshot | None = None
        self._status: SourceStatus | None = None
        self._recorder = RecorderStatus()
        self._failure: GestureAppError | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.poll)

    @property
    def running(self) -> bool:
        """True from the start of the program to its end."""
        return self._timer.isActive()

    @property
    def newest(self) -> LiveSnapshot | None:
        """The last snapshot that was emitted."""
        return self._snapshot

    @property
    def status(self) -> SourceStatus | None:
        """The last source status that was emitted."""
        return self._status

    @property
    def failure(self) -> GestureAppError | None:
        """The error that ended the live thread, once it was emitted."""
        return self._failure

    def start(self) -> None:
        """Poll at once and from now on."""
        self._timer.start(POLL_EVERY_MS)
        self.poll()

    def stop(self) -> None:
        """Poll no more."""
        self._timer.stop()

    def poll(self) -> None:
        """Emit what is new, in the order of the fields of `LiveUpdate`."""
        update = self._session.take_update()
        if update.source is not None and update.source != self._status:
            self._status = update.source
            self.source.emit(update.source)
        if update.predictions:
            self.predictions.emit(update.predictions)
        for event in update.events:
            self.fired.emit(event)
        for end in update.ends:
            self.ended.emit(end)
        for take in update.takes:
            self.take.emit(take)
        for false_alarm in update.false_alarms:
            self.false_alarm.emit(false_alarm)
        if update.snapshot is not None and update.snapshot is not self._snapshot:
            self._show_snapshot(update.snapshot)
        if update.recorder != self._recorder:
            self._recorder = update.recorder
            self.recorder.emit(update.recorder)
        if update.failure is not None and self._failure is None:
            self._failure = update.failure
            self.failed.emit(update.failure)

    def _show_snapshot(self, snapshot: LiveSnapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        if before is None or snapshot.card is not before.card:
            self.model.emit(snapshot.card)
        self.snapshot.emit(snapshot)
