"""`gesture-app recognize`: the live pipeline on any source, told line by line."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter, sleep

from rich.markup import escape

from gesture_app.cli.ground_truth_option import check_truth, write_truth
from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.interfaces import Camera
from gesture_app.core.prediction import Event
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.live.pipeline import RecognitionPipeline
from gesture_app.sources import hand_tracker, open_source

RETRY_S = 1.0


class StreamClock:
    """The stream time that has passed, however it ends and over all openings of a source."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last: float | None = None

    def tick(self, time: float) -> None:
        """A frame of this stream time, in seconds, is there."""
        self.seconds += time - self._last if self._last is not None else 0.0
        self._last = time

    def start_again(self) -> None:
        """The source was opened again: its times may start again."""
        self._last = None


def recognize_source(
    source: str, workspace: Path | None, model: str | None, as_json: bool, seed: int, truth: Path | None
) -> None:
    """Print every event, then a summary; ends with the source or with Ctrl+C.

    A camera that is gone is waited for.

    Raises:
        CameraError: the source cannot be opened.
    """
    camera = open_source(source, seed)
    check_truth(camera, truth)
    recogniser = running_model(workspace_in_use(workspace), model)
    tracker = hand_tracker(recogniser.card.hands)
    step = RecognitionPipeline(tracker, recogniser)
    clock, began, dropped = StreamClock(), perf_counter(), 0
    try:
        while True:
            feed = CameraThread(camera)
            try:
                _process(feed, step, clock, as_json)
                break
            except CameraLostError as error:
                note(f"{error.sentence} Trying again; Ctrl+C ends.")
            finally:
                feed.close()
                dropped += feed.dropped
            wait_for(camera)
            step.reset()
            clock.start_again()
    except KeyboardInterrupt:
        note("Stopped.")
    finally:
        tracker.close()
    _sum_up(step, clock.seconds, perf_counter() - began, dropped, as_json)
    write_truth(camera, truth)


def wait_for(camera: Camera) -> None:
    """Try again and again until a camera that is gone opens."""
    while True:
        sleep(RETRY_S)
        try:
            camera.open()
        except CameraError:
            continue
        camera.close()
        return


def _process(feed: CameraThread, step: RecognitionPipeline, clock: StreamClock, as_json: bool) -> None:
    for frame in frames_of(feed):
        clock.tick(frame.time)
        result = step.process(frame)
        step.timer.frame_done(perf_counter() - frame.captured_at)
        for event in result.events:
            _tell(event, as_json)


def _tell(event: Event, as_json: bool) -> None:
    if as_json:
        say_json(
            event="gesture",
            time=round(event.time, 3),
            label=event.label,
            confidence=round(event.confidence, 4),
            start=round(event.start, 3),
        )
    else:
        console().print(
            f"[dim]{event.time:8.2f} s[/]  [bold]{escape(spoken_name(event.label)):24}[/] {event.confidence:4.0%}"
        )


def _sum_up(step: RecognitionPipeline, seconds: float, wall_s: float, dropped: int, as_json: bool) -> None:
    timer = step.timer
    fps = (timer.frames - 1) / seconds if seconds > 0 else 0.0
    if not as_json:
        note(f"{timer.frames} frames, {seconds:.1f} s, {fps:.1f} a second, {dropped} dropped.")
        return
    say_json(
        event="summary",
        frames=timer.frames,
        seconds=round(seconds, 3),
        wall_s=round(wall_s, 3),
        dropped=dropped,
        fps=round(fps, 2),
        latency_ms={"p50": round(timer.delay_ms(50), 2), "p95": round(timer.delay_ms(95), 2)},
        stages_ms={name: round(mean, 3) for name, mean in timer.mean_ms().items()},
    )
