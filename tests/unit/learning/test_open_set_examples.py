"""What is remembered of a take is that take's, and each take is composed once."""

import numpy as np
import pytest
import torch

from gesture_app.core.model.card import NetworkSize
from gesture_app.learning import open_set_examples as examples
from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.open_set_examples import AUGMENTED_VIEWS, ViewMaker, collect_examples
from gesture_app.learning.sample_cache import SampleCache
from gesture_app.learning.take_sequence import take_sequence_of
from tests.made_up_takes import takes

RATE = 20.0


@pytest.fixture
def sequences():
    found = [take_sequence_of(take, RATE) for take in takes(2) if take.info.gesture != "none"]
    return [sequence for sequence in found if sequence is not None]


@pytest.fixture
def labels(sequences):
    return ("none", *sorted({sequence.gesture for sequence in sequences}))


@pytest.fixture
def composer(sequences, labels):
    return StreamComposer(sequences, BackgroundMaker(sequences, [], RATE), labels, RATE)


def test_an_example_is_of_its_own_take(monkeypatch, sequences, labels, composer):
    monkeypatch.setattr(examples, "DETECTION_SCORE", 0.0)  # an untrained network names every step
    torch.manual_seed(0)
    network = GestureNetwork(len(labels), NetworkSize(hidden=16))
    with SampleCache() as cache:
        known = collect_examples(
            network, cache, ViewMaker(np.random.default_rng(0), composer, cache), sequences, labels
        )
    assert [len(own) for own in known] == [2] * len(labels[1:])
    for gesture, own in zip(labels[1:], known, strict=True):
        for sequence, example in zip(
            [sequence for sequence in sequences if sequence.gesture == gesture], own, strict=True
        ):
            features = torch.from_numpy(sequence.features(RATE).values)
            assert torch.equal(example.features, by_hand(network.scaled(features)))
            with torch.inference_mode():
                embedding, _ = network(features[None])
            torch.testing.assert_close(example.embedding, embedding[0], atol=1e-5, rtol=1e-4)
            assert example.augmented_features.shape[1] == pytest.approx(
                AUGMENTED_VIEWS * len(features), abs=2 * AUGMENTED_VIEWS
            )
            assert len(example.augmented_embedding) >= AUGMENTED_VIEWS


def test_a_take_is_composed_once(sequences, composer):
    with SampleCache() as cache:
        maker = ViewMaker(np.random.default_rng(0), composer, cache)
        first = maker.views(sequences[0])
        assert maker.views(sequences[0]) is first
        assert len(first.augmented) == AUGMENTED_VIEWS
        assert len(first.composed) >= AUGMENTED_VIEWS
        assert maker.views(sequences[1]).recorded != first.recorded
