"""Names that stand for no gesture, and names that only look like them."""

import pytest

from gesture_app.core.background_names import means_nothing, unanswered
from gesture_app.core.gestures import gesture_name


@pytest.mark.parametrize(
    "name",
    [
        *("No Gesture", "NoGesture", "no-gesture", "nothing", "Idle", "idle_2", "background", "BG", "blank", "neutral"),
        *("neutral pose", "rest", "Rest position", "empty", "other", "Others", "negative samples", "unknown"),
        *("class_unknown", "Doing other things", "unlabelled", "keine Geste", "Hintergrund", "arrière-plan", "vacío"),
        *("ningún gesto", "tło", "niente", "arka plan", "ничего", "фон", "无手势", "背景", "その他", "なし", "없음"),
        "لا شيء",
    ],
)  # fmt: skip
def test_a_name_of_the_background(name: str) -> None:
    assert means_nothing(gesture_name(name)) != (gesture_name(name) == "none")


@pytest.mark.parametrize(
    "name",
    ["wave", "none", "no", "stop", "open hand", "rest hand on table", "restart", "background swipe", "C++"],
)
def test_a_name_of_a_gesture(name: str) -> None:
    assert not means_nothing(gesture_name(name))


def test_an_answer_is_not_asked_for_again() -> None:
    assert unanswered(["idle", "rest", "wave", "none"], {"rest": False}) == ("idle",)
