"""What is learned from a few takes must hold on a stream: right gestures, once each, and silence else."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import TrainingError
from gesture_app.core.features import FeatureStream
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import MANY_TAKES, TrainingOptions
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.core.trigger import Trigger
from gesture_app.learning.training import learn
from tests.made_up_takes import GESTURES, a_take, by_the_other_hand, frames_of, resting, takes


def events_in(recogniser, frames, keep_every=1):
    """Labels of what fires on frames, as live."""
    card = recogniser.card
    stream, trigger = FeatureStream(card.rate), Trigger(card.labels, card.thresholds, card.again_s)
    recogniser.reset()
    found = []
    for frame in frames[::keep_every]:
        for prediction in recogniser.step(stream.push(frame)):
            event = trigger.push(prediction)
            if event is not None:
                found.append(event.label)
    return found


def a_programme(gestures, seed=100):
    """Gestures with rests between them, in one stream."""
    rng = np.random.default_rng(seed)
    frames = resting(rng, 1.0)
    for gesture in gestures:
        frames += frames_of(gesture, rng, frames[-1].time + 1 / 30)
        frames += resting(rng, 0.8, frames[-1].time + 1 / 30)
    return frames


def test_a_programme_fires_every_gesture_once(recogniser):
    programme = [*GESTURES, *GESTURES[::-1], "fist", "fist", "swipe_left", "swipe_left"]
    assert events_in(recogniser, a_programme(programme)) == programme


def test_the_same_events_at_half_the_frame_rate(recogniser):
    assert events_in(recogniser, a_programme(GESTURES), keep_every=2) == list(GESTURES)


def test_the_same_gestures_by_the_other_hand(recogniser):
    assert events_in(recogniser, by_the_other_hand(a_programme(GESTURES))) == list(GESTURES)


def test_silence_while_resting(recogniser):
    assert events_in(recogniser, resting(np.random.default_rng(7), 20.0)) == []


def test_silence_in_a_movement_broken_off(recogniser):
    rng = np.random.default_rng(7)
    frames = resting(rng, 5.0)
    half = frames_of("swipe_left", rng, frames[-1].time + 1 / 30)[:12]
    frames += half
    frames += resting(rng, 5.0, frames[-1].time + 1 / 30)
    assert events_in(recogniser, frames) == []


def test_the_honest_measure_and_the_last_word(said, learned):
    started, *epochs = said[:-1]
    assert isinstance(started, TrainingStarted)
    assert started.gestures == GESTURES
    assert 0 < started.validation_takes < started.takes
    assert all(isinstance(epoch, EpochMetrics) for epoch in epochs)
    assert [epoch.epoch for epoch in epochs] == list(range(1, started.epochs + 1))
    assert learned.evaluation.accuracy >= 0.75
    assert learned.split_by == "take"
    assert learned.hands == 1


def test_sessions_are_held_out_whole():
    *_, learned = learn(takes(sessions=("monday", "tuesday", "friday")), [], TrainingOptions(epochs=1))
    assert learned.split_by == "session"


def test_the_same_takes_and_seed_give_the_same_model():
    first, second = (list(learn(takes(3), [], TrainingOptions(epochs=1)))[-1].network.state_dict() for _ in range(2))
    assert all(first[name].equal(second[name]) for name in first)


def test_too_little_to_learn_from_is_said():
    rng = np.random.default_rng(0)
    with pytest.raises(TrainingError, match="nothing to learn"):
        list(learn([], [], TrainingOptions()))
    with pytest.raises(TrainingError, match="nothing to learn"):
        list(learn([a_take("fist", rng)], [], TrainingOptions()))


@pytest.mark.parametrize("count", [1, 2])
def test_a_gesture_with_too_few_takes_is_left_out_by_name(count):
    rng = np.random.default_rng(0)
    recordings = [*takes(3), *(a_take("wave", rng) for _ in range(count))]
    started = next(iter(learn(recordings, [], TrainingOptions(epochs=1))))
    assert "wave" not in started.gestures
    assert any("wave" in sentence for sentence in started.left_out)


def test_two_takes_of_everything_are_too_few_and_what_is_missing_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(TrainingError, match="nothing to learn") as failed:
        list(learn(takes(2), [], TrainingOptions(epochs=1)))
    assert "fist has 2 of 3 takes." in failed.value.hint
    disabled = [replace(take, info=replace(take.info, disabled=True)) for take in takes(3)]
    with pytest.raises(TrainingError) as failed:
        list(learn([*disabled, a_take("wave", rng)], [], TrainingOptions(epochs=1)))
    assert f"wave has 1 of 3 takes. {len(disabled)} takes are disabled." in failed.value.hint


def test_what_was_held_out_measures_nothing_once_it_is_learned_from(said):
    measured = [not np.isnan(epoch.validation_loss) for epoch in said[1:-1]]
    assert measured == sorted(measured, reverse=True)
    assert measured[0]
    assert not measured[-1]


@pytest.mark.parametrize(
    ("people", "network", "layers"),
    [(8, NetworkSize(), 2), (7, NetworkSize(), 1), (8, NetworkSize(hidden=16), 1)],
)
def test_many_takes_of_many_people_get_a_second_layer_unless_the_size_is_chosen(people, network, layers):
    rng = np.random.default_rng(0)
    recordings = [
        a_take(gesture, rng, f"person {n % people}") for gesture in ("fist", "point") for n in range(MANY_TAKES)
    ]
    options = TrainingOptions(epochs=1, network=network)
    *_, learned = learn(recordings, [], options, streams=False)
    assert learned.card("", "", "", options).network == replace(network, layers=layers)
    assert learned.network.memory.num_layers == layers
