from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gesture_app.gui.widgets.countdown_overlay import CountdownOverlay
from gesture_app.live.recorder import Phase, RecorderStatus


@pytest.fixture
def picture(qtbot: QtBot) -> QWidget:
    picture = QWidget()
    qtbot.addWidget(picture)
    picture.resize(640, 480)
    picture.show()
    return picture


def test_it_covers_the_picture_while_a_series_runs_and_is_gone_after(picture: QWidget) -> None:
    overlay = CountdownOverlay(picture)
    assert not overlay.isVisible()
    overlay.show_status(RecorderStatus(Phase.COUNTDOWN, "wave", 1, 10, 2.4))
    assert overlay.isVisible()
    picture.resize(900, 700)
    assert overlay.size() == picture.size()
    overlay.show_status(RecorderStatus())
    assert not overlay.isVisible()


@pytest.mark.parametrize("phase", [Phase.COUNTDOWN, Phase.TAKE, Phase.REST, Phase.PAUSED])
@pytest.mark.parametrize("size", [(1, 1), (320, 240)])
def test_every_phase_says_what_to_do(picture: QWidget, phase: Phase, size: tuple[int, int]) -> None:
    overlay = CountdownOverlay(picture)
    picture.resize(*size)
    overlay.show_status(RecorderStatus(phase, "a_gesture_with_a_rather_long_name_indeed", 4, 10, 0.0))
    assert not overlay.grab().isNull()
    assert "take 4 of 10" in overlay.accessibleDescription()


def test_where_the_picture_is_gone_the_words_in_its_place_stay_readable(picture: QWidget) -> None:
    areas = [QRectF(picture.rect())]
    overlay = CountdownOverlay(picture, lambda: areas[-1])
    before = picture.grab().toImage()
    overlay.show_status(RecorderStatus(Phase.PAUSED, "wave", 1, 10))
    assert picture.grab().toImage() != before
    areas.append(QRectF())
    assert picture.grab().toImage() == before
