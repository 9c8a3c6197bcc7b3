"""`gesture-app serve`: recognise, and send events to other programs over a WebSocket."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gesture_app.cli.event_messages import happened_message, landmarks_message, scores_message
from gesture_app.cli.output import print_json, print_note
from gesture_app.cli.recognize import StreamClock, follow
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.prediction import Event, GestureEnd
from gesture_app.live.pipeline import RecognitionPipeline, StepResult
from gesture_app.serving.access import AccessRules
from gesture_app.serving.event_server import EventServer
from gesture_app.sources import hand_tracker, open_source
from gesture_app.vision.paced_camera import PacedCamera


def serve_source(
    source: str,
    workspace: Path | None,
    model: str | None,
    port: int,
    access: AccessRules,
    as_json: bool,
    seed: int,
    rotate: int,
) -> None:
    """Recognise a source until it ends or Ctrl+C is pressed, and send what happens to all who listen.

    Raises:
        CameraError: the source cannot be opened.
        ServingError: the port cannot be used.
    """
    camera = open_source(source, seed, rotate=rotate)
    if not camera.live:
        camera = PacedCamera(camera, loop=False)  # listeners follow at the speed at which it was recorded
    recogniser = running_model(workspace_in_use(workspace), model)
    labels = recogniser.card.labels
    server = EventServer(port, access, {"event": "hello", "model": recogniser.card.id, "labels": labels})
    address = f"ws://{f'[{access.host}]' if ':' in access.host else access.host}:{server.port}"
    if as_json:
        print_json(event="serving", address=address)
    print_note(f"Listening at {address}. Press Ctrl+C to end.")

    def send(happened: Sequence[Event | GestureEnd], result: StepResult | None) -> None:
        for one in happened:
            server.publish(happened_message(one))
            if as_json:
                print_json(**happened_message(one))
        wanted = server.wanted if result is not None else frozenset()
        if result is not None and "scores" in wanted:
            for prediction in result.predictions:
                server.publish(scores_message(prediction, labels))
        if result is not None and "landmarks" in wanted:
            server.publish(landmarks_message(result.tracked))

    tracker = hand_tracker(recogniser.card.hands)
    server.start()
    try:
        follow(camera, RecognitionPipeline(tracker, recogniser), StreamClock(), send)
    finally:
        server.close()
        tracker.close()
