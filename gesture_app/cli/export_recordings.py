"""`gesture-app export`: the data set as a table, or as an archive for a friend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.exchange_progress import ExportDone, ExportFailed, ExportOptions, TakeExported
from gesture_app.jobs.export_run import run_export
from gesture_app.storage.importers.archive import SUFFIX as ARCHIVE_SUFFIX

NOT_YET = "Models cannot be exported to ONNX yet."


def export_recordings(workspace: Path | None, options: ExportOptions, as_json: bool) -> None:
    """Write the file; Ctrl+C leaves what was there before.

    Raises:
        RecordingError: there is nothing to export, or it cannot be written.
    """
    if not options.format:
        options = replace(options, format=_format_of(options.out))
    if options.format == "onnx":
        raise RecordingError(NOT_YET, "Takes are exported with --format parquet, csv or archive.")
    news = run_export(workspace_in_use(workspace), options)
    try:
        for progress in news:
            if isinstance(progress, TakeExported):
                continue
            if isinstance(progress, ExportFailed):
                raise RecordingError(progress.error, progress.hint)
            _tell(progress, options, as_json)
    except KeyboardInterrupt:
        news.close()
        note("Stopped; no file was written.")


def _format_of(out: Path) -> str:
    """As the file's ending says."""
    endings = {".parquet": "parquet", ".csv": "csv", ARCHIVE_SUFFIX: "archive", ".onnx": "onnx"}
    found = endings.get(out.suffix.lower())
    if found is None:
        raise RecordingError(f"“{out.name}” does not say what it shall be.", "Add --format parquet, csv or archive.")
    return found


def _tell(done: ExportDone, options: ExportOptions, as_json: bool) -> None:
    for skipped in done.skipped:
        note(f"Skipped {skipped.path}: {skipped.reason}")
    if as_json:
        say_json(
            event="export",
            out=str(done.out),
            format=options.format,
            takes=done.takes,
            rows=done.rows,
            skipped=[{"path": skipped.path, "reason": skipped.reason} for skipped in done.skipped],
        )
    else:
        rows = f", {done.rows} rows" if done.rows else ""
        console().print(f"{done.takes} takes{rows}: {done.out}", markup=False)
