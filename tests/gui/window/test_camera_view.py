"""The camera picture: where it lies, which way round, and that hands lie on it."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gesture_app.core.frame import Frame
from gesture_app.gui.window.camera_view import HAND_COLORS, CameraView
from gesture_app.live.update import LiveSnapshot
from tests.fakes import a_hand, tracked

RED, BLUE = QColor(200, 0, 0), QColor(0, 0, 200)


def snapshot(hands=None):
    """A picture that is red at the left and blue at the right."""
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :320], image[:, 320:] = (200, 0, 0), (0, 0, 200)
    frame = Frame(image, 0.0, perf_counter())
    return LiveSnapshot(frame, hands or tracked(0.0), None, "fake tracker", 30, 5, 1, 0, {})


@pytest.fixture
def view(qtbot):
    view = CameraView()
    qtbot.addWidget(view)
    view.resize(800, 480)
    return view


def colour_at(view, x, y):
    picture = view.grab().toImage()
    scale = picture.devicePixelRatio()
    return picture.pixelColor(int(x * scale), int(y * scale))


@pytest.mark.parametrize(("mirror", "left", "right"), [(False, RED, BLUE), (True, BLUE, RED)])
def test_the_picture_is_shown_as_the_camera_sees_it_or_as_a_mirror_does(view, mirror, left, right):
    view.set_mirror(mirror)
    view.show_snapshot(snapshot())
    assert colour_at(view, 200, 100) == left
    assert colour_at(view, 600, 100) == right


def test_the_picture_keeps_its_proportions_in_the_middle(view):
    view.show_snapshot(snapshot())
    area = view.picture_area()
    assert (area.left(), area.top(), area.width(), area.height()) == (80, 0, 640, 480)


@pytest.mark.parametrize(("mirror", "x"), [(False, 0.25), (True, 0.75)])
def test_a_hand_is_drawn_where_it_is_in_the_picture(view, mirror, x):
    view.set_mirror(mirror)
    view.show_snapshot(snapshot(tracked(0.0, right=a_hand(0.25, 0.8))))
    wrist = colour_at(view, 80 + 640 * x, 480 * 0.8)
    assert wrist.rgb() == HAND_COLORS[1].lighter(130).rgb()


def test_a_frame_is_timed_once_when_it_reaches_the_screen(view):
    delays = []
    view.painted.connect(delays.append)
    view.show_snapshot(snapshot())
    view.grab()
    view.grab()
    assert len(delays) == 1
    assert delays[0] > 0


def test_words_take_the_place_of_a_picture(view):
    view.show_snapshot(snapshot())
    view.show_text("No picture")
    assert colour_at(view, 200, 100) not in (RED, BLUE)


def test_a_hint_is_painted_over_the_picture_and_read_aloud(view):
    plain = snapshot()
    view.show_snapshot(plain)
    without = view.grab().toImage()
    view.show_snapshot(replace(plain, hint="The hand is too far away. Come closer to the camera."))
    assert view.grab().toImage() != without
    assert view.accessibleDescription() == view.hint != ""
    view.show_snapshot(plain)
    assert view.grab().toImage() == without
    assert view.accessibleDescription() == ""
