"""Jobs that never end by themselves, so that a test can end them half-way however busy the computer is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def unfinished(job: JobProcess[Any], *messages: object) -> JobProcess[Any]:
    """Let the job send these messages and wait to be killed, instead of its work, which imports torch."""
    job._work, job._arguments = _send, messages
    return job


def _send(*messages: object) -> Iterator[object]:
    """In the process."""
    yield from messages
    threading.Event().wait()


def _run(workspace: Workspace, path: Path, options: ImportOptions, most: int) -> Iterator[ImportProgress]:
    """In the process."""
    imported = 0
    for news in run_import(workspace, path, options):
        yield news
        imported += isinstance(news, TakeImported)
        if imported == most:
            threading.Event().wait()
