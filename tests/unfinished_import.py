"""An import that never ends by itself, so that a test can end it half-way however busy the computer is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from gesture_app.core.import_export import ImportOptions, ImportProgress, TakeImported
from gesture_app.jobs.import_takes import run_import
from gesture_app.jobs.launch import import_job
from gesture_app.jobs.process import JobProcess
from gesture_app.storage.workspace import Workspace


def unfinished_import(
    workspace: Workspace, path: Path, options: ImportOptions, most: int
) -> JobProcess[ImportProgress]:
    """Return the program's own import, which waits to be killed after `most` takes."""
    job = import_job(workspace, path, options)
    job._work, job._arguments = _run, (workspace, path, options, most)
    return job


def _run(workspace: Workspace, path: Path, options: ImportOptions, most: int) -> Iterator[ImportProgress]:
    """In the process."""
    imported = 0
    for news in run_import(workspace, path, options):
        yield news
        imported += isinstance(news, TakeImported)
        if imported == most:
            threading.Event().wait()
