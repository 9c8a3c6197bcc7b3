"""The program as it is put together: real tracker, drawn hand, files in a temporary folder."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from gesture_app import app as app_module
from gesture_app.app import PAGES, SHARED_WORKSPACE, Program, run
from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.core.settings import Settings
from gesture_app.gui.state.session_takes import TakeState
from gesture_app.gui.widgets.page_actions import Page
from gesture_app.gui.window.main_window import MainWindow
from gesture_app.live.take import Take
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace
from gesture_app.vision.demo.takes import drawn_takes
from tests.fakes import a_hand, tracked
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.usefixtures("look_restored")

HOLD_THE_LOCK = """
import sys
from pathlib import Path
from gesture_app.storage.workspace import WorkspaceLock, find_workspace
with WorkspaceLock(find_workspace(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""

INTERRUPT_A_PAINTING = """
import signal
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from gesture_app.gui.window.ctrl_c import ended_by_ctrl_c

class Painted(QWidget):
    def paintEvent(self, event):
        with QPainter(self) as painter:
            signal.raise_signal(signal.SIGINT)
            painter.drawPoint(0, 0)
            print("painted", flush=True)

app = QApplication(["test", "-platform", "minimal"])
painted = Painted()
QTimer.singleShot(0, painted.show)
QTimer.singleShot(60_000, lambda: app.exit(1))
with ended_by_ctrl_c(app):
    status = app.exec()
raise SystemExit(status)
"""

AT_THE_FIRST_PICTURE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gesture_app import app as app_module
from gesture_app.app import Program
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import locate_workspace

app_module.LONGEST_WAIT_MS = 1_000_000
folder = Path(sys.argv[1])
app = QApplication(["test", "-platform", "offscreen"])
program = Program(app, locate_workspace(folder / "ws"), SettingsStore(folder / "settings.toml"), folder / "window.log")
loaded = []
program.window.camera_view.painted.connect(lambda delay: loaded or loaded.extend(sys.modules))
program.live.updates.model.connect(lambda card: card is not None and app.quit())
program.start("demo")
status = app.exec()
assert "torch" in sys.modules
program.stop()
print(*loaded, sep="\\n")
raise SystemExit(status)
"""


def make(qapp, folder):
    return Program(qapp, find_workspace(folder / "ws"), SettingsStore(folder / "settings.toml"), folder / "window.log")


def a_take(number, takes):
    info = RecordingInfo("fist", "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
    return Take(tuple(tracked(n / 30, right=a_hand()) for n in range(30)), info, number, takes)


def hand_over(session, takes, monkeypatch):
    """The session still holds these takes when the window closes."""
    take_update = session.take_update

    def with_takes():
        waiting = tuple(takes)
        takes.clear()
        return replace(take_update(), takes=waiting)

    monkeypatch.setattr(session, "take_update", with_takes)


def complaints(log):
    """What was logged, but for the one thing the off-screen platform says of every window."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in lines if "does not support propagateSizeHints" not in line]


def test_the_shortcuts_in_texts_are_those_of_the_tabs():
    assert [entry.title.replace("&", "").upper() for entry in app_module.PAGES] == [page.name for page in Page]


def test_every_page_is_a_row_in_the_order_of_the_keys():
    assert [entry.title.replace("&", "").upper() for entry in PAGES] == [page.name for page in Page]


def test_before_the_first_picture_nothing_is_imported_that_it_does_not_need(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_FIRST_PICTURE, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    loaded = done.stdout.split()
    assert "mediapipe" in loaded
    for name in ("torch", "safetensors", "typer", "rich", "msgspec", "sqlite3", "filelock", "urllib.request"):
        assert name not in loaded
    pages = tuple(f"gesture_app.gui.{page.name.lower()}" for page in Page)
    assert not [name for name in loaded if name.startswith((*pages, "gesture_app.learning", "gesture_app.jobs"))]


def test_it_follows_the_drawn_hand_turns_every_page_and_ends_without_a_trace(qapp, qtbot, tmp_path):
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    program.start("demo")
    updates = program.context.updates
    qtbot.waitUntil(lambda: updates.newest is not None and any(updates.newest.tracked.present))
    for page in (1, 2, 3, 4, 0):
        program.window.show_page(page)
        before = updates.newest
        qtbot.waitUntil(lambda before=before: updates.newest is not before)
    program.context.settings.change(theme="dark", source="demo")
    program.window.close()
    program.stop()
    assert not [thread.name for thread in threading.enumerate() if thread.name in ("live", "camera")]
    assert not complaints(tmp_path / "window.log")
    assert SettingsStore(tmp_path / "settings.toml").load().settings == Settings(theme="dark", source="demo")
    assert (tmp_path / "window.ini").exists()


def test_what_was_cut_wrongly_after_the_fact_is_trimmed_in_the_library(qapp, qtbot, tmp_path):
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    program.start("demo:wave*9")
    program.window.activateWindow()

    def three_seconds_seen():
        frames = program.context.session.recent_frames.frames()
        return len(frames) > 0 and frames[-1].time - frames[0].time > 3

    qtbot.waitUntil(three_seconds_seen)
    qtbot.keyClick(program.recognise, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: len(program.context.session_takes.in_state(TakeState.SAVED)) == 1)
    (take,) = program.context.session_takes.in_state(TakeState.SAVED)
    qtbot.keyClick(program.recognise, Qt.Key.Key_T)
    qtbot.waitUntil(program.library.review.trim_bar.hasFocus)
    assert program.library.review.row.take.path == take.stored.path
    program.window.close()
    program.stop()


def test_a_moved_threshold_is_recognised_with_after_a_restart_and_a_missed_gesture_is_recorded(qapp, qtbot, tmp_path):
    def started():
        program = make(qapp, tmp_path)
        qtbot.addWidget(program.window)
        program.start("demo")
        qtbot.waitUntil(lambda: program.recognise.thresholds.ready)
        return program

    program = started()
    slider = program.recognise.timeline.sliders.of("fist")
    found = slider.value()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    program.recognise.record_wanted.emit("fist")
    assert program.window.pages.currentWidget() is program.record
    assert (program.record.form.series().gesture, program.record.form.series().takes) == ("fist", 3)
    program.window.close()
    program.stop()
    again = started()
    card = again.context.updates.newest.card
    assert card.thresholds[card.labels.index("fist")] == pytest.approx((found - 1) / 100)
    assert again.recognise.timeline.sliders.of("fist").value() == found - 1
    again.window.close()
    again.stop()


def test_a_second_gesture_is_recorded_while_the_first_is_trained(qapp, qtbot, tmp_path):
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    for take in drawn_takes(["two"], 5):
        store.save(take)
    program.start("demo")
    qtbot.waitUntil(lambda: program.recognise.thresholds.ready)
    program.window.turn_to(program.train)
    data = program.train.data_view
    qtbot.waitUntil(lambda: data.train.isVisible() and data.train.isEnabled())
    data.train.click()
    program.window.turn_to(program.record)
    program.record.prepare("fist", 1)
    program.record.start()
    saved = program.context.session_takes
    qtbot.waitUntil(lambda: len(saved.in_state(TakeState.SAVED)) == 1)
    assert program.context.updates.newest.card.id == "starter"  # the training still runs
    qtbot.waitUntil(lambda: "two" in program.context.updates.newest.card.own_gestures)
    assert "fist" in store.gestures()
    program.window.close()
    program.stop()


def test_takes_that_are_being_saved_when_the_window_closes_are_saved(qapp, qtbot, tmp_path, monkeypatch):
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    store = RecordingStore(tmp_path / "ws" / "recordings")
    program.start("demo")
    qtbot.waitUntil(lambda: program.context.updates.newest is not None)
    assert program.record.unsaved() == 0
    program.context.updates.stop()
    takes = [a_take(n, 9) for n in range(1, 10)]
    hand_over(program.context.session, takes, monkeypatch)
    program.stop()
    assert store.gestures() == {"fist": 9}


def test_a_take_that_cannot_be_saved_at_the_end_is_said(qapp, qtbot, tmp_path, monkeypatch):
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    (tmp_path / "ws" / "recordings" / "fist").write_text("a file where a folder is needed")
    takes = [a_take(1, 1)]
    assert program.record.unsaved() == 0
    hand_over(program.context.session, takes, monkeypatch)
    program.errors.install()
    with pytest.raises(RecordingError, match="1 take could not be saved"):
        program.stop()


def test_settings_that_mean_nothing_are_said_and_the_window_opens(qapp, qtbot, tmp_path):
    (tmp_path / "settings.toml").write_text("mirror = 3\n")
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    program.start("demo")
    assert program.window.isVisible()
    assert "mirror" in program.notifications.newest.sentence
    program.stop()


def test_what_a_killed_program_left_is_said_in_one_notice_and_the_rest_is_there(qapp, qtbot, tmp_path):
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    info = RecordingInfo("wave", "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
    saved = [store.save(recording_of([tracked(n / 30, right=a_hand()) for n in range(9)], info)) for _ in range(3)]
    half, damaged = store.folder / "wave" / ".x.npz.0123abcd.tmp", saved[0].path
    for path in (half, damaged):
        path.write_bytes(b"half")
        os.utime(path, (0, 0))
    store.discard(saved[1:2])
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    program.start("demo")
    qtbot.waitUntil(lambda: program.notifications.newest is not None)
    assert program.notifications.count == 1
    notice = program.notifications.newest
    assert "half-written" in notice.sentence
    assert damaged.name in notice.hint
    assert "1 take" in notice.hint
    program.window.close()
    program.stop()
    assert store.gestures() == {"wave": 1}
    assert not half.exists()


def test_the_window_closes_at_once_while_a_large_data_set_is_looked_through(qapp, qtbot, tmp_path, monkeypatch):
    asked = []

    def slow(workspace, progress):
        for number in range(10_000):
            asked.append(number)
            progress(number, 10_000)
            time.sleep(0.01)

    monkeypatch.setattr("gesture_app.storage.startup_check.check_workspace", slow)
    program = make(qapp, tmp_path)
    qtbot.addWidget(program.window)
    program.start("demo")
    qtbot.waitUntil(lambda: len(asked) > 3)
    program.window.close()
    program.stop()
    assert len(asked) < 10_000
    assert program.notifications.newest is None


def test_a_second_program_on_the_workspace_is_said(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(app_module, "SettingsStore", lambda: SettingsStore(tmp_path / "settings.toml"))
    monkeypatch.setattr(app_module.platformdirs, "user_log_path", lambda *names, **more: tmp_path)
    seen = []

    def look_and_close():
        windows = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        if not any(window.banner.accessibleName() for window in windows) and time.monotonic() < end:
            QTimer.singleShot(10, look_and_close)
            return
        (window,) = windows
        seen.append(window.banner.accessibleName())
        window.close()

    with subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        end = time.monotonic() + PATIENCE_S
        QTimer.singleShot(0, look_and_close)
        assert run("demo", tmp_path) == 0
        other.stdin.close()
    assert seen == [SHARED_WORKSPACE.sentence]


def test_ctrl_c_in_the_midst_of_a_painting_ends_the_window():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPT_A_PAINTING], check=False, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "painted\n", "")
