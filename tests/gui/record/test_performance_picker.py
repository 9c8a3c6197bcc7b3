"""What the drawn hand performs for the gesture that is being recorded."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.gui.record.performance_picker import PerformancePicker
from gesture_app.gui.state.tasks import TaskRunner


@pytest.fixture
def picker(tasks: TaskRunner, qtbot: QtBot) -> PerformancePicker:
    picker = PerformancePicker(tasks)
    qtbot.addWidget(picker)
    return picker


@pytest.mark.parametrize("typed", ["thumb up", "thumb_up", "Thumbs up", "thumb-up", "thumbup", "thum up"])
def test_a_gesture_that_the_drawn_hand_knows_is_performed_without_a_question(picker, typed):
    picker.set_source("demo")
    picker.set_name(typed)
    assert picker.performance == "thumb_up"
    assert picker.isHidden()


def test_an_unknown_gesture_gets_the_performance_that_the_user_clicks_and_keeps_it(picker):
    picker.set_source("demo")
    picker.set_name("ahoy")
    assert not picker.isHidden()
    picker.hands.hands["horns"].click()
    assert picker.performance == "horns"
    picker.set_name("wave")
    assert picker.performance == "wave"
    picker.set_name("ahoy")
    assert picker.performance == "horns"


def test_two_unknown_gestures_are_not_offered_the_same_performance(picker):
    picker.set_source("demo")
    picker.set_name("ahoy")
    first = picker.performance
    picker.keep_choice()
    picker.set_name("hello")
    assert picker.performance not in ("", first)


def test_the_choice_of_the_menu_stands_for_an_unknown_gesture(picker):
    picker.set_source("demo:wave")
    picker.set_name("ahoy")
    assert picker.performance == "wave"


@pytest.mark.parametrize(
    ("source", "name"), [("demo:wave*9", "ahoy"), ("0", "ahoy"), ("demo", "no gesture"), ("demo", "")]
)
def test_nothing_is_asked_of_a_script_a_camera_or_the_background(picker, source, name):
    picker.set_source(source)
    picker.set_name(name)
    assert picker.isHidden()
    assert picker.performance == ""
