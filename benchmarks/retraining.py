"""Measures the cost of a training: frames recognised a second and GUI actions, with and without one.

    python -m benchmarks.retraining [--rounds 3] [--pairs 4] [--seconds 4] [--processors 2] [--json FILE]

The real window runs off screen, on the drawn hand, which gives 30 frames a second. Each round the Train page trains on
made-up takes of ten gestures. After some seconds the training is stopped (SIGSTOP) for as long, then it goes on, in
turn: each figure has its counterpart from the same moment of the same run, on the same processors. An action is timed
until everything it leads to is painted. The goal: with a training at least 90 % of the frames, and every action
under 50 ms. On a busy computer only the ratios mean anything. It needs signals (not Windows).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.cost import made_up_takes
from benchmarks.figures import FigureTable, mean, show, write
from benchmarks.real_window import keep_to_processors, run_window, run_window_until
from gesture_app.app import Program
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

TAKES_PER_GESTURE = 30
ACTION_EVERY_MS = 250
WARM_UP_S = 6.0
PATIENCE_S = 120.0
SETTLE_S = 0.5
"""until the page has noticed the end of its training"""
RECOGNISE, RECORD, TRAIN = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """The figures of one stretch of time."""

    frames_a_second: float
    share_of_processor: float
    """the training's share of one"""
    took: tuple[Took, ...]


@dataclass(frozen=True, slots=True)
class Took:
    """One action."""

    ms: float
    """by the clock"""
    own_ms: float
    """of the GUI thread on the processor, without other programs"""
    what: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All stretches with a training, or without one."""

    training: str
    stretches: int
    frames_a_second: float
    """the mean"""
    share_of_processor: float
    actions: int
    action_median_ms: float
    action_p95_ms: float
    action_longest_ms: float
    longest: str
    own_longest_ms: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Figures with a training divided by those without. The median is that of the pairs."""

    frames_median: float
    frames_mean: float
    action_median: float
    action_p95: float


@dataclass(frozen=True, slots=True)
class Start:
    """The click that starts a training."""

    round: int
    ms: float
    own_ms: float


class Actions:
    """Actions of a user while the window recognises, one after the other, each with its painting."""

    def __init__(self, app: QApplication, program: Program) -> None:
        self._app, self._program = app, program
        self._turns = cycle(self._all())

    def do(self, what: str, action: Callable[[], object]) -> Took:
        """Time one action."""
        began, own = perf_counter(), thread_time()
        action()
        self._app.sendPostedEvents()
        self._app.processEvents()
        return Took(1000 * (perf_counter() - began), 1000 * (thread_time() - own), what)

    def next(self) -> Took:
        """Time the next action in turn."""
        return self.do(*next(self._turns))

    def _all(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        window, form = self._program.window, self._program.record.form

        def turn(page: int) -> Callable[[], None]:
            return lambda: window.show_page(page)

        def press(key: Qt.Key) -> Callable[[], None]:
            return lambda: QTest.keyClick(QApplication.focusWidget() or window, key)

        return (
            ("turn to Recognise", turn(RECOGNISE)),
            ("move a threshold", press(Qt.Key.Key_Right)),
            ("move it again", press(Qt.Key.Key_Left)),
            ("turn to Record", turn(RECORD)),
            ("type a name", lambda: (form.gesture.setFocus(), QTest.keyClicks(form.gesture, "w"))),
            ("clear it", lambda: form.gesture.setEditText("")),
            ("turn to Train", turn(TRAIN)),
            ("open the settings", lambda: window.bring_up(window.settings_dialog)),
            ("close them", window.settings_dialog.close),
        )


def measured(actions: Actions, program: Program, training: int, seconds: float) -> Stretch:
    """Measure one stretch, while the process `training` runs or is stopped."""
    took: list[Took] = []
    timer = QTimer(interval=ACTION_EVERY_MS)
    timer.timeout.connect(lambda: took.append(actions.next()))
    frames, worked, began = _frames(program), _worked_s(training), perf_counter()
    timer.start()
    run_window(seconds)
    timer.stop()
    lasted = perf_counter() - began
    return Stretch((_frames(program) - frames) / lasted, (_worked_s(training) - worked) / lasted, tuple(took))


def one_round(
    actions: Actions, program: Program, pairs: int, seconds: float
) -> tuple[Took, list[tuple[Stretch, Stretch]]]:
    """Measure one training: the click that starts it, and stretches in which it runs or is stopped."""
    program.window.show_page(TRAIN)
    click = actions.do("start the training", program.train.train)
    training = _training()
    if training is None:
        sys.exit("The training did not start.")
    measured_pairs = []
    for _ in range(pairs):
        beside = measured(actions, program, training, seconds)
        if _training() is None:
            break  # what is left of the round would be measured without it
        os.kill(training, signal.SIGSTOP)
        alone = measured(actions, program, training, seconds)
        os.kill(training, signal.SIGCONT)
        measured_pairs.append((beside, alone))
    program.train.run.cancel()
    run_window_until(lambda: _training() is None, PATIENCE_S)
    run_window(SETTLE_S)
    return click, measured_pairs


def figures_of(training: str, stretches: Sequence[Stretch]) -> Figures:
    """Return the figures of all stretches of one kind."""
    took = sorted((one for stretch in stretches for one in stretch.took), key=lambda one: one.ms)
    return Figures(
        training,
        len(stretches),
        mean([stretch.frames_a_second for stretch in stretches]),
        mean([stretch.share_of_processor for stretch in stretches]),
        len(took),
        median(one.ms for one in took),
        float(np.percentile([one.ms for one in took], 95)),
        took[-1].ms,
        took[-1].what,
        max(one.own_ms for one in took),
    )


def _frames(program: Program) -> int:
    snapshot = program.context.session.snapshot()
    return 0 if snapshot is None else snapshot.frames


def _training() -> int | None:
    """Return the training's process."""
    return next((child.pid for child in multiprocessing.active_children() if child.name == "training"), None)


def _worked_s(process: int) -> float:
    """Return its time on the processor, if the system counts it."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print a table of the stretches and one of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="trainings")
    parser.add_argument("--pairs", type=int, default=4, help="stretches with and without, in each of them")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each stretch")
    parser.add_argument("--processors", type=int, default=2, help="for all of it together, where the system allows it")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    keep_to_processors(arguments.processors)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = find_workspace(root / "workspace")
        store = RecordingStore(workspace.recordings)
        for take in made_up_takes(TAKES_PER_GESTURE, np.random.default_rng(0)):
            store.save(take)
        app = QApplication(sys.argv[:1])
        program = Program(app, workspace, SettingsStore(root / "settings.toml"), root / "log")
        program.start("demo")
        run_window_until(
            lambda: (newest := program.context.updates.newest) is not None and newest.card is not None,
            PATIENCE_S,
        )
        program.window.show_page(TRAIN)  # which counts the takes once it is seen
        run_window_until(lambda: program.train.data_view.can_train, PATIENCE_S)
        actions = Actions(app, program)
        for _ in range(2 * 9):
            actions.next()  # what is opened for the first time takes longer, with or without a training
        run_window(WARM_UP_S)
        rounds = [one_round(actions, program, arguments.pairs, arguments.seconds) for _ in range(arguments.rounds)]
        program.window.close()
        program.stop()
    pairs = [pair for _, measured_pairs in rounds for pair in measured_pairs]
    beside, alone = figures_of("yes", [one for one, _ in pairs]), figures_of("no", [other for _, other in pairs])
    ratios = [one.frames_a_second / other.frames_a_second for one, other in pairs]
    ratio = Ratio(
        median(ratios),
        beside.frames_a_second / alone.frames_a_second,
        beside.action_median_ms / alone.action_median_ms,
        beside.action_p95_ms / alone.action_p95_ms,
    )
    starts = [Start(number, click.ms, click.own_ms) for number, (click, _) in enumerate(rounds, 1)]
    tables = (
        FigureTable("Side by side", [alone, beside]),
        FigureTable("With a training, of without", [ratio]),
        FigureTable("Starting a training", starts),
    )
    show(tables)
    if arguments.json:
        write(arguments.json, "retraining", vars(arguments), tables)


if __name__ == "__main__":
    main()
