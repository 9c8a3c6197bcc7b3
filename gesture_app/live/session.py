"""Runs the live thread: it handles requests, processes the newest frame and publishes one snapshot.

Other threads only put requests and read what is published. Only the live thread touches the tracker, the LSTM's state
and the recorder.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from gesture_app.core.errors import CameraError, GestureAppError, RecognitionError, UnusableSourceError
from gesture_app.core.frame import Frame, Image
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.interfaces import Camera, EventReceiver, HandTracker, Recogniser
from gesture_app.core.prediction import Event, GestureEnd, Prediction
from gesture_app.core.recording import StreamInfo
from gesture_app.core.view_hints import ViewWatch
from gesture_app.live.camera_thread import CameraThread
from gesture_app.live.draining import drain_deque, drain_queue
from gesture_app.live.false_alarm_monitor import FalseAlarmMonitor, WatchStatus
from gesture_app.live.latest_value import LatestValue
from gesture_app.live.performer_cues import PerformerCues
from gesture_app.live.pipeline import RecognitionPipeline, StepResult
from gesture_app.live.recent_frames import NO_STREAM, RecentFrames
from gesture_app.live.recorder import Recorder, RecorderStatus, Series
from gesture_app.live.take import Take
from gesture_app.live.update import LiveSnapshot, LiveUpdate, SourceState, SourceStatus

log = logging.getLogger(__name__)

RETRY_S = 1.0
"""pause between two attempts at a camera that is gone"""
WAIT_FOR_FRAME_S = 0.05
"""the longest wait for a frame before the next look at the requests"""
KEPT_PREDICTIONS = 2000
FPS_OVER_FRAMES = 30


class LiveSession:
    """Recognises and records on one source."""

    def __init__(
        self,
        open_camera: Callable[[str], Camera],
        make_tracker: Callable[[], HandTracker],
        name: str,
        receivers: tuple[EventReceiver, ...] = (),
        retry_s: float = RETRY_S,
        shrink: Callable[[Image], bytes] | None = None,
        turned: Callable[[Camera, int], Camera] | None = None,
        rotation: int = 0,
    ) -> None:
        """Make a session that is not started. `receivers` react to gestures.

        Args:
            open_camera: makes the camera of a source.
            make_tracker: makes the hand tracker, on the live thread.
            name: the session in the recordings.
            retry_s: pause between two attempts at a camera that is gone.
            shrink: makes the small pictures that are kept where the user wants them.
            turned: returns a camera whose frames are turned clockwise by some degrees.
            rotation: degrees, as for `turn`.
        """
        self._open_camera, self._make_tracker = open_camera, make_tracker
        self._name, self._receivers, self._retry_s = name, receivers, retry_s
        self._turned, self._rotation = turned, rotation
        self._requests: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._snapshots: LatestValue[LiveSnapshot] = LatestValue()
        self._status: LatestValue[SourceStatus] = LatestValue()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._ends: queue.SimpleQueue[GestureEnd] = queue.SimpleQueue()
        self._takes: queue.SimpleQueue[Take] = queue.SimpleQueue()
        self._predictions: deque[Prediction] = deque(maxlen=KEPT_PREDICTIONS)
        self._failed: LatestValue[GestureAppError] = LatestValue()
        self._recording: LatestValue[RecorderStatus] = LatestValue()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._loading, self._loaded_source = False, ""
        # what follows belongs to the live thread
        self._source = ""
        self._first_recogniser: Recogniser | None = None
        self._camera_thread: CameraThread | None = None
        self._retry_at = 0.0
        self._recorder = Recorder()
        self._hands_wanted = 0
        self._stream = NO_STREAM
        self.recent_frames = RecentFrames(shrink)
        self._watch = FalseAlarmMonitor(self.recent_frames)
        self._cues = PerformerCues(self._recorder)
        self._times: deque[float] = deque(maxlen=FPS_OVER_FRAMES)

    # ---- requests: from any thread, handled between two frames ----
    def load(self, source: str = "") -> None:
        """Load the tracker and open the source that `start` will name, if it is known. One thread, before `start`."""
        self._loading = True
        self._source = self._loaded_source = source
        self._thread.start()

    def start(self, source: str, recogniser: Recogniser | None = None) -> None:
        """Start with this source and model. One thread, once."""
        if self._loading:
            if source != self._loaded_source:
                self.use_source(source)
            if recogniser is not None:
                self.use_recogniser(recogniser)
            return
        self._source, self._first_recogniser = source, recogniser
        self._thread.start()

    def add_receiver(self, receiver: EventReceiver) -> None:
        """Let something more react to gestures, from the next frame on. Any thread."""
        self._requests.put(lambda: setattr(self, "_receivers", (*self._receivers, receiver)))

    def use_source(self, source: str) -> None:
        """Change to another source. Any thread."""
        self._requests.put(lambda: self._change_source(source))

    def turn(self, degrees: int) -> None:
        """Turn frames clockwise by 0, 90, 180 or 270 degrees. The source is opened again. Any thread."""
        self._requests.put(lambda: self._change_rotation(degrees))

    def use_recogniser(self, recogniser: Recogniser | None) -> None:
        """Recognise with another model from the next frame on. Hand it over and do not touch it again. Any thread."""
        self._requests.put(lambda: self._change_recogniser(recogniser))

    def use_thresholds(self, model: str, thresholds: Sequence[float]) -> None:
        """Use other thresholds, one per label, while this model is in use. The state stays. Any thread."""
        self._requests.put(lambda: self._pipeline.use_thresholds(model, thresholds))

    def look_for(self, hands: int) -> None:
        """Look for so many hands. 0 means as many as the model in use needs. Any thread."""
        self._requests.put(lambda: setattr(self, "_hands_wanted", hands))

    def record(self, series: Series) -> None:
        """Start a series of takes. Any thread."""
        self._requests.put(lambda: self._begin_series(series))

    def perform(self, gesture: str | None) -> None:
        """Let a drawn hand perform a gesture while nothing is recorded, or its usual ones with None. Any thread."""
        self._requests.put(lambda: self._cues.ask(gesture))

    def pause_recording(self, paused: bool) -> None:
        """Pause the series, or continue it. Any thread."""
        self._requests.put(lambda: self._recorder.pause(paused))

    def take_again(self) -> None:
        """Record the last take of the series again, because the user discarded it. Any thread."""
        self._requests.put(self._recorder.count_back)

    def keep_pictures(self, wanted: bool) -> None:
        """Add small pictures to takes, or stop adding them. Any thread."""
        self._requests.put(lambda: self.recent_frames.keep_pictures(wanted))

    def watch_for_false_alarms(self, on: bool) -> None:
        """Keep every event from now on as a false alarm and perform no action, or stop that. Any thread."""
        self._requests.put(lambda: self._watch.switch(on))

    def stop_recording(self) -> None:
        """End the series. Finished takes stay. Any thread."""
        self._requests.put(self._recorder.stop)

    def stop(self, timeout: float = 10.0) -> None:
        """End the session and wait for it. Any thread but the live one."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    # ---- what is published: for any thread ----
    def snapshot(self) -> LiveSnapshot | None:
        """Return the newest snapshot, or None before the first frame. Any thread."""
        return self._snapshots.peek()

    def source_status(self) -> SourceStatus | None:
        """Return the state of the source. Any thread."""
        return self._status.peek()

    def recorder_status(self) -> RecorderStatus:
        """Return the state of the series of takes, also while no frames come. Any thread."""
        return self._recording.peek() or RecorderStatus()

    def watch_status(self) -> WatchStatus:
        """Return the state of the watch for false alarms. Any thread."""
        return self._watch.status

    def take_update(self) -> LiveUpdate:
        """Return everything since the last call. It is returned once. One thread only."""
        # status, then takes: the takes that belong to a status are there; predictions, then the snapshot: a snapshot
        # with another model comes after the last scores of the old one
        return LiveUpdate(
            source=self._status.peek(),
            recorder=self.recorder_status(),
            predictions=drain_deque(self._predictions),
            events=drain_queue(self._events),
            ends=drain_queue(self._ends),
            takes=drain_queue(self._takes),
            false_alarms=drain_deque(self._watch.found),
            snapshot=self._snapshots.peek(),
            failure=self._failed.peek(),
        )

    # ---- the live thread ----
    def _run(self) -> None:
        if self._source:
            self._open_camera_thread()  # the camera opens while the tracker loads
        try:
            tracker = self._make_tracker()
        except GestureAppError as error:
            if self._camera_thread is not None:
                self._camera_thread.close()
            self._on_failure(error)
            return
        try:
            self._pipeline = RecognitionPipeline(tracker, self._first_recogniser)
            self._begin_stream()
            while not self._stop.is_set():
                self._take_requests()
                self._recording.put(self._recorder.status())
                frame = self._next_frame()
                if frame is not None:
                    self._process(frame)
            self._interrupt()
        except Exception as error:
            log.exception("the live thread has ended")
            trouble = RecognitionError(f"Recognition has stopped: {error}.", "Close the window and start again.")
            trouble.__cause__ = error
            self._on_failure(trouble)
        finally:
            if self._camera_thread is not None:
                self._camera_thread.close()
            tracker.close()

    def _on_failure(self, trouble: GestureAppError) -> None:
        self._recorder.stop()
        self._recording.put(RecorderStatus())
        self._publish_status(SourceState.LOST, self._source, trouble)
        self._failed.put(trouble)

    def _take_requests(self) -> None:
        while True:
            try:
                request = self._requests.get_nowait()
            except queue.Empty:
                return
            request()

    def _begin_series(self, series: Series) -> None:
        self._cues.begin_series(series)
        self._recorder.start(series)

    def _change_source(self, source: str) -> None:
        if self._camera_thread is not None:
            self._camera_thread.stop()
        self._source = source
        self._cues.ask(None)
        self._interrupt()
        self._recorder.stop()
        self._open()

    def _change_rotation(self, degrees: int) -> None:
        """Begin a new stream, because a take, or a hand's way, must not be half turned."""
        if degrees != self._rotation:
            self._rotation = degrees
            if self._source:
                self._change_source(self._source)

    def _open(self) -> None:
        self._open_camera_thread()
        self._begin_stream()

    def _open_camera_thread(self) -> None:
        self._camera_thread, self._retry_at = None, 0.0
        self._cues.begin_source()
        self._times.clear()
        try:
            camera = self._open_camera(self._source)
            if self._rotation and self._turned is not None:
                camera = self._turned(camera, self._rotation)
        except CameraError as error:
            self._on_lost(error, self._source)
            return
        self._camera_thread = CameraThread(camera)
        self._publish_status(SourceState.OPENING, camera.name)

    def _begin_stream(self) -> None:
        """Forget what belongs to the stream before."""
        if self._camera_thread is None:
            return
        self._pipeline.reset()
        self._watch.interrupt()
        self._view_watch = ViewWatch()
        self._stream = StreamInfo(self._name, self._camera_thread.camera.name, self._pipeline.tracker.name)
        self.recent_frames.begin(self._stream)

    def _next_frame(self) -> Frame | None:
        camera_thread = self._camera_thread
        if camera_thread is None:
            self._stop.wait(WAIT_FOR_FRAME_S)
            if self._retry_at and perf_counter() >= self._retry_at:
                self._open()
            return None
        try:
            frame = camera_thread.next(WAIT_FOR_FRAME_S)
        except CameraError as error:
            camera_thread.stop()
            self._on_lost(error, camera_thread.camera.name)
            return None
        if frame is not None:
            self._publish_status(SourceState.RUNNING, camera_thread.camera.name)
        elif camera_thread.ended:
            camera_thread.stop()
            self._camera_thread = None
            self._interrupt()
            self._publish_status(SourceState.ENDED, camera_thread.camera.name)
        return frame

    def _on_lost(self, error: CameraError, name: str) -> None:
        """Report a camera that is lost or busy, and retry until it is back, unless it cannot work at all."""
        self._camera_thread = None
        self._interrupt()
        self._recorder.start_take_again()  # a take must have no hole in its time
        self._retry_at = 0.0 if isinstance(error, UnusableSourceError) else perf_counter() + self._retry_s
        self._publish_status(SourceState.LOST, name, error)

    def _publish_status(self, state: SourceState, name: str, trouble: GestureAppError | None = None) -> None:
        status = SourceStatus(self._source, name, state, trouble)
        if status != self._status.peek():
            self._status.put(status)

    def _process(self, frame: Frame) -> None:
        self._pipeline.tracker.look_for(self._hands_needed())
        result = self._pipeline.process(frame)
        self.recent_frames.push(frame, result.tracked)
        events_to_watch = () if self._recorder.running else result.events  # during a series, gestures are meant
        self._watch.push(frame.time, events_to_watch)
        self._publish_happened(result.happened, result.tracked)
        self._predictions.extend(result.predictions)
        take = self._recorder.push(result.tracked, frame.captured_at, self._stream)
        if take is not None:
            self._takes.put(replace(take, pictures=self.recent_frames.history().pictures_of(take.frames)))
        if self._camera_thread is not None:
            self._cues.update(self._camera_thread.camera)
        self._publish(frame, result)

    def _change_recogniser(self, recogniser: Recogniser | None) -> None:
        self._interrupt()
        self._pipeline.use(recogniser)

    def _interrupt(self) -> None:
        """End the gesture that lasts, because frames stop to come or the model changes."""
        if self._stream is not NO_STREAM:
            self._publish_happened(self._pipeline.interrupt(), None)

    def _publish_happened(self, happened: Sequence[Event | GestureEnd], tracked: TrackedFrame | None) -> None:
        for one in happened:
            if isinstance(one, Event):
                self._events.put(one)
            else:
                self._ends.put(one)
        meant = not self._watch.status.on and not self._recorder.running
        for receiver in self._receivers:
            try:
                receiver.receive(happened, tracked, meant)
            except Exception:
                log.exception("a receiver of gestures failed")

    def _hands_needed(self) -> int:
        if self._hands_wanted:
            return self._hands_wanted
        if self._recorder.running:
            return 2
        card = self._pipeline.card
        return 1 if card is None else card.hands

    def _publish(self, frame: Frame, result: StepResult) -> None:
        timer = self._pipeline.timer
        self._times.append(frame.time)
        rate = (len(self._times) - 1) / max(1e-6, self._times[-1] - self._times[0]) if len(self._times) > 1 else 0.0
        delay_s = perf_counter() - frame.captured_at
        timer.frame_done(delay_s)
        self._snapshots.put(
            LiveSnapshot(
                frame,
                result.tracked,
                self._pipeline.card,
                self._pipeline.tracker.name,
                rate,
                delay_s * 1000,
                timer.frames,
                self._camera_thread.dropped if self._camera_thread is not None else 0,
                timer.recent_ms(),
                self._view_watch.push(frame, result.tracked, rate),
            )
        )
