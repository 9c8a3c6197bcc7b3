"""The starter's gestures beside the user's: known as well, but nothing of the user's is lost to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.features import features_of
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.jobs.training import shipped_background, shipped_trunk
from gesture_app.learning.evaluation import classify_take
from gesture_app.learning.network import use_threads
from gesture_app.learning.recogniser import recogniser_of, weights_of
from gesture_app.learning.starter import Starter
from gesture_app.learning.training import learn
from tests.built_once import built_once
from tests.fakes import a_card
from tests.made_up_takes import a_take, takes

OWN = ("fist", "swipe_left")
SHORT = TrainingOptions(epochs=1)


def named(takes, **names):
    """Takes with other names for their gestures; without those that get none."""
    return [
        replace(take, info=replace(take.info, gesture=names[take.info.gesture]))
        for take in takes
        if take.info.gesture in names
    ]


def own_takes():
    return [take for take in takes() if take.info.gesture in OWN]


def starter():
    """A twin of the user's fist, two other gestures, and the user's swipe as the starter makes it."""
    names = {"fist": "punch", "point": "point", "swipe_left": "swipe_left", "swipe_right": "swipe_right"}
    others = takes(5, sessions=("anna", "ben"), seed=5)
    return Starter(named(others, **names), {"point": (0.55, 0.4), "swipe_left": (0.9, 0.75)})


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    use_threads(1)
    return built_once(tmp_path_factory, "training beside the starter", _train)


def _train():
    return list(learn(own_takes(), shipped_background(), TrainingOptions(), shipped_trunk(), starter=starter()))


@pytest.fixture
def recogniser(said):
    card = said[-1].card("test", "2025-01-01T00:00:00+00:00", "f", TrainingOptions())
    return recogniser_of(card, weights_of(said[-1].network))  # as saved and loaded


def test_the_labels_are_the_users_then_the_starters(said):
    started, learned = said[0], said[-1]
    assert isinstance(started, TrainingStarted)
    assert (started.gestures, started.starter) == (OWN, ("point", "punch", "swipe_right"))
    assert learned.labels == ("none", *OWN, "point", "punch", "swipe_right")
    assert learned.starter == ("point", "punch", "swipe_right")


def test_the_starters_takes_are_neither_counted_nor_measured(said):
    learned = said[-1]
    assert learned.recordings == len(own_takes())
    assert {take.gesture for take in learned.judged} == set(OWN)
    assert {peak.gesture for peak in learned.peaks} == {"none", *OWN}
    assert learned.evaluation.confusion[3:].sum() == 0
    epochs = [message for message in said if isinstance(message, EpochMetrics)]
    alone = next(iter(learn(own_takes(), shipped_background(), TrainingOptions(), shipped_trunk())))
    assert (alone.takes, alone.validation_takes, alone.epochs) == (
        said[0].takes,
        said[0].validation_takes,
        epochs[0].epochs,
    )


def test_rules_of_the_starters_card_are_kept_for_its_gestures_alone(recogniser):
    card = recogniser.card
    at = {label: index for index, label in enumerate(card.labels)}
    assert (card.thresholds[at["point"]], card.spans[at["point"]]) == (0.55, 0.4)
    assert card.thresholds[at["punch"]] == 0.6  # the usual one
    assert card.spans[at["swipe_left"]] != 0.75  # the user's own


@pytest.mark.parametrize("gesture", ["fist", "swipe_left", "point", "swipe_right"])
def test_each_is_recognised_and_the_users_before_its_twin(recogniser, gesture):
    rng = np.random.default_rng(40)
    named = [classify_take(recogniser, features_of(a_take(gesture, rng), 20.0)) for _ in range(5)]
    assert named.count(gesture) >= 4
    assert "punch" not in named


def test_without_starter_gestures_the_model_is_the_same_to_the_bit():
    mine = named(takes(3), fist="fist", point="point")
    none_left = Starter(named(takes(4), fist="fist", point="point"))
    weights = [
        weights_of([*learn(mine, [], SHORT, shipped_trunk(), starter=given, streams=False)][-1].network)
        for given in (None, Starter(), none_left)
    ]
    assert weights[0] == weights[1] == weights[2]


def test_too_few_own_takes_leave_the_starters_gesture():
    mine = [*named(takes(3), fist="fist"), *named(takes(2), point="point")]
    beside = Starter(named(takes(4, seed=3), point="point"))
    started = next(iter(learn(mine, [], SHORT, starter=beside)))
    assert (started.gestures, started.starter) == (("fist",), ("point",))


def test_a_gesture_switched_off_is_not_learned():
    kept = Starter.of(starter().takes, None, without=("point", "punch"))
    assert {take.info.gesture for take in kept.takes} == {"swipe_left", "swipe_right"}


@pytest.mark.parametrize("starter", [("none",), ("unknown",), ("fist", "fist")])
def test_a_card_names_only_its_own_labels(starter):
    with pytest.raises(ModelError):
        replace(a_card("fist", "wave"), starter=starter)
