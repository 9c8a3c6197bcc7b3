"""Models page: use, compare, name, delete, export and import models. Everything has a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gesture_app.core.errors import ModelError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import counted
from gesture_app.gui.models.actions import ACTIONS, BIN_ACTIONS, ROWS
from gesture_app.gui.models.layout import ModelsLayout
from gesture_app.gui.state import model_edits as edits
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.edit_result import EditResult
from gesture_app.gui.widgets.empty_bin_question import EmptyBinQuestion
from gesture_app.gui.widgets.model_text import title_of
from gesture_app.gui.widgets.page_actions import Command, MenuItem, Page, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.storage.models.archive import SUFFIX, write_model
from gesture_app.storage.models.listing import ListedModel

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore

POLL_EVERY_MS = 1000
"""models of another program appear after this time"""
READ_AFTER_MS = 120
"""a held arrow key then reads no reports"""
READING = "Reading the models …"
NOTHING = f"There is no model yet.\n\nTrain one ({Page.TRAIN.key}), or import one."
BIN_IS_EMPTY = "The bin is empty."
CHOOSE = "Select one model to see it, or two to compare them."
CHOOSE_ONE = "Select only one model first, with the arrow keys."
COMPARE = f"This is the model in use. Select another one, then {ROWS['compare'].key} compares the two."
IN_USE = "This model is in use. Use another one first, then delete this one."
SHIPPED = "This model came with the program and cannot be deleted."
NO_REPORT = "This model has no report."
FILES = f"A model (*{SUFFIX})"


class ModelsPage(PageWidget):
    """Turns keys and buttons into edits of the models and shows them."""

    report_wanted = Signal(str)
    """id of the model whose report to open"""

    def __init__(
        self,
        context: AppContext,
        import_model: Callable[[Path], str],
        parent: QWidget | None = None,
    ) -> None:
        """`import_model` checks a file, keeps the model in it and returns its id. It is slow."""
        super().__init__(parent)
        self._store, self._tasks, self._active_model = context.models, context.tasks, context.active_model
        self._import_model = import_model
        self.library = context.model_library
        self.ui = ModelsLayout(self)
        self.table = self.ui.table
        self.in_bin = False
        newest = context.updates.newest
        self._live = newest.card.id if newest is not None and newest.card is not None else ""
        self._wanted: tuple[str, ...] = ()
        self._found: dict[str, ModelReport | str | None] = {}
        self._report_timer = QTimer(self, interval=READ_AFTER_MS, singleShot=True)
        self._report_timer.timeout.connect(self._read_reports)
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self.library.poll)
        self.empty_question = EmptyBinQuestion(self)
        self.empty_question.accepted.connect(self.library.empty_bin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.ui)
        self._actions, self._bin_actions = self._bind_actions()
        self._connect()
        context.updates.model.connect(self._on_live_model)
        self._show_chosen()

    def shutdown(self) -> None:
        """Stop timers and jobs because the window closes."""
        self._timer.stop()
        self._report_timer.stop()

    @property
    def in_use(self) -> str:
        """The id of the model in use, or of the one that is used after the start."""
        return self._live or self.library.listing.in_use or ""

    # ---- what can be done to models ----
    def use(self) -> None:
        """Recognise with the selected model from the next frame on."""
        model = self._one()
        if model is None or model.id == self.in_use:
            return
        if model.card is None:
            self.ui.footer.show_message(f"This model cannot be used. {model.trouble}")
        else:
            self._active_model.use(model.id)

    def restore(self) -> None:
        """Restore the selected ones from the bin."""
        if self.in_bin and self.table.chosen:
            self.library.edit(edits.restoring(self._store, [model.folder for model in self.table.chosen]))

    def delete(self) -> None:
        """Move the selected models to the bin."""
        models = self.table.chosen
        if not models or self.in_bin:
            return
        for model in models:
            if model.id == self.in_use or model.shipped:
                title = f"{title_of(model)}: " if len(models) > 1 else ""
                self.ui.footer.show_message(f"{title}{IN_USE if model.id == self.in_use else SHIPPED}")
                return
        self.library.edit(edits.deleting(self._store, [model.id for model in models]))

    def rename(self) -> None:
        """Ask for a name of the selected model."""
        model = self._one()
        if model is not None:
            self.ui.ask.ask("New name:", model.choices.name, partial(self._edit, edits.renaming, model))

    def note(self) -> None:
        """Ask for a note on the selected model."""
        model = self._one()
        if model is not None:
            self.ui.ask.ask("Note:", model.choices.note, partial(self._edit, edits.noting, model))

    def open_report(self) -> None:
        """Open the report of the selected model."""
        model = self._one()
        if model is None:
            return
        if isinstance(self._found.get(model.id), ModelReport):
            self.report_wanted.emit(model.id)
        else:
            self.ui.footer.show_message(NO_REPORT)

    def export_to(self, model: ListedModel, out: Path) -> None:
        """Write a model to this file."""
        self._tasks.run(
            lambda: write_model(out, self._store, model.id),
            lambda _: self.ui.footer.show_message(f"{title_of(model)} is saved to {out}."),
        )

    def import_from(self, file: Path) -> None:
        """Import a model from this file without using it."""
        self.ui.footer.show_message(f"Checking {file.name} …")
        self.library.edit(edits.importing(self._store, self._import_model, file))

    # ---- looking ----
    def compare(self) -> None:
        """Compare the selected model with the one in use, unless two are selected."""
        model = self._one() if len(self.table.chosen) != 2 else None
        if model is not None and model.id == self.in_use:
            self.ui.footer.show_message(COMPARE)
        elif model is not None:
            self.table.choose([model.id, self.in_use], model.id)

    def show_bin(self, on: bool) -> None:
        """Show the bin, or close it."""
        if on != self.in_bin:
            self.in_bin = on
            self._on_models_changed()
            self.table.setFocus()
        self.ui.bin.setChecked(on)

    def step_back(self) -> None:
        """Close the bin, or select only the current model."""
        if self.in_bin:
            self.show_bin(False)
        elif self.table.current is not None:
            self.table.choose([self.table.current.id])

    # ---- keys ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        return (self._bin_actions if self.in_bin else self._actions).menu_items()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        (self._bin_actions if self.in_bin else self._actions).press(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.library.poll()
        self._timer.start()
        self.table.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    # ---- what comes ----
    def _on_models_changed(self) -> None:
        listing, self._found = self.library.listing, {}
        self.ui.show_bin(self.in_bin, len(listing.binned))
        self.table.show_models(listing.binned if self.in_bin else listing.models, "" if self.in_bin else self.in_use)
        self._show_chosen()

    def _on_live_model(self, card: ModelCard | None) -> None:
        self._live = card.id if card is not None else ""
        self._on_models_changed()

    def _on_used(self, model: str, earlier: str) -> None:
        self._live = model
        self.ui.footer.show_message("In use." if self.isVisible() else "")
        self.library.refresh()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen
        if len(chosen) == 1:
            model, in_use = chosen[0], not self.in_bin and chosen[0].id == self.in_use
            self.ui.detail.show_model(model, in_use, self.in_bin, self._active_model.busy)
            self.ui.show_side(self.ui.detail)
        elif len(chosen) == 2:
            self.ui.comparison.show_pair((chosen[0], chosen[1]), self.in_use)
            self.ui.show_side(self.ui.comparison)
        else:
            self.ui.text.setText(self._why_nothing(len(chosen)))
            self.ui.show_side(self.ui.text)
        self._ask_reports(chosen)

    def _why_nothing(self, chosen: int) -> str:
        if chosen:
            return f"{counted(chosen, 'model')} selected."
        if self.table.models:
            return CHOOSE
        if not self.library.loaded:
            return READING
        return BIN_IS_EMPTY if self.in_bin else NOTHING

    # ---- reports: read once their model has been looked at for a moment ----
    def _ask_reports(self, chosen: list[ListedModel]) -> None:
        self._wanted = tuple(model.id for model in chosen) if len(chosen) in (1, 2) and not self.in_bin else ()
        if self._found.keys() >= set(self._wanted):
            self._show_reports()
        else:
            self._report_timer.start()

    def _read_reports(self) -> None:
        wanted = self._wanted
        self._tasks.run(lambda: {model: self._report(model) for model in wanted}, self._keep_reports)

    def _report(self, model: str) -> ModelReport | str | None:
        """Return the report, or why it cannot be read. Called on another thread."""
        try:
            return self._store.report(model)
        except ModelError as error:
            return error.sentence

    def _keep_reports(self, found: dict[str, ModelReport | str | None]) -> None:
        self._found = found
        if found.keys() >= set(self._wanted):  # else others were chosen meanwhile
            self._show_reports()

    def _show_reports(self) -> None:
        found = [self._found[model] for model in self._wanted]
        reports = [report if isinstance(report, ModelReport) else None for report in found]
        if len(found) == 2:
            self.ui.comparison.show_reports((reports[0], reports[1]))
        elif found:
            self.ui.detail.show_report(reports[0], found[0] if isinstance(found[0], str) else "")

    # ---- small things ----
    def _one(self) -> ListedModel | None:
        """Return the selected model, or None with a message if several are selected."""
        chosen = self.table.chosen
        if len(chosen) > 1 and not self.in_bin:
            self.ui.footer.show_message(CHOOSE_ONE)
        return chosen[0] if len(chosen) == 1 and not self.in_bin else None

    def _edit(self, edit: Callable[[ModelStore, str, str], edits.ModelEdit], model: ListedModel, text: str) -> None:
        self.library.edit(edit(self._store, model.id, text.strip()))

    def _on_edited(self, result: EditResult[str]) -> None:
        self._follow(result)
        self.ui.footer.show_edited(result)

    def _on_undone(self, result: EditResult[str]) -> None:
        self._follow(result)
        self.ui.footer.show_undone(result)

    def _follow(self, result: EditResult[str]) -> None:
        if result.changed and not self.in_bin:
            self.table.choose(result.changed)

    def _ask_export(self) -> None:
        model = self._one()
        if model is None or model.card is None:
            return
        where = QFileDialog(self, "Export the model to", "", FILES)
        where.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        where.setDefaultSuffix(SUFFIX[1:])  # before it asks whether a file may be replaced
        where.selectFile(f"{_file_name(model)}{SUFFIX}")
        if where.exec():
            self.export_to(model, Path(where.selectedFiles()[0]))
        where.deleteLater()

    def _ask_import(self) -> None:
        where = QFileDialog(self, "Import a model", "", FILES)
        where.setFileMode(QFileDialog.FileMode.ExistingFile)
        if not self.in_bin and where.exec():
            self.import_from(Path(where.selectedFiles()[0]))
        where.deleteLater()

    def _ask_empty(self) -> None:
        self.empty_question.ask(counted(len(self.library.listing.binned), "model"))

    def _bind_actions(self) -> tuple[PageActions, PageActions]:
        """Return the actions of the models and those of the bin."""
        models: dict[str, Command] = {
            "use": self.use,
            "compare": self.compare,
            "report": self.open_report,
            "rename": self.rename,
            "note": self.note,
            "delete": self.delete,
            "export": self._ask_export,
            "import": self._ask_import,
            "bin": lambda: self.show_bin(True),
            "step back": self.step_back,
            "undo": self.library.undo,
            "redo": self.library.redo,
        }
        in_bin: dict[str, Command] = {"restore": self.restore, "leave bin": lambda: self.show_bin(False)}
        return (
            PageActions(ACTIONS, models, self, repeats=False),
            PageActions(BIN_ACTIONS, in_bin, self, repeats=False),
        )

    def _connect(self) -> None:
        ui, detail, library = self.ui, self.ui.detail, self.library
        library.changed.connect(self._on_models_changed)
        library.edited.connect(self._on_edited)
        library.undone.connect(self._on_undone)
        library.failed.connect(partial(ui.footer.show_message, ""))
        self._active_model.busy_changed.connect(self._show_chosen)
        self._active_model.used.connect(self._on_used)
        self.table.chosen_changed.connect(self._show_chosen)
        ui.ask.closed.connect(self.table.setFocus)
        ui.bin.clicked.connect(self.show_bin)
        for pressed, do in (
            (detail.use, self.use),
            (detail.restore, self.restore),
            (detail.rename, self.rename),
            (detail.write_note, self.note),
            (detail.report, self.open_report),
            (detail.export, self._ask_export),
            (detail.delete, self.delete),
            (ui.imports, self._ask_import),
            (ui.empty_bin, self._ask_empty),
            (ui.footer.undo, library.undo),
        ):
            pressed.clicked.connect(do)
        self.table.doubleClicked.connect(lambda: self.restore() if self.in_bin else self.use())


def _file_name(model: ListedModel) -> str:
    """Return a file name made from the model's name, or its id."""
    text = "".join(letter if letter.isalnum() or letter in "-_" else " " for letter in model.choices.name)
    return "_".join(text.split()) or model.id
