"""The shipped starter for a training: its takes and rules, and which of its gestures look like the user's."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from gesture_app.core.errors import GestureAppError, RecordingError, SettingsError
from gesture_app.core.features import features_of
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.lookalike import Lookalike, lookalikes_among
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.recording import Recording
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.evaluation import detect_events
from gesture_app.learning.recogniser import LstmRecogniser, recogniser_of
from gesture_app.learning.starter import Starter
from gesture_app.storage.models.starter_takes import STARTER_TAKES, read_starter_takes
from gesture_app.storage.models.store import SHIPPED_MODEL, ModelStore, read_card
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.workspace import shipped_models_folder

MOST_TRIED = 6
"""takes of a gesture that the starter is run on"""

log = logging.getLogger(__name__)


def shipped_starter(choice: StarterChoice | None = None) -> Starter:
    """Return the starter's gestures that the user has not switched off, or none if its takes are missing.

    Raises:
        RecordingError: its takes are damaged.
    """
    if choice is not None and choice.only_mine:
        return Starter()
    takes = read_starter_takes(shipped_models_folder() / SHIPPED_MODEL / STARTER_TAKES)
    return Starter.of(takes, _card() if takes else None, choice.switched_off if choice is not None else ())


def check_starter_gestures(gestures: Iterable[str]) -> None:
    """Raise if the starter does not know one of the gestures.

    Raises:
        SettingsError: it does not know them.
    """
    card = _card()
    known = card.gestures if card is not None else ()
    unknown = [gesture for gesture in gestures if gesture not in known]
    if card is not None and unknown:
        names = ", ".join(f"“{spoken_name(gesture)}”" for gesture in unknown)
        raise SettingsError(
            f"The starter has no gesture {names}.",
            f"Its gestures: {', '.join(spoken_name(gesture) for gesture in known if gesture != NONE)}.",
        )


def find_lookalikes(takes: Iterable[tuple[str, Path]], starter: Collection[str] | None = None) -> tuple[Lookalike, ...]:
    """Run the starter on some takes of each of the user's gestures: gesture and file. Return what looks alike.

    Args:
        takes: of the user, the background among them.
        starter: the gestures of the starter that count; None: all.
    """
    by_gesture: defaultdict[str, list[Path]] = defaultdict(list)
    for gesture, path in takes:
        by_gesture[gesture].append(path)
    by_gesture.pop(NONE, None)
    try:
        recogniser = _recogniser()
    except GestureAppError as error:
        log.warning("Nothing is compared with the starter. %s", error.sentence)
        return ()
    tried = ((gesture, path) for gesture, own in by_gesture.items() for path in own[:: -(-len(own) // MOST_TRIED)])
    return lookalikes_among(_fired(recogniser, tried), recogniser.card.gestures if starter is None else starter)


def _fired(recogniser: LstmRecogniser, takes: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, set[str]]]:
    for gesture, path in takes:
        try:
            take: Recording = useful_part(read_recording(path).trimmed())
        except RecordingError:  # moved or changed meanwhile
            continue
        events = detect_events(recogniser, features_of(take, recogniser.card.rate))
        yield gesture, {event.label for event in events}


def _recogniser() -> LstmRecogniser:
    folder = shipped_models_folder()
    stored = ModelStore(folder, folder).load(SHIPPED_MODEL)
    return recogniser_of(stored.card, stored.weights)


def _card() -> ModelCard | None:
    try:
        return read_card(shipped_models_folder() / SHIPPED_MODEL)
    except GestureAppError as error:
        log.warning("The starter's own thresholds are not used. %s", error.sentence)
        return None
