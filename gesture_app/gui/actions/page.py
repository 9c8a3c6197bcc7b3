"""Actions page: shows what each gesture does, and lets the user change, try and approve it. Everything has a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from gesture_app.actions.kinds.own import OwnAction
from gesture_app.actions.readable import readable
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.wording import counted
from gesture_app.gui.actions.action_dialog import ActionDialog
from gesture_app.gui.actions.actions import ACTIONS, ROWS
from gesture_app.gui.actions.consent_dialog import ConsentDialog
from gesture_app.gui.actions.gesture_rows import BoundAction, gesture_rows
from gesture_app.gui.actions.layout import ActionsLayout
from gesture_app.gui.actions.limits_dialog import LimitsDialog
from gesture_app.gui.actions.profile_menu import ProfileMenu
from gesture_app.gui.actions.starter_profiles import STARTERS, StarterProfile
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.gesture_actions import LoggedOutcome
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.storage.action_files import SUFFIX

FILES = f"Actions (*{SUFFIX} *.toml)"
SHOWN_MISTAKES = 3
NO_GESTURES = "There is no model yet. Its gestures appear here."
NO_ACTION = "“{gesture}” does nothing yet.\n\n{key} adds what it does: press the keys wanted, or choose another kind."
NOT_APPROVED = "This action waits for your approval. Look at it first."


class ActionsPage(PageWidget):
    """Turns keys and buttons into changes of actions.toml, and shows what became of actions."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture_actions, self._models = context.gesture_actions, context.model_library
        self.library = context.gesture_actions.library
        newest = context.updates.newest
        self._card: ModelCard | None = newest.card if newest is not None else None
        self.ui = ActionsLayout(self)
        self.profile_menu = ProfileMenu(self.library, self.ui.ask, self)
        self._changed: BoundAction | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.ui)
        self._actions = self._bind_actions()
        self._connect(context)
        self.ui.log.show_all(self._gesture_actions.log)
        self._on_loaded()
        self._show_state()

    # ---- dialogs and menus, made when they are first needed ----
    @cached_property
    def action_dialog(self) -> ActionDialog:
        """The dialog of one action."""
        dialog = ActionDialog(self)
        dialog.made.connect(self._on_made)
        return dialog

    @cached_property
    def consent(self) -> ConsentDialog:
        """The dialog that shows what waits for approval."""
        dialog = ConsentDialog(self)
        dialog.approved.connect(self.library.approve)
        return dialog

    @cached_property
    def limits(self) -> LimitsDialog:
        """The dialog of the limits."""
        dialog = LimitsDialog(self)
        dialog.changed.connect(self._change_limits)
        return dialog

    @cached_property
    def template_menu(self) -> QMenu:
        """The profiles to start from."""
        menu = QMenu(self)
        for starter in STARTERS:
            menu.addAction(starter.title).triggered.connect(partial(self.add_template, starter))
        return menu

    # ---- one action ----
    def add(self) -> None:
        """Ask what the selected gesture does."""
        row, state = self.ui.gestures.current, self._gesture_actions.state
        self._changed = None
        self._prepare_dialog()
        self.action_dialog.make(row.gesture if row is not None else "", state.profile)

    def change(self) -> None:
        """Ask for changes of the selected action, or for a first one."""
        one = self.ui.bound.current
        if one is None:
            self.add()
            return
        self._changed = one

        def show(entry: dict[str, Any]) -> None:
            self._prepare_dialog()
            self.action_dialog.change(entry, one.profile)

        self.library.read_entry(one.profile, one.binding, show)

    def try_it(self) -> None:
        """Do the selected action after three seconds."""
        one, trying = self.ui.bound.current, self._gesture_actions.trying
        if trying.binding is not None:
            trying.cancel()
        elif one is not None and not one.approved:
            self.ui.footer.show_message(NOT_APPROVED)
        elif one is not None and isinstance(one.binding.action, OwnAction):
            self.ui.footer.show_message("What gestures do to this program has its own buttons.")
        elif one is not None:
            trying.start(one.binding)

    def skip(self) -> None:
        """Skip the selected action, or use it again."""
        one = self.ui.bound.current
        if one is None:
            return

        def change(editor: Any) -> None:
            entry = editor.entry(one.profile, one.binding.index)
            entry.pop("enabled", None)
            editor.replace(one.profile, one.binding.index, entry | ({"enabled": False} if one.binding.enabled else {}))

        self.library.edit(change, "Action skipped" if one.binding.enabled else "Action used again")

    def delete(self) -> None:
        """Delete the selected action."""
        one = self.ui.bound.current
        if one is not None:
            self.library.edit(lambda editor: editor.remove(one.profile, one.binding.index), "Action deleted")

    # ---- all actions ----
    def approve(self) -> None:
        """Show each action that waits for approval."""
        waiting = self.library.unapproved
        if waiting:
            self.consent.ask(waiting)
        else:
            self.ui.footer.show_message("No action waits for your approval.")

    def add_template(self, starter: StarterProfile) -> None:
        """Add a profile to start from, then show each of its actions for approval."""
        taken = {profile.name for profile in self.library.now.actions.profiles}
        names = (starter.name, *(f"{starter.name} {number}" for number in range(2, 1000)))
        name = next(one for one in names if one not in taken)

        def change(editor: Any) -> None:
            editor.add_profile(name)
            editor.set_programs(name, starter.programs)
            for entry in starter.entries:
                editor.add(name, entry)

        self.library.edit(change, f"Profile “{name}” added. {starter.hint}".rstrip("."), self._approve_if_waiting)

    def import_from(self, file: Path) -> None:
        """Replace all actions by those of a file, then show each of them for approval."""
        self.library.import_from(file, self._approve_if_waiting)

    def _approve_if_waiting(self) -> None:
        if self.library.unapproved and self.isVisible():
            self.approve()

    def _change_limits(self, values: dict[str, Any]) -> None:
        def change(editor: Any) -> None:
            for key, value in values.items():
                editor.set_safety(key, value)

        if values:
            self.library.edit(change, "Limits changed")

    def _ask_import(self) -> None:
        where = QFileDialog(self, "Import actions", "", FILES)
        where.setFileMode(QFileDialog.FileMode.ExistingFile)
        if where.exec():
            self.import_from(Path(where.selectedFiles()[0]))
        where.deleteLater()

    def _ask_export(self) -> None:
        where = QFileDialog(self, "Export all actions to", "", FILES)
        where.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        where.setDefaultSuffix(SUFFIX[1:])
        where.selectFile(f"actions{SUFFIX}")
        if where.exec():
            self.library.export_to(Path(where.selectedFiles()[0]))
        where.deleteLater()

    def _open_file(self) -> None:
        self.library.make_file(_open_in_editor)

    def _ask_limits(self) -> None:
        self.limits.ask(self.library.now.actions.safety, self._card.gestures if self._card is not None else ())

    # ---- keys ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        return self._actions.menu_items()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._actions.press(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._models.poll()
        self.library.poll()
        self.ui.gestures.setFocus()

    # ---- what comes ----
    def _on_model(self, card: ModelCard | None) -> None:
        self._card = card
        self._on_loaded()

    def _on_loaded(self) -> None:
        loaded, models = self.library.now, self._models.listing.models
        in_models = {gesture for one in models if one.card is not None for gesture in one.card.gestures}
        in_use = self._card.gestures if self._card is not None else ()
        self.ui.gestures.show_rows(gesture_rows(loaded.actions, loaded.approvals, in_use, in_models | set(in_use)))
        self.ui.state.show_profiles(loaded.actions)
        mistakes = [f"actions.toml, line {one.line}: {one.sentence} {one.hint}" for one in loaded.mistakes]
        more = [f"… and {len(mistakes) - SHOWN_MISTAKES} more"] if len(mistakes) > SHOWN_MISTAKES else []
        waiting = len(self.library.unapproved)
        verb = "waits" if waiting == 1 else "wait"
        words = f"{counted(waiting, 'action')} {verb} for your approval and {'does' if waiting == 1 else 'do'} nothing."
        self.ui.show_notes(
            readable_lines([*mistakes[:SHOWN_MISTAKES], *more]), f"{loaded.trouble} {words}".strip() if waiting else ""
        )
        self._show_gesture()
        self._show_state()

    def _show_gesture(self) -> None:
        row = self.ui.gestures.current
        if row is None:
            self.ui.title.setText("")
            self.ui.show_empty(NO_GESTURES)
            return
        name = readable(spoken_name(row.gesture))
        self.ui.title.setText(f"{name} – {row.trouble}" if row.trouble else name)
        self.ui.bound.show_actions(row.actions)
        self.ui.show_empty("" if row.actions else NO_ACTION.format(gesture=name, key=ROWS["add"].key))
        self._show_current()

    def _show_current(self) -> None:
        one = self.ui.bound.current
        self.ui.one["skip"].setText("Use again" if one is not None and not one.binding.enabled else ROWS["skip"].text)

    def _show_state(self) -> None:
        trying = self._gesture_actions.trying
        self.ui.state.show_state(self._gesture_actions.state)
        self.ui.one["try"].setText(ROWS["try"].text if trying.binding is None else "Cancel the tr&y")
        if trying.binding is not None:
            self.ui.state.show_countdown(trying.left_s, readable(trying.binding.action.what))

    def _on_performed(self, logged: LoggedOutcome) -> None:
        self.ui.log.add(logged)

    def _on_edited(self, sentence: str, undoable: bool) -> None:
        self.ui.footer.show_done(f"{sentence}.", undoable)

    def _on_made(self, profile: str, entry: dict[str, Any]) -> None:
        replaced = self._changed
        self.library.put(profile, entry, (replaced.profile, replaced.binding) if replaced is not None else None)

    def _prepare_dialog(self) -> None:
        names = [profile.name for profile in self.library.now.actions.profiles]
        self.action_dialog.offer([row.gesture for row in self.ui.gestures.rows], names)

    def _toggle_dry_run(self) -> None:
        self._gesture_actions.set_dry_run(not self._gesture_actions.state.dry_run)

    def _open_menu(self, name: str, menu: QMenu) -> None:
        button = self.ui.all[name]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _bind_actions(self) -> PageActions:
        return PageActions(ACTIONS, self._commands(), self, repeats=False)

    def _commands(self) -> dict[str, Command]:
        return {
            "add": self.add,
            "change": self.change,
            "try": self.try_it,
            "skip": self.skip,
            "delete": self.delete,
            "approve": self.approve,
            "dry run": self._toggle_dry_run,
            "profiles": lambda: self._open_menu("profiles", self.profile_menu.filled()),
            "templates": lambda: self._open_menu("templates", self.template_menu),
            "import": self._ask_import,
            "export": self._ask_export,
            "open file": self._open_file,
            "limits": self._ask_limits,
            "cancel try": self._gesture_actions.trying.cancel,
            "undo": self.library.undo,
        }

    def _connect(self, context: AppContext) -> None:
        ui, actions, commands = self.ui, self._gesture_actions, self._commands()
        context.updates.model.connect(self._on_model)
        self._models.changed.connect(self._on_loaded)
        self.library.changed.connect(self._on_loaded)
        self.library.edited.connect(self._on_edited)
        actions.state_changed.connect(self._show_state)
        actions.trying.changed.connect(self._show_state)
        actions.performed.connect(self._on_performed)
        ui.gestures.chosen.connect(self._show_gesture)
        ui.bound.itemSelectionChanged.connect(self._show_current)
        ui.ask.closed.connect(ui.gestures.setFocus)
        ui.gestures.doubleClicked.connect(self.change)
        ui.bound.doubleClicked.connect(self.change)
        ui.state.switch.clicked.connect(actions.toggle)
        ui.state.dry_run.clicked.connect(actions.set_dry_run)
        ui.state.profile_chosen.connect(actions.use_profile)
        ui.approve.clicked.connect(self.approve)
        ui.footer.undo.clicked.connect(self.library.undo)
        for name, button in (*ui.one.items(), *ui.all.items()):
            button.clicked.connect(_without_argument(commands[name]))


def readable_lines(lines: list[str]) -> str:
    """Return lines without what could change how they are shown."""
    return "\n".join(readable(line.strip()) for line in lines)


def _open_in_editor(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def _without_argument(command: Command) -> Callable[[], object]:
    return lambda *_: command()
