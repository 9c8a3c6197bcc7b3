"""The loss of a batch says what the network should learn, and nothing that only the padding says."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.training.options import TrainerOptions
from gesture_app.learning import trainer
from gesture_app.learning.dataset import Sample
from gesture_app.learning.network import DropoutMasks, GestureNetwork
from gesture_app.learning.sample_cache import SampleCache, make_batches
from gesture_app.learning.trainer import Trainer, dropout_masks


@pytest.fixture
def network():
    torch.manual_seed(0)
    return GestureNetwork(3, NetworkSize(hidden=8))


@pytest.fixture
def file():
    with SampleCache() as file:
        yield file


def batches(file, samples, count=1):
    return make_batches(file, [file.add(sample) for sample in samples], count)


def a_lesson(label, steps=30, seed=0):
    values = np.random.default_rng(seed).normal(size=(steps, FEATURE_SIZE)).astype(np.float32)
    target_mask = np.arange(steps) >= 10 if label else np.zeros(steps, bool)
    return Sample(values, label, target_mask, (~target_mask).astype(np.float32))


def loss_of(network, *samples, options=TrainerOptions()):  # noqa: B008  frozen
    with SampleCache() as file:
        return Trainer(network, options, 0, 1.0).evaluate(batches(file, samples)).loss * len(samples)


def test_what_is_padded_behind_a_lesson_changes_nothing(network):
    short, long = a_lesson(1), a_lesson(2, 90, seed=1)
    assert loss_of(network, short, long) == pytest.approx(loss_of(network, short) + loss_of(network, long), rel=1e-5)


def test_the_first_part_of_a_gesture_need_not_tell_it_yet(network):
    sample = replace(
        a_lesson(1), background_weight=np.zeros(30, np.float32)
    )  # named from step 10 on, sure from step 16 on
    before = loss_of(network, sample)
    changed = sample.features.copy()
    changed[29] += 3
    assert loss_of(network, replace(sample, features=changed)) != pytest.approx(before)
    with torch.no_grad():
        network.memory.weight_hh_l0.zero_()  # no memory: an early step can count by itself only …
        network.memory.bias_hh_l0[8:16] = -50  # … forget gates shut
    whatever = TrainerOptions(early_weight=0)
    before = loss_of(network, sample, options=whatever)
    changed = sample.features.copy()
    changed[11] += 3
    assert loss_of(network, replace(sample, features=changed), options=whatever) == pytest.approx(before)


@pytest.mark.parametrize(("early_weight", "silent"), [(0.0, False), (7.0, True)])
def test_a_hand_on_its_way_to_one_gesture_does_not_name_another_that_ends_in_such_a_hand(file, early_weight, silent):
    torch.manual_seed(0)
    network = GestureNetwork(3, NetworkSize(hidden=16))
    slack, open_, fist = np.random.default_rng(0).normal(size=(3, FEATURE_SIZE)).astype(np.float32)
    for hand in (slack, open_, fist):
        hand[0] = 1  # it is there
    steps = np.arange(30)[:, None]
    closing = np.where(steps < 12, open_, fist)
    opening = np.where(steps < 12, fist, open_)
    target_mask = np.ones(30, bool)
    nothing = np.zeros(30, np.float32)
    samples = [
        Sample(closing, 1, target_mask, nothing),
        Sample(opening, 2, target_mask, nothing),
        Sample(np.tile(slack, (30, 1)), 0, ~target_mask, 1 - nothing),
    ]
    options = TrainerOptions(early_weight=early_weight, unsure=0.4)
    list(Trainer(network, options, 0, 1.0).fit([batches(file, samples)], 200, 1e-2))
    network.eval()
    with torch.no_grad():
        embedding, _ = network(torch.from_numpy(np.stack([closing, opening])))
        scores = network.logits(embedding).softmax(-1)  # [2, 30, 3]
    assert scores[0, -1, 1] > 0.9
    assert scores[1, -1, 2] > 0.9
    assert bool(scores[0, :11, 2].max() < 0.3) == silent


def test_labels_begin_where_their_steps_lie(network, file):
    samples = [a_lesson(1), a_lesson(2, seed=1), a_lesson(0, seed=2)]
    trainer = Trainer(network, TrainerOptions(), 0, 0.3)
    before = trainer.evaluate(batches(file, samples)).loss
    trainer.init_prototypes(batches(file, samples))
    assert trainer.evaluate(batches(file, samples)).loss < before


def test_a_batch_of_nothing_but_background_can_be_learned_from(network, file):
    rounds = [batches(file, [a_lesson(0), a_lesson(0, seed=2)])]
    (fit,) = Trainer(network, TrainerOptions(), 0, 1.0).fit(rounds, 1, 1e-3)
    assert np.isfinite(fit.loss)
    assert all(bool(weights.isfinite().all()) for weights in network.parameters())


def gradients_of(network, batch, halves, monkeypatch):
    """What a batch teaches, nothing hidden and every number exact, and what is said of it."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    monkeypatch.setattr(trainer, "THREADS", halves)
    with ThreadPoolExecutor(1) as worker:
        sums = Trainer(network, TrainerOptions(dropout=0, answer_dropout=0), 0, 1.0)._compute_gradients(batch, worker)
    return torch.cat([weights.grad.flatten() for weights in network.parameters()]), sums


def test_a_batch_learned_in_halves_teaches_what_the_whole_batch_teaches(monkeypatch, network, file):
    samples = [a_lesson(1), a_lesson(2, 90, seed=1), a_lesson(0, seed=2), a_lesson(1, 12, seed=3), a_lesson(2, seed=4)]
    (batch,) = batches(file, samples)
    whole, of_whole = gradients_of(network, batch, 1, monkeypatch)
    halves, of_halves = gradients_of(network, batch, 2, monkeypatch)
    assert float(whole.norm()) > 0.1
    torch.testing.assert_close(halves, whole, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(of_halves, of_whole, rtol=1e-5, atol=1e-5)


def test_a_single_lesson_needs_no_second_half(network, file):
    rounds = [batches(file, [a_lesson(1)])]
    (fit,) = Trainer(network, TrainerOptions(), 0, 1.0).fit(rounds, 1, 1e-3)
    assert np.isfinite(fit.loss)


@pytest.mark.parametrize("layers", [1, 2])
def test_the_same_lessons_and_seed_give_the_same_network_although_threads_share_the_work(file, layers):
    rounds = [batches(file, [a_lesson(label, 60, seed) for seed, label in enumerate([0, 1, 2] * 8)], 3)]
    options = TrainerOptions(dropout=0.4, answer_dropout=0.4)

    def learned(seed):
        torch.manual_seed(0)
        network = GestureNetwork(3, NetworkSize(hidden=16, layers=layers))
        list(Trainer(network, options, seed, 1.0).fit(rounds, 4, 1e-2))
        return torch.cat([weights.detach().flatten() for weights in network.parameters()])

    first = learned(0)
    assert all(torch.equal(learned(0), first) for _ in range(3))
    assert not torch.equal(learned(1), first)


def test_hidden_is_so_much_and_what_is_left_counts_for_it():
    masks = dropout_masks(np.random.default_rng(0), (8, 40), (0.25, 0.5), hidden=64)
    assert masks.features.shape == (8, 40, FEATURE_SIZE)
    assert masks.embedding.shape == (8, 40, 64)
    for kept, share in ((masks.features, 0.25), (masks.embedding, 0.5)):
        assert float((kept == 0).float().mean()) == pytest.approx(share, abs=0.02)
        assert float(kept.mean()) == pytest.approx(1, abs=0.03)
    nothing = dropout_masks(np.random.default_rng(0), (2, 3), (0.0, 0.0), hidden=4)
    assert bool((nothing.features == 1).all())
    assert bool((nothing.embedding == 1).all())


def test_what_is_hidden_does_not_reach_the_answer(network):
    features = torch.randn(2, 5, FEATURE_SIZE)
    features[..., 0] = 1  # the left hand is there
    masks = DropoutMasks(torch.ones(2, 5, FEATURE_SIZE), torch.ones(2, 5, 8))
    masks.features[..., 3:] = 0
    masks.embedding[..., 2] = 0
    with torch.no_grad():
        before = network.embed(features, masks)
        features[..., 3:11] += 1
        assert torch.equal(network.embed(features, masks), before)
        assert not torch.equal(network.embed(features), before)
    assert not before[..., 2].any()
    assert bool(before[..., 3].any())


def test_an_error_on_the_second_thread_is_told_and_no_thread_stays(monkeypatch, network, file):
    rounds = [batches(file, [a_lesson(1), a_lesson(2, seed=1)])]
    before = set(threading.enumerate())
    closed = Trainer(network, TrainerOptions(), 0, 1.0).fit(rounds, 5, 1e-3)
    next(closed)
    closed.close()
    assert set(threading.enumerate()) == before

    def no_memory(*_):
        if threading.current_thread() is not threading.main_thread():
            raise MemoryError
        return torch.zeros((), requires_grad=True) * network.bias.sum(), torch.zeros(())

    monkeypatch.setattr(Trainer, "_loss", no_memory)
    with pytest.raises(MemoryError):
        next(Trainer(network, TrainerOptions(), 0, 1.0).fit(rounds, 1, 1e-3))
    assert set(threading.enumerate()) == before
