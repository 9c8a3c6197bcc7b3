"""The loss of a batch says what the network should learn, and nothing that only the padding says."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model_card import NetworkSize
from gesture_app.learning.dataset import Lesson
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.trainer import Trainer, TrainerOptions, batches_of


@pytest.fixture
def network():
    torch.manual_seed(0)
    return GestureNetwork(3, NetworkSize(hidden=8))


def a_lesson(label, steps=30, seed=0):
    values = np.random.default_rng(seed).normal(size=(steps, FEATURE_SIZE)).astype(np.float32)
    may = np.arange(steps) >= 10 if label else np.zeros(steps, bool)
    return Lesson(values, label, may, (~may).astype(np.float32))


def loss_of(network, *lessons):
    (batch,) = batches_of(lessons, 32)
    return Trainer(network, TrainerOptions(), 0).judge([batch]).loss * len(lessons)


def test_what_is_padded_behind_a_lesson_changes_nothing(network):
    short, long = a_lesson(1), a_lesson(2, 90, seed=1)
    assert loss_of(network, short, long) == pytest.approx(loss_of(network, short) + loss_of(network, long), rel=1e-5)


def test_every_step_tells_a_gesture_from_the_others_but_those_that_cannot_be_it_yet(network):
    lesson = a_lesson(1)
    by_whole = TrainerOptions(whole_weight=1.0, gesture_weight=0.0)

    def loss(may):
        (batch,) = batches_of([replace(lesson, may=may, background=np.zeros(30, np.float32))], 1)
        with torch.no_grad():
            return Trainer(network, by_whole, 0).judge([batch]).loss

    early, late = np.arange(30) < 10, np.arange(30) >= 10
    assert loss(early) != pytest.approx(loss(late))


def test_a_batch_of_nothing_but_background_can_be_learned_from(network):
    rounds = [batches_of([a_lesson(0), a_lesson(0, seed=2)], 2)]
    (fit,) = Trainer(network, TrainerOptions(), 0).epochs(rounds, 1, 1e-3)
    assert np.isfinite(fit.loss)
    assert all(bool(weights.isfinite().all()) for weights in network.parameters())
