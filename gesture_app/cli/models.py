"""The shape of `gesture-app models` and what stands below it (a contract, see docs/formats.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gesture_app.cli.options import JsonOption, WorkspaceOption

ModelArgument = Annotated[str, typer.Argument(metavar="ID", help="A model, as the list names it.")]

models = typer.Typer(invoke_without_command=True, no_args_is_help=False, pretty_exceptions_enable=False)


@models.callback()
def list_all(
    context: typer.Context,
    use: Annotated[str | None, typer.Option("--use", metavar="ID", help="Use this model from now on.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those in the bin instead.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List the models, the one in use marked; or go over to another, name, delete, export or import one."""
    context.obj = workspace or context.obj
    if context.invoked_subcommand is None:
        from gesture_app.cli.lists import list_models

        list_models(context.obj, as_json, use, deleted)


@models.command()
def use(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Recognise with this model from now on."""
    from gesture_app.cli.model_deeds import use_model

    use_model(workspace or context.obj, model, as_json)


@models.command()
def rename(
    context: typer.Context,
    model: ModelArgument,
    name: Annotated[str, typer.Argument(help='What to call it; "" for no name.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a model a name; its id stays."""
    from gesture_app.cli.model_deeds import rename_model

    rename_model(workspace or context.obj, model, name, as_json)


@models.command()
def note(
    context: typer.Context,
    model: ModelArgument,
    text: Annotated[str, typer.Argument(help='What to write down about it; "" for nothing.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note on a model."""
    from gesture_app.cli.model_deeds import note_model

    note_model(workspace or context.obj, model, text, as_json)


@models.command()
def delete(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Put a model into the bin; not the one in use, nor one that came with the program."""
    from gesture_app.cli.model_deeds import delete_model

    delete_model(workspace or context.obj, model, as_json)


@models.command()
def restore(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Bring a model back from the bin (models --deleted names them)."""
    from gesture_app.cli.model_deeds import restore_model

    restore_model(workspace or context.obj, model, as_json)


@models.command()
def export(
    context: typer.Context,
    model: ModelArgument,
    out: Annotated[Path, typer.Argument(help="The file to write, such as stage.gesture-model.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a model to one file, for a friend or to keep."""
    from gesture_app.cli.model_deeds import export_model

    export_model(workspace or context.obj, model, out, as_json)


@models.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .gesture-model file.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take a model from a file; it is checked first, and not put to use."""
    from gesture_app.cli.model_deeds import import_model_file

    import_model_file(workspace or context.obj, file, as_json)
