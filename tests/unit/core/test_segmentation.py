"""Takes end at pauses, whether the hand leaves or rests, and a held pose is not a pause."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.segmentation import TakeSegmenter
from tests.fakes import a_hand, tracked

RATE = 30


class Scene:
    """A right hand going from place to place."""

    def __init__(self):
        self.frames = []
        self.place = (0.5, 0.9)

    def wait(self, seconds, visible=True):
        for _ in range(round(seconds * RATE)):
            self._add(self.place if visible else None)
        return self

    def go(self, place, seconds=0.4):
        start = np.array(self.place)
        for share in np.linspace(0, 1, round(seconds * RATE) + 1)[1:]:
            self._add(tuple(start + share * (np.array(place) - start)))
        self.place = place
        return self

    def _add(self, place):
        time = len(self.frames) / RATE
        hand = None if place is None else a_hand(*place)
        self.frames.append(TrackedFrame.without_hands(time, (64, 48)) if hand is None else tracked(time, right=hand))


def cut(scene, cutter=None):
    cutter = cutter or TakeSegmenter()
    takes = [take for frame in scene.frames if (take := cutter.push(frame)) is not None]
    last = cutter.finish()
    return [(take[0].time, take[-1].time) for take in [*takes, *([last] if last else [])]]


def test_poses_held_between_rests():
    scene = Scene().wait(1.0)
    for _ in range(3):
        scene.go((0.5, 0.4)).wait(1.2).go((0.5, 0.9)).wait(1.0)
    takes = cut(scene)
    assert len(takes) == 3
    assert all(1.6 < end - start < 2.6 for start, end in takes)


def test_movements_between_absences():
    scene = Scene()
    scene.wait(0.8, visible=False)
    for _ in range(4):
        scene.place = (0.2, 0.5)
        scene.go((0.8, 0.5), 0.5).wait(0.8, visible=False)
    assert len(cut(scene)) == 4


def test_the_hand_rests_where_it_was_not_seen_before():
    scene = Scene()
    scene.wait(0.8, visible=False)
    scene.place = (0.5, 1.0)
    for _ in range(3):
        scene.go((0.5, 0.4)).wait(1.0).go((0.4, 0.85)).wait(1.0)
    assert len(cut(scene)) == 3


def test_a_resting_hand_alone_is_no_take():
    assert cut(Scene().wait(3.0)) == []


def test_a_flicker_of_the_tracker_is_no_take():
    scene = Scene()
    scene.wait(1.0, visible=False).wait(0.07).wait(1.0, visible=False)
    assert cut(scene) == []


def test_fixed_length():
    scene = Scene().wait(1.0)
    scene.go((0.5, 0.4)).wait(4.0)
    takes = cut(scene, TakeSegmenter(fixed_s=2.0))
    assert abs(takes[0][1] - takes[0][0] - 2.0) < 0.1


def test_background_is_cut_without_gaps():
    scene = Scene().wait(0.2)
    rng = np.random.default_rng(0)
    for _ in range(20):
        scene.go(tuple(rng.uniform(0.3, 0.7, 2)), 0.5)
    assert len(cut(scene, TakeSegmenter(fixed_s=2.0))) == 5


@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["hold", "go", "gone"])), min_size=1, max_size=12))
def test_no_order_of_holds_movements_and_losses_breaks_it(steps):
    scene, places = Scene(), [(0.5, 0.4), (0.3, 0.6), (0.5, 0.9)]
    for number, (frames, kind) in enumerate(steps):
        if kind == "go":
            scene.go(places[number % 3], frames / RATE)
        else:
            scene.wait(frames / RATE, visible=kind == "hold")
    cut(scene)
