"""The loss of a batch says what the network should learn, and nothing that only the padding says."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model_card import NetworkSize
from gesture_app.core.training_options import TrainerOptions
from gesture_app.learning.dataset import Lesson
from gesture_app.learning.lesson_file import LessonFile, batches_of
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.trainer import Trainer


@pytest.fixture
def network():
    torch.manual_seed(0)
    return GestureNetwork(3, NetworkSize(hidden=8))


@pytest.fixture
def file():
    with LessonFile() as file:
        yield file


def batches(file, lessons, count=1):
    return batches_of(file, [file.keep(lesson) for lesson in lessons], count)


def a_lesson(label, steps=30, seed=0):
    values = np.random.default_rng(seed).normal(size=(steps, FEATURE_SIZE)).astype(np.float32)
    may = np.arange(steps) >= 10 if label else np.zeros(steps, bool)
    return Lesson(values, label, may, (~may).astype(np.float32))


def loss_of(network, *lessons):
    with LessonFile() as file:
        return Trainer(network, TrainerOptions(), 0, 1.0).judge(batches(file, lessons)).loss * len(lessons)


def test_what_is_padded_behind_a_lesson_changes_nothing(network):
    short, long = a_lesson(1), a_lesson(2, 90, seed=1)
    assert loss_of(network, short, long) == pytest.approx(loss_of(network, short) + loss_of(network, long), rel=1e-5)


def test_the_first_part_of_a_gesture_need_not_tell_it_yet(network):
    lesson = replace(a_lesson(1), background=np.zeros(30, np.float32))  # named from step 10 on, sure from step 16 on
    before = loss_of(network, lesson)
    changed = lesson.features.copy()
    changed[29] += 3
    assert loss_of(network, replace(lesson, features=changed)) != pytest.approx(before)
    with torch.no_grad():
        network.memory.weight_hh_l0.zero_()  # no memory: an early step can count by itself only …
        network.memory.bias_hh_l0[8:16] = -50  # … forget gates shut
    before = loss_of(network, lesson)
    changed = lesson.features.copy()
    changed[11] += 3
    assert loss_of(network, replace(lesson, features=changed)) == pytest.approx(before)


def test_labels_begin_where_their_steps_lie(network, file):
    lessons = [a_lesson(1), a_lesson(2, seed=1), a_lesson(0, seed=2)]
    trainer = Trainer(network, TrainerOptions(), 0, 0.3)
    before = trainer.judge(batches(file, lessons)).loss
    trainer.point(batches(file, lessons))
    assert trainer.judge(batches(file, lessons)).loss < before


def test_a_batch_of_nothing_but_background_can_be_learned_from(network, file):
    rounds = [batches(file, [a_lesson(0), a_lesson(0, seed=2)])]
    (fit,) = Trainer(network, TrainerOptions(), 0, 1.0).epochs(rounds, 1, 1e-3)
    assert np.isfinite(fit.loss)
    assert all(bool(weights.isfinite().all()) for weights in network.parameters())
