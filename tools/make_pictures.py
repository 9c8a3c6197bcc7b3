"""Makes the pictures of the documentation again, from the real window off screen and the drawn hand.

    python tools/make_pictures.py [NAME ...]

Without names it makes all: recognising (the moving picture of the README), window, window_dark, record, library, train,
models, inspect, tour. It records the takes on the way and needs about five minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication

from gesture_app.app import Program
from gesture_app.cli.record import record_gesture
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.prediction import Event
from gesture_app.core.settings import Settings
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingDone
from gesture_app.gui.inspect.tour.cell_cards import HeldGateCard
from gesture_app.gui.state.recording_edits import moving
from gesture_app.gui.state.session_takes import TakeState
from gesture_app.gui.window.main_window import FIRST_SIZE
from gesture_app.jobs.training import run_training
from gesture_app.live.recorder import Phase
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace, shipped_models_folder
from tools.animated_png import Picture, write_animated_png

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SHOW = "demo:swipe_left,thumb_up,circle_clockwise,horns,idle:2,open_palm,grab"
SHOWN_LAST = "horns"
RECORDED = "demo:wave*40"
TRAINED = ("wave", "fist", "swipe_left", "ok")
TAKES = 5
SHOWN_EPOCH = 12
LEVEL = 4
"""step to which brightnesses are rounded, of 255"""
FILM_NOISE = 12
"""change of brightness that is taken for the camera's noise, of 255"""
FILM_WIDTH = 800
"""pixels"""
FILM_S, FILM_RATE = 10.0, 8.0
"""length of the moving picture, and frames per second at most"""
PATIENCE_S = 180.0
SMALLEST = 0
"""quality at which Qt writes the smallest PNG file"""


def take_picture(name: str, app: QApplication, show: Callable[[Program], None], settings: Settings) -> None:
    """Save a picture of the window after `show` has brought it into the state to be shown."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        if show in (train, library):
            _record(TRAINED, workspace)
        if show is models:
            _train_twice(workspace)
        with _running(app, Path(folder), settings) as program:
            show(program)
            path = PICTURES / f"{name}.png"
            _in_few_colours(program.window.grab().toImage()).save(str(path), None, SMALLEST)
    _print_size(path)


def take_film(name: str, app: QApplication, settings: Settings) -> None:
    """Save a moving picture of the window while it recognises one gesture after the other."""
    frames, durations = [], []
    with tempfile.TemporaryDirectory() as folder, _running(app, Path(folder), settings) as program:
        fired: list[str] = []
        program.context.updates.fired.connect(lambda event: fired.append(_label(event)))
        _wait_for(lambda: len(fired) >= 1)
        last = begin = monotonic()
        while last - begin < FILM_S:
            _let_run(1 / FILM_RATE)
            frames.append(program.window.grab().toImage())
            now = monotonic()
            durations.append(round((now - last) * 1000))
            last = now
    path = PICTURES / f"{name}.png"
    write_animated_png(path, _still_where_only_noise_moves(frames), durations)
    _print_size(path)


@contextmanager
def _running(app: QApplication, folder: Path, settings: Settings) -> Iterator[Program]:
    """Run the program with settings and a workspace of its own in `folder`."""
    store = SettingsStore(folder / "settings.toml")
    store.save(settings)
    program = Program(app, find_workspace(folder / "workspace"), store, folder / "window.log")
    program.window.resize(*FIRST_SIZE)  # the screen of the off-screen platform is small
    program.start(None)
    yield program
    program.window.close()
    program.stop()
    program.window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def recognise(program: Program) -> None:
    """Wait for the moment after a gesture has fired, while the hand still shows it."""
    fired: list[str] = []
    program.context.updates.fired.connect(lambda event: fired.append(_label(event)))
    _wait_for(lambda: SHOWN_LAST in fired and len(fired) >= 3)
    _let_run(0.25)


def record(program: Program) -> None:
    """Record a series until a few takes are saved."""
    _wait_for(lambda: program.context.updates.newest is not None)
    program.window.show_page(1)
    program.record.form.choose("wave")
    program.record.start()
    _wait_for(lambda: len(program.record.session_takes.in_state(TakeState.SAVED)) >= 3)
    _wait_for(lambda: _phase(program) is Phase.TAKE)
    _let_run(1.0)


def library(program: Program) -> None:
    """Show every take, one of them playing, one of them doubtful."""
    _wait_for(lambda: program.context.updates.newest is not None)
    program.window.show_page(2)
    page = program.library
    _wait_for(lambda: len(page.grid.rows) == TAKES * len(TRAINED))
    wave = next(row.take for row in page.library.contents.rows if row.take.gesture == "wave")
    page.library.edit(moving(page.library.recordings, [wave], "ok"))
    _wait_for(lambda: page.gestures.chosen == frozenset() and "Moved" in page.ui.footer.message.text())
    page.grid.setFocus()
    page.grid.go_to(2)
    _wait_for(lambda: page.grid.playing is not None)
    _let_run(1.0)


def train(program: Program) -> None:
    """Train until most of the curves are drawn."""
    _wait_for(lambda: program.context.updates.newest is not None)
    program.window.show_page(3)
    _wait_for(lambda: program.train.data_view.can_train)
    program.train.train()
    _wait_for(lambda: program.train.progress_view.epoch.text().startswith(f"Epoch {SHOWN_EPOCH} "))


def models(program: Program) -> None:
    """Compare the model in use with the one before it."""
    _wait_for(lambda: program.context.updates.newest is not None)
    page = program.models
    program.window.turn_to(page)
    _wait_for(lambda: len(page.table.models) >= 2)
    newest, earlier = page.table.models[:2]
    page.table.choose([newest.id, earlier.id], newest.id)
    _let_run(1.5)


def inspect(program: Program) -> None:
    """Hold the trace after a gesture has fired, and step back to that moment."""
    page = program.inspect
    program.window.turn_to(page)
    _wait_for(lambda: page.view is not None and len(page.view.trace.fired) >= 2)
    page.navigator.toggle_play()
    _wait_for(lambda: not page.source.queue.busy("trace"))
    assert page.view is not None
    page.playback.go_to(page.view.trace.fired[-1].time)
    _let_run(0.2)


def tour(program: Program) -> None:
    """Open the tour on the forget gate, and hold the gate open."""
    page = program.inspect
    program.window.turn_to(page)
    _wait_for(lambda: page.tour.active and page.view is not None and not page.source.queue.busy("change"))
    page.tour.go_to(4)
    card = page.tour.panel.cards[4]
    assert isinstance(card, HeldGateCard)
    card.slider.slider.setValue(1000)
    _let_run(0.5)


def _record(gestures: Sequence[str], workspace: Path) -> None:
    for gesture in gestures:
        record_gesture(gesture, f"demo:{gesture}*{TAKES}", TAKES, None, workspace, 0, None)


def _train_twice(root: Path) -> None:
    """Train a model of all gestures but the last, then one of all, which is in use."""
    workspace = find_workspace(root)
    store = ModelStore(workspace.models, shipped_models_folder())
    for gestures, name in ((TRAINED[:-1], "first try"), (TRAINED[-1:], "on stage")):
        _record(gestures, root)
        *_, done = run_training(workspace, TrainingOptions())
        assert isinstance(done, TrainingDone)
        store.choose(done.card.id, UserOverrides(name=name))
        store.use(done.card.id)


def _in_few_colours(picture: QImage) -> QImage:
    """Return the picture with its brightnesses rounded to steps of LEVEL, which removes the camera's noise."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.bits(), np.uint8)
    pixels[:] = np.minimum(np.round(pixels / LEVEL) * LEVEL, 255)
    return picture


def _still_where_only_noise_moves(pictures: Sequence[QImage]) -> list[Picture]:
    """Return the frames FILM_WIDTH wide; a pixel keeps its colour until it changes by more than the camera's noise."""
    frames: list[Picture] = []
    shown: npt.NDArray[np.int16] | None = None
    for picture in pictures:
        small = picture.scaledToWidth(FILM_WIDTH, Qt.TransformationMode.SmoothTransformation)
        small = small.convertToFormat(QImage.Format.Format_RGBA8888)
        pixels = np.frombuffer(small.bits(), np.uint8).reshape(small.height(), small.width(), 4)
        frame = pixels[:, :, :3].astype(np.int16)  # [H, FILM_WIDTH, 3]
        if shown is not None:
            frame = np.where((np.abs(frame - shown) > FILM_NOISE).any(-1, keepdims=True), frame, shown)
        shown = frame
        frames.append(np.minimum(np.round(frame / LEVEL) * LEVEL, 255).astype(np.uint8))
    return frames


def _print_size(path: Path) -> None:
    sys.stdout.write(f"{path.name}  {path.stat().st_size / 1000:.0f} kB\n")


def _label(event: Event) -> str:
    return event.label


def _phase(program: Program) -> Phase:
    return program.context.session.recorder_status().phase


def _wait_for(condition: Callable[[], bool]) -> None:
    """Let the window live until the condition holds."""
    give_up_at = monotonic() + PATIENCE_S
    while not condition():
        if monotonic() > give_up_at:
            sys.exit("The state to be shown was not reached in time.")
        _let_run(0.02)


def _let_run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    light = Settings(theme="light", source=SHOW, sounds=False, inspect_tour=False)
    recorded = light.changed(source=RECORDED, countdown_s=1.0, take_s=2.5, rest_s=0.8, takes=6)
    makers = {
        "recognising": partial(take_film, settings=light),
        "window": partial(take_picture, show=recognise, settings=light),
        "window_dark": partial(take_picture, show=recognise, settings=light.changed(theme="dark")),
        "record": partial(take_picture, show=record, settings=recorded),
        "library": partial(take_picture, show=library, settings=light),
        "train": partial(take_picture, show=train, settings=light),
        "models": partial(take_picture, show=models, settings=light),
        "inspect": partial(take_picture, show=inspect, settings=light),
        "tour": partial(take_picture, show=tour, settings=light.changed(inspect_tour=True)),
    }
    parser.add_argument("names", nargs="*", choices=[[], *makers], metavar="NAME")
    names = parser.parse_args().names or list(makers)
    PICTURES.mkdir(exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setFont(QFont("DejaVu Sans"))
    for name in names:
        makers[name](name, app)


if __name__ == "__main__":
    main()
