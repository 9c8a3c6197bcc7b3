"""The first steps: ticked off when recognised, gone once an own gesture is recognised, back when asked for."""

from __future__ import annotations

import pytest

from gesture_app.core.prediction import Event
from gesture_app.gui.recognise.first_steps import FirstStep, FirstSteps
from tests.fakes import a_card


@pytest.fixture
def steps(context, qtbot, monkeypatch):
    monkeypatch.setattr(type(context.models), "is_shipped", lambda self, model: model == "starter")
    steps = FirstSteps(context)
    qtbot.addWidget(steps)
    steps.show()
    return steps


def recognise(steps, *gestures):
    for gesture in gestures:
        steps._context.updates.fired.emit(Event(1.0, 0.9, gesture, 0.9))


def test_from_the_first_tick_to_ones_own_gesture(steps, context):
    context.updates.model.emit(a_card("fist", "wave", "thumb_up", "horns", id="starter"))
    assert steps.step is FirstStep.SHOW
    assert set(steps.hands.hands) == {"thumb_up", "fist", "wave"}
    recognise(steps, "fist", "horns")
    assert [gesture for gesture, hand in steps.hands.hands.items() if hand.ticked] == ["fist"]
    recognise(steps, "wave", "thumb_up")
    assert steps.step is FirstStep.TEACH
    context.updates.model.emit(a_card("ahoy", id="mine"))
    assert steps.step is FirstStep.TRY
    assert set(steps.hands.hands) == {"ahoy"}
    recognise(steps, "ahoy")
    assert steps.step is FirstStep.DONE
    assert not context.settings.now.first_steps


def test_hidden_steps_stay_hidden_until_they_are_asked_for(steps, context):
    context.updates.model.emit(a_card("fist", id="starter"))
    steps.hide_steps.click()
    assert steps.isHidden()
    recognise(steps, "fist")
    steps.begin_again()
    assert not steps.isHidden()
    assert steps.step is FirstStep.SHOW
