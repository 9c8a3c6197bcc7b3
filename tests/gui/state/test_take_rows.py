"""Which takes are shown, and in which order."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.quality.take_checks import CheckKind, looks_like
from gesture_app.core.quality.take_stats import figures_of
from gesture_app.gui.state.take_rows import Order, Show, TakeChoice, TakeRow, summaries
from gesture_app.storage.recordings.listing import ListedTake
from tests.made_up_takes import a_take


def a_row(name, gesture="fist", seconds=1.0, note="", disabled=False, named="", approved=False):
    recording = a_take("fist", np.random.default_rng(0))
    info = replace(recording.info, gesture=gesture, note=note, disabled=disabled)
    figures = replace(figures_of(recording), kept_seconds=seconds)
    issue = looks_like(gesture, named) if named else None
    return TakeRow(ListedTake(name, Path(gesture, name), info, figures, (0, 0)), (issue,) if issue else (), approved)


@pytest.fixture(scope="module")
def rows():
    return [
        a_row("1", note="Thumb hidden", seconds=3.0),
        a_row("2", named="wave"),
        a_row("3", gesture="wave", named="none", seconds=0.5),
        a_row("4", gesture="wave", named="fist", approved=True),
        a_row("5", gesture="none", disabled=True, named="wave"),
    ]


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (TakeChoice(), "54321"),
        (TakeChoice(order=Order.OLDEST), "12345"),
        (TakeChoice(order=Order.WORST), "23541"),
        (TakeChoice(order=Order.LONGEST), "15423"),
        (TakeChoice(show=Show.DOUBTFUL), "32"),
        (TakeChoice(show=Show.DISABLED), "5"),
        (TakeChoice(show=Show.NOTED), "1"),
        (TakeChoice(search="hid THUMB"), "1"),
        (TakeChoice(frozenset({"wave"})), "43"),
        (TakeChoice(session="tuesday"), ""),
    ],
)
def test_chosen_takes_in_order(rows, choice, shown):
    assert "".join(row.take.id for row in choice.of(rows)) == shown


def test_gestures_by_name_or_worst_first(rows):
    assert [summary.gesture for summary in summaries(rows, worst_first=False)] == ["fist", "wave", "none"]
    fist, wave, none = summaries([*rows, a_row("6", gesture="wave", named="fist")], worst_first=True)[:3]
    assert (fist.gesture, fist.doubtful) == ("wave", 2)
    assert wave.few
    assert none.disabled == 1
    assert rows[1].issues[0].kind is CheckKind.LOOKS_LIKE
