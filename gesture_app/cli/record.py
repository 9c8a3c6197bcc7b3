"""`gesture-app record`: record takes from any source, cut at the pauses between movements or holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.cli.ground_truth_option import check_truth, write_truth
from gesture_app.cli.output import print_note
from gesture_app.cli.workspace import workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import NONE, gesture_name, spoken_name
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.interfaces import HandTracker, Performer
from gesture_app.core.recording import StreamInfo, recording_of, trouble_with
from gesture_app.core.segmentation import TakeSegmenter
from gesture_app.core.settings import DEMO_SOURCE
from gesture_app.core.source_names import drawn_gesture
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.vision.demo.gestures import nearest_gesture

NONE_TAKE_S = 5.0
"""length of a take without a gesture, which has no pauses"""


def record_gesture(
    gesture: str,
    source: str,
    takes: int,
    seconds: float | None,
    workspace: Path | None,
    seed: int,
    truth: Path | None,
    rotate: int = 0,
) -> None:
    """Save up to `takes` takes, or fewer if the source ends before.

    Raises:
        RecordingError: no take could be saved.
    """
    name = gesture_name(gesture)
    store = RecordingStore(workspace_in_use(workspace).recordings)
    camera = open_source(source, seed, rotate=rotate)
    check_truth(camera, truth)
    if isinstance(camera, Performer) and drawn_gesture(source) == "":
        _direct(camera, name)
    tracker = hand_tracker(hands=2)
    feed = CameraThread(camera)
    saved = 0
    try:
        segmenter = TakeSegmenter(seconds or (NONE_TAKE_S if name == NONE else None))
        stream = StreamInfo(f"{datetime.now(UTC):%Y%m%d-%H%M%S}", source, tracker.name)
        for frames in _takes(feed, tracker, segmenter):
            recording = recording_of(frames, stream.take_info(name, frames))
            trouble = trouble_with(recording)
            if trouble:
                print_note(f"{trouble} It was not saved.")
                continue
            stored = store.save(recording)
            saved += 1
            print_note(f"{spoken_name(name)}: take {saved} of {takes}, {recording.seconds:.1f} s  ({stored.id})")
            if saved == takes:
                break
    except KeyboardInterrupt:
        print_note("Stopped.")
    finally:
        feed.close()
        tracker.close()
    write_truth(camera, truth)
    if not saved:
        raise RecordingError(f"No take of “{spoken_name(name)}” was found.", "Pause for a moment between two takes.")
    if saved < takes:
        print_note(f"The source ended after {saved} of {takes} takes.")


def _direct(camera: Performer, gesture: str) -> None:
    """Let the drawn hand perform the gesture that is recorded.

    Raises:
        RecordingError: it does not know this gesture.
    """
    if gesture != NONE and not nearest_gesture(gesture):
        raise RecordingError(
            f"The drawn hand does not know “{spoken_name(gesture)}”.",
            f"Choose what it performs instead, such as --source {DEMO_SOURCE}:wave*8.",
        )
    camera.perform_gesture(gesture)


def _takes(feed: CameraThread, tracker: HandTracker, segmenter: TakeSegmenter) -> Iterator[tuple[TrackedFrame, ...]]:
    for frame in frames_of(feed):
        take = segmenter.push(frame.hands if frame.hands is not None else tracker.track(frame))
        if take is not None:
            yield take
    take = segmenter.finish()
    if take is not None:
        yield take
