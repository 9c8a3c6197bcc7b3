from __future__ import annotations

from math import nan

from pytestqt.qtbot import QtBot

from gesture_app.core.training_progress import EpochDone
from gesture_app.gui.widgets.learning_curves import LearningCurves


def test_curves_can_be_drawn_where_nothing_was_held_out(qtbot: QtBot) -> None:
    curves = LearningCurves()
    qtbot.addWidget(curves)
    curves.resize(400, 400)
    curves.show()
    curves.start(3)
    for epoch in (1, 2, 3):
        curves.add(EpochDone(epoch, 3, 1.0 / epoch, 0.5, nan, nan, 0.0))
        assert not curves.grab().isNull()
