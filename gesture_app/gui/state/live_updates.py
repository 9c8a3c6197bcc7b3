"""Looks at the live session at display rate and turns what it finds into Qt signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gesture_app.core.errors import GestureAppError
from gesture_app.live.recorder import RecorderStatus
from gesture_app.live.session import LiveSession, LiveSnapshot, SourceStatus

LOOK_EVERY_MS = 16


class LiveUpdates(QObject):
    """The GUI looks, workers never call it. A snapshot may be passed over, an event or a take never."""

    predictions = Signal(list)
    """`list[Prediction]`, in order of time; before the snapshot that belongs to them"""
    fired = Signal(object)
    """`Event`: a gesture"""
    take = Signal(object)
    """`Take`"""
    false_alarm = Signal(object)
    """`FalseAlarm` of the idle watch"""
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
        self._timer.timeout.connect(self.look)

    @property
    def newest(self) -> LiveSnapshot | None:
        """The last snapshot that was told of."""
        return self._snapshot

    @property
    def status(self) -> SourceStatus | None:
        """The last source status that was told of."""
        return self._status

    @property
    def failure(self) -> GestureAppError | None:
        """Why the live thread has ended by itself, once that was told of."""
        return self._failure

    def start(self) -> None:
        """Look at once and from now on."""
        self._timer.start(LOOK_EVERY_MS)
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Tell of everything new."""
        status = self._session.source_status()
        if status is not None and status != self._status:
            self._status = status
            self.source.emit(status)
        recorder = self._session.recorder_status()
        # predictions before the snapshot: a new model is heard of only after the last scores of the old one
        predictions = self._session.new_predictions()
        events, takes = self._session.new_events(), self._session.new_takes()
        snapshot = self._session.snapshot()
        if predictions:
            self.predictions.emit(predictions)
        for event in events:
            self.fired.emit(event)
        for take in takes:
            self.take.emit(take)
        for false_alarm in self._session.new_false_alarms():
            self.false_alarm.emit(false_alarm)
        if snapshot is not None and snapshot is not self._snapshot:
            before, self._snapshot = self._snapshot, snapshot
            if before is None or snapshot.card is not before.card:
                self.model.emit(snapshot.card)
            self.snapshot.emit(snapshot)
        if recorder != self._recorder:
            self._recorder = recorder
            self.recorder.emit(recorder)
        failure = self._session.failure()
        if failure is not None and self._failure is None:
            self._failure = failure
            self.failed.emit(failure)
