"""Runs a command, and turns what goes wrong into a sentence and an exit status."""

from __future__ import annotations

import faulthandler
import io
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress

from gesture_app.cli.output import print_note
from gesture_app.cli.window import open_window, plain_window_options
from gesture_app.core.errors import GestureAppError
from gesture_app.core.plain_text import PlainFormatter
from gesture_app.core.private_files import write_privately
from gesture_app.storage.settings_store import SettingsStore

NO_MEMORY = "The command needs more memory than there is."


def run(arguments: Sequence[str]) -> int:
    """Run a command and return the exit status.

    It is 0 if the work is done, 1 if it failed with a sentence on standard error, and 2 for wrong arguments.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # redirected, Windows would take a code page that lacks letters, and a name may hold what is no letter
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    log = logging.StreamHandler(sys.stderr)
    log.setFormatter(PlainFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[log])
    if sys.stderr is not None and not faulthandler.is_enabled():
        with suppress(OSError, ValueError):  # a stream without a file
            faulthandler.enable(sys.stderr)
    write_privately(SettingsStore().load().settings.shared_files)
    try:
        return _run(arguments)
    except GestureAppError as error:
        print_note(f"{error.sentence}\n{error.hint}".rstrip("\n"))
        return 1
    except Exception as error:
        from gesture_app.jobs.failure import lacks_memory

        if not lacks_memory(error):
            raise
        print_note(f"{NO_MEMORY}\nClose other programs, or ask for less at once.")
        return 1


def _run(arguments: Sequence[str]) -> int:
    window = plain_window_options(arguments)
    if window is not None:
        return open_window(window)
    from gesture_app.cli.main import program

    try:
        program(list(arguments), prog_name="gesture-app")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
