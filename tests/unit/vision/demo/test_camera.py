"""The drawn hand as a camera: same seed, same film; the user's own left and right; true to its own list."""

from collections.abc import Iterator
from zlib import crc32

import numpy as np
import pytest

from gesture_app.core.frame import Frame
from gesture_app.core.hands import Landmark, Side
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.demo.gestures import GESTURES
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH, Person
from gesture_app.vision.demo.script import Step, play
from gesture_app.vision.demo.skeleton import Array, joints_of
from tests.waiting import FakeClock

RIGHT_HANDED, LEFT_HANDED = 1, 2
"""seeds"""


def frames_of(camera: DemoCamera) -> Iterator[Frame]:
    camera.open()
    while (frame := camera.read()) is not None:
        yield frame
    camera.close()


def film(script: str, seed: int) -> tuple[DemoCamera, Array]:
    """The camera after its end, and the joints [T, 2, 21, 3] of all its frames."""
    camera = DemoCamera(script, seed)
    return camera, np.array([camera.joints for _ in frames_of(camera)])


def knuckle_path(script: str, seed: int) -> Array:
    """Where the middle knuckle of the performing hand was during the one performance [T, 2]."""
    camera, joints = film(script, seed)
    (performance,) = camera.performed
    side = Side.RIGHT if seed == RIGHT_HANDED else Side.LEFT
    shown = joints[round(performance.start * 30) : round(performance.end * 30), side, Landmark.MIDDLE_MCP, :2]
    assert not np.isnan(shown).any()
    return shown


def test_the_same_seed_gives_the_same_film_also_after_opening_again() -> None:
    def prints(camera: DemoCamera) -> list[tuple[float, int]]:
        return [(frame.time, crc32(frame.image.tobytes())) for frame in frames_of(camera)]

    camera = DemoCamera("grab", 5)
    first = prints(camera)
    assert prints(camera) == first
    assert prints(DemoCamera("grab", 6)) != first


def test_a_script_has_the_times_of_its_frames_and_ends() -> None:
    camera = DemoCamera("fist", 3)
    times = [frame.time for frame in frames_of(camera)]
    assert times == [index / 30 for index in range(len(times))]
    assert camera.read() is None


def test_the_list_tells_in_order_what_was_performed_with_pauses_between() -> None:
    camera, joints = film("two,idle:3,grab", 4)
    shown = camera.performed
    assert [item.gesture for item in shown] == ["two", None, "grab"]
    edges = [0.0, *(edge for item in shown for edge in (item.start, item.end)), len(joints) / 30]
    pauses, lengths = np.diff(edges)[::2], np.diff(edges)[1::2]
    assert (pauses >= 0.6).all()
    assert (lengths > 0.3).all()
    assert lengths[1] >= 2.5
    assert shown[0].to_json() == {"gesture": "two", "start": shown[0].start, "end": shown[0].end}


def test_the_list_holds_only_what_was_shown_already() -> None:
    camera = DemoCamera("two,fist", 4)
    seen = [(frame.time, len(camera.performed)) for frame in frames_of(camera)]
    first, second = camera.performed
    assert all((count > 0) == (time >= first.end - 0.04) for time, count in seen)
    assert all((count > 1) == (time >= second.end - 0.04) for time, count in seen)


@pytest.mark.parametrize("seed", [RIGHT_HANDED, LEFT_HANDED])
@pytest.mark.parametrize(
    ("gesture", "way"),
    [("swipe_left", (1, 0)), ("swipe_right", (-1, 0)), ("swipe_up", (0, -1)), ("swipe_down", (0, 1))],
)
def test_directions_are_the_users_own(gesture: str, way: tuple[int, int], seed: int) -> None:
    path = knuckle_path(gesture, seed)
    travelled = path[-1] - path[0]
    assert travelled @ way > 120  # pixels; the picture is not mirrored, so the user's left is on the right
    assert abs(travelled @ way[::-1]) < 60


@pytest.mark.parametrize("seed", [RIGHT_HANDED, LEFT_HANDED])
@pytest.mark.parametrize(("gesture", "turn"), [("circle_clockwise", -1), ("circle_counterclockwise", 1)])
def test_circles_turn_as_the_user_sees_them(gesture: str, turn: int, seed: int) -> None:
    steps = np.diff(knuckle_path(gesture, seed)[10:], axis=0)  # the first frames form the pose
    headings = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    assert turn * (headings[-3] - headings[3]) > 1.5 * np.pi


def test_idling_never_sweeps_as_a_swipe_does() -> None:
    def fastest(script: str, seed: int) -> float:
        _, joints = film(script, seed)
        steps = np.diff(joints[:, :, Landmark.MIDDLE_MCP, 0], axis=0)
        return float(np.nanmax(np.abs(steps)))

    assert fastest("idle:10", RIGHT_HANDED) < 0.7 * fastest("swipe_left,swipe_right", RIGHT_HANDED)


def test_the_endless_demo_keeps_time_and_misses_what_nobody_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("gesture_app.vision.demo.camera.time", clock)
    camera = DemoCamera(seed=1)
    camera.open()
    first, second = camera.read(), camera.read()
    clock.sleep(0.3)
    third = camera.read()
    camera.close()
    assert first is not None
    assert second is not None
    assert third is not None
    assert second.time - first.time == pytest.approx(1 / 30)
    assert third.time - second.time == pytest.approx(0.3, abs=1 / 30)


def test_every_known_gesture_shows_a_whole_hand_throughout() -> None:
    person = Person.drawn_from(np.random.default_rng(7))
    actor = Actor(person, np.random.default_rng(8))
    for scene in play(actor, [Step(gesture) for gesture in GESTURES]):
        if scene.performance is not None:
            first = actor.frame - len(scene.postures)
            shown = slice(round(scene.performance.start * 30) - first, round(scene.performance.end * 30) - first)
            joints = joints_of(scene.postures[shown, person.main], person.shape, person.main)[..., :2]
            assert ((joints > (-5, -5)) & (joints < (WIDTH + 5, HEIGHT + 5))).all(), scene.performance.gesture


def frames_until(camera: DemoCamera, condition, most: int = 900) -> int:
    """Read without waiting for real time until the condition holds. Return the number of frames."""
    for count in range(most):
        if condition():
            return count
        next(camera._postures)
        camera._frame += 1
    raise AssertionError("It did not happen.")


@pytest.mark.parametrize("script", ["", "wave"])
def test_an_endless_hand_performs_what_it_is_asked_for_and_then_goes_on_as_before(script: str) -> None:
    camera = DemoCamera(script, seed=1, endless=True)
    camera.open()
    frames_until(camera, lambda: len(camera.performed) == 1)
    camera.perform_gesture("Thumbs up")
    before = len(camera.performed)
    frames_until(camera, lambda: len(camera.performed) >= before + 4)
    names = [item.gesture for item in camera.performed[before:]]
    assert names[-3:] == ["thumb_up"] * 3
    camera.perform_gesture("")
    frames_until(camera, lambda: camera._followed == "")
    done = len(camera._performed)
    frames_until(camera, lambda: camera._frame % 300 == 299)
    assert len(camera._performed) == done
    camera.perform_gesture(None)
    frames_until(camera, lambda: len(camera._performed) > done)
    camera.close()


def test_a_performance_that_was_not_asked_for_is_broken_off_within_a_second() -> None:
    camera = DemoCamera(seed=1)
    camera.open()
    frames_until(camera, lambda: camera._frame > 60)
    camera.perform_gesture("none")
    assert frames_until(camera, lambda: camera._followed == "none") <= 1.5 * RATE
    camera.perform_gesture("fist")
    assert frames_until(camera, lambda: camera._followed == "fist") <= 1.5 * RATE
    camera.close()


def test_a_script_is_played_as_it_is_written() -> None:
    camera = DemoCamera("fist", seed=1)
    camera.open()
    camera.perform_gesture("wave")
    while camera.read() is not None:
        pass
    assert [item.gesture for item in camera.performed] == ["fist"]
