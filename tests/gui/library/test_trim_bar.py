"""The trim's handles: by keys and by pointer, never past each other."""

import pytest
from PySide6.QtCore import QPoint, Qt

from gesture_app.gui.library.trim_bar import LEAST_KEPT_S, TrimBar

KEY = Qt.Key


@pytest.fixture
def bar(qtbot):
    bar = TrimBar()
    qtbot.addWidget(bar)
    bar.resize(412, 40)
    bar.show_take(2.0, 20.0, None, [(0.0, 0.2)])
    bar.show()
    return bar


def test_handles_move_by_frames_and_change_by_up_and_down(qtbot, bar):
    qtbot.keyClick(bar, KEY.Key_Right)
    qtbot.keyClick(bar, KEY.Key_Down)
    qtbot.keyClick(bar, KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert bar.trim == pytest.approx((0.05, 1.5))
    assert bar.changed
    with qtbot.waitSignal(bar.kept) as kept:
        qtbot.keyClick(bar, KEY.Key_Return)
    assert kept.args[0] == pytest.approx((0.05, 1.5))


def test_a_handle_never_passes_the_other(qtbot, bar):
    qtbot.keyClick(bar, KEY.Key_End)
    assert bar.trim == pytest.approx((2.0 - LEAST_KEPT_S, 2.0))
    qtbot.keyClick(bar, KEY.Key_Up)
    qtbot.keyClick(bar, KEY.Key_Home)
    start, end = bar.trim
    assert end - start == pytest.approx(LEAST_KEPT_S)


def test_all_of_it_is_no_trim_and_escape_is_no_change(qtbot, bar):
    bar.show_take(2.0, 20.0, (0.5, 1.0), [])
    qtbot.keyClick(bar, KEY.Key_R)
    assert bar.trim is None
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar, KEY.Key_Escape)
    assert bar.trim == (0.5, 1.0)
    assert not bar.changed


def test_the_nearer_handle_is_dragged_and_kept_when_let_go(qtbot, bar):
    middle = bar.height() // 2
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(390, middle))
    qtbot.mouseMove(bar, QPoint(306, middle))
    with qtbot.waitSignal(bar.kept) as kept:
        qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(306, middle))
    start, end = kept.args[0]
    assert start == 0
    assert end == pytest.approx(1.5, abs=0.02)
    assert not bar.grab().isNull()


def test_a_take_of_one_frame_can_be_shown(bar):
    bar.show_take(0.0, 0.0, None, [])
    assert bar.trim is None
    assert not bar.grab().isNull()
