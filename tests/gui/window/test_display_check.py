"""Whether a window can be opened: asked without opening one here."""

import sys

import pytest

from gesture_app.gui.window import display_check as display
from gesture_app.gui.window.display_check import display_trouble

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asked on Linux only")


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_no_display_is_one_line():
    assert display_trouble() == "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def test_off_screen_counts_as_a_display(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display_trouble() is None


def test_a_display_that_is_not_there_does_not_end_this_process(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":7654")
    said = display_trouble()
    assert said is not None
    assert "\n" not in said


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("ImportError: libEGL.so.1: cannot open shared object file: No such file or directory", "libEGL.so.1"),
        ("qt.qpa.xcb: could not connect to display :7\nThis application failed", "display :7 cannot be reached"),
        ("From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.\n", "libxcb-cursor0"),
        ("", "cannot open a window"),
    ],
)
def test_what_qt_says_becomes_one_line(said, part):
    reason = display._reason(said, ":7")
    assert part in reason
    assert "\n" not in reason
