"""`gesture-app recognize`: run the live pipeline on any source and print the gestures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from rich.markup import escape

from gesture_app.cli.event_messages import happened_message
from gesture_app.cli.ground_truth_option import check_truth, write_truth
from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.interfaces import Camera
from gesture_app.core.prediction import Event, GestureEnd
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.live.pipeline import RecognitionPipeline, StepResult
from gesture_app.sources import hand_tracker, open_source

RETRY_S = 1.0

Show = Callable[[Sequence[Event | GestureEnd], StepResult | None], None]


@dataclass(frozen=True, slots=True)
class ActionOptions:
    """The options of actions on the command line."""

    profile: str | None
    """None: the program in front chooses"""
    dry_run: bool


class StreamClock:
    """Sums the stream time over all openings of a source."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last: float | None = None

    def tick(self, time: float) -> None:
        """Add the time up to a frame, by its stream time in seconds."""
        self.seconds += time - self._last if self._last is not None else 0.0
        self._last = time

    def start_again(self) -> None:
        """Begin a new stream, because a source that is opened again may begin at another time."""
        self._last = None


def recognize_source(
    source: str,
    workspace: Path | None,
    model: str | None,
    as_json: bool,
    seed: int,
    truth: Path | None,
    actions: ActionOptions | None = None,
    rotate: int = 0,
) -> None:
    """Print each event and then a summary, until the source ends or Ctrl+C is pressed. Wait for a lost camera.

    Raises:
        CameraError: the source cannot be opened.
        ActionError: actions are wanted, and there are none.
    """
    camera = open_source(source, seed, rotate=rotate)
    check_truth(camera, truth)
    place = workspace_in_use(workspace)
    recogniser = running_model(place, model)
    acting = None
    if actions is not None:
        from gesture_app.cli.terminal_actions import TerminalActions

        acting = TerminalActions(place.root, actions.profile, actions.dry_run, as_json)

    def show(happened: Sequence[Event | GestureEnd], result: StepResult | None) -> None:
        for one in happened:
            _print_happened(one, as_json)
        if acting is not None:
            acting.receive(happened, result.tracked if result is not None else None)

    tracker = hand_tracker(recogniser.card.hands)
    step = RecognitionPipeline(tracker, recogniser)
    clock, began = StreamClock(), perf_counter()
    try:
        dropped = follow(camera, step, clock, show)
    finally:
        tracker.close()
        if acting is not None:
            acting.close()
    _print_summary(step, clock.seconds, perf_counter() - began, dropped, as_json)
    write_truth(camera, truth)


def follow(camera: Camera, step: RecognitionPipeline, clock: StreamClock, show: Show) -> int:
    """Process a source until it ends or Ctrl+C is pressed, and wait for a lost camera. Return the dropped frames.

    Args:
        camera: the source.
        step: the pipeline.
        clock: sums the stream time.
        show: called with what happened, and with the result of the frame; without one if frames stop to come.
    """
    dropped = 0
    try:
        while True:
            feed = CameraThread(camera)
            try:
                _process(feed, step, clock, show)
                break
            except CameraLostError as error:
                print_note(f"{error.sentence} Trying again. Press Ctrl+C to end.")
            finally:
                show(step.interrupt(), None)
                feed.close()
                dropped += feed.dropped
            wait_for(camera)
            step.reset()
            clock.start_again()
    except KeyboardInterrupt:
        print_note("Stopped.")
    return dropped


def wait_for(camera: Camera) -> None:
    """Wait until a lost camera opens again."""
    while True:
        sleep(RETRY_S)
        try:
            camera.open()
        except CameraError:
            continue
        camera.close()
        return


def _process(feed: CameraThread, step: RecognitionPipeline, clock: StreamClock, show: Show) -> None:
    for frame in frames_of(feed):
        clock.tick(frame.time)
        result = step.process(frame)
        step.timer.frame_done(perf_counter() - frame.captured_at)
        show(result.happened, result)


def _print_happened(one: Event | GestureEnd, as_json: bool) -> None:
    if as_json:
        print_json(**happened_message(one))
    elif isinstance(one, Event):
        words = f"[bold]{escape(spoken_name(one.label)):24}[/] {one.confidence:4.0%}  {one.hand or ''}"
        console().print(f"[dim]{one.time:8.2f} s[/]  {words}")


def _print_summary(step: RecognitionPipeline, seconds: float, wall_s: float, dropped: int, as_json: bool) -> None:
    timer = step.timer
    fps = (timer.frames - 1) / seconds if seconds > 0 else 0.0
    if not as_json:
        print_note(f"{timer.frames} frames, {seconds:.1f} s, {fps:.1f} per second, {dropped} dropped.")
        return
    print_json(
        event="summary",
        frames=timer.frames,
        seconds=round(seconds, 3),
        wall_s=round(wall_s, 3),
        dropped=dropped,
        fps=round(fps, 2),
        latency_ms={"p50": round(timer.delay_ms(50), 2), "p95": round(timer.delay_ms(95), 2)},
        stages_ms={name: round(mean, 3) for name, mean in timer.mean_ms().items()},
    )
