"""File-like cameras in real time: their own pace, long gaps shortened, round and round."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.vision.paced_camera import LONGEST_WAIT_S, PacedCamera
from tests.fakes import tracked
from tests.waiting import FakeClock


@dataclass
class Film:
    """Frames at given times, with hands known already, read as fast as one likes."""

    times: list[float]
    name: str = "film"
    live: bool = False
    openings: int = 0
    vanishes: bool = False
    left: list[float] = field(default_factory=list)

    def open(self) -> None:
        if self.vanishes and self.openings:
            raise CameraError("The film is gone.", "Find it.")
        self.openings += 1
        self.left = list(self.times)

    def read(self) -> Frame | None:
        if not self.left:
            return None
        time = self.left.pop(0)
        return Frame(np.zeros((4, 4, 3), np.uint8), time, 0.0, tracked(time))

    def close(self) -> None:
        self.left = []


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr("gesture_app.vision.paced_camera.time", clock)
    return clock


def taken(camera: PacedCamera, count: int) -> list[Frame]:
    return [frame for _ in range(count) if (frame := camera.read()) is not None]


def test_frames_are_not_given_before_their_time() -> None:
    times = [5.0, 5.03, 5.04, 5.12]
    camera = PacedCamera(Film(times))
    assert camera.live
    assert camera.name == "film"
    camera.open()
    frames = taken(camera, 4)
    assert camera.read() is None
    assert [frame.time for frame in frames] == times
    waited = [frame.captured_at - frames[0].captured_at for frame in frames]
    assert waited == pytest.approx([time - 5.0 for time in times])


def test_a_late_frame_is_given_at_once(clock: FakeClock) -> None:
    camera = PacedCamera(Film([0.0, 0.1, 0.2]))
    camera.open()
    first = camera.read()
    clock.sleep(0.15)
    late, punctual = taken(camera, 2)
    assert first is not None
    assert [frame.captured_at - first.captured_at for frame in (late, punctual)] == pytest.approx([0.15, 0.2])


def test_a_long_gap_is_shortened() -> None:
    camera = PacedCamera(Film([0.0, 3600.0, 3600.02]))
    camera.open()
    first, after_gap, last = taken(camera, 3)
    assert after_gap.captured_at - first.captured_at == pytest.approx(LONGEST_WAIT_S)
    assert last.captured_at - after_gap.captured_at == pytest.approx(0.02)
    assert last.time == 3600.02


def test_in_a_loop_times_go_on_rising_for_picture_and_hands() -> None:
    film = Film([0.0, 0.01, 0.02])
    camera = PacedCamera(film, loop=True)
    camera.open()
    frames = taken(camera, 8)
    camera.close()
    assert film.openings == 3
    assert [frame.time for frame in frames] == pytest.approx([0.01 * index for index in range(8)])
    assert [frame.hands.time for frame in frames if frame.hands] == [frame.time for frame in frames]


def test_a_loop_over_nothing_ends() -> None:
    camera = PacedCamera(Film([]), loop=True)
    camera.open()
    assert camera.read() is None


def test_a_film_that_cannot_be_opened_for_the_next_round_is_lost() -> None:
    camera = PacedCamera(Film([0.0], vanishes=True), loop=True)
    camera.open()
    camera.read()
    with pytest.raises(CameraLostError, match="gone"):
        camera.read()
