"""What every model begins with: taken over whole or not at all, and worth having."""

import pytest
import torch
from safetensors.torch import load

from gesture_app.core.model.card import NetworkSize
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs.training import shipped_trunk
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.training import learn
from tests.made_up_takes import takes


def test_the_shipped_trunk_is_what_a_new_network_begins_with():
    backbone = shipped_trunk()
    assert backbone is not None
    network = GestureNetwork(3, NetworkSize())
    directions = network.directions.detach().clone()
    assert network.load_backbone(load(backbone))
    assert network.memory.weight_hh_l0.equal(load(backbone)["memory.weight_hh_l0"])
    assert network.directions.equal(directions)


@pytest.mark.parametrize("size", [NetworkSize(hidden=64), NetworkSize(layers=2), NetworkSize(cell="gru")])
def test_a_network_of_another_size_begins_from_chance(size):
    backbone = shipped_trunk()
    assert backbone is not None
    network = GestureNetwork(3, size)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    assert not network.load_backbone(load(backbone))
    assert all(tensor.equal(before[name]) for name, tensor in network.state_dict().items())


def test_a_deeper_network_may_have_the_trunk_as_its_lowest_layer():
    backbone = shipped_trunk()
    assert backbone is not None
    network = GestureNetwork(3, NetworkSize(layers=2))
    above = network.memory.weight_hh_l1.detach().clone()
    assert network.load_backbone(load(backbone), more_layers=True)
    assert network.memory.weight_hh_l0.equal(load(backbone)["memory.weight_hh_l0"])
    assert network.memory.weight_hh_l1.equal(above)
    assert not GestureNetwork(3, NetworkSize(64, 2)).load_backbone(load(backbone), more_layers=True)


def test_three_takes_of_a_gesture_teach_more_with_a_trunk_than_without():
    torch.set_num_threads(1)
    accuracies = []
    for backbone in (shipped_trunk(), None):
        _, first, *_ = learn(takes(3), [], TrainingOptions(epochs=1), backbone)
        assert isinstance(first, EpochMetrics)
        accuracies.append(first.validation_accuracy)
    assert accuracies[0] > accuracies[1]
