"""Options that several commands take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import known_name
from gesture_app.core.model.starter_choice import StarterChoice


def given_path(text: str) -> Path:
    """Return the path. An empty one, as a shell makes it of an unset variable, would be the current folder.

    Raises:
        typer.BadParameter: it is empty.
    """
    if not text.strip():
        raise typer.BadParameter("The path is empty.")
    return Path(text)


WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", parser=given_path, metavar="DIR", help="Folder with recordings and models."),
]


class Rotation(StrEnum):
    """Degrees by which the camera picture is turned clockwise."""

    NONE = "0"
    QUARTER = "90"
    HALF = "180"
    THREE_QUARTERS = "270"


RotateOption = Annotated[
    Rotation, typer.Option("--rotate", help="Turn the picture clockwise by so many degrees: the camera is mounted so.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object per line and nothing else.")]


def starter_choice(only_mine: bool, without: str | None) -> StarterChoice | None:
    """Return the choice that these options make, or None if they make none.

    Args:
        only_mine: True for none of the starter's gestures.
        without: names of gestures, with commas between them.

    Raises:
        SettingsError: the options contradict each other.
    """
    if not only_mine and without is None:
        return None
    if only_mine and without is not None:
        raise SettingsError("--only-mine leaves out all of the starter's gestures: --without-starter does not fit.")
    names = [known_name(name) for name in (without or "").split(",") if name.strip()]
    return StarterChoice(only_mine, tuple(names))


class NewModel(StrEnum):
    """The rule that decides if a new model is used."""

    ALWAYS = "always"
    IF_BETTER = "if-better"
    """if no gesture got worse by more than a point and none was lost; not if there is no comparison with the user's own
    model in use"""
    NEVER = "never"


ProcessesOption = Annotated[
    int,
    typer.Option(
        "--processes", min=0, max=64, help="Number of processes that track videos. 0: one for each processor."
    ),
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Track videos on this Dask cluster, such as tcp://10.0.0.1:8786."
    ),
]
PosesOption = Annotated[
    bool | None,
    typer.Option(
        "--poses/--movements",
        help="Each row of key points is a pose by itself, or rows follow in time. Default: seen from the data.",
        show_default=False,
    ),
]
BackgroundOption = Annotated[
    list[str] | None,
    typer.Option("--background", metavar="G", help="This gesture is the background (“no gesture”). Repeatable."),
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="G", help="This gesture is none of the background. Repeatable."),
]
PictureOption = Annotated[
    str,
    typer.Option("--picture", metavar="W:H", help="Shape of the pictures of key points, such as 16:9."),
]
RateOption = Annotated[
    float | None,
    typer.Option("--rate", min=1, max=1000, help="Frames per second, if the data holds no times."),
]
MirroredOption = Annotated[
    bool, typer.Option("--mirrored", help="The pictures were mirrored before hands were tracked.")
]
