"""An export in a process of its own: cancelling kills it, and what it was writing is swept at once."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.import_export import ExportDone, ExportFailed, ExportOptions, ExportProgress, ModelExportDone
from gesture_app.jobs.model_exchange import files_of
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.files.atomic import sweep_beside
from gesture_app.storage.workspace import Workspace

CANCELLED = "The export was cancelled; no file was written."


def export_job(workspace: Workspace, options: ExportOptions) -> JobProcess[ExportProgress]:
    """Start it, poll it, cancel it."""

    def killed(ending: Ending) -> ExportProgress:
        for path in (options.out, *files_of(options.out)):
            sweep_beside(path)
        if ending is Ending.BY_USER:
            return ExportFailed(CANCELLED)
        return ExportFailed(ending.of("export"), "No file was written.")

    return JobProcess(
        "export",
        _run,
        (workspace, options),
        (ExportDone, ModelExportDone, ExportFailed),
        killed,
    )


def _run(workspace: Workspace, options: ExportOptions) -> Iterator[ExportProgress]:
    """In the process."""
    from gesture_app.jobs.export_takes import run_export  # not in the window's process

    return run_export(workspace, options)
