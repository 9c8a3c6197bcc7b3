"""Lessons side by side are understood as each alone, in the order in which they were asked for."""

import numpy as np
import torch

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model.card import NetworkSize
from gesture_app.learning import sample_cache
from gesture_app.learning.dataset import Sample
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.sample_cache import SampleCache, embed_samples


def test_padding_and_company_change_nothing(monkeypatch):
    monkeypatch.setattr(sample_cache, "AT_ONCE", 4)
    torch.manual_seed(0)
    network = GestureNetwork(3, NetworkSize(hidden=16)).eval()
    rng = np.random.default_rng(0)
    values = [rng.normal(size=(steps, FEATURE_SIZE)).astype(np.float32) for steps in (9, 3, 40, 1, 17, 25)]
    target_mask = [rng.random(len(steps)) < 0.5 for steps in values]
    with SampleCache() as file:
        kept = [
            file.add(Sample(v, 0, m, np.zeros(len(v), np.float32))) for v, m in zip(values, target_mask, strict=True)
        ]
        found = list(embed_samples(network, file, kept))
    assert len(found) == len(values)
    for one, features, named in zip(found, values, target_mask, strict=True):
        assert np.array_equal(one.features.numpy(), features)
        assert np.array_equal(one.target_mask.numpy(), named)
        with torch.inference_mode():
            alone, _ = network(torch.from_numpy(features)[None])
        torch.testing.assert_close(one.embedding, alone[0], atol=1e-5, rtol=1e-4)
