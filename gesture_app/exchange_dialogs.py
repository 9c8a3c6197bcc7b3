"""The dialogs that import and export takes, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from gesture_app import services
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.notifications import Notice, NoticeButton
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.gui.window.main_window import MainWindow
from gesture_app.gui.window.theme import Theme

if TYPE_CHECKING:
    from gesture_app.gui.import_export.export_dialog import ExportDialog
    from gesture_app.gui.import_export.import_dialog import ImportDialog
    from gesture_app.gui.import_export.job_dialog import JobDialog


class ExchangeDialogs:
    """Makes, shows and ends the dialogs.

    Args:
        context: returns what they need.
        window: their parent.
        theme: styles them.
    """

    def __init__(self, context: Callable[[], AppContext], window: MainWindow, theme: Theme) -> None:
        self._context, self._window, self._theme = context, window, theme
        self._made: list[JobDialog] = []
        window.dialog_wanted.connect(self._show)

    @cached_property
    def exports(self) -> ExportDialog:
        """The dialog that exports takes."""
        from gesture_app.gui.import_export.export_dialog import ExportDialog

        context = self._context()
        make_job = partial(services.make_export_job, context.workspace)
        dialog = ExportDialog(context.tasks, context.recordings.gestures, make_job, context.work, self._window)
        self._adopt(dialog)
        return dialog

    @cached_property
    def imports(self) -> ImportDialog:
        """The dialog that imports takes."""
        from gesture_app.gui.import_export.import_dialog import ImportDialog

        context = self._context()
        make_job = partial(services.make_import_job, context.workspace)
        look = partial(services.find_importable, context.workspace)
        dialog = ImportDialog(context.tasks, look, make_job, context.work, self._window, services.sample_importable)
        dialog.imported.connect(context.library.poll)
        self._adopt(dialog)
        return dialog

    def show_imports(self) -> None:
        """Show the dialog that imports takes."""
        self._window.bring_up(self.imports)

    def show_exports(self) -> None:
        """Show the dialog that exports takes."""
        self._window.bring_up(self.exports)

    def shutdown(self) -> None:
        """End their jobs, because the window closes."""
        for dialog in self._made:
            dialog.shutdown()

    def _adopt(self, dialog: JobDialog) -> None:
        self._made.append(dialog)
        self._theme.style(dialog)
        dialog.ended_unseen.connect(partial(self._notify_ended, dialog))

    def _show(self, kind: str) -> None:
        (self.show_imports if kind == WorkKind.IMPORT else self.show_exports)()

    def _notify_ended(self, dialog: JobDialog, text: str) -> None:
        show = NoticeButton("&Show", partial(self._window.bring_up, dialog))
        self._context().notifications.post(Notice(text, button=show, topic=dialog.KIND))
