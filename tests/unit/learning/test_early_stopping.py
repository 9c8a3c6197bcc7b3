"""A training keeps its best epoch, does not wait for ever for a better one, and is not misled by chance."""

import math

import pytest
import torch

from gesture_app.core.model.card import NetworkSize
from gesture_app.core.training.options import TrainerOptions, TrainingOptions
from gesture_app.learning.early_stopping import EarlyStopping
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.trainer import FitMetrics
from gesture_app.learning.training import learn
from tests.made_up_takes import takes


@pytest.fixture
def network():
    torch.manual_seed(0)
    return GestureNetwork(3, NetworkSize(hidden=8))


def judged(network, best, accuracies):
    """Which of these epochs are the best until then; each leaves its number in the network."""
    found = []
    for number, accuracy in enumerate(accuracies, 1):
        with torch.no_grad():
            network.bias.fill_(number)
        found.append(best.update(FitMetrics(1.0, accuracy)))
    return found


def test_the_weights_of_the_best_epoch_come_back(network):
    best = EarlyStopping(network, 10, 400)
    assert judged(network, best, [0.5, 0.9, 0.6, 0.7]) == [True, True, False, False]
    best.restore_best()
    assert network.bias.tolist() == [2.0] * 3


def test_of_equal_epochs_the_later_is_better_it_has_learned_more(network):
    best = EarlyStopping(network, 10, 40)
    assert judged(network, best, [1.0, 0.8, 1.0, 1.0]) == [True, False, True, True]
    best.restore_best()
    assert network.bias.tolist() == [4.0] * 3


def test_one_lesson_of_forty_is_chance_and_ten_of_four_hundred_are_not(network):
    assert judged(network, EarlyStopping(network, 10, 40), [0.925, 0.9]) == [True, True]
    assert judged(network, EarlyStopping(network, 10, 400), [0.925, 0.9]) == [True, False]


def test_a_slow_decline_does_not_pass_as_chance_again_and_again(network):
    falling = [0.95 - 0.01 * step for step in range(20)]
    assert sum(judged(network, EarlyStopping(network, 100, 100), falling)) < 4


def test_it_is_past_after_so_many_epochs_without_a_better(network):
    best = EarlyStopping(network, 2, 400)
    judged(network, best, [0.9, 0.5])
    assert not best.should_stop
    judged(network, best, [0.5])
    assert best.should_stop


def test_where_nothing_is_held_out_the_last_epoch_is_kept(network):
    best = EarlyStopping(network, 1, 0)
    assert judged(network, best, [math.nan, math.nan]) == [True, True]
    best.restore_best()
    assert network.bias.tolist() == [2.0] * 3


def test_a_training_that_goes_astray_stops_and_goes_on_from_its_best_epoch():
    torch.set_num_threads(1)
    # rises slowly from a twentieth of it: the first epochs learn, then no more
    wild = TrainerOptions(learning_rate=0.5, early_weight=0)
    options = TrainingOptions(epochs=60, patience=2, trainer=wild, network=NetworkSize(hidden=16))
    started, *epochs, _ = learn(takes(6), [], options)
    measured = [epoch for epoch in epochs if not math.isnan(epoch.validation_accuracy)]
    assert len(measured) < 60
    assert [epoch.best for epoch in measured[-3:]] == [True, False, False]
    assert started.epochs == 80
    assert epochs[-1].epoch == epochs[-1].epochs == len(measured) + max(1, len(measured) // 3)
