"""`gesture-app export`: the data set as a table or as an archive for a friend, or a model as ONNX."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace import workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ExportDone, ExportFailed, ExportOptions, ModelExportDone, TakeExported
from gesture_app.jobs.export_takes import run_export
from gesture_app.storage.importers.recording_archive import SUFFIX as ARCHIVE_SUFFIX


def export_recordings(workspace: Path | None, options: ExportOptions, as_json: bool) -> None:
    """Write the file; Ctrl+C leaves what was there before.

    Raises:
        RecordingError: the options do not go together, there is nothing to export, or it cannot be written.
    """
    if not options.format:
        options = replace(options, format=_format_of(options.out))
    _check(options)
    news = run_export(workspace_in_use(workspace), options)
    try:
        for progress in news:
            if isinstance(progress, TakeExported):
                continue
            if isinstance(progress, ExportFailed):
                raise RecordingError(progress.error, progress.hint)
            if isinstance(progress, ModelExportDone):
                _tell_model(progress, as_json)
            else:
                _tell(progress, options, as_json)
    except KeyboardInterrupt:
        news.close()
        note("Stopped; no file was written.")


def _format_of(out: Path) -> str:
    """As the file's ending says."""
    endings = {".parquet": "parquet", ".csv": "csv", ARCHIVE_SUFFIX: "archive", ".onnx": "onnx"}
    found = endings.get(out.suffix.lower())
    if found is None:
        raise RecordingError(
            f"“{out.name}” does not say what it shall be.", "Add --format parquet, csv, archive or onnx."
        )
    return found


def _check(options: ExportOptions) -> None:
    of_takes = "--gesture" if options.gesture else "--with-model" if options.with_model else ""
    if options.format == "onnx" and of_takes:
        raise RecordingError(f"{of_takes} is for takes.", "A model is exported whole: leave it out.")
    if options.format != "onnx" and options.model:
        raise RecordingError("--model is for --format onnx.", "An archive takes the model in use: --with-model.")


def _tell_model(done: ModelExportDone, as_json: bool) -> None:
    if as_json:
        say_json(event="export", out=str(done.out), format="onnx", model=done.model, card=str(done.card))
    else:
        console().print(f"Model {done.model}: {done.out}, its card: {done.card}", markup=False)


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
