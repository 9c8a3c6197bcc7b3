"""Builds the program with the window, starts it and ends it."""

from __future__ import annotations

import sys
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import platformdirs
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from gesture_app import services
from gesture_app.core.errors import RecordingError
from gesture_app.core.garbage import resume_collection
from gesture_app.core.wording import counted
from gesture_app.exchange_dialogs import ExchangeDialogs
from gesture_app.gui.state.context import AppContext, WindowContext
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notice, Notifications, Tone
from gesture_app.gui.state.running_work import RunningWork
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.page_actions import Page
from gesture_app.gui.window.camera_permission import CameraPermission
from gesture_app.gui.window.crash_handler import CrashHandler
from gesture_app.gui.window.ctrl_c import ended_by_ctrl_c
from gesture_app.gui.window.display_check import display_trouble
from gesture_app.gui.window.main_window import MainWindow
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.gui.window.theme import Theme
from gesture_app.live.session import LiveSession
from gesture_app.live.update import SourceState, SourceStatus
from gesture_app.menus import Menus
from gesture_app.pages import PAGES
from gesture_app.storage.login_item import LoginItem, start_command
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import Workspace, WorkspaceLock, locate_workspace

if TYPE_CHECKING:
    from gesture_app.gui.actions.page import ActionsPage
    from gesture_app.gui.desktop.presence import DesktopPresence
    from gesture_app.gui.inspect.page import InspectPage
    from gesture_app.gui.library.page import LibraryPage
    from gesture_app.gui.models.page import ModelsPage
    from gesture_app.gui.recognise.page import RecognisePage
    from gesture_app.gui.record.page import RecordPage
    from gesture_app.gui.state.session_takes import SessionTake
    from gesture_app.gui.train.page import TrainPage
    from gesture_app.gui.widgets.page_widget import PageWidget
    from gesture_app.storage.recordings.listing import ListedTake
    from gesture_app.storage.startup_check import WorkspaceCheck

__all__ = ["display_trouble", "run"]

NAME = "gesture-app"
LONGEST_WAIT_MS = 2000
"""after this time the pages are built and the model is loaded, though there is no picture yet"""
MORE_TAKES = 3
"""takes to record of a gesture with near misses"""
SHARED_WORKSPACE = Notice(
    "Another window is open on the same recordings and models.",
    "Both can record. The next start uses the model that was trained or chosen last.",
    Tone.WARNING,
)


def run(
    source: str | None,
    workspace_root: Path | None,
    session: LiveSession | None = None,
    rotate: int | None = None,
    in_tray: bool = False,
) -> int:
    """Open the window on a source (None: the last choice) and a workspace. Return the exit status when it is closed.

    `session` is not started and may be loading already. `rotate` replaces the setting. With `in_tray` the window stays
    hidden until it is wanted.

    Raises:
        WorkspaceError: the workspace cannot be used.
        RecordingError, SettingsError: something could not be saved at the end.
    """
    workspace = locate_workspace(workspace_root)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    with WorkspaceLock(workspace) as lock:
        log_file = platformdirs.user_log_path(NAME, appauthor=False) / "window.log"
        program = Program(app, workspace, SettingsStore(), log_file, session)
        if rotate is not None:
            program.live.settings.change(rotate=rotate)
        program.start(source, in_tray)
        if lock.taken_by_other:
            program.notifications.post(SHARED_WORKSPACE)
        with ended_by_ctrl_c(app):
            status = app.exec()
        program.stop()
    return status


class Program:
    """Holds every part of the program. Made and used on the GUI thread.

    The window is there before its pages, and the pages before the model: the first camera picture waits for no part
    that it does not need.
    """

    def __init__(
        self,
        app: QApplication,
        workspace: Workspace,
        settings_store: SettingsStore,
        log_file: Path,
        session: LiveSession | None = None,
    ) -> None:
        self._ending = self._opened = False
        self._workspace = workspace
        loaded = settings_store.load()
        self.notifications = Notifications()
        tasks, session = (
            TaskRunner(self.notifications.show_error),
            session or services.make_session(loaded.settings.rotate),
        )
        settings = CurrentSettings(loaded.settings, settings_store.save, tasks)
        self.live = WindowContext(session, LiveUpdates(session), tasks, self.notifications, settings, RunningWork())
        self.errors = CrashHandler(self.notifications, log_file)
        self.theme = Theme(app, settings)
        self.sources = SourceSelector(self.live, services.list_webcam_choices)
        if sys.platform == "darwin":
            CameraPermission(self.live.updates, services.ask_for_cameras, self.sources)
        self._remembered = QSettings(str(settings_store.path.with_name("window.ini")), QSettings.Format.IniFormat)
        self.window = MainWindow(
            self.live,
            self.sources,
            PAGES,
            remembered=self._remembered,
            log_file=str(log_file),
            loss=self._loss,
            login=LoginItem(start_command(None if workspace.is_usual else workspace.root)),
        )
        self.theme.style(*self.window.parts)
        self.window.dialog_made.connect(self.theme.style)
        self.window.pages.built.connect(self._on_page_built)
        self.dialogs = ExchangeDialogs(lambda: self.context, self.window, self.theme)
        self.menus = Menus(self, workspace.root, log_file.parent)
        for trouble in loaded.troubles:
            self.notifications.post(Notice(trouble, tone=Tone.WARNING))

    def start(self, source: str | None, in_tray: bool = False) -> None:
        """Show the window. The camera follows, then the pages, then the model.

        With `in_tray` the window stays hidden, if there is a tray.
        """
        self.errors.install()
        updates, view = self.live.updates, self.window.camera_view
        # not before: two threads that load libraries wait for each other, and one of them may hold Python's lock
        view.painted.connect(self._open_soon, Qt.ConnectionType.SingleShotConnection)
        updates.source.connect(self._on_source)
        hidden = in_tray and QSystemTrayIcon.isSystemTrayAvailable()
        QTimer.singleShot(0 if view.isHidden() or hidden else LONGEST_WAIT_MS, self.window, self.open)
        if not hidden:
            self.window.show()
        updates.start()
        self.sources.begin(source)

    def _open_soon(self) -> None:
        """Open the pages once this painting is done."""
        QTimer.singleShot(0, self.window, self.open)

    def open(self) -> None:
        """Build the pages that are needed, and load the model in the background. Do nothing the second time."""
        if self._opened or self._ending:
            return
        self._opened = True
        resume_collection()
        self.window.pages.begin(self.context)
        self.window.pages.page(Page.RECOGNISE - 1)  # it lists what fires, shown or not
        self.context.active_model.missing.connect(self.window.status_line.show_missing)
        self.context.active_model.busy_changed.connect(self.window.status_line.show_loading)
        self.context.active_model.begin()
        self.context.gesture_actions.next_source_wanted.connect(self.sources.use_next)
        self._show_presence()
        self.live.tasks.run(self._check_workspace, self._show_report)

    def stop(self) -> None:
        """End every thread and process, and save what is not saved yet.

        Raises:
            RecordingError: takes could not be saved, and the user was not asked about them.
            SettingsError: the settings could not be saved.
        """
        self._ending = True
        self.theme.shutdown()
        self.live.updates.stop()
        given_up = self._not_saved()
        if self._opened:
            self.presence.shutdown()
        ending = self.context.gesture_actions.shutdown() if self._opened else None  # beside all that follows
        if self._opened:
            self.context.active_model.shutdown()
            self.context.library.shutdown()
        self.live.session.stop()  # before the pages: the Record page saves the takes that the session still holds
        for page in self.window.pages.pages:
            page.shutdown()
        self.dialogs.shutdown()
        self.live.tasks.finish()
        self.live.tasks.close()
        if ending is not None:
            ending.join()
        self.errors.remove()
        lost = [take for take in self._not_saved() if take not in given_up]
        try:
            self.live.settings.save_now()
        finally:
            if lost and lost[-1].problem is not None:
                problem = lost[-1].problem
                sentence = f"{counted(len(lost), 'take')} could not be saved: {problem.sentence}"
                raise RecordingError(sentence, problem.hint)

    def _not_saved(self) -> tuple[SessionTake, ...]:
        if not self._opened:
            return ()
        from gesture_app.gui.state.session_takes import TakeState

        return tuple(self.context.session_takes.in_state(TakeState.NOT_SAVED))

    # ---- parts that are made when they are first needed ----
    @cached_property
    def context(self) -> AppContext:
        """What the pages share."""
        return services.make_context(self._workspace, self.live)

    @cached_property
    def presence(self) -> DesktopPresence:
        """Strip, tray icon and small bar."""
        from gesture_app.gui.desktop.presence import DesktopPresence

        return DesktopPresence(self.context, self._remembered, self.window)

    @property
    def recognise(self) -> RecognisePage:
        """The page, built if need be."""
        return cast("RecognisePage", self._page(Page.RECOGNISE))

    @property
    def record(self) -> RecordPage:
        """The page, built if need be."""
        return cast("RecordPage", self._page(Page.RECORD))

    @property
    def library(self) -> LibraryPage:
        """The page, built if need be."""
        return cast("LibraryPage", self._page(Page.LIBRARY))

    @property
    def train(self) -> TrainPage:
        """The page, built if need be."""
        return cast("TrainPage", self._page(Page.TRAIN))

    @property
    def models(self) -> ModelsPage:
        """The page, built if need be."""
        return cast("ModelsPage", self._page(Page.MODELS))

    @property
    def inspect(self) -> InspectPage:
        """The page, built if need be."""
        return cast("InspectPage", self._page(Page.INSPECT))

    @property
    def actions(self) -> ActionsPage:
        """The page, built if need be."""
        return cast("ActionsPage", self._page(Page.ACTIONS))

    def _page(self, page: Page) -> PageWidget:
        self.open()
        return self.window.pages.page(page - 1)

    def _on_source(self, status: SourceStatus) -> None:
        if status.state in (SourceState.LOST, SourceState.ENDED):  # there may be no picture to wait for
            self.open()

    def _on_page_built(self, index: int) -> None:
        """Style a page and connect what leads from it to other pages and to dialogs."""
        page = self.window.pages.page(index)
        self.theme.style(page, *page.under_picture_parts)
        connect = {
            Page.RECOGNISE: self._connect_recognise,
            Page.RECORD: self._connect_record,
            Page.LIBRARY: self._connect_library,
            Page.TRAIN: self._connect_train,
            Page.MODELS: self._connect_models,
            Page.INSPECT: self._connect_inspect,
        }.get(Page(index + 1))
        if connect is not None:
            connect()

    def _connect_recognise(self) -> None:
        self.recognise.corrections.trim_wanted.connect(self._trim)
        self.recognise.record_wanted.connect(partial(self._record_more, takes=MORE_TAKES))
        self.recognise.thresholds.saved.connect(self._show_thresholds)

    def _connect_record(self) -> None:
        self.record.train_wanted.connect(self._turn_to_train)
        self.record.training_wanted.connect(self._train)

    def _connect_library(self) -> None:
        self.library.import_wanted.connect(self.dialogs.show_imports)
        self.library.record_wanted.connect(lambda: self._record_more("", 0))
        self.library.export_wanted.connect(self.dialogs.show_exports)
        self.library.inspect_wanted.connect(self._inspect)

    def _connect_train(self) -> None:
        self.train.record_wanted.connect(self._record_more)
        self.train.try_wanted.connect(lambda: self.window.turn_to(self.recognise))
        self.train.try_wanted.connect(self.recognise.try_own)
        self.train.models_wanted.connect(lambda: self.window.turn_to(self.models))
        self.train.wanted.connect(self._turn_to_train)
        self.train.look_wanted.connect(self._look_at_gesture)
        self.train.take_wanted.connect(self._open_take)

    def _connect_models(self) -> None:
        self.models.report_wanted.connect(self._show_model)

    def _connect_inspect(self) -> None:
        self.inspect.picker.record.clicked.connect(lambda: self._record_more("", 0))

    def _show_presence(self) -> None:
        self.window.add_presence(self.presence)
        self.theme.style(self.presence.strip.switch)
        self.presence.bar_made.connect(self.theme.style)
        self.presence.begin()

    # ---- from one part to another ----
    def switch_actions(self) -> None:
        """Switch actions off, or on."""
        if self._opened:
            self.context.gesture_actions.toggle()

    def _train(self) -> None:
        self._turn_to_train()
        self.train.train()

    def _turn_to_train(self) -> None:
        self.window.turn_to(self.train)

    def _show_thresholds(self) -> None:
        if self.window.pages.built_page(Page.INSPECT - 1) is not None:
            self.inspect.on_thresholds_changed()

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
        return services.check_at_start(self._workspace, lambda: self._ending)

    def _show_report(self, report: WorkspaceCheck | None) -> None:
        if report is not None and report.sentences:
            self.notifications.post(Notice(report.sentences[0], " ".join(report.sentences[1:]), Tone.WARNING))

    def _loss(self) -> str:
        if not self._opened:
            return ""
        takes, moments = len(self.context.session_takes.in_memory), self.recognise.undecided()
        unsaved = f"{counted(takes, 'take')} not saved yet. They may be lost if you close now." if takes else ""
        waiting = (
            f"{counted(moments, 'false alarm')} not saved yet. Save or discard them on the Recognise page."
            if moments
            else ""
        )
        return " ".join(filter(None, (unsaved, waiting, *self.live.work.losses)))
