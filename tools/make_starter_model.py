"""Makes the model that people start with (`models/starter`) again.

    python tools/make_starter_model.py

Imagined people perform the gestures (`tools/performances/`), and drawn people perform them before the real tracker. The
backbone learns the imagined performances first (`tools/starter_backbone.py`). Then the program's own training learns
from both, as it learns from a user's takes. No recording of a real person is used. At last, thresholds are made
stricter than training finds them: the model must not fire while people rest. Some takes of each gesture stay beside the
model (`takes.npz`), for trainings that keep the starter's gestures. It needs about half an hour on two cores. Each
result is as good as the last, but not the same to the byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors.torch import load, save

from gesture_app.core.gestures import NONE
from gesture_app.core.model.card import ModelCard, NetworkSize
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs.training import TRUNK_FILE, shipped_background
from gesture_app.learning.network import GestureNetwork, use_threads
from gesture_app.learning.recogniser import weights_of
from gesture_app.learning.training import Learned, learn
from gesture_app.storage.models.starter_takes import STARTER_TAKES, write_starter_takes
from gesture_app.storage.models.store import SHIPPED_MODEL, ModelStore
from gesture_app.vision.demo.gestures import GESTURES as DRAWN_GESTURES
from tools.performances.drawn import drawn_stream, script_of
from tools.performances.movements import MOVEMENTS
from tools.performances.performer import Performer
from tools.performances.poses import POSES
from tools.performances.takes import GESTURES, take
from tools.starter_backbone import learn_starter

MODELS = Path(__file__).parents[1] / "models"
PEOPLE, SESSIONS = 400, 6
"""A session is a sixth of the people, so that thresholds follow from many who are held out."""
SWIPES = ("swipe_left", "swipe_right", "swipe_up", "swipe_down", "wave")
TAKES = {**dict.fromkeys(POSES, 120), **dict.fromkeys(MOVEMENTS, 144), **dict.fromkeys(SWIPES, 432), NONE: 2600}
"""by gesture"""
DRAWN_PEOPLE = range(1, 8)
DRAWN_TAKES, DRAWN_IDLE_S = 2, 60
IDLE_PEOPLE, IDLE_S = range(9, 15), 100
"""drawn people who only rest and fidget, and for how long"""
EPOCHS = 22
SEED = 0
SEEN_FACTOR, UNDERSTOOD_FACTOR = 1.2, 0.9
"""of the limits of distance: people form and turn a gesture in more ways than imagined ones"""
THRESHOLDS = {
    **dict.fromkeys(POSES, 0.75),
    **dict.fromkeys(MOVEMENTS, 0.88),
    "call": 0.65,
    "open_palm": 0.9,
    "pinch": 0.92,
    "swipe_down": 0.8,
    "swipe_up": 0.92,
    "grab": 0.95,
}
KEPT, KEPT_DRAWN = 20, 4
"""takes of each gesture beside the model"""
CREATED_AT = "2026-12-01T00:00:00+00:00"


def imagined_takes(gesture: str) -> list[Recording]:
    """Return all takes of a gesture, each by another imagined person."""
    found = []
    for index in range(TAKES[gesture]):
        rng = np.random.default_rng((SEED, index, *gesture.encode()))
        number = int(rng.integers(PEOPLE))
        made = take(rng, Performer.imagined(number), gesture)
        found.append(replace(made, info=replace(made.info, session=f"people {number % SESSIONS}")))
    return found


def drawn_takes(person: int) -> list[Recording]:
    """Return the takes of one drawn person, seen by the real tracker."""
    return [*drawn_stream(person, script_of(DRAWN_GESTURES, DRAWN_TAKES, DRAWN_IDLE_S)).takes()]


def idle_takes(person: int) -> list[Recording]:
    """Return takes of `none` of one drawn person."""
    return [*drawn_stream(person, f"idle:{IDLE_S}").takes()]


def kept_takes(imagined: Sequence[Recording], drawn: Sequence[Recording]) -> Iterator[Recording]:
    """Yield the takes that stay beside the model."""
    for takes, count in ((imagined, KEPT), (drawn, KEPT_DRAWN)):
        for gesture in GESTURES:
            yield from [one for one in takes if one.info.gesture == gesture][:count]


def backbone() -> bytes:
    """Return the usual backbone after it has learned the starter's gestures, and print the progress."""
    torch.manual_seed(SEED)
    network = GestureNetwork(2, NetworkSize())
    network.load_backbone(load((MODELS / TRUNK_FILE).read_bytes()))
    for news in learn_starter(network):
        print(news, flush=True)  # noqa: T201
    return save({name: tensor.contiguous() for name, tensor in network.backbone().items()})


def stricter(learned: Learned) -> ModelCard:
    """Change the limits of the network's distances, and return the card with higher thresholds."""
    scorer = learned.network.familiarity
    scorer.seen.limits.mul_(SEEN_FACTOR)
    scorer.understood.limits.mul_(UNDERSTOOD_FACTOR)
    card = learned.card(SHIPPED_MODEL, CREATED_AT, "performances", TrainingOptions())
    thresholds = tuple(THRESHOLDS.get(label, usual) for label, usual in zip(card.labels, card.thresholds, strict=True))
    return replace(card, thresholds=thresholds, starter=card.gestures)


def trained(recordings: Sequence[Recording]) -> Learned:
    """Train on all takes, and print the progress."""
    keys = [f"{number}" for number in range(len(recordings))]
    options = TrainingOptions(epochs=EPOCHS, seed=SEED)
    for news in learn(recordings, shipped_background(), options, backbone(), keys, streams=False):
        if isinstance(news, Learned):
            return news
        print(news, flush=True)  # noqa: T201
    raise RuntimeError("the training ended without a model")


def main() -> None:
    """Perform, train, and put the result in place only when all of it is there."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        drawn = [one for takes in pool.map(drawn_takes, DRAWN_PEOPLE) for one in takes]
        drawn += [one for takes in pool.map(idle_takes, IDLE_PEOPLE) for one in takes]
        imagined = [one for takes in pool.map(imagined_takes, (*GESTURES, NONE)) for one in takes]
    use_threads(1)
    learned = trained([*imagined, *drawn])
    card = stricter(learned)
    with TemporaryDirectory() as folder:
        made = ModelStore(Path(folder), None).save(card, weights_of(learned.network))
        write_starter_takes(made / STARTER_TAKES, [*kept_takes(imagined, drawn)])
        shutil.rmtree(MODELS / SHIPPED_MODEL, ignore_errors=True)
        shutil.copytree(made, MODELS / SHIPPED_MODEL)


if __name__ == "__main__":
    main()
