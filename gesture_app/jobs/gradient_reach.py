"""Measure how far gradients reach back in time, as one generator: load takes, train three recurrent cells, measure."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gesture_app.core.inspection.gradient_reach import (
    MOST_TAKES,
    CellReach,
    GradientReach,
    ReachDone,
    ReachFailed,
    ReachMessage,
    ReachStarted,
)
from gesture_app.core.recording import Recording
from gesture_app.jobs.failure import report_failure
from gesture_app.learning.inspection.gradient_reach import (
    RATE,
    WAIT_S,
    ReachTakes,
    measure,
    takes_to_compare,
)
from gesture_app.storage.recordings.scanner import newest_takes
from gesture_app.storage.workspace import Workspace
from gesture_app.vision.demo.takes import drawn_takes

DRAWN = ("circle_clockwise", "circle_counterclockwise", "fist", "swipe_left", "swipe_right", "two")
"""gestures of the drawn hand that stand in if the workspace has too few takes"""


@report_failure(ReachFailed, "The measurement", "Close other programs.", "Recordings and models are unchanged.")
def run_gradient_reach(workspace: Workspace, delay_s: float = WAIT_S) -> Iterator[ReachMessage]:
    """Measure all cells. The last message, and only the last, is `ReachDone` or `ReachFailed`."""
    began = time.perf_counter()
    takes, bundled = takes_to_compare(_own(workspace)), False
    if takes is None:
        takes, bundled = drawn_reach_takes(), True
    count = len(takes.learned_from) + len(takes.held_out)
    yield ReachStarted(count, takes.gestures, bundled)
    cells = []
    for news in measure(takes, delay_s):
        if isinstance(news, CellReach):
            cells.append(news)
        else:
            yield news
    yield ReachDone(reach_result(takes, tuple(cells), bundled, delay_s, time.perf_counter() - began))


def drawn_reach_takes() -> ReachTakes:
    """Return takes of the drawn hand for the measurement."""
    takes = takes_to_compare(drawn_takes(DRAWN, MOST_TAKES))
    assert takes is not None  # the drawn hand shows enough of everything
    return takes


def reach_result(
    takes: ReachTakes, cells: tuple[CellReach, ...], bundled: bool, delay_s: float, seconds: float
) -> GradientReach:
    """Return the result of a measurement that took so many seconds."""
    return GradientReach(
        cells=cells,
        rate=RATE,
        takes=len(takes.learned_from),
        held_out=len(takes.held_out),
        gestures=takes.gestures,
        bundled=bundled,
        delay_s=delay_s,
        seconds=seconds,
    )


def _own(workspace: Workspace) -> list[Recording]:
    return newest_takes(workspace.recordings, MOST_TAKES) if workspace.recordings.is_dir() else []
