"""What a training costs those who go on meanwhile: frames recognised a second and GUI actions, with and without one.

    python -m benchmarks.retraining [--seconds 20] [--rounds 3] [--processors 2] [--json FILE]

The real window off screen, on the drawn hand, which gives 30 frames a second. In turn, in one run: a stretch without a
training, and one in which the Train page trains on made-up takes of ten gestures. All of it on so many processors. An
action is timed until everything it leads to is painted. The goal: with a training at least 90 % of the frames, and
every action under 50 ms. On a computer that is busy with other things only the ratios tell anything.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.cost import made_up_takes
from benchmarks.figures import Sheet, show, write
from gesture_app.app import Program
from gesture_app.storage.recording_store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

TAKES_PER_GESTURE = 30
ACTION_EVERY_MS = 250
WARM_UP_S = 6.0
PATIENCE_S = 60.0
RECOGNISE, RECORD, TRAIN = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was measured in one stretch of time."""

    training: str
    """"yes", "no" """
    frames_a_second: float
    delay_ms: float
    """from the picture's arrival to its result, at the end"""
    actions: int
    action_median_ms: float
    action_p95_ms: float
    action_longest_ms: float
    slowest: str
    """the action that took longest"""
    own_longest_ms: float
    """the same in time of the GUI thread on the processor, which counts nobody else"""


@dataclass(frozen=True, slots=True)
class Ratio:
    """With a training, of without; the median of the rounds, each compared with the one before it."""

    frames: float
    action_median: float
    action_p95: float


class Actions:
    """What a user does while the window recognises: one after the other, each with its painting."""

    def __init__(self, app: QApplication, program: Program) -> None:
        self._app, self._program = app, program
        self._turns = cycle(self._all())
        self.took: list[tuple[float, float, str]] = []
        """by the clock and on the processor, in seconds, and what it was"""

    def do(self, name: str, action: Callable[[], object]) -> None:
        """Time one."""
        began, own = perf_counter(), thread_time()
        action()
        self._app.sendPostedEvents()
        self._app.processEvents()
        self.took.append((perf_counter() - began, thread_time() - own, name))

    def next(self) -> None:
        """Time the next in turn."""
        self.do(*next(self._turns))

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


def measured(app: QApplication, program: Program, training: bool, seconds: float) -> Stretch:
    """One stretch; it begins with the start of a training, or goes on without one."""
    actions = Actions(app, program)
    timer = QTimer(interval=ACTION_EVERY_MS)
    timer.timeout.connect(actions.next)
    frames, began = _frames(program), perf_counter()
    if training:
        program.window.show_page(TRAIN)
        actions.do("start the training", program.train.train)
    timer.start()
    _run(seconds)
    timer.stop()
    per_second = (_frames(program) - frames) / (perf_counter() - began)
    if training:
        if not _training():
            sys.exit("The training ended within the stretch: it is measured on too few takes.")
        program.train.cancel()
        _until(lambda: not _training())
    took = sorted(actions.took)
    clock, own = [1000 * one[0] for one in took], [1000 * one[1] for one in took]
    snapshot = program.poller.newest
    return Stretch(
        "yes" if training else "no",
        per_second,
        snapshot.delay_ms if snapshot is not None else 0.0,
        len(took),
        median(clock),
        float(np.percentile(clock, 95)),
        clock[-1],
        took[-1][2],
        max(own),
    )


def ratio_of(stretches: list[Stretch]) -> Ratio:
    """Of pairs: without a training, then with one."""
    pairs = list(zip(stretches[::2], stretches[1::2], strict=True))
    return Ratio(
        median(beside.frames_a_second / alone.frames_a_second for alone, beside in pairs),
        median(beside.action_median_ms / alone.action_median_ms for alone, beside in pairs),
        median(beside.action_p95_ms / alone.action_p95_ms for alone, beside in pairs),
    )


def _frames(program: Program) -> int:
    snapshot = program.session.snapshot()
    return 0 if snapshot is None else snapshot.frames


def _training() -> bool:
    return any(child.name == "training" for child in multiprocessing.active_children())


def _run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _until(condition: Callable[[], bool]) -> None:
    end = perf_counter() + PATIENCE_S
    while not condition():
        if perf_counter() > end:
            sys.exit("What was waited for did not happen.")
        _run(0.05)


def main() -> None:
    """Print a table of the stretches and one of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each stretch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processors", type=int, default=2, help="for all of it together, where the system allows it")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.processors])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = find_workspace(root / "workspace")
        store = RecordingStore(workspace.recordings)
        for take in made_up_takes(TAKES_PER_GESTURE, np.random.default_rng(0)):
            store.save(take)
        app = QApplication(sys.argv[:1])
        program = Program(app, workspace, SettingsStore(root / "settings.toml"), root / "log")
        program.start("demo")
        _until(lambda: program.poller.newest is not None and program.poller.newest.card is not None)
        _until(lambda: program.train.data.can_train)
        warm_up = Actions(app, program)
        for _ in range(2 * 9):
            warm_up.next()  # what is opened for the first time takes longer, with or without a training
        _run(WARM_UP_S)
        stretches = [
            measured(app, program, training, arguments.seconds)
            for _ in range(arguments.rounds)
            for training in (False, True)
        ]
        program.window.close()
        program.stop()
    sheets = (Sheet("Stretches", stretches), Sheet("With a training, of without", [ratio_of(stretches)]))
    show(sheets)
    if arguments.json:
        write(arguments.json, "retraining", vars(arguments), sheets)


if __name__ == "__main__":
    main()
