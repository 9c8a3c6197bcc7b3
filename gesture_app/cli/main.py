"""The commands of `gesture-app` and their options, which are a contract (docs/formats.md)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gesture_app import __version__
from gesture_app.cli.actions import actions
from gesture_app.cli.models import list_gestures, models
from gesture_app.cli.options import (
    BackgroundOption,
    JsonOption,
    KeepOption,
    MirroredOption,
    NewModel,
    PictureOption,
    PosesOption,
    ProcessesOption,
    RateOption,
    RotateOption,
    Rotation,
    SchedulerOption,
    WorkspaceOption,
    given_path,
    starter_choice,
)
from gesture_app.cli.window import WindowOptions, open_window
from gesture_app.core.errors import GestureAppError, SettingsError
from gesture_app.core.import_export import ClipLayout, ExportOptions, ImportOptions
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.core.training.options import Computing, TrainingOptions
from gesture_app.core.training.stopped import Resume

DEFAULTS = TrainingOptions()

ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="ID", help="Model to use. Default: the model in use.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Random seed of the drawn hand.")]
TruthOption = Annotated[
    Path | None, typer.Option("--truth", metavar="FILE", help="Write what the drawn hand performed, and when, as JSON.")
]


class ExportKind(StrEnum):
    """The formats of an export."""

    PARQUET = "parquet"
    CSV = "csv"
    ARCHIVE = "archive"
    ONNX = "onnx"


class Accelerator(StrEnum):
    """The hardware that a network is trained on."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


program = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"gesture-app {__version__}")
        raise typer.Exit()


@program.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", metavar="S", help="Camera, file, address, recording, or demo.")
    ] = None,
    rotate: Annotated[
        Rotation | None,
        typer.Option("--rotate", help="Turn the camera picture clockwise by so many degrees. The window keeps it."),
    ] = None,
    workspace: WorkspaceOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    tray: Annotated[bool, typer.Option("--tray", help="Start in the tray, where there is one.")] = False,
) -> None:
    """Learn your own hand gestures and recognise them live. Without a command, open the window."""
    context.obj = workspace
    if context.invoked_subcommand is None:
        raise typer.Exit(
            open_window(WindowOptions(source, workspace, int(rotate) if rotate is not None else None, tray))
        )


@program.command()
def recognize(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Camera, file, address, recording, demo, or demo:swipe_left*8,fist.")],
    model: ModelOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = 0,
    truth: TruthOption = None,
    with_actions: Annotated[
        bool, typer.Option("--actions", help="Perform the actions of the workspace (docs/actions.md).")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", help="Profile of actions. Default: by the program in front."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what actions would do, and do nothing.")] = False,
    rotate: RotateOption = Rotation.NONE,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the gestures of a source as they happen."""
    from gesture_app.cli.recognize import ActionOptions, recognize_source

    wanted = ActionOptions(profile, dry_run) if with_actions or dry_run or profile is not None else None
    recognize_source(source, workspace or context.obj, model, as_json, seed, truth, wanted, int(rotate))


@program.command()
def serve(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Source, as for recognize.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0: any that is free.")],
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="Address to listen on. Others than this computer need --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str, typer.Option("--token", metavar="T", envvar="GESTURE_APP_TOKEN", help="Token that listeners must send.")
    ] = "",
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin", metavar="O", help="Origin of a web page that may listen, such as http://localhost:8000."
        ),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = 0,
    rotate: RotateOption = Rotation.NONE,
    workspace: WorkspaceOption = None,
) -> None:
    """Send the gestures of a source to other programs, over a WebSocket."""
    from gesture_app.cli.serve import serve_source
    from gesture_app.serving.access import AccessRules

    access = AccessRules(host, token, tuple(origin or ()))
    serve_source(source, workspace or context.obj, model, port, access, as_json, seed, int(rotate))


@program.command()
def record(
    context: typer.Context,
    gesture: Annotated[str, typer.Argument(help="Name of the gesture, such as wave, or none for no gesture.")],
    source: Annotated[str, typer.Option("--source", metavar="S", help="Source, as for recognize.")],
    takes: Annotated[int, typer.Option("--takes", min=1, help="Number of takes.")] = 10,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.3, help="Length of a take. Default: a take ends at a pause.")
    ] = None,
    seed: SeedOption = 0,
    truth: TruthOption = None,
    rotate: RotateOption = Rotation.NONE,
    workspace: WorkspaceOption = None,
) -> None:
    """Record takes of a gesture."""
    from gesture_app.cli.record import record_gesture

    record_gesture(gesture, source, takes, seconds, workspace or context.obj, seed, truth, int(rotate))


@program.command()
def train(
    context: typer.Context,
    hidden: Annotated[
        int, typer.Option("--hidden", help="Number of LSTM cells. More tell finer differences apart.")
    ] = (DEFAULTS.network.hidden),
    layers: Annotated[
        int, typer.Option("--layers", help="Number of LSTM layers. 1 becomes 2 for many takes from many sessions.")
    ] = DEFAULTS.network.layers,
    cell: Annotated[CellType, typer.Option("--cell", help="Recurrent cell. Others than lstm are for comparison.")] = (
        CellType.LSTM
    ),
    dropout: Annotated[
        float | None, typer.Option("--dropout", help="Dropout rate. Default: chosen from the number of takes.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option("--epochs", help="Largest number of epochs. Default: chosen by the program.")
    ] = None,
    patience: Annotated[int, typer.Option("--patience", help="Stop after this many epochs without improvement.")] = (
        DEFAULTS.patience
    ),
    seed: Annotated[int, typer.Option("--seed", help="Random seed. The same takes and seed give the same model.")] = (
        DEFAULTS.seed
    ),
    accelerator: Annotated[
        Accelerator, typer.Option("--accelerator", help="Hardware to train on. auto: a GPU if one is there and faster.")
    ] = Accelerator.AUTO,
    devices: Annotated[
        int, typer.Option("--devices", help="Number of processes on each computer (docs/scale.md).")
    ] = 1,
    nodes: Annotated[int, typer.Option("--nodes", help="Number of computers (docs/scale.md).")] = 1,
    use: Annotated[
        NewModel, typer.Option("--use", help="When to use the new model. if-better: if no gesture got worse.")
    ] = NewModel.IF_BETTER,
    only_mine: Annotated[bool, typer.Option("--only-mine", help="Learn none of the starter's gestures.")] = False,
    without_starter: Annotated[
        str | None,
        typer.Option(
            "--without-starter",
            metavar="A,B",
            help='Learn all of the starter\'s gestures but these; "": all. Default: as chosen in the window.',
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the training that was stopped, with its takes and options.")
    ] = False,
    keep_best: Annotated[
        bool, typer.Option("--keep-best", help="Make a model of the best epoch of the training that was stopped.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Train a model on all recordings, compare it with the model in use, and use it if no gesture got worse.

    The pretrained backbone fits only the default cell, number of cells and layers. Any other network starts from random
    weights, trains longer and needs many takes.
    """
    try:
        computing = Computing(accelerator.value, devices, nodes)
        network = NetworkSize(hidden, layers, cell.value)
        starter = starter_choice(only_mine, without_starter)
        options = TrainingOptions(network, epochs, patience, dropout, seed=seed, computing=computing, starter=starter)
    except SettingsError as error:
        raise typer.BadParameter(error.sentence) from error
    from gesture_app.cli.train import train_model

    stopped = Resume.KEEP_BEST if keep_best else Resume.GO_ON if resume else Resume.NO
    train_model(workspace or context.obj, options, as_json, use, stopped)


@program.command()
def report(
    context: typer.Context,
    model: Annotated[
        str | None, typer.Argument(metavar="MODEL", help="Model to report on. Default: the model in use.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Also write the report as an HTML page with pictures.")
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Also write the page beside the model, as report.html.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print how good a model is, what it confuses, what to do about it, and what was recorded since."""
    from gesture_app.cli.report import report_on_model

    report_on_model(model, workspace or context.obj, out, page, as_json)


@program.command()
def evaluate(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(
            parser=given_path,
            metavar="[PATH]",
            help="Folder of takes or streams, or one stream. Default: the workspace.",
        ),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Measure a model on takes, and on streams (x.npz) with their ground truth (x.truth.json) beside them."""
    from gesture_app.cli.evaluate import evaluate_model

    evaluate_model(path, workspace or context.obj, model, as_json)


program.add_typer(models, name="models")
program.add_typer(actions, name="actions")


@program.command()
def gestures(context: typer.Context, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List the recorded gestures with their numbers of takes."""
    list_gestures(workspace or context.obj, as_json)


@program.command("import")
def import_(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(parser=given_path, metavar="PATH", help="Folder, video, archive (.gestures) or table."),
    ],
    gesture: Annotated[
        str,
        typer.Option("--gesture", metavar="G", help="Gesture of all takes. Default: from the folder and file names."),
    ] = "",
    layout: Annotated[
        ClipLayout | None,
        typer.Option("--layout", help="The part of the path that names the gesture. Default: the clip's folder."),
    ] = None,
    rate: RateOption = None,
    mirrored: MirroredOption = False,
    processes: ProcessesOption = 0,
    scheduler: SchedulerOption = "",
    poses: PosesOption = None,
    picture: PictureOption = "",
    background: BackgroundOption = None,
    keep: KeepOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be imported as a table, and import nothing.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Import takes from videos, from data of other programs, or from a friend's archive."""
    from gesture_app.cli.import_recordings import import_recordings, picture_shape, print_preview

    options = ImportOptions(
        gesture,
        rate,
        mirrored,
        processes,
        scheduler,
        layout,
        poses=poses,
        background=tuple(background or ()),
        kept=tuple(keep or ()),
        picture=picture_shape(picture),
    )
    if dry_run:
        print_preview(path, workspace or context.obj, options, as_json)
        return
    import_recordings(path, workspace or context.obj, options, as_json)


@program.command()
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(parser=given_path, metavar="OUT", help="File to write.")],
    kind: Annotated[
        ExportKind | None, typer.Option("--format", help="Format of the file. Default: from its ending.")
    ] = None,
    gesture: Annotated[
        str, typer.Option("--gesture", metavar="G", help="Export only this gesture. Default: all of them.")
    ] = "",
    with_model: Annotated[
        bool, typer.Option("--with-model", help="Put the model in use into the archive as well.")
    ] = False,
    model: ModelOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Export takes as Parquet, CSV or an archive to share, or a model as ONNX."""
    from gesture_app.cli.export_recordings import export_recordings

    export_recordings(
        workspace or context.obj, ExportOptions(out, kind or "", gesture, with_model, model or ""), as_json
    )


@program.command()
def inspect(
    context: typer.Context,
    recording: Annotated[Path, typer.Argument(parser=given_path, metavar="RECORDING", help="Recording (.npz).")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")],
    model: ModelOption = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw light on dark.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the gates, cells and evidence of the LSTM during a recording as Parquet, PNG and SVG."""
    try:
        from gesture_app.cli.inspect_recording import inspect_recording
    except ImportError as error:  # Qt opens libraries of the system
        raise GestureAppError(
            f"The pictures cannot be drawn: {error}.", "Run gesture-app doctor to see what is missing."
        ) from error
    inspect_recording(recording, out, workspace or context.obj, model, dark, as_json)


@program.command()
def doctor(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Check everything that the program needs, and print how to repair what is missing."""
    from gesture_app.cli.doctor import examine

    raise typer.Exit(examine(workspace or context.obj))
