"""What is shown of the network is what the network does: gates, memory, logits, scores and events."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from gesture_app.core.features import features_of
from gesture_app.core.inspection.trace import similarity_order
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.recording import recording_of
from gesture_app.core.trigger import Trigger
from gesture_app.learning.inspection.tracer import LiveTrace, Tracer, trace_of
from gesture_app.learning.network import GestureNetwork, by_hand
from tests.fakes import a_card, tracked
from tests.made_up_takes import a_take, frames_of, with_a_second_hand


def a_recording(seed=3, hands=1, pause=0.0):
    """Two gestures one after the other, by one hand or with the other one resting, with a pause without hands."""
    rng = np.random.default_rng(seed)
    first = frames_of("fist", rng)
    second = frames_of("swipe_left", rng, first[-1].time + 1 / 30 + pause)
    frames = [*first, *second]
    return recording_of(with_a_second_hand(frames) if hands == 2 else frames, a_take("fist", rng).info)


def a_network(cell, layers, hidden=24):
    torch.manual_seed(layers)
    network = GestureNetwork(3, NetworkSize(hidden, layers, cell))
    with torch.no_grad():
        for weights in network.memory.parameters():
            weights.mul_(2.5)  # gates that open and shut
    return replace(a_card(), network=NetworkSize(hidden, layers, cell)), network


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_hidden_and_cell_are_those_of_torch_on_every_layer_and_for_both_hands(layers):
    card, network = a_network("lstm", layers)
    recording = a_recording(hands=2)
    trace = trace_of(card, network, recording)
    with torch.inference_mode():
        seen = torch.relu(network.input(by_hand(network.scaled(torch.from_numpy(trace.features)))))  # [2, K, hidden]
        for layer in range(layers):
            alone = torch.nn.LSTM(24, 24, batch_first=True)
            alone.load_state_dict(
                {
                    name.replace(f"l{layer}", "l0"): t
                    for name, t in network.memory.state_dict().items()
                    if name.endswith(f"l{layer}")
                }
            )
            steps = [alone(seen[:, : step + 1]) for step in range(len(trace))]
            hidden, cells = steps[-1][0], torch.stack([after[1][1][0] for after in steps], 1)
            np.testing.assert_allclose(trace.layers[layer].hidden, hidden, atol=1e-5)
            np.testing.assert_allclose(trace.layers[layer].gates.cell, cells, atol=1e-5)
            np.testing.assert_allclose(trace.layers[layer].gates.show, hidden, atol=1e-5)
            seen = hidden
    assert trace.present.all()
    assert np.ptp(trace.layers[0].gates.keep) > 0.5


@pytest.mark.parametrize("cell", ["gru", "rnn"])
def test_a_memory_without_such_gates_shows_its_answer_only(cell):
    card, network = a_network(cell, 2)
    trace = trace_of(card, network, a_recording())
    embedding, _ = network(torch.from_numpy(trace.features)[None])
    assert not trace.has_gates
    np.testing.assert_allclose(trace.embedding, embedding[0].detach(), atol=1e-5)


@pytest.mark.parametrize(("hands", "pause"), [(1, 0.0), (2, 0.0), (1, 1.5)])
def test_scores_and_events_are_those_of_the_recogniser(recogniser, learned, hands, pause):
    recording = a_recording(hands=hands, pause=pause)
    trace = trace_of(recogniser.card, learned.network, recording)
    said = recogniser.step(features_of(recording, recogniser.card.rate))
    np.testing.assert_array_equal(trace.time, [prediction.time for prediction in said])
    np.testing.assert_allclose(trace.smoothed, [prediction.scores for prediction in said], atol=1e-4)
    trigger = Trigger(recogniser.card.labels, recogniser.card.thresholds, recogniser.card.again_s)
    events = [event for prediction in said if (event := trigger.push(prediction)) is not None]
    assert hands == 2 or [event.label for event in events] == ["fist", "swipe_left"]
    assert [(event.time, event.label) for event in trace.fired] == [(event.time, event.label) for event in events]
    assert trace.fresh.sum() == (2 if pause else 1)


def test_what_the_cells_add_is_the_logit(recogniser, learned):
    trace = trace_of(recogniser.card, learned.network, a_recording())
    with torch.inference_mode():
        logits = learned.network.logits(learned.network(torch.from_numpy(trace.features)[None])[0][0])
    for label in range(len(trace.card.labels)):
        added = trace.contribution(label).sum(1) + trace.bias[label]
        np.testing.assert_allclose(added, trace.logits[:, label], atol=1e-4)
        np.testing.assert_allclose(added, logits[:, label], atol=1e-4)
    fist = trace.card.labels.index("fist")
    steps = trace.steps_between(trace.fired[0].time, trace.fired[0].time)
    best = trace.contribution(fist)[steps][0][trace.top_cells(fist, steps, 8)]
    assert (np.diff(best) <= 0).all()
    assert best[0] == trace.contribution(fist)[steps].max()


def test_the_evidence_is_what_the_scores_are_made_of(recogniser, learned):
    trace = trace_of(recogniser.card, learned.network, a_recording())
    evidence = trace.evidence.total
    for row, scores in zip(evidence, trace.scores, strict=True):
        counted = scores > 0  # all but the unlikeliest gestures
        likely = np.exp(row[counted] - row[counted].max())
        np.testing.assert_allclose(likely / likely.sum(), scores[counted], atol=1e-4)


def test_live_in_small_pieces_it_is_the_same_as_in_one(recogniser, learned):
    recording = a_recording(pause=1.0)
    whole = trace_of(recogniser.card, learned.network, recording)
    frames = list(recording.frames())
    live = LiveTrace(Tracer(recogniser.card, learned.network), seconds=2.0)
    for start in range(0, len(frames), 7):
        seen = live.see(frames[max(0, start - 20) : start + 7])  # as a buffer gives them: some are known already
    last = whole.part(slice(len(whole) - len(seen), None))
    assert len(seen) == round(2.0 * whole.card.rate)
    assert [event.time for event in seen.fired] == [event.time for event in last.fired]
    np.testing.assert_array_equal(seen.time, last.time)
    np.testing.assert_allclose(seen.layers[0].gates.cell, last.layers[0].gates.cell, atol=1e-5)
    np.testing.assert_allclose(seen.smoothed, last.smoothed, atol=1e-4)
    anew = live.see([tracked(0.0, right=frames[0].landmarks[1])])  # another source, whose clock starts again
    assert anew.time.tolist() == [0.0]


def test_nothing_seen_gives_an_empty_trace(recogniser, learned):
    trace = trace_of(recogniser.card, learned.network, recording_of([tracked(0.0)], a_recording().info))
    assert len(trace) == 0
    assert len(trace.top_cells(1)) == 0
    assert trace.smoothed.shape == (0, len(trace.card.labels))


def test_cells_that_go_together_lie_side_by_side():
    time = np.linspace(0, 6, 100)[:, None]
    phase = np.array([0.0, 1.5, 3.0, 0.1, 1.6, 3.1, 0.05, 1.55, 3.05])
    order = similarity_order(np.sin(time + phase).astype(np.float32))
    assert sorted(order.tolist()) == list(range(9))
    assert sum(round(phase[a]) != round(phase[b]) for a, b in pairwise(order)) == 2
