"""Measures the cost of the Inspect page for recognition: frames recognised a second on the page and off it.

    python -m benchmarks.inspect_cost [--pairs 6] [--seconds 8] [--processors 2] [--json FILE]

The real window off screen, on the drawn hand, which gives 30 frames a second. Stretches on the Recognise page and on
the Inspect page, following the stream, lie side by side in one run, and every other pair begins with the other page.
Then the timeline alone is painted from a trace of ten seconds in which a hand is always there, at the sizes it has in a
window as it first opens and in one that fills a large screen. The goal: no frame less, so a median ratio of at least
0.97. On a busy computer only the ratios and the GUI thread's own time mean anything.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSize

from benchmarks.cost import made_up_takes
from benchmarks.figures import FigureTable, mean, show, write
from benchmarks.gui_responsiveness import Probed
from benchmarks.real_window import keep_to_processors, run_window, run_window_until
from benchmarks.streams import stream_recording
from gesture_app.app import Program
from gesture_app.core.recording import Recording
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.timeline.layout import lanes_of
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions, view_of
from gesture_app.learning.inspection.tracer import trace_of
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder

PATIENCE_S = 60.0
WARM_UP_S = 11.0
"""until the ten seconds that the page shows are full, once"""
SETTLE_S = 1.0
"""after a page was turned; that cost is not measured here"""
TRACE_S = 10.0
SHEETS = (QSize(838, 488), QSize(1518, 888))
REPAINTS = 20
RECOGNISE = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """The figures of one stretch of time on one page."""

    frames_a_second: float
    dropped_a_second: float
    looks_a_second: float
    """into the network, each of which is shown"""
    own_longest_ms: float
    """of the GUI thread on the processor, for one event"""
    own_share: float
    """of one processor, for all events"""


@dataclass(frozen=True, slots=True)
class Figures:
    """All stretches on a page: medians, and the longest of all."""

    page: str
    stretches: int
    figures: Stretch


@dataclass(frozen=True, slots=True)
class Ratio:
    """Figures on the Inspect page divided by those on the Recognise page."""

    frames_median_of_pairs: float
    frames_least: float
    frames_most: float
    frames_of_medians: float
    dropped_more_a_second: float


@dataclass(frozen=True, slots=True)
class Repaint:
    """One repaint of a trace: its lanes made, laid out and painted."""

    sheet: str
    steps: int
    cells: int
    own_median_ms: float
    own_longest_ms: float
    median_ms: float


def measured(app: Probed, program: Program, seconds: float) -> Stretch:
    """Measure one stretch on the page that is shown."""
    looks: list[TraceView] = []
    reading = program.inspect.source.view_changed.connect(looks.append)
    app.figures()  # forgets what was before
    (frames, dropped), began = _counted(program), perf_counter()
    run_window(seconds)
    lasted, (frames_after, dropped_after) = perf_counter() - began, _counted(program)
    program.inspect.source.view_changed.disconnect(reading)
    return Stretch(
        (frames_after - frames) / lasted,
        (dropped_after - dropped) / lasted,
        len(looks) / lasted,
        max(app.own_ms, default=0.0),
        sum(app.own_ms) / 1000 / lasted,
    )


def one_pair(app: Probed, program: Program, seconds: float, inspect_first: bool) -> tuple[Stretch, Stretch]:
    """Measure a stretch on the Recognise page and one on the Inspect page, in either order."""
    window = program.window

    def on(turn: Callable[[], object]) -> Stretch:
        turn()
        run_window(SETTLE_S)
        return measured(app, program, seconds)

    if inspect_first:
        inspected = on(lambda: window.turn_to(program.inspect))
        return on(lambda: window.show_page(RECOGNISE)), inspected
    return on(lambda: window.show_page(RECOGNISE)), on(lambda: window.turn_to(program.inspect))


def figures_of(page: str, stretches: Sequence[Stretch]) -> Figures:
    """Return the figures of all stretches on one page."""
    return Figures(
        page,
        len(stretches),
        Stretch(
            median(one.frames_a_second for one in stretches),
            mean([one.dropped_a_second for one in stretches]),  # rare: a median would be 0
            median(one.looks_a_second for one in stretches),
            max(one.own_longest_ms for one in stretches),
            median(one.own_share for one in stretches),
        ),
    )


def ratio_of(pairs: Sequence[tuple[Stretch, Stretch]]) -> Ratio:
    """Return the ratios of pairs (Recognise, Inspect)."""
    ratios = [inspect.frames_a_second / recognise.frames_a_second for recognise, inspect in pairs]
    return Ratio(
        median(ratios),
        min(ratios),
        max(ratios),
        median(inspect.frames_a_second for _, inspect in pairs)
        / median(recognise.frames_a_second for recognise, _ in pairs),
        mean([inspect.dropped_a_second - recognise.dropped_a_second for recognise, inspect in pairs]),
    )


def repaints(models: ModelStore, model: str) -> list[Repaint]:
    """Measure repaints of a whole trace, by the size of the timeline."""
    stored = models.load(model)
    trace = trace_of(stored.card, recogniser_of(stored.card, stored.weights).network, _always_a_hand())
    view = view_of(trace, ViewOptions())
    start, end = float(trace.time[0]), float(trace.time[-1]) + view.step_s
    rows = []
    for size in SHEETS:
        canvas = TraceCanvas()
        canvas.resize(size)
        canvas.show()
        run_window(SETTLE_S)  # nothing is painted before the window is up
        took, own = [], []
        for _ in range(REPAINTS):
            began, own_began = perf_counter(), thread_time()
            canvas.show_lanes(lanes_of(view), start, end)
            canvas.repaint()
            own.append(1000 * (thread_time() - own_began))
            took.append(1000 * (perf_counter() - began))
        canvas.close()
        cells = view.memory.hidden.shape[-1]
        name = f"{size.width()} × {size.height()}"
        rows.append(Repaint(name, len(trace), cells, median(own), max(own[1:]), median(took)))
    return rows


def _always_a_hand() -> Recording:
    """Return this many seconds of made-up takes, one after the other."""
    takes = made_up_takes(1, np.random.default_rng(0))
    landmarks = np.concatenate([take.landmarks for take in takes])
    time = np.arange(len(landmarks)) / 30
    wanted = time < TRACE_S
    return stream_recording(time[wanted], landmarks[wanted], takes[0].info)


def _counted(program: Program) -> tuple[int, int]:
    """Return the frames recognised and dropped so far."""
    snapshot = program.context.session.snapshot()
    return (0, 0) if snapshot is None else (snapshot.frames, snapshot.dropped)


def main() -> None:
    """Print a table of the pages, of the ratios, and of the painting alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=6, help="stretches on each page")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each stretch")
    parser.add_argument("--processors", type=int, default=2, help="for all of it together, where the system allows it")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    keep_to_processors(arguments.processors)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        app = Probed()
        workspace = find_workspace(root / "workspace")
        program = Program(app, workspace, SettingsStore(root / "settings.toml"), root / "log")
        program.live.settings.change(inspect_tour=False)  # the page follows the stream at once
        program.start("demo")
        run_window_until(
            lambda: (newest := program.context.updates.newest) is not None and newest.card is not None,
            PATIENCE_S,
        )
        program.window.turn_to(program.inspect)
        run_window_until(lambda: program.inspect.view is not None, PATIENCE_S)
        run_window(min(WARM_UP_S, 2 * arguments.seconds))
        pairs = [one_pair(app, program, arguments.seconds, turn % 2 == 1) for turn in range(arguments.pairs)]
        program.window.close()
        program.stop()
        models = ModelStore(workspace.models, shipped_models_folder())
        model = models.active()
        if model is None:
            sys.exit("There is no model.")
        painted = repaints(models, model)
    tables = (
        FigureTable(
            "Side by side",
            [
                figures_of("Recognise", [recognise for recognise, _ in pairs]),
                figures_of("Inspect", [inspect for _, inspect in pairs]),
            ],
        ),
        FigureTable("Inspect, of Recognise", [ratio_of(pairs)]),
        FigureTable("One repaint of ten seconds", painted),
    )
    show(tables)
    if arguments.json:
        write(arguments.json, "inspect_cost", vars(arguments), tables)


if __name__ == "__main__":
    main()
