"""The tutorials' network: raw windows, learned and slid over frames."""

import numpy as np
import torch

from benchmarks.window_network import TutorialNetwork, WindowNetwork
from tests.made_up_takes import a_take


def test_it_learns_takes_by_heart_and_slides_over_a_stream():
    rng = np.random.default_rng(0)
    seen = [a_take(gesture, rng) for gesture in ("fist", "swipe_left") for _ in range(3)]
    torch.set_num_threads(1)
    trained = WindowNetwork(epochs=120).train([*seen, a_take("none", rng)])
    assert trained.labels == ("fist", "swipe_left")
    assert [trained.name(take) for take in seen] == [take.info.gesture for take in seen]
    events = [event for take in seen for event in trained.events(take)]
    assert all(event.confidence >= 0.9 and event.time >= 29 / 30 for event in events)


def test_a_take_shorter_than_the_window_is_named_as_well():
    take = a_take("fist", np.random.default_rng(0))
    short = take.part(np.arange(len(take.time)) < 8)
    trained = WindowNetwork(epochs=1).train([short, take])
    assert trained.name(short) == "fist"


def test_as_many_weights_as_the_tutorials_network():
    keras = 4 * (126 + 64 + 1) * 64 + 4 * (64 + 128 + 1) * 128 + 4 * (128 + 64 + 1) * 64
    dense = 65 * 64 + 65 * 32 + 33 * 3
    twice_counted_biases = 4 * (64 + 128 + 64)  # torch has two for each of Keras's
    count = sum(weights.numel() for weights in TutorialNetwork(3).parameters())
    assert count == keras + dense + twice_counted_biases
