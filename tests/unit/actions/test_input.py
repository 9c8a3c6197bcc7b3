"""Keys, text and mouse reach a real window of a real X server, in order, and nothing stays down."""

import os
import signal

import pytest

from tests.waiting import eventually


def one(gesture, action, more=""):
    return f'[[everywhere.actions]]\ngesture = "{gesture}"\n{action}\n{more}\n'


@pytest.mark.parametrize(
    ("action", "pressed"),
    [
        ('keys = "ctrl+shift+t"', ["Control_L", "Shift_L", "T"]),
        ('keys = ["ctrl+k", "f5"]', ["Control_L", "k", "F5"]),
        ('keys = "?"', ["Shift_L", "question"]),
        ('text = "Aé€{gesture}\\n"', ["Shift_L", "A", "eacute", "€", "f", "i", "s", "t", "Return"]),
        ('mouse = "double click"', ["button 1", "button 1"]),
        ('mouse = "right click"', ["button 3"]),
        ('mouse = "scroll down 2"', ["button 5", "button 5"]),
        ('keys = "volumeup"', ["XF86_AudioRaiseVolume"]),
    ],
)
def test_an_event_presses_and_releases(window, stage, action, pressed):
    acting = stage(one("fist", action))
    acting.make("fist")
    outcome = acting.outcome()
    assert (outcome.ok, outcome.sentence) == (True, "")
    eventually(lambda: len(window.pressed) >= len(pressed), window.events)
    assert window.pressed == pressed
    assert window.down() == ([], 0)


def test_the_pointer_moves(window, stage):
    acting = stage(one("fist", 'mouse = "move 40 -20"'))
    acting.make("fist")
    assert acting.outcome().ok
    place = window._window.query_pointer()
    assert (place.root_x, place.root_y) == (140, 80)


def test_a_held_pose_holds_the_key_until_it_ends(window, stage):
    acting = stage(one("fist", 'keys = "w"', 'when = "held"'))
    event = acting.make("fist")
    assert acting.outcome().held
    eventually(lambda: window.events == [("press", "w")], window.events)
    assert acting.control.state.holding == ("w",)
    acting.end(event)
    eventually(lambda: window.events == [("press", "w"), ("release", "w")], window.events)
    assert acting.control.state.holding == ()


def test_a_held_pose_repeats_and_a_toggle_holds_to_the_next_showing(window, stage):
    held = one("fist", 'keys = "Down"', 'when = "held"\nevery_ms = 30')
    acting = stage(held + one("wave", 'mouse = "click"', 'when = "toggle"'))
    event = acting.make("fist")
    eventually(lambda: window.pressed.count("Down") >= 4)
    acting.end(event)
    wave = acting.make("wave")
    acting.end(wave)
    eventually(lambda: window.down()[1], "the button is down")
    repeated = window.pressed.count("Down")
    acting.make("wave")
    eventually(lambda: not window.down()[1], "the button is up")
    assert window.pressed.count("Down") == repeated


def test_the_program_in_front_chooses_the_profile(window, stage):
    acting = stage(
        one("fist", 'keys = "a"')
        + '[profiles.slides]\nprograms = ["impress"]\n'
        + one("fist", 'keys = "b"').replace("everywhere", "profiles.slides")
    )
    assert acting.control.state.profile == ""
    window.name("soffice", "Talk – LibreOffice Impress")
    window.bring_to_front()
    eventually(lambda: acting.control.state.profile == "slides")
    acting.make("fist")
    eventually(lambda: window.pressed == ["b"], window.events)
    acting.control.use_profile("")
    acting.make("fist")
    eventually(lambda: window.pressed == ["b", "a"], window.events)
    acting.control.use_profile(None)
    window.name("xterm", "shell")
    eventually(lambda: acting.control.state.profile == "")


@pytest.mark.parametrize("way", ["off", "silence", "close", "block", "no hand", "worker killed", "worker stopped"])
def test_whatever_happens_keys_that_are_held_are_released(window, stage, way):
    acting = stage("[settings]\nno_hand_s = 0.5\n" + one("fist", 'keys = "shift+w"', 'when = "held"'))
    acting.make("fist")
    acting.outcome()
    eventually(lambda: len(window.down()[0]) == 2)
    if way == "off":
        acting.control.switch_off()
    elif way == "silence":  # the live thread hangs
        acting.silence()
    elif way == "close":
        acting.close()
    elif way == "block":
        acting.control.block("a question is open", True)
    elif way == "no hand":
        acting.hands = {}
    else:
        os.kill(acting.control.worker.pid, signal.SIGKILL if way == "worker killed" else signal.SIGSTOP)
    eventually(lambda: window.down() == ([], 0), "it is still held")
