"""`gesture-app evaluate`: how a model does on recordings."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from gesture_app.cli.models_in_use import running_model
from gesture_app.cli.output import console, note, say_json
from gesture_app.core.errors import RecordingError
from gesture_app.core.features import features_of
from gesture_app.core.gestures import spoken_name
from gesture_app.learning.evaluation import evaluate
from gesture_app.storage.recording_store import RecordingStore
from gesture_app.storage.workspace import find_workspace


def evaluate_model(path: Path | None, workspace: Path | None, model: str | None, as_json: bool) -> None:
    """Name every take in a folder of recordings and count what was right; the folder is only read.

    Raises:
        RecordingError: nothing there can be judged.
    """
    place = find_workspace(workspace)
    recogniser = running_model(place, model)
    if path is not None and not path.is_dir():
        raise RecordingError(f"There is no folder {path}.", "Name a folder with one folder per gesture in it.")
    loaded = RecordingStore(path or place.recordings).load_all(set_damaged_aside=False)
    for damaged in loaded.damaged:
        note(damaged.sentence)
    known, rate = recogniser.card.labels, recogniser.card.rate
    takes = []
    for stored in loaded.stored:
        gesture = stored.recording.info.gesture
        if gesture in known and not stored.recording.info.disabled:
            takes.append((gesture, features_of(stored.recording.trimmed(), rate)))
    unknown = {stored.recording.info.gesture for stored in loaded.stored} - set(known)
    if unknown:
        note(f"The model does not know: {', '.join(sorted(map(spoken_name, unknown)))}.")
    if not takes:
        raise RecordingError("There is no take of a gesture this model knows.", "Record some, or name another folder.")
    result = evaluate(recogniser, takes)
    per_gesture = dict(zip(result.labels, result.per_label, strict=True))
    if as_json:
        say_json(
            event="evaluation",
            model=recogniser.card.id,
            recordings=result.recordings,
            accuracy=round(result.accuracy, 4),
            per_gesture=per_gesture,
            labels=result.labels,
            confusion=result.confusion.tolist(),
        )
        return
    if path is None:
        note("These takes may be among those the model learned from.")
    console().print(f"[bold]{result.accuracy:.1%}[/] of {result.recordings} takes named rightly.")
    for label, accuracy in per_gesture.items():
        if accuracy is not None:
            console().print(f"  {escape(spoken_name(label)):24} {accuracy:5.0%}")
