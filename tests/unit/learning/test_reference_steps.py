"""What is remembered of a take is that take's, and each take is composed once."""

import numpy as np
import pytest
import torch

from gesture_app.core.model.card import NetworkSize
from gesture_app.learning import reference_steps as examples
from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.reference_steps import OTHERWISE, ViewMaker, examples_of
from gesture_app.learning.sample_cache import SampleCache
from gesture_app.learning.take_sequence import track_of
from tests.made_up_takes import takes

RATE = 20.0


@pytest.fixture
def tracks():
    found = [track_of(take, RATE) for take in takes(2) if take.info.gesture != "none"]
    return [track for track in found if track is not None]


@pytest.fixture
def labels(tracks):
    return ("none", *sorted({track.gesture for track in tracks}))


@pytest.fixture
def composer(tracks, labels):
    return StreamComposer(tracks, BackgroundMaker(tracks, [], RATE), labels, RATE)


def test_an_example_is_of_its_own_take(monkeypatch, tracks, labels, composer):
    monkeypatch.setattr(examples, "NAMED", 0.0)  # an untrained network names every step
    torch.manual_seed(0)
    network = GestureNetwork(len(labels), NetworkSize(hidden=16))
    with SampleCache() as file:
        known = examples_of(network, file, ViewMaker(np.random.default_rng(0), composer, file), tracks, labels)
    assert [len(own) for own in known] == [2] * len(labels[1:])
    for gesture, own in zip(labels[1:], known, strict=True):
        for track, example in zip([track for track in tracks if track.gesture == gesture], own, strict=True):
            features = torch.from_numpy(track.features(RATE).values)
            assert torch.equal(example.seen, by_hand(network.scaled(features)))
            with torch.inference_mode():
                understood, _ = network(features[None])
            torch.testing.assert_close(example.understood, understood[0], atol=1e-5, rtol=1e-4)
            assert example.seen_otherwise.shape[1] == pytest.approx(OTHERWISE * len(features), abs=2 * OTHERWISE)
            assert len(example.understood_otherwise) >= OTHERWISE


def test_a_take_is_composed_once(tracks, composer):
    with SampleCache() as file:
        maker = ViewMaker(np.random.default_rng(0), composer, file)
        first = maker.views(tracks[0])
        assert maker.views(tracks[0]) is first
        assert len(first.elsewhere) == OTHERWISE
        assert len(first.between) >= OTHERWISE
        assert maker.views(tracks[1]).itself != first.itself
