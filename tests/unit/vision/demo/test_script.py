"""Reading what the drawn hand shall perform."""

import pytest

from gesture_app.core.errors import CameraError
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.demo.script import Step, read_script


def test_counts_and_seconds_are_read_with_spaces_around_them() -> None:
    assert read_script("swipe_left*2, fist ,idle:2.5") == (
        Step("swipe_left"),
        Step("swipe_left"),
        Step("fist"),
        Step("idle", 2.5),
    )


def test_idling_without_seconds_takes_some() -> None:
    (step,) = read_script("idle")
    assert step.seconds > 1


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CameraError, match="high_five") as caught:
        read_script("fist,high_five*3")
    assert "open palm" in caught.value.hint
    assert "idle" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "fist*0",
        "fist:3",
        "fist**2",
        "fist*-1",
        "fist,,two",
        "idle:99999999",
        "idle:0",
        "fist*1.5",
        "idle:1e15",
        "idle:nan",
        "fist*" + "9" * 5000,
        "idle:" + "9" * 5000,
        ",".join(["fist*10000"] * 11),
    ],
)
def test_numbers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(CameraError):
        read_script(text)


def test_without_a_script_it_is_live_and_with_one_it_waits() -> None:
    assert DemoCamera().live
    assert not DemoCamera("fist").live
