"""A single step and the layer made for sequences are the same network, whatever the cell."""

import pytest
import torch

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model_card import NetworkSize
from gesture_app.learning.network import GestureNetwork


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("layers", [1, 2])
def test_stepping_equals_the_sequence(cell, layers):
    torch.manual_seed(0)
    network = GestureNetwork(4, NetworkSize(hidden=24, layers=layers, cell=cell), dropout=0.3).eval()
    features = torch.randn(12, FEATURE_SIZE)
    state, stepped = None, []
    with torch.inference_mode():
        whole, end = network(features[None])
        for step in features:
            logits, state = network.step(step[None], state)
            stepped.append(logits)
    torch.testing.assert_close(torch.cat(stepped), whole[0], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(state, end, atol=1e-5, rtol=1e-4)
