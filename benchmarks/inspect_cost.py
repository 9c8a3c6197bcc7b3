"""What looking inside the network costs recognition: frames a second, frames dropped, delay, on Recognise and Inspect.

    python -m benchmarks.inspect_cost [--pairs 12] [--seconds 5] [--width W] [--height H] [--processors 2] [--json FILE]

The real window off screen, on the drawn hand, which like a webcam gives 30 frames a second and waits for nobody. In
turn a stretch on Recognise and one on Inspect, which follows the live stream; which of the two comes first changes
from pair to pair. Where other programs want the processors, frames by the clock measure these: then look at the ratios,
and at *worked*. The goal: opening the page costs recognition no frame.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.figures import Sheet, mean, show, write
from gesture_app.app import Program
from gesture_app.live.live_session import LiveSnapshot
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

WARM_UP_S, SETTLE_S = 12.0, 1.0
"""until both pages have shown what they show; after a page was turned to"""
SAMPLE_MS = 50
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was measured in one stretch of time."""

    frames_a_second: float
    dropped_a_second: float
    delay_ms: float
    """from the camera's frame to what is shown of it, the median"""
    window_share: float
    """of a processor that the GUI thread took"""
    worked_ms: float
    """of a processor that all threads together took for each frame; counts nobody else"""
    held_up_ms: float
    """by how much the GUI thread was latest for what it was to do"""


@dataclass(frozen=True, slots=True)
class Figures:
    """All stretches on one page."""

    page: str
    stretches: int
    frames_a_second: float
    dropped_a_second: float
    delay_ms: float
    window_share: float
    worked_ms: float
    held_up_median_ms: float
    held_up_longest_ms: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """On Inspect, of on Recognise."""

    frames_median: float
    """of the pairs"""
    frames_mean: float
    frames_lowest: float
    frames_highest: float
    delay_median: float
    worked_median: float
    dropped_more_a_second: float
    """the mean difference"""


def measured(program: Program, seconds: float) -> Stretch:
    """One stretch, on whatever page is shown."""
    delays: list[float] = []
    late: list[float] = []
    due = perf_counter() + SAMPLE_MS / 1000

    def sample() -> None:
        nonlocal due
        now = perf_counter()
        late.append(1000 * (now - due))
        due = now + SAMPLE_MS / 1000
        delays.append(_snapshot(program).delay_ms)

    timer = QTimer(interval=SAMPLE_MS)
    timer.timeout.connect(sample)
    before, began, own, worked = _snapshot(program), perf_counter(), thread_time(), process_time()
    timer.start()
    _run(seconds)
    timer.stop()
    after, lasted, own = _snapshot(program), perf_counter() - began, thread_time() - own
    worked = process_time() - worked
    return Stretch(
        (after.frames - before.frames) / lasted,
        (after.dropped - before.dropped) / lasted,
        median(delays),
        own / lasted,
        1000 * worked / max(1, after.frames - before.frames),
        max(late),
    )


def on_page(program: Program, page: QWidget, seconds: float) -> Stretch:
    """Turn to a page, let it settle, measure."""
    program.window.turn_to(page)
    _run(SETTLE_S)
    return measured(program, seconds)


def figures_of(page: str, stretches: Sequence[Stretch]) -> Figures:
    """All of one page together."""
    return Figures(
        page,
        len(stretches),
        mean([one.frames_a_second for one in stretches]),
        mean([one.dropped_a_second for one in stretches]),
        median(one.delay_ms for one in stretches),
        mean([one.window_share for one in stretches]),
        median(one.worked_ms for one in stretches),
        median(one.held_up_ms for one in stretches),
        max(one.held_up_ms for one in stretches),
    )


def ratio_of(pairs: Sequence[tuple[Stretch, Stretch]]) -> Ratio:
    """Of (on Recognise, on Inspect)."""
    frames = [inside.frames_a_second / outside.frames_a_second for outside, inside in pairs]
    return Ratio(
        median(frames),
        float(np.mean(frames)),
        min(frames),
        max(frames),
        median(inside.delay_ms / outside.delay_ms for outside, inside in pairs),
        median(inside.worked_ms / outside.worked_ms for outside, inside in pairs),
        mean([inside.dropped_a_second - outside.dropped_a_second for outside, inside in pairs]),
    )


def _snapshot(program: Program) -> LiveSnapshot:
    snapshot = program.session.snapshot()
    assert snapshot is not None  # the warm-up waited for it
    return snapshot


def _run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    """Print a table of the pages and one of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=12, help="stretches on each page")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each stretch")
    parser.add_argument("--width", type=int, default=1240, help="of the window, pixels")
    parser.add_argument("--height", type=int, default=680)
    parser.add_argument("--processors", type=int, default=2, help="for all of it together, where the system allows it")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.processors])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        app = QApplication(sys.argv[:1])
        settings = SettingsStore(root / "settings.toml")
        program = Program(app, find_workspace(root / "workspace"), settings, root / "log")
        program.start("demo")
        program.window.resize(arguments.width, arguments.height)
        program.window.turn_to(program.inspect)
        until = perf_counter() + PATIENCE_S
        while program.inspect.reading is None or not len(program.inspect.reading.trace):
            if perf_counter() > until:
                sys.exit("Nothing was seen.")
            _run(0.1)
        _run(WARM_UP_S)
        pairs = []
        for number in range(arguments.pairs):
            pages = [program.recognise, program.inspect]
            order = pages if number % 2 == 0 else pages[::-1]
            took = [on_page(program, page, arguments.seconds) for page in order]
            pairs.append((took[0], took[1]) if number % 2 == 0 else (took[1], took[0]))
        program.window.close()
        program.stop()
    sheets = (
        Sheet(
            "By page",
            [
                figures_of("Recognise", [outside for outside, _ in pairs]),
                figures_of("Inspect, live", [inside for _, inside in pairs]),
            ],
        ),
        Sheet("On Inspect, of on Recognise", [ratio_of(pairs)]),
    )
    show(sheets)
    if arguments.json:
        write(arguments.json, "inspect_cost", vars(arguments), sheets)


if __name__ == "__main__":
    main()
