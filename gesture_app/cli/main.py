"""The command line's shape: which commands there are and what they may be given (a contract, see docs/formats.md)."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gesture_app.cli.models import models
from gesture_app.cli.options import JsonOption, NewModel, WorkspaceOption
from gesture_app.cli.output import note
from gesture_app.core.errors import GestureAppError, SettingsError
from gesture_app.core.import_export import ClipLayout, ExportOptions, ImportOptions
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.core.settings import DEMO_SOURCE
from gesture_app.core.training.options import Computing, TrainingOptions
from gesture_app.gui.window.display_check import display_trouble
from gesture_app.jobs.failure import lacks_memory

ModelOption = Annotated[str | None, typer.Option("--model", metavar="ID", help="Another model than the one in use.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the drawn hand.")]
TruthOption = Annotated[
    Path | None, typer.Option("--truth", metavar="FILE", help="Write here what the drawn hand performed, and when.")
]


class ExportKind(StrEnum):
    """What a file can be."""

    PARQUET = "parquet"
    CSV = "csv"
    ARCHIVE = "archive"
    ONNX = "onnx"


class Accelerator(StrEnum):
    """What a network can be fitted on."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


USUAL = TrainingOptions()
NO_MEMORY = "There was not enough memory."
program = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)


@program.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", metavar="S", help="Camera, file, address, recording, or demo.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Learns your own hand gestures and recognises them live. Without a command: the window."""
    context.obj = workspace
    if context.invoked_subcommand is None:
        from gesture_app.cli.main import open_window

        raise typer.Exit(open_window(source, workspace))


@program.command()
def recognize(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Camera, file, address, recording, demo or demo:swipe_left*8,fist")],
    model: ModelOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = 0,
    truth: TruthOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Say which gestures a source shows, as they happen."""
    from gesture_app.cli.recognize import recognize_source

    recognize_source(source, workspace or context.obj, model, as_json, seed, truth)


@program.command()
def record(
    context: typer.Context,
    gesture: Annotated[str, typer.Argument(help="Its name, such as wave, or none for movements without meaning.")],
    source: Annotated[str, typer.Option("--source", metavar="S", help="As for recognize.")],
    takes: Annotated[int, typer.Option("--takes", min=1, help="How many.")] = 10,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.3, help="Length of a take; else it ends by itself at a pause.")
    ] = None,
    seed: SeedOption = 0,
    truth: TruthOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Record takes of a gesture."""
    from gesture_app.cli.record import record_gesture

    record_gesture(gesture, source, takes, seconds, workspace or context.obj, seed, truth)


@program.command()
def train(
    context: typer.Context,
    hidden: Annotated[int, typer.Option("--hidden", help="Numbers its memory holds; more learn finer differences.")] = (
        USUAL.network.hidden
    ),
    layers: Annotated[int, typer.Option("--layers", help="Memories one upon the other.")] = USUAL.network.layers,
    cell: Annotated[CellType, typer.Option("--cell", help="Of the memory; others than lstm are for comparison.")] = (
        CellType.LSTM
    ),
    dropout: Annotated[
        float | None, typer.Option("--dropout", help="Share of what it sees hidden at chance; else by the takes.")
    ] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", help="At most; else as many as it takes.")] = None,
    patience: Annotated[int, typer.Option("--patience", help="Epochs without a better one before it stops.")] = (
        USUAL.patience
    ),
    seed: Annotated[int, typer.Option("--seed", help="Of chance: the same takes and seed give the same model.")] = (
        USUAL.seed
    ),
    accelerator: Annotated[
        Accelerator, typer.Option("--accelerator", help="auto: a GPU where there is one and it pays.")
    ] = Accelerator.AUTO,
    devices: Annotated[int, typer.Option("--devices", help="Processes on this computer; see docs/scale.md.")] = 1,
    nodes: Annotated[int, typer.Option("--nodes", help="Computers; see docs/scale.md.")] = 1,
    use: Annotated[
        NewModel, typer.Option("--use", help="When to use the new model: where no gesture got worse, always, or never.")
    ] = NewModel.IF_BETTER,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Learn from all recordings, compare with the model in use, and use the new one where nothing got worse.

    A memory of another size, number of layers or cell than the usual begins from chance, without what the program
    already knows of hands: that takes longer and wants many takes.
    """
    try:
        computing = Computing(accelerator.value, devices, nodes)
        network = NetworkSize(hidden, layers, cell.value)
        options = TrainingOptions(network, epochs, patience, dropout, seed=seed, computing=computing)
    except SettingsError as error:
        raise typer.BadParameter(error.sentence) from error
    from gesture_app.cli.train import train_model

    train_model(workspace or context.obj, options, as_json, use)


@program.command()
def report(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="Else the model in use.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it as one HTML page, with pictures.")
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Write the page beside the model, as report.html.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Say how good a model is, what it confuses, what to do about it, and what was recorded since."""
    from gesture_app.cli.report import report_on_model

    report_on_model(model, workspace or context.obj, out, page, as_json)


@program.command()
def evaluate(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="A folder of takes or streams, or one stream; else the workspace's takes.")
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Measure a model on takes, and on streams (x.npz) with their truth beside them (x.truth.json)."""
    from gesture_app.cli.evaluate import evaluate_model

    evaluate_model(path, workspace or context.obj, model, as_json)


program.add_typer(models, name="models")


@program.command()
def gestures(context: typer.Context, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List the recorded gestures with their takes."""
    from gesture_app.cli.models import list_gestures

    list_gestures(workspace or context.obj, as_json)


@program.command("import")
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A folder, a video, an archive (.gestures), or a table.")],
    gesture: Annotated[
        str, typer.Option("--gesture", metavar="G", help="What all of it shows; else as folders and files are named.")
    ] = "",
    layout: Annotated[
        ClipLayout | None, typer.Option("--layout", help="What is named after the gesture; else the clip's folder.")
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", min=1, max=1000, help="Frames a second, where the data holds no times."),
    ] = None,
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The pictures were mirrored before hands were looked for.")
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=0, max=64, help="That track videos; 0: one a processor.")
    ] = 0,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Import takes from videos, from other programs' data, or from a friend."""
    from gesture_app.cli.import_recordings import import_recordings

    options = ImportOptions(gesture, rate, mirrored, processes, layout)
    import_recordings(path, workspace or context.obj, options, as_json)


@program.command()
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    kind: Annotated[
        ExportKind | None, typer.Option("--format", help="A table, an archive for a friend, or a model.")
    ] = None,
    gesture: Annotated[str, typer.Option("--gesture", metavar="G", help="Only this one; else all of them.")] = "",
    with_model: Annotated[bool, typer.Option("--with-model", help="An archive also holds the model in use.")] = False,
    model: ModelOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Export the data set, as Parquet or CSV or as an archive for a friend; or a model as ONNX."""
    from gesture_app.cli.export_recordings import export_recordings

    export_recordings(
        workspace or context.obj, ExportOptions(out, kind or "", gesture, with_model, model or ""), as_json
    )


@program.command()
def inspect(
    context: typer.Context,
    recording: Annotated[Path, typer.Argument(help="A recording (.npz).")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    model: ModelOption = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light on dark.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Look inside the LSTM: gates, memory and evidence during a recording, as Parquet, PNG and SVG."""
    try:
        from gesture_app.cli.inspect_recording import inspect_recording
    except ImportError as error:  # what draws the pictures opens libraries of the system
        raise GestureAppError(
            f"The pictures cannot be drawn: {error}.", "gesture-app doctor says what to do."
        ) from error
    inspect_recording(recording, out, workspace or context.obj, model, dark, as_json)


@program.command()
def doctor(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Look at everything the program needs, and say how to mend what is missing."""
    from gesture_app.cli.doctor import examine

    raise typer.Exit(examine(workspace or context.obj))


def run(arguments: Sequence[str]) -> int:
    """The exit status: 0 done, 1 the work failed with a sentence on standard error, 2 wrong arguments."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # redirected, Windows would take a code page that lacks letters
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        program(list(arguments), prog_name="gesture-app")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except GestureAppError as error:
        print(error.sentence, error.hint, sep="\n" if error.hint else "", file=sys.stderr)
        return 1
    except Exception as error:
        if not lacks_memory(error):
            raise
        print(NO_MEMORY, "Close other programs, or ask for less at once.", sep="\n", file=sys.stderr)
        return 1
    return 0


def open_window(source: str | None, workspace: Path | None) -> int:
    """The exit status of the window; without a display recognition goes on here, from the same source."""
    trouble = display_trouble()
    if trouble is None:
        from gesture_app.app import run

        return run(source, workspace)
    from gesture_app.cli.recognize import recognize_source
    from gesture_app.vision.webcam import list_webcams

    webcams = list_webcams()
    chosen = source or (str(webcams[0].number) if webcams else DEMO_SOURCE)
    note(f"{trouble} Recognising {chosen} here in the terminal; Ctrl+C ends.")
    recognize_source(chosen, workspace, None, as_json=False, seed=0, truth=None)
    return 0
