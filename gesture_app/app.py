"""Puts the program with the window together, starts it, and ends it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from gesture_app import services as wiring
from gesture_app.core.errors import RecordingError
from gesture_app.core.wording import counted
from gesture_app.gui.import_export.export_dialog import ExportDialog
from gesture_app.gui.import_export.import_dialog import ImportDialog
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.library.page import LibraryPage
from gesture_app.gui.models.page import ModelsPage
from gesture_app.gui.recognise.page import RecognisePage
from gesture_app.gui.record.page import RecordPage
from gesture_app.gui.state.active_model import ModelWatch
from gesture_app.gui.state.context import PageParts
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notice, Notifications, Tone
from gesture_app.gui.state.session_takes import SessionTakes, TakeState
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.page import TrainPage
from gesture_app.gui.window.crash_handler import CrashHandler
from gesture_app.gui.window.display_check import display_trouble
from gesture_app.gui.window.main_window import MainWindow
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.gui.window.theme import Theme
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.startup_check import StartReport, look_round
from gesture_app.storage.workspace import Workspace, WorkspaceLock, find_workspace

__all__ = ["display_trouble", "run"]

NAME = "gesture-app"
MORE_TAKES = 3
"""of a gesture that was missed by a hair"""
SHARED_WORKSPACE = Notice(
    "Another window is open on the same recordings and models.",
    "Both may record; the model trained or chosen last is the one in use at the next start.",
    Tone.WARNING,
)


def run(source: str | None, workspace_root: Path | None) -> int:
    """Open the window on this source (None: the last choice) and workspace; the exit status when it is closed.

    Raises:
        WorkspaceError: the workspace cannot be used.
        RecordingError, SettingsError: something could not be saved at the end.
    """
    workspace = find_workspace(workspace_root)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    with WorkspaceLock(workspace) as lock:
        program = Program(
            app, workspace, SettingsStore(), platformdirs.user_log_path(NAME, appauthor=False) / "window.log"
        )
        program.start(source)
        if lock.taken_by_other:
            program.notifications.say(SHARED_WORKSPACE)
        with _ended_by_ctrl_c(app):
            status = app.exec()
        program.stop()
    return status


@contextmanager
def _ended_by_ctrl_c(app: QApplication) -> Iterator[None]:
    """Ctrl+C in the terminal ends the window as closing it does.

    The signal may come in the midst of a painting, where an exception, or a window that closes, would crash Qt.
    """
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, app.quit))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _ProgramEndsError(Exception):
    """Work in the background is to stop."""


class Program:
    """Every part, once; made and used on the GUI thread."""

    def __init__(self, app: QApplication, workspace: Workspace, settings_store: SettingsStore, log_file: Path) -> None:
        self._workspace, self._ending = workspace, False
        loaded = settings_store.load()
        self.notifications = Notifications()
        self.errors = CrashHandler(self.notifications, log_file)
        self.tasks = TaskRunner(self.notifications.show)
        self.settings = CurrentSettings(loaded.settings, settings_store.save, self.tasks)
        self.theme = Theme(app, self.settings)
        collaborators = wiring.collaborators(workspace)
        self.session = collaborators.session
        self.updates = LiveUpdates(self.session)
        parts = PageParts(collaborators, self.updates, self.tasks, self.notifications, self.settings)
        self.sources = SourceSelector(parts)
        self.shelf = SessionTakes(collaborators.recordings, self.tasks, collaborators.write_clip)
        self.recognise, self.record = RecognisePage(parts, self.shelf), RecordPage(parts, self.shelf)
        self.library = LibraryPage(parts, ReviewStore(workspace.recordings), partial(wiring.check_job, workspace))
        self.train = TrainPage(parts, self.library.library)
        self.models = ModelsPage(parts, self.train.switch, partial(wiring.import_model, collaborators.models))
        self.watch = ModelWatch(collaborators.models, self.train.switch, self.notifications, self.tasks)
        self.inspect = InspectPage(parts, self.library.library, wiring.insight(workspace, collaborators))
        self.window = MainWindow(
            parts,
            self.sources,
            pages=(
                ("&Recognise", self.recognise),
                ("Re&cord", self.record),
                ("&Library", self.library),
                ("&Train", self.train),
                ("&Models", self.models),
                ("&Inspect", self.inspect),
            ),
            remembered=QSettings(str(settings_store.path.with_name("window.ini")), QSettings.Format.IniFormat),
            log_file=str(log_file),
            loss=self._loss,
            wide=(self.library, self.train, self.models, self.inspect),
        )
        self.exports, self.imports = self._exchange_dialogs(parts)
        self.theme.dress(*self.window.parts, self.exports, self.imports)
        self._connect()
        for trouble in loaded.troubles:
            self.notifications.say(Notice(trouble, tone=Tone.WARNING))

    def start(self, source: str | None) -> None:
        """Show the window; camera and model come to it as they get ready."""
        self.errors.install()
        self.window.show()
        self.updates.start()
        self.watch.start()
        # the camera's libraries first, then the model's: two threads that open libraries wait for each other,
        # one of them with Python's lock in its hand
        self.updates.source.connect(self.recognise.load_model, Qt.ConnectionType.SingleShotConnection)
        self.sources.begin(source)
        self.tasks.run(self._look_round, self._tell_found)

    def stop(self) -> None:
        """End every thread and process, and save what is not saved yet.

        Raises:
            RecordingError: takes could not be saved, and the user was not asked about them.
            SettingsError: the settings could not be saved.
        """
        self._ending = True
        given_up = self.shelf.in_state(TakeState.NOT_SAVED)
        self.theme.shutdown()
        self.updates.stop()
        self.recognise.shutdown()
        self.train.shutdown()
        self.library.shutdown()
        self.models.shutdown()
        self.watch.shutdown()
        self.inspect.shutdown()
        self.imports.shutdown()
        self.exports.shutdown()
        self.session.stop()
        self.record.shutdown()
        self.tasks.finish()
        self.tasks.close()
        self.errors.remove()
        lost = [take for take in self.shelf.in_state(TakeState.NOT_SAVED) if take not in given_up]
        try:
            self.settings.save_now()
        finally:
            if lost and lost[-1].problem is not None:
                problem = lost[-1].problem
                sentence = f"{counted(len(lost), 'take')} could not be saved: {problem.sentence}"
                raise RecordingError(sentence, problem.hint)

    def _exchange_dialogs(self, parts: PageParts) -> tuple[ExportDialog, ImportDialog]:
        gestures, workspace = parts.collaborators.recordings.gestures, self._workspace
        return (
            ExportDialog(parts.tasks, gestures, partial(wiring.export_job, workspace), self.window),
            ImportDialog(parts.tasks, wiring.found_at, partial(wiring.import_job, workspace), self.window),
        )

    def _connect(self) -> None:
        """What leads from one part to another."""
        for keys, wanted, dialog in (
            ("Ctrl+I", self.library.import_wanted, self.imports),
            ("Ctrl+E", self.library.export_wanted, self.exports),
        ):
            bring_up = partial(self.window.bring_up, dialog)
            QShortcut(QKeySequence(keys), self.window).activated.connect(bring_up)
            wanted.connect(bring_up)
        self.library.inspect_wanted.connect(self._inspect)
        self.imports.imported.connect(self.library.library.look)
        self.recognise.afterwards.trim_wanted.connect(self._trim)
        self.recognise.record_wanted.connect(partial(self._record_more, takes=MORE_TAKES))
        self.recognise.thresholds.saved.connect(self.inspect.on_thresholds_changed)
        self.record.train_wanted.connect(partial(self.window.turn_to, self.train))
        self.train.record_wanted.connect(self._record_more)
        self.train.models_wanted.connect(partial(self.window.turn_to, self.models))
        self.train.wanted.connect(partial(self.window.turn_to, self.train))
        self.train.look_wanted.connect(self._look_at_gesture)
        self.train.take_wanted.connect(self._open_take)
        self.models.report_wanted.connect(self._show_report)
        self.updates.model.connect(self.watch.see_live)

    def _show_report(self, model: str) -> None:
        self.window.turn_to(self.train)
        self.train.show_model(model)

    def _inspect(self, take: ListedTake) -> None:
        self.window.turn_to(self.inspect)
        self.inspect.look_at(take)

    def _record_more(self, gesture: str, takes: int) -> None:
        if gesture:
            self.record.prepare(gesture, takes)
        self.window.turn_to(self.record)

    def _trim(self, take: Path) -> None:
        self.window.turn_to(self.library)
        self.library.trim_take(take)

    def _look_at_gesture(self, gesture: str) -> None:
        self.window.turn_to(self.library)
        self.library.look_at(gesture)

    def _open_take(self, take: Path) -> None:
        self.window.turn_to(self.library)
        self.library.open_take(take)

    def _look_round(self) -> StartReport | None:
        """What lies in the workspace, on a background thread; None where the program ends before that is known."""

        def go_on(read: int, of: int) -> None:
            if self._ending:
                raise _ProgramEndsError

        try:
            return look_round(self._workspace, progress=go_on)
        except _ProgramEndsError:
            return None

    def _tell_found(self, found: StartReport | None) -> None:
        if found is not None and found.sentences:
            self.notifications.say(Notice(found.sentences[0], " ".join(found.sentences[1:]), Tone.WARNING))

    def _loss(self) -> str:
        takes, moments = self.record.unsaved(), self.recognise.undecided()
        unsaved = f"Not saved yet: {counted(takes, 'take')}. Closing now may lose them." if takes else ""
        waiting = f"The idle watch has {counted(moments, 'moment')} that nobody kept or threw away." if moments else ""
        return f"{unsaved} {waiting}".strip()
