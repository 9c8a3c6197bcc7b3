"""`gesture-app` without a command: the window, or the terminal where there is no display."""

from __future__ import annotations

from pathlib import Path

from gesture_app.cli.output import note
from gesture_app.core.settings import DEMO_SOURCE
from gesture_app.gui.window.display_check import display_trouble


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
