"""A step and the layer made for sequences are the same network, and so are the left hand's and the right hand's."""

import numpy as np
import pytest
import torch
from torch import nn

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS
from gesture_app.core.model.card import NetworkSize
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.streaming_network import StreamingNetwork

LEFT, RIGHT, BOTH = PRESENT_COLUMNS
STEPS = 12
NEVER, ALWAYS = torch.zeros(STEPS, dtype=torch.bool), torch.ones(STEPS, dtype=torch.bool)
EARLY, LATE = torch.arange(STEPS) < 9, torch.arange(STEPS) > 3


def some_features(left, right):
    """Features [STEPS, FEATURE_SIZE] of hands that are there at these steps [STEPS], of any shape and movement."""
    features = torch.randn(STEPS, FEATURE_SIZE)
    features[:, LEFT], features[:, RIGHT], features[:, BOTH] = left, right, left & right
    features[~left, LEFT:RIGHT] = 0
    features[~right, RIGHT:BOTH] = 0
    features[~(left & right), BOTH:] = 0
    return features


def with_hands_swapped(features):
    left, right, both, way = torch.split(features, [PER_HAND, PER_HAND, 1, FEATURE_SIZE - 2 * PER_HAND - 1], -1)
    return torch.cat([right, left, both, -way], -1)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("layers", [1, 2])
def test_stepping_equals_the_sequence(cell, layers):
    torch.manual_seed(0)
    network = GestureNetwork(4, NetworkSize(hidden=24, layers=layers, cell=cell)).eval()
    network.adapt_to(some_features(ALWAYS, ALWAYS) * 3)
    features = some_features(left=LATE, right=EARLY)
    stepper, state, stepped = StreamingNetwork(network), None, []
    with torch.inference_mode():
        embedding, end = network(features[None])
        whole = network.scores(features, embedding[0])
        for step in features.numpy():
            scores, _, state = stepper.step(step, state)
            stepped.append(scores)
    np.testing.assert_allclose(stepped, whole, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(state, end, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("left", [NEVER, LATE])
def test_taught_with_the_right_hand_the_left_one_is_heard_the_same(left):
    torch.manual_seed(0)
    network = GestureNetwork(4, NetworkSize(hidden=24)).eval()
    network.adapt_to(some_features(NEVER, ALWAYS) * 3)
    features = some_features(left, right=EARLY)
    with torch.inference_mode():
        as_taught, swapped = network(features[None])[0], network(with_hands_swapped(features)[None])[0]
    torch.testing.assert_close(swapped, as_taught, atol=1e-5, rtol=1e-4)


def test_learning_in_numbers_of_half_the_length_goes_the_same_way():
    torch.manual_seed(0)
    network = GestureNetwork(4, NetworkSize(hidden=24))
    features = torch.stack([some_features(EARLY, ALWAYS), some_features(NEVER, ALWAYS)])
    gradients = []
    for use_bfloat16 in (False, True):
        embedding = network.embed(features, use_bfloat16=use_bfloat16)
        found = torch.autograd.grad(embedding.square().cumsum(-1).sum(), [*network.memory.parameters()])
        assert embedding.dtype == torch.float32
        assert {gradient.dtype for gradient in found} == {torch.float32}
        gradients.append(torch.cat([gradient.flatten() for gradient in found]))
    assert not torch.equal(*gradients)
    assert nn.functional.cosine_similarity(*gradients, dim=0) > 0.999


@pytest.mark.parametrize("left", [NEVER, LATE])
def test_whole_streams_are_understood_as_step_by_step(left):
    torch.manual_seed(0)
    network = GestureNetwork(4, NetworkSize(hidden=24))
    features = torch.stack([some_features(left, EARLY), some_features(NEVER, NEVER), some_features(NEVER, ALWAYS)])
    with torch.inference_mode():
        torch.testing.assert_close(network.embed(features), network(features)[0], atol=1e-5, rtol=1e-4)
