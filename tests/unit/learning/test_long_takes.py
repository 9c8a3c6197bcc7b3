"""One long take among ordinary ones: what is composed, and judged, follows what is useful of it."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.gestures import NONE
from gesture_app.core.recording import recording_of
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.jobs.training import shipped_trunk
from gesture_app.learning import training
from gesture_app.learning.recogniser import AT_ONCE
from gesture_app.learning.take_sequence import take_sequence_of
from gesture_app.learning.training import learn
from tests.made_up_takes import RATE, a_take, frames_of, resting, takes

MINUTES = 4


def a_long_take(gesture):
    """One gesture for minutes, or slack hands."""
    rng = np.random.default_rng(9)
    info = a_take(gesture, rng).info
    if gesture == NONE:
        return recording_of(resting(rng, 60 * MINUTES), info)
    frames = frames_of(gesture, rng)
    while frames[-1].time < 60 * MINUTES:
        frames += frames_of(gesture, rng, frames[-1].time + 1 / RATE)
    return recording_of(frames, info)


@pytest.fixture
def trained(monkeypatch):
    """Trains for an epoch, and says what came first and how long the lessons were."""

    def train(recordings):
        steps = []

        class Counting(training.SampleCache):
            def add(self, sample):
                steps.append(len(sample.target_mask))
                return super().add(sample)

        monkeypatch.setattr(training, "SampleCache", Counting)
        started, *_ = learn(recordings, (), TrainingOptions(epochs=1), shipped_trunk(), streams=False)
        return started, steps

    return train


def begun(recordings):
    """What a training says first."""
    saying = learn(recordings, (), TrainingOptions(epochs=1), shipped_trunk())
    started = next(saying)
    saying.close()
    assert isinstance(started, TrainingStarted)
    return started


def test_a_long_take_makes_no_long_lessons(trained):
    ordinary = takes(3)
    _, usual = trained(ordinary)
    started, steps = trained([*ordinary, a_long_take("swipe_left")])
    assert started.takes == len(ordinary) + 1
    assert max(steps) <= 4 * max(usual)
    assert sum(steps) <= 2 * sum(usual)


@pytest.mark.parametrize("gesture", ["fist", NONE])
def test_the_training_says_which_takes_are_used_in_part(gesture):
    (cut,) = begun([*takes(3), a_long_take(gesture)]).shortened
    assert cut.gesture == gesture
    assert cut.seconds == pytest.approx(60 * MINUTES, abs=3)
    assert cut.used < 130
    assert f"{cut.used:.1f} s of {cut.seconds:.0f} s" in cut.sentence
    assert "fist/1.npz: " in replace(cut, name="fist/1.npz").sentence


def test_ordinary_takes_are_not_mentioned():
    assert begun(takes(3)).shortened == ()


def test_a_stream_of_many_minutes_is_recognised_in_parts_as_in_one_go(recogniser, monkeypatch):
    sequence = take_sequence_of(a_long_take("fist"), recogniser.card.rate)
    features = sequence.features(recogniser.card.rate)
    assert len(features) > AT_ONCE
    in_parts = recogniser.step(features)
    monkeypatch.setattr("gesture_app.learning.recogniser.AT_ONCE", len(features))
    recogniser.reset()
    at_once = recogniser.step(features)
    assert len(in_parts) == len(at_once) == len(features)
    np.testing.assert_allclose([p.scores for p in in_parts], [p.scores for p in at_once], atol=1e-4)
