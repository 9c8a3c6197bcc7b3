"""Answers to "why": covers change the score as they should, the same memory is found again, evidence parts."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from gesture_app.core.hands import Side
from gesture_app.core.inspection.active_cells import OFF, ON, newly_active_cells
from gesture_app.core.inspection.divergence import CLEAR, find_divergence
from gesture_app.core.inspection.results import Mask, MaskKind
from gesture_app.core.recording import recording_of
from gesture_app.learning.inspection.masking import apply_mask, mean_hand
from gesture_app.learning.inspection.occlusion import default_masks, occlusion
from gesture_app.learning.inspection.similar_spans import SimilarSpanIndex
from gesture_app.learning.inspection.tracer import trace_of
from tests.made_up_takes import GESTURES, a_take, by_the_other_hand, frames_of


@pytest.fixture(scope="module")
def network(learned):
    return learned.network


def traced(recogniser, network, gesture, seed=11):
    return trace_of(recogniser.card, network, a_take(gesture, np.random.default_rng(seed)))


def effect(found, what, **of):
    return next(e for e in found.of(what) if all(getattr(e.mask, name) == value for name, value in of.items()))


def test_what_a_gesture_is_made_of_counts_when_covered(recogniser, network):
    labels = recogniser.card.labels
    swipe = occlusion(network, traced(recogniser, network, "swipe_left"), labels.index("swipe_left"))
    assert effect(swipe, MaskKind.PATH, side=Side.RIGHT).change < -0.3
    point = occlusion(network, traced(recogniser, network, "point"), labels.index("point"))
    fingers = [point.of_finger(Side.RIGHT, finger).lead_change for finger in range(5)]
    assert np.argmin(fingers) != 0  # the thumb is held alike by all made-up gestures
    assert effect(point, MaskKind.SHAPE, side=Side.RIGHT).change < -0.3
    assert abs(effect(point, MaskKind.PATH, side=Side.RIGHT).change) < 0.2  # it is a pose
    assert point.of_finger(Side.LEFT, 1) is None  # there is no left hand
    assert not point.of(MaskKind.HAND)


def test_with_nothing_covered_the_score_is_the_traces(recogniser, network):
    trace = traced(recogniser, network, "fist")
    label = recogniser.card.labels.index("fist")
    nothing = Mask(MaskKind.TIME, start=99.0, end=100.0)
    found = occlusion(network, trace, label, [nothing])
    assert found.score == pytest.approx(trace.smoothed[:, label].max(), abs=1e-4)
    assert found.effects[0].change == pytest.approx(0, abs=1e-4)
    np.testing.assert_allclose(found.effects[0].smoothed, trace.smoothed[:, label], atol=1e-4)


def test_the_whole_time_covered_leaves_no_movement(recogniser, network):
    trace = traced(recogniser, network, "swipe_right")
    label = recogniser.card.labels.index("swipe_right")
    found = occlusion(network, trace, label, [Mask(MaskKind.TIME, start=0.2, end=trace.time[-1])])
    assert found.effects[0].score < 0.3


def test_what_is_asked_for_besides_is_kept_apart(recogniser, network):
    trace = traced(recogniser, network, "swipe_right")
    label = recogniser.card.labels.index("swipe_right")
    most = Mask(MaskKind.TIME, start=0.2, end=trace.time[-1])
    found = occlusion(network, trace, label, requested=[most])
    assert [one.mask for one in found.effects] == list(default_masks(trace))
    assert found.requested[0].mask == most
    assert found.requested[0].score < 0.3


def test_the_only_hand_covered_leaves_nothing(recogniser, network):
    trace = traced(recogniser, network, "fist")
    found = occlusion(network, trace, recogniser.card.labels.index("fist"), [Mask(MaskKind.HAND, Side.RIGHT)])
    assert found.effects[0].score == 0
    assert found.effects[0].change == -found.score


@pytest.mark.parametrize("side", list(Side))
def test_a_covered_finger_leaves_palm_place_and_the_other_fingers(recogniser, network, side):
    frames = frames_of("fist", np.random.default_rng(5))
    if side == Side.LEFT:
        frames = by_the_other_hand(frames)
    recording = recording_of(frames, a_take("fist", np.random.default_rng(0)).info)
    trace = trace_of(recogniser.card, network, recording)
    usual = mean_hand(network.feature_mean.numpy())
    changed = apply_mask(trace.points, trace.time, Mask(MaskKind.FINGER, side, 1), usual)
    different = np.abs(changed - trace.points).max((0, 3)) > 1e-6  # [2, 21]
    assert np.flatnonzero(different[side]).tolist() == [6, 7, 8]
    assert not different[1 - side].any()
    # turned hands: the finger turns with the palm
    turn = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]], np.float32)
    turned = apply_mask(trace.points @ turn, trace.time, Mask(MaskKind.FINGER, side, 1), usual)
    np.testing.assert_allclose(turned[:, side], changed[:, side] @ turn, atol=2e-3)


def test_a_hand_of_which_a_part_of_the_palm_is_missing_can_be_covered(recogniser, network):
    trace = traced(recogniser, network, "fist")
    points = trace.points.copy()
    points[3:9, Side.RIGHT, 5] = np.nan
    changed = apply_mask(points, trace.time, Mask(MaskKind.SHAPE, Side.RIGHT), mean_hand(network.feature_mean.numpy()))
    assert np.isfinite(changed[9:, Side.RIGHT]).all()


def test_the_usual_covers_fit_the_hands_that_are_there(recogniser, network):
    masks = default_masks(traced(recogniser, network, "fist"))
    assert sum(mask.kind is MaskKind.FINGER for mask in masks) == 5
    times = [mask for mask in masks if mask.kind is MaskKind.TIME]
    assert times[0].start == 0
    assert all(one.start < next_.start < one.end for one, next_ in pairwise(times))


def test_evidence_parts_where_the_gestures_do(recogniser, network):
    labels = recogniser.card.labels
    left, right = labels.index("swipe_left"), labels.index("swipe_right")
    trace = traced(recogniser, network, "swipe_left")
    divergence = find_divergence(trace, right, left)
    assert (divergence.ahead, divergence.behind) == (left, right)
    assert 0 <= divergence.time <= divergence.furthest
    at = trace.steps_between(divergence.time, divergence.furthest)
    assert (divergence.lead[at] >= CLEAR).all()
    assert at.start == 0 or divergence.lead[at.start - 1] < CLEAR
    np.testing.assert_allclose(
        divergence.lead, trace.evidence.total[:, left] - trace.evidence.total[:, right], atol=1e-5
    )
    np.testing.assert_allclose(
        divergence.by_network + divergence.by_features + divergence.by_embedding, divergence.lead, atol=1e-5
    )
    cells = trace.logit_weight[left] * (trace.contribution(left) - trace.contribution(right)).sum(1)
    biases = trace.logit_weight[left] * (trace.bias[left] - trace.bias[right])
    np.testing.assert_allclose(divergence.by_network, cells + biases, atol=1e-3)  # all cells together
    assert (np.diff(divergence.contributions) <= 0).all()
    assert divergence.contributions[0] > 0


def test_the_rest_before_a_gesture_does_not_answer_why_it_fired(recogniser, network):
    trace = traced(recogniser, network, "fist")
    fist = recogniser.card.labels.index("fist")
    assert [event.label for event in trace.fired] == ["fist"]
    seen = trace.evidence.features.copy()
    seen[0, 0] += 1000  # at rest `none` is far ahead
    rested = replace(trace, evidence=replace(trace.evidence, features=seen))
    for one, other in ((fist, 0), (0, fist)):
        divergence = find_divergence(rested, one, other)
        assert (divergence.ahead, divergence.behind) == (fist, 0)
        assert divergence.furthest > trace.time[0]


def test_a_gesture_never_parts_from_itself(recogniser, network):
    divergence = find_divergence(traced(recogniser, network, "fist"), 1, 1)
    assert divergence.time is None


def test_cells_that_came_on_were_off_before(recogniser, network):
    trace = traced(recogniser, network, "swipe_left")
    steps = trace.steps_between(trace.fired[0].time - 0.3, trace.fired[0].time)
    found = newly_active_cells(trace, steps)
    assert len(found.cells)
    hidden = trace.layers[-1].hidden[Side.RIGHT][steps]
    assert (np.abs(hidden[:, found.cells].mean(0)) >= ON).all()
    assert (np.abs(found.before) <= OFF).all()
    whole = newly_active_cells(trace, slice(None))  # before the first step the memory is empty
    assert not whole.before.any()


@pytest.mark.parametrize("gesture", GESTURES)
def test_the_same_memory_is_found_in_takes_of_the_same_gesture(recogniser, network, gesture):
    rng = np.random.default_rng(21)
    memory = SimilarSpanIndex(recogniser.card, network)
    for other in GESTURES:
        for number in range(3):
            memory.add(f"{other} {number}", a_take(other, rng))
    trace = traced(recogniser, network, gesture)
    steps = trace.steps_between(trace.fired[0].time - 0.3, trace.fired[0].time)
    found = memory.like(trace, steps, newly_active_cells(trace, steps))
    assert [moment.gesture for moment in found[:3]] == [gesture] * 3
    assert all(one.similarity >= two.similarity for one, two in pairwise(found))
    assert found[0].poses.shape == (3, 2, 21, 3)
    assert found[0].end - found[0].start == pytest.approx(0.3, abs=0.11)
    without = memory.like(trace, steps, exclude=found[0].take)
    assert found[0].take not in {moment.take for moment in without}


def test_a_take_shorter_than_the_stretch_is_compared_as_a_whole(recogniser, network):
    memory = SimilarSpanIndex(recogniser.card, network)
    take = a_take("fist", np.random.default_rng(2))
    memory.add("short", take.part(take.time < 0.3))
    memory.add("short", take.part(take.time < 0.3))
    assert len(memory) == 1
    found = memory.like(traced(recogniser, network, "fist"), slice(None))
    assert found[0].similarity <= 1
