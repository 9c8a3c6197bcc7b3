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


def loss_of(network, *lessons, options=TrainerOptions()):  # noqa: B008  frozen
    with LessonFile() as file:
        return Trainer(network, options, 0, 1.0).judge(batches(file, lessons)).loss * len(lessons)


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
    whatever = TrainerOptions(early_weight=0)
    before = loss_of(network, lesson, options=whatever)
    changed = lesson.features.copy()
    changed[11] += 3
    assert loss_of(network, replace(lesson, features=changed), options=whatever) == pytest.approx(before)


@pytest.mark.parametrize(("early_weight", "silent"), [(0.0, False), (7.0, True)])
def test_a_hand_on_its_way_to_one_gesture_does_not_name_another_that_ends_in_such_a_hand(file, early_weight, silent):
    torch.manual_seed(0)
    network = GestureNetwork(3, NetworkSize(hidden=16))
    slack, open_, fist = np.random.default_rng(0).normal(size=(3, FEATURE_SIZE)).astype(np.float32)
    for hand in (slack, open_, fist):
        hand[0] = 1  # it is there
    steps = np.arange(30)[:, None]
    closing = np.where(steps < 12, open_, fist)
    opening = np.where(steps < 12, fist, open_)
    may = np.ones(30, bool)
    nothing = np.zeros(30, np.float32)
    lessons = [
        Lesson(closing, 1, may, nothing),
        Lesson(opening, 2, may, nothing),
        Lesson(np.tile(slack, (30, 1)), 0, ~may, 1 - nothing),
    ]
    options = TrainerOptions(early_weight=early_weight, unsure=0.4)
    list(Trainer(network, options, 0, 1.0).epochs([batches(file, lessons)], 200, 1e-2))
    network.eval()
    with torch.no_grad():
        understood, _ = network(torch.from_numpy(np.stack([closing, opening])))
        scores = network.logits(understood).softmax(-1)  # [2, 30, 3]
    assert scores[0, -1, 1] > 0.9
    assert scores[1, -1, 2] > 0.9
    assert bool(scores[0, :11, 2].max() < 0.3) == silent


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
