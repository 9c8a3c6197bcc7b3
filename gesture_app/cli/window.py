"""The command without a command: it opens the window.

It needs no library for command lines, because the first camera picture waits for its imports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.cli.output import print_note
from gesture_app.core.garbage import pause_collection
from gesture_app.core.settings import DEMO_SOURCE, ROTATIONS


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """The options of the window."""

    source: str | None = None
    """None: as chosen last"""
    workspace: Path | None = None
    rotate: int | None = None
    """degrees clockwise; None: as set last"""
    tray: bool = False
    """True to start in the tray, where there is one"""


def plain_window_options(arguments: Sequence[str]) -> WindowOptions | None:
    """Return the options if the arguments are those of the window and nothing else. Return None for all others.

    `--help`, commands and mistakes are read by the command line's own library.
    """
    tray = "--tray" in arguments
    arguments = [argument for argument in arguments if argument != "--tray"]
    if len(arguments) % 2:
        return None
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    if not given.keys() <= {"--source", "--workspace", "--rotate"} or any(
        value.startswith("-") for value in given.values()
    ):
        return None
    workspace, rotate = given.get("--workspace"), given.get("--rotate")
    if rotate is not None and rotate not in map(str, ROTATIONS):
        return None
    return WindowOptions(
        given.get("--source"),
        Path(workspace) if workspace is not None else None,
        int(rotate) if rotate is not None else None,
        tray,
    )


def open_window(options: WindowOptions) -> int:
    """Open the window, or recognise in the terminal if there is no display. Return the exit status."""
    from gesture_app.gui.window.display_check import display_trouble

    trouble = display_trouble()
    if trouble is None:
        pause_collection()  # until the first picture
        from gesture_app.services import make_session
        from gesture_app.storage.settings_store import SettingsStore

        settings = SettingsStore().load().settings
        session = make_session(settings.rotate if options.rotate is None else options.rotate)
        session.load(options.source or settings.source)  # beside the imports of Qt
        try:
            from gesture_app.app import run

            return run(options.source, options.workspace, session, options.rotate, options.tray)
        finally:
            session.stop()
    from gesture_app.cli.recognize import recognize_source
    from gesture_app.vision.webcam import list_webcams

    webcams = list_webcams()
    chosen = options.source or (str(webcams[0].number) if webcams else DEMO_SOURCE)
    print_note(f"{trouble} Recognising {chosen} in the terminal instead. Press Ctrl+C to end.")
    recognize_source(chosen, options.workspace, None, as_json=False, seed=0, truth=None, rotate=options.rotate or 0)
    return 0
