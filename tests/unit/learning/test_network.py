"""A step and the layer made for sequences are the same network, and so are the left hand's and the right hand's."""

import pytest
import torch

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS
from gesture_app.core.model_card import NetworkSize
from gesture_app.learning.network import GestureNetwork

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
    network = GestureNetwork(4, NetworkSize(hidden=24, layers=layers, cell=cell), dropout=0.3).eval()
    features = some_features(left=LATE, right=EARLY)
    state, stepped = None, []
    with torch.inference_mode():
        whole, end = network(features[None])
        for step in features:
            logits, state = network.step(step[None], state)
            stepped.append(logits)
    torch.testing.assert_close(torch.cat(stepped), whole[0], atol=1e-5, rtol=1e-4)
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
