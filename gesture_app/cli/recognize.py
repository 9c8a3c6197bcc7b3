"""`gesture-app recognize`: the live pipeline on any source, told line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from gesture_app.cli.models_in_use import running_model
from gesture_app.cli.output import console, note, say_json
from gesture_app.core.errors import CameraError
from gesture_app.core.frame import Frame
from gesture_app.core.gestures import spoken_name
from gesture_app.core.parts import Camera
from gesture_app.core.prediction import Event
from gesture_app.live.frame_feed import FrameFeed
from gesture_app.live.frame_step import FrameStep
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.workspace import find_workspace
from gesture_app.vision.demo_camera import DemoCamera

WAIT_S = 0.5


def recognize_source(
    source: str, workspace: Path | None, model: str | None, as_json: bool, seed: int, truth: Path | None
) -> None:
    """Print every event, then a summary; ends with the source or with Ctrl+C."""
    camera = open_source(source, seed)
    recogniser = running_model(find_workspace(workspace), model)
    tracker = hand_tracker(recogniser.card.hands)
    step = FrameStep(tracker, recogniser)
    began, first, last = perf_counter(), 0.0, 0.0
    feed = FrameFeed(camera)
    try:
        for frame in frames_of(feed):
            first = frame.time if step.timer.frames == 0 else first
            last = frame.time
            result = step.process(frame)
            step.timer.frame_done(perf_counter() - frame.captured_at)
            for event in result.events:
                _tell(event, as_json)
    except KeyboardInterrupt:
        note("Stopped.")
    finally:
        feed.close()
        tracker.close()
        write_truth(camera, truth)
    _sum_up(step, last - first, perf_counter() - began, feed.dropped, as_json)


def frames_of(feed: FrameFeed) -> Iterator[Frame]:
    """Every frame a feed gives until its source ends."""
    while not feed.ended:
        frame = feed.next(WAIT_S)
        if frame is not None:
            yield frame


def write_truth(camera: Camera, truth: Path | None) -> None:
    """What the drawn hand performed, as JSON.

    Raises:
        CameraError: another source, of which nobody knows the truth; or the file cannot be written.
    """
    if truth is None:
        return
    if not isinstance(camera, DemoCamera):
        raise CameraError("Only the drawn hand knows what it performed.", "Leave --truth away, or use a demo source.")
    try:
        truth.write_text(json.dumps([performance.to_json() for performance in camera.performed]), encoding="utf-8")
    except OSError as error:
        raise CameraError(f"{truth} could not be written: {error.strerror}.", "Choose another place.") from error


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
        console().print(f"[dim]{event.time:8.2f} s[/]  [bold]{spoken_name(event.label):24}[/] {event.confidence:4.0%}")


def _sum_up(step: FrameStep, seconds: float, wall_s: float, dropped: int, as_json: bool) -> None:
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
