"""`gesture-app actions` and its commands, which are a contract (docs/formats.md)."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from gesture_app.actions.approval import Approvals, in_words
from gesture_app.actions.bindings import ActionSet, Binding, Profile
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.control import ActionControl
from gesture_app.actions.readable import readable
from gesture_app.cli.action_set import action_store, load_actions, mistake_line
from gesture_app.cli.options import JsonOption, WorkspaceOption
from gesture_app.cli.output import console, print_json, print_line, print_note
from gesture_app.cli.terminal_actions import PATIENCE_S, print_outcome
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import ActionError, ModelError
from gesture_app.core.gestures import known_name, spoken_name
from gesture_app.core.prediction import Event, HandUsed
from gesture_app.jobs.action_store import LoadedActions
from gesture_app.storage.action_files import read_text
from gesture_app.storage.workspace import Workspace

EVERYWHERE_SHOWN = "everywhere"
WAIT_S = 3.0
_LOOK_S = 0.01

actions = typer.Typer(invoke_without_command=True, no_args_is_help=False, pretty_exceptions_enable=False)


@actions.callback()
def list_all(context: typer.Context, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List what gestures do, and what waits for your approval."""
    context.obj = workspace or context.obj
    if context.invoked_subcommand is not None:
        return
    place = workspace_in_use(context.obj)
    store = action_store(place.root)
    loaded = load_actions(store)
    rows = loaded.actions.all_bindings()
    if as_json:
        for profile, binding in rows:
            _print_binding(profile, binding, loaded.approvals)
    elif rows:
        console().print(_table(rows, loaded.approvals))
    else:
        print_note(f"{store.files.actions} holds no action. docs/actions.md shows how to write one.")
    _print_unmatched(place, loaded.actions)


@actions.command()
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="File of actions. Default: the workspace's.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Name every mistake in a file of actions, with its line."""
    if file is None:
        files = action_store(workspace_in_use(workspace or context.obj).root).files
        file, text = files.actions, files.read_actions()
    else:
        text = read_text(file)
    read = read_actions(text)
    for mistake in read.mistakes:
        if as_json:
            print_json(event="mistake", line=mistake.line, sentence=mistake.sentence, hint=mistake.hint)
        else:
            print_line(mistake_line(file, mistake))
    count = len(read.actions.all_bindings())
    if as_json:
        print_json(event="checked", actions=count, mistakes=len(read.mistakes))
    else:
        print_note(f"{count} actions can be used, {len(read.mistakes)} mistakes.")
    if read.mistakes:
        raise typer.Exit(1)


@actions.command()
def approve(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Approve all without a question for each.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take back the approval of all actions here.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show each action that waits for your approval, and ask. Only approved actions are performed."""
    store = action_store(workspace_in_use(workspace or context.obj).root)
    loaded = load_actions(store)
    if revoke:
        store.revoke(binding for _, binding in loaded.actions.all_bindings())
        print_note("No action of this workspace is approved any more.")
        return
    approvals = loaded.approvals
    for profile, binding in approvals.missing(loaded.actions):
        approved = every or typer.confirm(f"{_profile_name(profile)}: {in_words(binding)}\nApprove?", err=True)
        if approved:
            approvals = store.approve([binding])
        if as_json:
            _print_binding(profile, binding, approvals)
        elif every:
            print_line(f"{_profile_name(profile)}: {in_words(binding)}")
    waiting = len(approvals.missing(loaded.actions))
    print_note(f"{waiting} actions wait for your approval." if waiting else "All actions are approved.")


@actions.command("try")
def try_(
    context: typer.Context,
    gesture: Annotated[str, typer.Argument(help="Name of the gesture.")],
    profile: Annotated[str, typer.Option("--profile", metavar="NAME", help="Profile. Default: everywhere.")] = "",
    hand: Annotated[HandUsed | None, typer.Option("--hand", help="The hand that makes the gesture.")] = None,
    wait: Annotated[float, typer.Option("--wait", min=0, max=60, help="Seconds before it happens.")] = WAIT_S,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Do what a gesture does, after three seconds, so that you can go to the window meant."""
    loaded = load_actions(action_store(workspace_in_use(workspace or context.obj).root))
    bindings = _bindings_of(loaded, known_name(gesture), profile, hand)
    control = ActionControl(loaded.actions, loaded.approvals)
    control.prepare()
    try:
        if wait:
            print_note(f"In {wait:g} s …")
            sleep(wait)
        event = Event(0.0, 0.0, known_name(gesture), 1.0, hand)
        for binding in bindings:
            if not control.try_binding(binding, event):
                raise ActionError(
                    f"Not approved yet: {in_words(binding)}.", "Look at it and approve it: gesture-app actions approve"
                )
        failed = _wait_for(control, as_json)
    finally:
        control.close()
    if failed:
        raise typer.Exit(1)


@actions.command("export")
def export_(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="File to write, such as mine.gesture-actions.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write all profiles and actions into one file to share."""
    action_store(workspace_in_use(workspace or context.obj).root).export_to(out)
    print_note(f"Exported to {out}.")


@actions.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File of actions.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Replace all actions by those of a file. They do nothing before you have approved them."""
    store = action_store(workspace_in_use(workspace or context.obj).root)
    imported = store.import_from(file)
    for mistake in imported.mistakes:
        print_note(mistake_line(store.files.actions, mistake))
    print_note(f"{len(imported.actions.all_bindings())} actions imported. Look at them: gesture-app actions approve")


def _wait_for(control: ActionControl, as_json: bool) -> bool:
    """Print outcomes until all are known. Return True if one failed."""
    failed, until = False, monotonic() + PATIENCE_S
    while True:
        pending = control.pending
        for outcome in control.take_outcomes():
            failed |= not outcome.ok
            print_outcome(outcome, as_json)
        if not pending:
            return failed
        if monotonic() > until:
            raise ActionError("The action takes very long.", "Is the server running?")
        sleep(_LOOK_S)


def _bindings_of(loaded: LoadedActions, gesture: str, profile: str, hand: HandUsed | None) -> list[Binding]:
    chosen = loaded.actions.profile(profile)
    if chosen.name != profile:
        raise ActionError(f"There is no profile “{profile}”.")
    for one in (chosen, loaded.actions.everywhere):
        found = [
            binding
            for binding in one.bindings
            if binding.trigger.last == gesture and binding.trigger.hand in (None, hand) and binding.enabled
        ]
        if found:
            return found
    raise ActionError(f"“{spoken_name(gesture)}” does nothing.", "gesture-app actions lists what does.")


def _print_unmatched(workspace: Workspace, actions_there: ActionSet) -> None:
    """Print gestures of the model in use without an action, and those of actions that it does not know."""
    store = model_store(workspace)
    try:
        active = store.active()
        known = set(store.load_as_chosen(active).card.gestures) if active else set()
    except ModelError:
        return
    used = actions_there.gestures()
    for gestures, words in (
        (used - known, "The model in use does not know"),
        (known - used if used else set(), "Without an action:"),
    ):
        if gestures:
            print_note(f"{words} {', '.join(sorted(spoken_name(one) for one in gestures))}.")


def _print_binding(profile: Profile, binding: Binding, approvals: Approvals) -> None:
    trigger = binding.trigger
    print_json(
        event="binding",
        profile=profile.name,
        gestures=list(trigger.gestures),
        when=trigger.when,
        hand=trigger.hand,
        kind=binding.action.kind,
        what=binding.action.what,
        enabled=binding.enabled,
        approved=approvals.allow(binding),
    )


def _table(rows: tuple[tuple[Profile, Binding], ...], approvals: Approvals) -> Table:
    table = Table(Column("profile"), Column("gesture"), Column("when"), Column("does", overflow="fold"), "approved")
    for profile, binding in rows:
        trigger = binding.trigger
        when = trigger.when.value + (f" every {trigger.every_ms} ms" if trigger.every_ms else "")
        table.add_row(
            escape(_profile_name(profile)),
            escape(", then ".join(spoken_name(one) for one in trigger.gestures))
            + (f" ({trigger.hand} hand)" if trigger.hand else ""),
            when if binding.enabled else "disabled",
            escape(readable(f"{binding.action.kind} {binding.action.what}")),
            "yes" if approvals.allow(binding) else "no",
        )
    return table


def _profile_name(profile: Profile) -> str:
    return readable(profile.name) or EVERYWHERE_SHOWN
