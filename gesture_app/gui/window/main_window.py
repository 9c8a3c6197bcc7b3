"""The window: tabs at the top, the camera at the left, the page at the right, the status at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QMessageBox, QSplitter, QVBoxLayout, QWidget

from gesture_app.core.gestures import known_name, spoken_name
from gesture_app.core.settings import HANDS_CHOICES, Settings
from gesture_app.core.source_names import drawn_gesture
from gesture_app.gui.state.context import WindowContext
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.gui.widgets.page_actions import MenuItem, Page
from gesture_app.gui.window.camera_view import CameraView
from gesture_app.gui.window.menu_bar import MenuBar
from gesture_app.gui.window.notification_banner import NotificationBanner
from gesture_app.gui.window.page_tabs import Mark, PageTabs
from gesture_app.gui.window.pages import PageEntry, PageStack
from gesture_app.gui.window.picture_column import PictureColumn
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.gui.window.status_bar import StatusBar
from gesture_app.live.recorder import Phase, RecorderStatus
from gesture_app.live.update import LiveSnapshot, SourceState, SourceStatus

if TYPE_CHECKING:
    from gesture_app.gui.desktop.presence import DesktopPresence
    from gesture_app.gui.widgets.countdown_overlay import CountdownOverlay
    from gesture_app.gui.window.crash_dialog import CrashDialog
    from gesture_app.gui.window.settings_dialog import SettingsDialog
    from gesture_app.gui.window.source_menu import SourceMenu
    from gesture_app.storage.login_item import LoginItem

TITLE = "Gestures"
FIRST_SIZE = (1240, 680)
TITLE_BAR_PX = 40
"""room that the system's frame takes of the screen"""
CAMERA_SHARE = 0.6
PAGE_LEAST_PX = 380
MARGIN_PX = 14
WORK_PAGES = {
    WorkKind.SERIES: Page.RECORD,
    WorkKind.CHECK: Page.LIBRARY,
    WorkKind.TRAINING: Page.TRAIN,
    WorkKind.COMPARISON: Page.INSPECT,
}
"""the other kinds run in dialogs"""
RECORDING_CAPTION = "Drawn hand: what is being recorded"


class MainWindow(QMainWindow):
    """Arranges pages and dialogs. Its own state is its place on the screen."""

    dialog_wanted = Signal(str)
    """`WorkKind` of the dialog that the user wants to see"""
    dialog_made = Signal(object)
    """a dialog that is to be styled"""

    def __init__(
        self,
        context: WindowContext,
        sources: SourceSelector,
        pages: Sequence[PageEntry],
        remembered: QSettings,
        log_file: str,
        loss: Callable[[], str],
        login: LoginItem | None = None,
    ) -> None:
        """Make the window without its pages.

        Args:
            context: what the window needs of the program.
            sources: chooses the source.
            pages: each built when it is first shown, after `pages.begin`.
            remembered: keeps the geometry.
            log_file: named in reports of crashes.
            loss: returns a sentence on what closing now would lose.
            login: starts the program with the login, if the user wants it.
        """
        super().__init__()
        self._session, self._settings = context.session, context.settings
        self._remembered, self._loss, self._work = remembered, loss, context.work
        self.setWindowTitle(TITLE)
        self.camera_view = CameraView()
        self.page_tabs = PageTabs(tuple(entry.title for entry in pages))
        self.pages = PageStack(pages)
        self.menus = MenuBar(self._page_items, tuple(entry.title for entry in pages))
        self.setMenuBar(self.menus)
        self._wide = tuple(entry.wide for entry in pages)
        self.status_line = StatusBar(context.work)
        self._sources, self._log_file, self._login = sources, log_file, login
        self._tasks = context.tasks
        self._source = ""
        self._recording = False
        self._leaving = self._quitting = False
        self.keeps_running: Callable[[], bool] = lambda: False
        """returns True if the program goes on in the tray when the window is closed"""
        self.banner = NotificationBanner(context.notifications)
        self._left = PictureColumn(self.camera_view)
        self._splitter = self._arrange()
        self._splitter_state = self._splitter.saveState()
        self._restore_geometry()
        self._connect(context, sources)
        self._apply_settings(context.settings.now)
        self.camera_view.show_text("Starting …")

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """The parts of the window but its pages, each small enough to be styled in one go."""
        return (self.banner, self.page_tabs, self.status_line, self.menus)

    # ---- parts that are made when they are first needed ----
    @cached_property
    def overlay(self) -> CountdownOverlay:
        """What is painted over the camera picture while a series is recorded."""
        from gesture_app.gui.widgets.countdown_overlay import CountdownOverlay

        return CountdownOverlay(self.camera_view, self.camera_view.picture_area)

    @cached_property
    def source_menu(self) -> SourceMenu:
        """The menu of sources."""
        from gesture_app.gui.window.source_menu import SourceMenu

        return SourceMenu(self._sources, self)

    @cached_property
    def settings_dialog(self) -> SettingsDialog:
        """The dialog of the settings that belong to no page."""
        from gesture_app.gui.window.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._settings, self._tasks, self._login, self)
        self.dialog_made.emit(dialog)
        return dialog

    @cached_property
    def leave_question(self) -> QMessageBox:
        """The question before closing."""
        question = self._make_leave_question()
        self.dialog_made.emit(question)
        return question

    @cached_property
    def _crash_dialog(self) -> CrashDialog:
        from gesture_app.gui.window.crash_dialog import CrashDialog

        dialog = CrashDialog(self._log_file, self)
        self.dialog_made.emit(dialog)
        return dialog

    def turn_to(self, page: QWidget) -> None:
        """Show this page, which is built."""
        self.show_page(self.pages.indexOf(page))

    def show_page(self, index: int) -> None:
        """Show the page with this number, from 0."""
        self.pages.show_page(index)
        self.page_tabs.choose(index)
        wide, was_wide = self._wide[index], self.camera_view.isHidden()
        if wide and not was_wide and self.isVisible():
            self._splitter_state = self._splitter.saveState()
        self.camera_view.setHidden(wide)
        self._left.show_page(index)
        self._left.setHidden(wide)
        if was_wide and not wide:
            self._splitter.restoreState(self._splitter_state)

    def show_work(self, kind: WorkKind) -> None:
        """Show the page or the dialog where this work runs."""
        if kind in WORK_PAGES:
            self.show_page(WORK_PAGES[kind] - 1)
        else:
            self.dialog_wanted.emit(kind)

    def bring_up(self, dialog: QDialog) -> None:
        """Show a dialog in front of everything, with the focus."""
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def add_presence(self, presence: DesktopPresence) -> None:
        """Show the strip of actions below the tabs, and heed the tray icon."""
        self._whole.insertWidget(1, presence.strip)
        self.keeps_running = lambda: presence.keeps_running
        presence.show_wanted.connect(self.bring_back)
        presence.quit_wanted.connect(self.quit)
        self.pages.currentChanged.connect(lambda index: presence.strip.cover(index == Page.ACTIONS - 1))
        presence.strip.cover(self.pages.currentIndex() == Page.ACTIONS - 1)

    def bring_back(self) -> None:
        """Show the window in front of all others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Close the window and end the program, also if it could go on in the tray."""
        if self.isHidden():
            self.bring_back()  # it may have to ask
        self._quitting = True
        self.close()
        self._quitting = False

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.keeps_running() and not self._quitting and not self._leaving:
            self.hide()
            event.ignore()
            return
        loss = self._loss()
        if loss and not self._leaving:
            self.leave_question.setText(loss)
            self.leave_question.open()
            event.ignore()
            return
        self._remembered.setValue("geometry", self.saveGeometry())
        hidden = self.camera_view.isHidden()
        self._remembered.setValue("splitter", self._splitter_state if hidden else self._splitter.saveState())
        self._remembered.setValue("page", self.pages.currentIndex())
        self._remembered.sync()
        super().closeEvent(event)

    def _make_leave_question(self) -> QMessageBox:
        question = QMessageBox(QMessageBox.Icon.Warning, TITLE, "", parent=self)
        question.setTextFormat(Qt.TextFormat.PlainText)
        cancel = question.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(cancel)
        question.setEscapeButton(cancel)
        question.addButton("&Close anyway", QMessageBox.ButtonRole.AcceptRole)
        question.accepted.connect(self._leave)
        return question

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _arrange(self) -> QSplitter:
        side = QWidget()
        side.setMinimumWidth(PAGE_LEAST_PX)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)  # pages have their own
        beside.addWidget(self.pages)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._left)
        splitter.addWidget(side)
        splitter.setStretchFactor(0, 1)
        width = FIRST_SIZE[0] - 2 * MARGIN_PX
        splitter.setSizes([round(CAMERA_SHARE * width), round((1 - CAMERA_SHARE) * width)])
        whole = QWidget()
        self._whole = layout = QVBoxLayout(whole)
        layout.setContentsMargins(MARGIN_PX, 10, MARGIN_PX, 6)
        layout.setSpacing(8)
        layout.addWidget(self.page_tabs)
        layout.addWidget(self.banner)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.status_line)
        self.setCentralWidget(whole)
        return splitter

    def _restore_geometry(self) -> None:
        self.resize(first_size(self.screen().availableSize()))
        geometry, splitter = self._remembered.value("geometry"), self._remembered.value("splitter")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(splitter, QByteArray):
            self._splitter.restoreState(splitter)
            self._splitter_state = splitter
        page = str(self._remembered.value("page", 0))
        if page.isdigit() and int(page) < self.pages.count():
            self.show_page(int(page))

    def _connect(self, context: WindowContext, sources: SourceSelector) -> None:
        updates = context.updates
        self.page_tabs.chosen.connect(self.show_page)
        self.menus.page_wanted.connect(self.show_page)
        self.pages.built.connect(self._adopt_page)
        updates.snapshot.connect(self._show_snapshot)
        updates.recorder.connect(self._show_countdown)
        updates.recorder.connect(self._show_recorder)
        updates.source.connect(self._show_source)
        updates.model.connect(self.status_line.show_model)
        self.camera_view.painted.connect(self.status_line.note_delay)
        self.status_line.source_wanted.connect(self.open_source_menu)
        self.status_line.settings_wanted.connect(self.open_settings)
        self.status_line.work_buttons.wanted.connect(lambda kind: self.show_work(WorkKind(kind)))
        context.work.changed.connect(self._mark_tabs)
        sources.choice_wanted.connect(self._open_source_menu_at_button)
        context.notifications.unexpected.connect(self._show_crash)
        self._settings.changed.connect(self._apply_settings)

    def _adopt_page(self, index: int) -> None:
        self._left.add(index, self.pages.page(index).under_picture)
        self._left.show_page(self.pages.currentIndex())

    def _mark_tabs(self) -> None:
        self.page_tabs.mark(
            {
                WORK_PAGES[kind] - 1: Mark(work.text, kind is WorkKind.SERIES, work.paused)
                for kind, work in self._work.running.items()
                if kind in WORK_PAGES
            }
        )

    def _apply_settings(self, settings: Settings) -> None:
        self.camera_view.set_mirror(settings.mirror)
        self._session.keep_pictures(settings.clips)
        self.status_line.clips_note.setVisible(settings.clips)
        self._session.turn(settings.rotate)
        self._session.look_for(HANDS_CHOICES.index(settings.hands))

    def _show_snapshot(self, snapshot: LiveSnapshot) -> None:
        self.camera_view.show_snapshot(snapshot)
        self.status_line.show_snapshot(snapshot)

    def _show_source(self, status: SourceStatus) -> None:
        self.status_line.show_source(status)
        if status.state is SourceState.LOST:
            self.camera_view.show_text("No camera picture")
        elif status.source != self._source:  # not during retries
            self.camera_view.show_text(f"Opening {status.name} …")
        self._source = status.source
        self._show_caption()

    def _show_recorder(self, status: RecorderStatus) -> None:
        recording = status.phase is not Phase.OFF
        if recording != self._recording:
            self._recording = recording
            self._show_caption()

    def _show_caption(self) -> None:
        """Name what the drawn hand performs."""
        performed = drawn_gesture(self._source)
        if performed is None:
            self.camera_view.set_caption("")
        elif self._recording:
            self.camera_view.set_caption(RECORDING_CAPTION)
        else:
            what = f"“{spoken_name(known_name(performed))}”" if performed else "random gestures"
            self.camera_view.set_caption(f"Drawn hand: {what}")

    def _show_countdown(self, status: RecorderStatus) -> None:
        self.overlay.show_status(status)

    def _page_items(self) -> tuple[MenuItem, ...]:
        page = self.pages.built_page(self.pages.currentIndex())
        return () if page is None else page.menu_items()

    def toggle_full_screen(self) -> None:
        """Fill the whole screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_crash(self, report: str) -> None:
        self._crash_dialog.show_report(report)

    def open_settings(self) -> None:
        """Show the settings that belong to no page."""
        self.bring_up(self.settings_dialog)

    def open_source_menu(self) -> None:
        """Show the menu of sources."""
        self.source_menu.open_at(self.status_line.source_button)

    def _open_source_menu_at_button(self) -> None:
        """Open the menu below the notice's button, which has the focus."""
        from gesture_app.gui.window.source_menu import button_in_focus

        self.source_menu.open_at(button_in_focus(self.status_line.source_button))


def first_size(room: QSize) -> QSize:
    """Return the usual size of the window, or less on a screen with less room."""
    return QSize(*FIRST_SIZE).boundedTo(QSize(room.width(), room.height() - TITLE_BAR_PX))
