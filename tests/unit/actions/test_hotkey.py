"""A key combination that works in every program, and belongs to one program at a time."""

import pytest

from gesture_app.actions.input.hotkey import GlobalHotkey
from gesture_app.actions.input.x11 import X11Input
from gesture_app.core.errors import ActionError
from tests.waiting import eventually


def press(*names):
    keyboard = X11Input()
    codes = [code for name in names for code in keyboard.codes_of(name)]
    for code in codes:
        keyboard.press(code)
    for code in reversed(codes):
        keyboard.release(code)
    keyboard.flush()
    keyboard.close()


def test_the_combination_is_noticed_with_another_window_in_front_and_nothing_else(window):
    pressed = []
    hotkey = GlobalHotkey("ctrl+alt+g", lambda: pressed.append(1))
    with pytest.raises(ActionError, match="Another program"):
        GlobalHotkey("Control+Alt+G", print)
    press("ctrl", "g")
    press("ctrl", "alt", "g")
    eventually(lambda: pressed)
    press("a")
    eventually(lambda: "a" in window.pressed)
    assert pressed == [1]
    assert window.pressed.count("g") == 1
    hotkey.close()

    def is_free():
        try:
            GlobalHotkey("ctrl+alt+g", print).close()
        except ActionError:
            return False
        return True

    eventually(is_free)


@pytest.mark.parametrize("combination", ["", "g", "ctrl", "ctrl+shift", "g+ctrl", "ctrl+nokey", "+"])
def test_what_is_no_combination(combination):
    with pytest.raises(ActionError):
        GlobalHotkey(combination, print)
