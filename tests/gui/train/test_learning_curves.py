from __future__ import annotations

from math import nan

from pytestqt.qtbot import QtBot

from gesture_app.core.model.report import EpochMetrics
from gesture_app.gui.train.learning_curves import Curve, CurvePlot, LearningCurves


def test_curves_can_be_drawn_where_nothing_was_held_out(qtbot: QtBot) -> None:
    curves = LearningCurves()
    qtbot.addWidget(curves)
    curves.resize(400, 400)
    curves.show()
    curves.start(3)
    for epoch in (1, 2, 3):
        curves.add(EpochMetrics(epoch, 3, 1.0 / epoch, 0.5, nan, nan, 0.0))
        assert not curves.grab().isNull()


def test_the_last_measured_value_stays_once_the_held_out_takes_are_learned_from(qtbot: QtBot) -> None:
    plot = CurvePlot("Accuracy", (Curve("held out", 1), Curve("training", 0)), percent=True)
    qtbot.addWidget(plot)
    plot.start(3)
    for held_out in (0.5, 0.98, nan):
        plot.add(held_out, 0.9)
        assert not plot.grab().isNull()
    assert plot.accessibleDescription() == "held out 98 %, training 90 %"
