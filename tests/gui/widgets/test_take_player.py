from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.widgets.take_player import SkeletonPlayer, stretches
from tests.fakes import a_hand, tracked


def take(*places: float | None) -> Recording:
    """A frame a tenth of a second with the right hand at each x, or nowhere."""
    frames = [tracked(0.1 * index, right=None if x is None else a_hand(x, 0.6)) for index, x in enumerate(places)]
    return recording_of(frames, RecordingInfo("wave", "s", "fake", "fake", (64, 48), "2025-01-01T00:00:00+00:00"))


def inked_columns(image: QImage, ground: QColor) -> list[int]:
    """Columns of the upper half, where no bar is, that something is drawn in."""
    rows = range(4, image.height() // 2)
    return [x for x in range(8, image.width() - 8) if any(image.pixelColor(x, y) != ground for y in rows)]


@pytest.mark.parametrize("places", [(0.5,), (None,), (None, None, 0.5), (0.1, 0.9, None)])
def test_every_take_can_be_shown(qtbot: QtBot, places: tuple[float | None, ...]) -> None:
    player = SkeletonPlayer(take(*places), mirror=True)
    qtbot.addWidget(player)
    player.resize(160, 110)
    player.show()
    assert not player.grab().isNull()


def test_a_mirror_shows_the_other_side(qtbot: QtBot) -> None:
    hand_at_the_left_end = take(0.1, 0.9).part(np.array([True, True]))
    middles = []
    for mirror in (False, True):
        player = SkeletonPlayer(hand_at_the_left_end, mirror)
        qtbot.addWidget(player)
        player.position = lambda: 0.0  # type: ignore[method-assign]
        player.resize(200, 110)
        image = player.grab().toImage()
        columns = inked_columns(image, player.palette().window().color())
        middles.append(np.mean(columns) / image.width())
    assert middles[0] < 0.45
    assert middles[1] > 0.55


def test_the_shown_part_follows_the_hands_and_never_shrinks_to_a_tremble() -> None:
    still, moving = TakeAnimation(take(0.5, 0.5, 0.5)).box, TakeAnimation(take(0.1, 0.9)).box
    assert moving[2] - moving[0] > still[2] - still[0]
    assert still[3] - still[1] >= 0.3
    assert moving[0] < 0.1
    assert moving[2] > 1.2  # in picture heights


def test_stretches_of_a_lost_hand() -> None:
    time = np.array([0.0, 0.1, 0.2, 0.3, 0.4])
    lost = np.array([True, False, True, True, False])
    assert stretches(lost, time) == [(0.0, 0.1), (0.2, 0.4)]
    assert stretches(np.zeros(5, bool), time) == []
