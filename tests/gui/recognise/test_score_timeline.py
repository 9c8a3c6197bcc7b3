"""The strip of the last ten seconds: curves where the scores were, thresholds and marks, a lane per gesture."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gesture_app.core.prediction import Event, Prediction
from gesture_app.gui.recognise.score_timeline import SECONDS, ScoreTimeline
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.score_raster import curve_cover, shades
from tests.fakes import a_card


def test_a_curve_covers_its_lane_from_the_foot_to_its_score():
    time = np.arange(0, 1, 0.1)
    scores = np.column_stack([np.full(10, 0.5), np.zeros(10), np.ones(10)]).astype(np.float32)
    cover = curve_cover(time, scores, np.array([0.25, 0.55]), 10, 1.0)
    half, nothing, full = cover[:, :, 0]
    assert not half[:5].any()
    assert half[5] == 255
    assert 0 < half[9] < 255
    assert not nothing.any()
    assert full.all()


def test_a_curve_is_broken_where_no_hand_was_and_ends_where_the_scores_end():
    time = np.array([1.0, 1.1, 3.0, 3.1])
    cover = curve_cover(time, np.ones((4, 1), np.float32), np.array([0.5, 1.05, 2.0, 3.05, 3.5]), 4, 1.0)
    assert cover[0, -1].astype(bool).tolist() == [False, True, False, True, False]
    assert not curve_cover(time[:0], np.ones((0, 1), np.float32), np.array([0.5]), 4, 1.0).any()


def test_shades_go_from_nothing_to_the_colour():
    table = shades(QColor(10, 20, 30))
    assert table[0] == 0
    assert table[255] == 0xFF0A141E


@pytest.fixture
def timeline(qtbot):
    """Ten seconds of "fist", then of "wave", seen at their border."""
    timeline = ScoreTimeline()
    qtbot.addWidget(timeline)
    timeline.resize(440, 140)
    timeline.show_model(a_card("fist", "wave"))
    steps = np.arange(0, 10, 1 / 30)
    timeline.push([Prediction(time, np.array([0, time < 5, time >= 5], np.float32)) for time in steps])
    timeline.advance(10.0)
    return timeline


def colour(timeline, share, row):
    """The colour low in a lane, `share` of the way from the oldest moment to now."""
    plot, picture = timeline._plot(), timeline.grab().toImage()
    ratio = picture.devicePixelRatio()
    place = timeline._lane_area(plot, row)
    return picture.pixelColor(int((plot.left() + share * plot.width()) * ratio), int((place.bottom() - 4) * ratio))


def test_every_gesture_has_its_lane_and_its_time(timeline):
    ground = theme_colors(timeline.palette()).panel
    assert colour(timeline, 0.23, 0) == colour(timeline, 0.77, 1) != ground
    assert colour(timeline, 0.77, 0) == colour(timeline, 0.23, 1) == ground


def test_what_fired_is_marked_and_scrolls_away(timeline):
    timeline.mark(Event(5.0, 4.8, "wave", 0.9))
    timeline.mark(Event(5.0, 4.8, "of another model", 0.9))
    assert colour(timeline, 0.5, 1) == theme_colors(timeline.palette()).good
    timeline.advance(5.0 + SECONDS + 0.1)
    assert colour(timeline, 0.5, 1) != theme_colors(timeline.palette()).good


def test_another_model_or_source_begins_with_empty_lanes(timeline):
    ground = theme_colors(timeline.palette()).panel
    timeline.clear()
    assert colour(timeline, 0.23, 0) == ground
    timeline.show_model(None)
    assert not timeline.grab().isNull()


def test_many_gestures_ask_for_more_height(timeline):
    before = timeline.minimumSizeHint().height()
    timeline.show_model(a_card(*[f"gesture {number}" for number in range(40)]))
    assert timeline.minimumSizeHint().height() > 5 * before
    timeline.push([Prediction(0.0, np.full(41, 1 / 41, np.float32))])
    assert not timeline.grab().isNull()
