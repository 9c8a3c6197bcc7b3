"""How far learning reaches back: measured in an empty workspace as in a full one, and it can be cancelled."""

import numpy as np
import pytest
import torch

from gesture_app.core.inspection.gradient_reach import (
    ReachAdvanced,
    ReachDone,
    ReachFailed,
    ReachStarted,
    training_takes,
)
from gesture_app.jobs.gradient_reach import run_gradient_reach
from gesture_app.jobs.launch import GRADIENT_REACH_CANCELLED, gradient_reach_job
from gesture_app.learning.inspection import gradient_reach
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.made_up_takes import GESTURES, a_take
from tests.unfinished import unfinished
from tests.waiting import heard


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(gradient_reach, "EPOCHS", 12)
    monkeypatch.setattr(gradient_reach, "ROUNDS", 3)
    monkeypatch.setattr(gradient_reach, "MOST_TAKES", 5)


def test_in_an_empty_workspace_it_is_measured_on_the_drawn_hand(tmp_path, quick):
    news = list(run_gradient_reach(find_workspace(tmp_path)))
    assert isinstance(news[0], ReachStarted)
    assert news[0].bundled
    shares = [one.share for one in news if isinstance(one, ReachAdvanced)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert isinstance(news[-1], ReachDone)
    result = news[-1].result
    assert [cell.cell for cell in result.cells] == ["lstm", "gru", "rnn"]
    lstm, gru, rnn = result.cells
    wait = round(result.delay_s * result.rate)
    assert all(len(cell.reach) > wait and cell.reach[-1] == 1 for cell in result.cells)
    assert rnn.reach[-wait] < 1e-4 * lstm.reach[-wait]  # what was before the rest is out of reach for it
    assert rnn.reach[-wait] < 1e-4 * gru.reach[-wait]
    assert rnn.steps_back(0.1) < wait


def test_takes_of_the_workspace_are_preferred(tmp_path, quick):
    workspace = find_workspace(tmp_path)
    store, rng = RecordingStore(workspace.recordings), np.random.default_rng(0)
    for gesture in GESTURES[:2]:
        for _ in range(4):
            store.save(a_take(gesture, rng))
    started = next(iter(run_gradient_reach(workspace)))
    assert started == ReachStarted(8, ("fist", "point"), False)


def test_the_page_counts_the_takes_that_are_trained_on():
    rng = np.random.default_rng(0)
    takes = [a_take(gesture, rng) for gesture, count in zip(GESTURES, (7, 5, 3), strict=False) for _ in range(count)]
    compared = gradient_reach.takes_to_compare(takes)
    assert compared is not None
    assert training_takes([7, 5, 3]) == len(compared.learned_from)
    assert training_takes([7, 3]) == 0
    assert gradient_reach.takes_to_compare(takes[:7]) is None


def test_the_gradients_are_those_of_torch_through_the_whole_stream():
    torch.manual_seed(0)
    stream = torch.randn(12, gradient_reach.FEATURE_SIZE)
    for cell in ("gru", "rnn"):  # whose state is what the layer answers
        network = gradient_reach._Network(cell, 3)
        sizes, _ = gradient_reach._gradient_sizes(network, cell, stream, 1)
        for step in (2, 7):
            _, state = network.memory(stream[None, : step + 1])
            state = state.detach().requires_grad_()
            answers, _ = network.memory(stream[None, step + 1 :], state)
            loss = torch.nn.functional.cross_entropy(network.answer(answers[:, -1]), torch.tensor([1]))
            assert sizes[step] == pytest.approx(float(torch.autograd.grad(loss, state)[0].norm()), rel=1e-4)
    network = gradient_reach._Network("lstm", 3)
    sizes, _ = gradient_reach._gradient_sizes(network, "lstm", stream, 1)
    _, states = network.memory(stream[None, :6])
    states = tuple(state.detach().requires_grad_() for state in states)
    answers, _ = network.memory(stream[None, 6:], states)
    loss = torch.nn.functional.cross_entropy(network.answer(answers[:, -1]), torch.tensor([1]))
    both = torch.cat([part.flatten() for part in torch.autograd.grad(loss, states)])
    assert sizes[5] == pytest.approx(float(both.norm()), rel=1e-4)


def test_what_has_all_but_vanished_is_measured_and_not_cut_off():
    network = gradient_reach._Network("rnn", 2)
    with torch.no_grad():
        for weights in network.memory.parameters():
            weights.zero_()
        network.memory.weight_hh_l0.copy_(0.1 * torch.eye(gradient_reach.HIDDEN))
    stream = np.zeros((40, gradient_reach.FEATURE_SIZE), np.float32)
    measured = gradient_reach._measured(network, "rnn", gradient_reach._Scale([stream]), [(stream, 0), (stream, 1)])
    assert measured.reach[-1:-38:-9].tolist() == pytest.approx([1, 1e-9, 1e-18, 1e-27, 1e-36], rel=1e-3)


def test_it_can_be_cancelled_and_says_so_once(tmp_path):
    job = unfinished(gradient_reach_job(find_workspace(tmp_path)), ReachAdvanced(0.1, "lstm"))
    job.start()
    news = heard(job, ReachAdvanced)
    job.cancel()
    news += heard(job, ReachFailed)
    assert not job.running
    assert [one for one in news if isinstance(one, ReachFailed)] == [ReachFailed(GRADIENT_REACH_CANCELLED)]
