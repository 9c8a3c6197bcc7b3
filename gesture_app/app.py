"""Builds the program with the window, starts it and ends it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import platformdirs
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from gesture_app import services
from gesture_app.core.errors import RecordingError
from gesture_app.core.settings import Settings
from gesture_app.core.wording import counted
from gesture_app.gui.import_export.export_dialog import ExportDialog
from gesture_app.gui.import_export.import_dialog import ImportDialog
from gesture_app.gui.import_export.job_dialog import JobDialog
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.library.page import LibraryPage
from gesture_app.gui.models.page import ModelsPage
from gesture_app.gui.recognise.page import RecognisePage
from gesture_app.gui.record.page import RecordPage
from gesture_app.gui.state.active_model import ActiveModel
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.model_library import ModelLibrary
from gesture_app.gui.state.notifications import Notice, NoticeButton, Notifications, Tone
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.session_takes import SessionTakes, TakeState
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.page import TrainPage
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.gui.window.crash_handler import CrashHandler
from gesture_app.gui.window.display_check import display_trouble
from gesture_app.gui.window.main_window import MainWindow
from gesture_app.gui.window.pages import PageEntry
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.gui.window.theme import Theme
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.scanner import newest_takes
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.startup_check import WorkspaceCheck, check_workspace
from gesture_app.storage.workspace import Workspace, WorkspaceLock, find_workspace

__all__ = ["display_trouble", "run"]

NAME = "gesture-app"
MORE_TAKES = 3
"""takes to record of a gesture with near misses"""
SHARED_WORKSPACE = Notice(
    "Another window is open on the same recordings and models.",
    "Both can record. The next start uses the model that was trained or chosen last.",
    Tone.WARNING,
)


def run(source: str | None, workspace_root: Path | None) -> int:
    """Open the window on a source (None: the last choice) and a workspace. Return the exit status when it is closed.

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
            program.notifications.post(SHARED_WORKSPACE)
        with _ended_by_ctrl_c(app):
            status = app.exec()
        program.stop()
    return status


@contextmanager
def _ended_by_ctrl_c(app: QApplication) -> Iterator[None]:
    """Let Ctrl+C in the terminal end the window as closing it does.

    The signal may come during a paint event, in which an exception or a closing window would crash Qt.
    """
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, app.quit))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _ProgramEndsError(Exception):
    """Ends a background task because the window closes."""


PAGES = (
    PageEntry("&Recognise", RecognisePage),
    PageEntry("Re&cord", lambda context: RecordPage(context, partial(newest_takes, context.workspace.recordings))),
    PageEntry(
        "&Library",
        lambda context: LibraryPage(
            context.library,
            context.settings,
            partial(services.make_cross_validation_job, context.workspace),
            context.work,
        ),
        wide=True,
    ),
    PageEntry(
        "&Train",
        lambda context: TrainPage(
            context,
            partial(services.make_training_job, context.workspace),
            partial(services.save_report, context.workspace, context.models),
            services.make_starter_services(context.workspace),
        ),
        wide=True,
    ),
    PageEntry(
        "&Models", lambda context: ModelsPage(context, partial(services.import_model, context.models)), wide=True
    ),
    PageEntry(
        "&Inspect",
        lambda context: InspectPage(
            context, services.make_inspect_services(context.workspace, context.models, context.recordings)
        ),
        wide=True,
    ),
)
"""the pages in the order of their tabs; a new page is a folder in `gui` and a row here"""

P = TypeVar("P", bound=PageWidget)


class Program:
    """Holds every part of the program. Made and used on the GUI thread."""

    def __init__(self, app: QApplication, workspace: Workspace, settings_store: SettingsStore, log_file: Path) -> None:
        self._ending = False
        loaded = settings_store.load()
        self.context = _make_context(workspace, settings_store, loaded.settings)
        self.notifications = self.context.notifications
        self.errors = CrashHandler(self.notifications, log_file)
        self.theme = Theme(app, self.context.settings)
        self.sources = SourceSelector(self.context, services.list_webcam_choices)
        self.pages = tuple(entry.make(self.context) for entry in PAGES)
        self.recognise, self.record = self._page(RecognisePage), self._page(RecordPage)
        self.library, self.train = self._page(LibraryPage), self._page(TrainPage)
        self.models, self.inspect = self._page(ModelsPage), self._page(InspectPage)
        self.window = MainWindow(
            self.context,
            self.sources,
            pages=tuple(zip(PAGES, self.pages, strict=True)),
            remembered=QSettings(str(settings_store.path.with_name("window.ini")), QSettings.Format.IniFormat),
            log_file=str(log_file),
            loss=self._loss,
        )
        self.exports, self.imports = self._exchange_dialogs()
        self.theme.style(*self.window.parts, self.exports, self.imports)
        self._connect()
        for trouble in loaded.troubles:
            self.notifications.post(Notice(trouble, tone=Tone.WARNING))

    def start(self, source: str | None) -> None:
        """Show the window. Camera and model follow when they are ready."""
        self.errors.install()
        self.window.show()
        self.context.updates.start()
        # the camera's libraries first, then the model's: two threads that load libraries wait for each other, and one
        # of them may hold Python's lock
        self.context.updates.source.connect(self.context.active_model.begin, Qt.ConnectionType.SingleShotConnection)
        self.sources.begin(source)
        self.context.tasks.run(self._check_workspace, self._show_report)

    def stop(self) -> None:
        """End every thread and process, and save what is not saved yet.

        Raises:
            RecordingError: takes could not be saved, and the user was not asked about them.
            SettingsError: the settings could not be saved.
        """
        self._ending = True
        context, takes = self.context, self.context.session_takes
        given_up = takes.in_state(TakeState.NOT_SAVED)
        self.theme.shutdown()
        context.updates.stop()
        context.active_model.shutdown()
        context.library.shutdown()
        context.session.stop()  # before the pages: the Record page saves the takes that the session still holds
        for page in self.pages:
            page.shutdown()
        self.imports.shutdown()
        self.exports.shutdown()
        context.tasks.finish()
        context.tasks.close()
        self.errors.remove()
        lost = [take for take in takes.in_state(TakeState.NOT_SAVED) if take not in given_up]
        try:
            context.settings.save_now()
        finally:
            if lost and lost[-1].problem is not None:
                problem = lost[-1].problem
                sentence = f"{counted(len(lost), 'take')} could not be saved: {problem.sentence}"
                raise RecordingError(sentence, problem.hint)

    def _page(self, kind: type[P]) -> P:
        return next(page for page in self.pages if isinstance(page, kind))

    def _exchange_dialogs(self) -> tuple[ExportDialog, ImportDialog]:
        tasks, workspace, work = self.context.tasks, self.context.workspace, self.context.work
        make_export, make_import = services.make_export_job, services.make_import_job
        return (
            ExportDialog(tasks, self.context.recordings.gestures, partial(make_export, workspace), work, self.window),
            ImportDialog(tasks, services.find_importable, partial(make_import, workspace), work, self.window),
        )

    def _connect(self) -> None:
        """Connect what leads from one page or dialog to another."""
        for keys, wanted, dialog in (
            ("Ctrl+I", self.library.import_wanted, self.imports),
            ("Ctrl+E", self.library.export_wanted, self.exports),
        ):
            bring_up = partial(self.window.bring_up, dialog)
            QShortcut(QKeySequence(keys), self.window).activated.connect(bring_up)
            wanted.connect(bring_up)
        self.window.dialog_wanted.connect(self._show_dialog)
        for dialog in (self.imports, self.exports):
            dialog.ended_unseen.connect(partial(self._notify_ended, dialog))
        self.library.inspect_wanted.connect(self._inspect)
        self.imports.imported.connect(self.context.library.poll)
        self.recognise.corrections.trim_wanted.connect(self._trim)
        self.recognise.record_wanted.connect(partial(self._record_more, takes=MORE_TAKES))
        self.recognise.thresholds.saved.connect(self.inspect.on_thresholds_changed)
        self.record.train_wanted.connect(partial(self.window.turn_to, self.train))
        self.train.record_wanted.connect(self._record_more)
        self.train.models_wanted.connect(partial(self.window.turn_to, self.models))
        self.train.wanted.connect(partial(self.window.turn_to, self.train))
        self.train.look_wanted.connect(self._look_at_gesture)
        self.train.take_wanted.connect(self._open_take)
        self.models.report_wanted.connect(self._show_model)

    def _show_dialog(self, kind: str) -> None:
        self.window.bring_up(self.imports if kind == WorkKind.IMPORT else self.exports)

    def _notify_ended(self, dialog: JobDialog, text: str) -> None:
        show = NoticeButton("&Show", partial(self.window.bring_up, dialog))
        self.notifications.post(Notice(text, button=show, topic=dialog.KIND))

    def _show_model(self, model: str) -> None:
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

    def _check_workspace(self) -> WorkspaceCheck | None:
        """Check the workspace on another thread. Return None if the program ends first."""

        def progress(read: int, total: int) -> None:
            if self._ending:
                raise _ProgramEndsError

        try:
            return check_workspace(self.context.workspace, progress=progress)
        except _ProgramEndsError:
            return None

    def _show_report(self, report: WorkspaceCheck | None) -> None:
        if report is not None and report.sentences:
            self.notifications.post(Notice(report.sentences[0], " ".join(report.sentences[1:]), Tone.WARNING))

    def _loss(self) -> str:
        takes, moments = self.record.unsaved(), self.recognise.undecided()
        unsaved = f"{counted(takes, 'take')} not saved yet. They may be lost if you close now." if takes else ""
        waiting = (
            f"{counted(moments, 'false alarm')} not saved yet. Save or discard them on the Recognise page."
            if moments
            else ""
        )
        return " ".join(filter(None, (unsaved, waiting, *self.context.work.losses)))


def _make_context(workspace: Workspace, settings_store: SettingsStore, settings: Settings) -> AppContext:
    """Make what the window and its pages share."""
    notifications = Notifications()
    tasks = TaskRunner(notifications.show_error)
    session = services.make_session()
    recordings, models = RecordingStore(workspace.recordings), services.make_model_store(workspace)
    updates = LiveUpdates(session)
    load_recogniser = partial(services.load_recogniser, models)
    return AppContext(
        workspace=workspace,
        session=session,
        recordings=recordings,
        models=models,
        updates=updates,
        tasks=tasks,
        notifications=notifications,
        settings=CurrentSettings(settings, settings_store.save, tasks),
        library=RecordingLibrary(recordings, ReviewStore(workspace.recordings), tasks),
        model_library=ModelLibrary(models, tasks),
        active_model=ActiveModel(session, models, load_recogniser, updates, tasks, notifications),
        session_takes=SessionTakes(recordings, tasks, services.write_take_clip),
        work=RunningWork(),
    )
