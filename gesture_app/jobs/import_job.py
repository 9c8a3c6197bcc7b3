"""An import in a process of its own: cancelling kills it, and the processes that track videos for it go with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gesture_app.core.import_export import ImportDone, ImportFailed, ImportOptions, ImportProgress
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.workspace import Workspace

CANCELLED = "The import was cancelled. What was imported until then is complete."
ONLY_THE_REST = "What was imported until then is complete; import again, and only the rest is taken."


def import_job(workspace: Workspace, path: Path, options: ImportOptions) -> JobProcess[ImportProgress]:
    """Start it, poll it, cancel it."""
    return JobProcess(
        "import",
        _run,
        (workspace, path, options),
        (ImportDone, ImportFailed),
        _killed,
        has_children=True,
    )


def _killed(ending: Ending) -> ImportFailed:
    if ending is Ending.BY_USER:
        return ImportFailed(CANCELLED)
    return ImportFailed(ending.of("import"), ONLY_THE_REST)


def _run(workspace: Workspace, path: Path, options: ImportOptions) -> Iterator[ImportProgress]:
    """In the process."""
    from gesture_app.jobs.import_takes import run_import  # not in the window's process

    return run_import(workspace, path, options)
