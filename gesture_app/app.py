"""Puts the program with the window together, starts it, and ends it."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.gui.background import Background
from gesture_app.gui.collaborators import Collaborators, SourceChoice
from gesture_app.gui.display import display_trouble
from gesture_app.gui.export_dialog import ExportDialog
from gesture_app.gui.import_dialog import ImportDialog
from gesture_app.gui.live_poller import LivePoller
from gesture_app.gui.main_window import MainWindow
from gesture_app.gui.messages import Messages, Notice, Tone
from gesture_app.gui.page_parts import PageParts
from gesture_app.gui.pages.recognise_page import RecognisePage
from gesture_app.gui.pages.record_page import RecordPage
from gesture_app.gui.pages.train_page import TrainPage
from gesture_app.gui.settings_holder import SettingsHolder
from gesture_app.gui.source_picker import SourcePicker
from gesture_app.gui.take_shelf import TakeState
from gesture_app.gui.theme import Theme
from gesture_app.gui.unexpected import UnexpectedErrors
from gesture_app.gui.widgets.controls import counted
from gesture_app.live.live_session import LiveSession
from gesture_app.storage.model_store import ModelStore
from gesture_app.storage.recording_store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.start_report import StartReport, look_round
from gesture_app.storage.workspace import Workspace, WorkspaceLock, find_workspace, shipped_models_folder

if TYPE_CHECKING:
    from gesture_app.core.exchange_progress import (
        ExportOptions,
        ExportProgress,
        Findings,
        ImportOptions,
        ImportProgress,
    )
    from gesture_app.core.parts import Camera, HandTracker, Recogniser
    from gesture_app.jobs.job_process import JobProcess
    from gesture_app.jobs.training_job import TrainingJob
    from gesture_app.vision.webcam import WebcamInfo

__all__ = ["display_trouble", "run"]

NAME = "gesture-app"
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
            program.messages.say(SHARED_WORKSPACE)
        status = app.exec()
        program.stop()
    return status


class _ProgramEndsError(Exception):
    """Work in the background is to stop."""


class Program:
    """Every part, once; made and used on the GUI thread."""

    def __init__(self, app: QApplication, workspace: Workspace, settings_store: SettingsStore, log_file: Path) -> None:
        loaded = settings_store.load()
        self.messages = Messages()
        self.errors = UnexpectedErrors(self.messages, log_file)
        self.background = Background(self.messages.show)
        self.settings = SettingsHolder(loaded.settings, settings_store.save, self.background)
        self.theme = Theme(app, self.settings)
        collaborators = _collaborators(workspace)
        self.session = collaborators.session
        self.poller = LivePoller(self.session)
        parts = PageParts(collaborators, self.poller, self.background, self.messages, self.settings)
        self.sources = SourcePicker(parts)
        self.recognise, self.record, self.train = RecognisePage(parts), RecordPage(parts), TrainPage(parts)
        self.window = MainWindow(
            parts,
            self.sources,
            pages=(("&Recognise", self.recognise), ("Re&cord", self.record), ("&Train", self.train)),
            remembered=QSettings(str(settings_store.path.with_name("window.ini")), QSettings.Format.IniFormat),
            log_file=str(log_file),
            loss=self._loss,
        )
        self.exports, self.imports = _exchange_dialogs(workspace, parts, self.window)
        for keys, dialog in (("Ctrl+I", self.imports), ("Ctrl+E", self.exports)):
            QShortcut(QKeySequence(keys), self.window).activated.connect(dialog.show)
        self.theme.dress(*self.window.parts, self.imports, self.exports)
        self.record.train_wanted.connect(lambda: self.window.show_page(2))
        self.train.record_wanted.connect(lambda: self.window.show_page(1))
        for trouble in loaded.troubles:
            self.messages.say(Notice(trouble, tone=Tone.WARNING))
        self._workspace, self._ending = workspace, False

    def start(self, source: str | None) -> None:
        """Show the window; camera and model come to it as they get ready."""
        self.errors.install()
        self.window.show()
        self.poller.start()
        # the camera's libraries first, then the model's: two threads that open libraries wait for each other,
        # one of them with Python's lock in its hand
        self.poller.source.connect(self.recognise.load_model, Qt.ConnectionType.SingleShotConnection)
        self.sources.begin(source)
        self.background.run(self._look_round, self._tell_found)

    def stop(self) -> None:
        """End every thread and process, and save what is not saved yet.

        Raises:
            RecordingError: takes could not be saved, and the user was not asked about them.
            SettingsError: the settings could not be saved.
        """
        self._ending = True
        given_up = self.record.shelf.in_state(TakeState.NOT_SAVED)
        self.poller.stop()
        self.train.shutdown()
        self.imports.shutdown()
        self.exports.shutdown()
        self.session.stop()
        self.record.shutdown()
        self.background.finish()
        self.background.close()
        self.errors.remove()
        lost = [take for take in self.record.shelf.in_state(TakeState.NOT_SAVED) if take not in given_up]
        try:
            self.settings.save_now()
        finally:
            if lost and lost[-1].problem is not None:
                problem = lost[-1].problem
                sentence = f"{counted(len(lost), 'take')} could not be saved: {problem.sentence}"
                raise RecordingError(sentence, problem.hint)

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
            self.messages.say(Notice(found.sentences[0], " ".join(found.sentences[1:]), Tone.WARNING))

    def _loss(self) -> str:
        takes = self.record.unsaved()
        return f"Not saved yet: {counted(takes, 'take')}. Closing now may lose them." if takes else ""


def _collaborators(workspace: Workspace) -> Collaborators:
    """The program below the window; what is slow to import is imported where it is first used, off the GUI thread."""
    models = ModelStore(workspace.models, shipped_models_folder())
    return Collaborators(
        session=LiveSession(_open_camera, _make_tracker),
        recordings=RecordingStore(workspace.recordings),
        models=models,
        list_sources=_list_webcams,
        load_recogniser=lambda model: _load_recogniser(models, model),
        make_training_job=lambda: _make_training_job(workspace),
        session_name=f"{datetime.now():%Y-%m-%d %H.%M.%S}",
    )


def _exchange_dialogs(workspace: Workspace, parts: PageParts, window: MainWindow) -> tuple[ExportDialog, ImportDialog]:
    exports = ExportDialog(
        parts.background,
        parts.collaborators.recordings.gestures,
        lambda options: _export_job(workspace, options),
        window,
    )
    imports = ImportDialog(
        parts.background, _found_at, lambda path, options: _import_job(workspace, path, options), window
    )
    return exports, imports


def _found_at(path: Path, options: ImportOptions) -> Findings:
    from gesture_app.storage.importers.registry import list_files

    named = replace(options, gesture=gesture_name(options.gesture) if options.gesture else "")
    return list_files(path).findings(named)


def _import_job(workspace: Workspace, path: Path, options: ImportOptions) -> JobProcess[ImportProgress]:
    from gesture_app.jobs.import_job import import_job

    return import_job(workspace, path, options)


def _export_job(workspace: Workspace, options: ExportOptions) -> JobProcess[ExportProgress]:
    from gesture_app.jobs.export_job import export_job

    return export_job(workspace, options)


def _open_camera(source: str) -> Camera:
    from gesture_app.sources import open_source

    return open_source(source, paced=True)


def _make_tracker() -> HandTracker:
    from gesture_app.sources import hand_tracker

    return hand_tracker()


def _list_webcams() -> Sequence[SourceChoice]:
    from gesture_app.vision.webcam import list_webcams

    return webcam_choices(list_webcams())


def webcam_choices(webcams: Sequence[WebcamInfo]) -> list[SourceChoice]:
    """By name, which outlives replugging; by number where a name occurs twice."""
    names = Counter(webcam.name.casefold() for webcam in webcams)
    return [
        SourceChoice(webcam.name, webcam.name)
        if names[webcam.name.casefold()] == 1
        else SourceChoice(f"{webcam.number}", f"{webcam.name} (camera {webcam.number})")
        for webcam in webcams
    ]


def _load_recogniser(models: ModelStore, model: str) -> Recogniser:
    _import_torch()
    from gesture_app.learning.recogniser import recogniser_of

    stored = models.load(model)
    return recogniser_of(stored.card, stored.weights)


def _import_torch() -> None:
    """An import holds Python's lock while it opens libraries (for torch a third of a second) and lets the garbage
    collector walk again and again through all that was imported (a tenth each time): the window would stand still.
    """
    if "torch" in sys.modules:
        return
    _open_torch_libraries()
    gc.disable()
    try:
        import_module("torch")
    finally:
        gc.freeze()  # what is there now stays until the end: it need not be walked through
        gc.enable()


def _open_torch_libraries() -> None:
    """A foreign call lets go of Python's lock; the import then finds the libraries open."""
    torch = find_spec("torch")
    if torch is None or torch.origin is None or not sys.platform.startswith("linux"):
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(Path(torch.origin).parent / "lib" / "libtorch_python.so"), os.RTLD_NOW)


def _make_training_job(workspace: Workspace) -> TrainingJob:
    from gesture_app.jobs.training_job import TrainingJob

    return TrainingJob(workspace)
