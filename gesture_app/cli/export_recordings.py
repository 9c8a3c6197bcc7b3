"""`gesture-app export`: write takes as a table or an archive, or a model as ONNX."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.workspace import workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ExportDone, ExportFailed, ExportOptions, ModelExportDone, TakeExported
from gesture_app.jobs.export_takes import run_export
from gesture_app.storage.importers.recording_archive import SUFFIX as ARCHIVE_SUFFIX


def export_recordings(workspace: Path | None, options: ExportOptions, as_json: bool) -> None:
    """Write the file whole. Ctrl+C leaves the file that was there before.

    Raises:
        RecordingError: the options contradict each other, there is nothing to export, or it cannot be written.
    """
    if not options.format:
        options = replace(options, format=_format_of(options.out))
    _check(options)
    messages = run_export(workspace_in_use(workspace), options)
    try:
        for progress in messages:
            if isinstance(progress, TakeExported):
                continue
            if isinstance(progress, ExportFailed):
                raise RecordingError(progress.error, progress.hint)
            if isinstance(progress, ModelExportDone):
                _print_model(progress, as_json)
            else:
                _print_takes(progress, options, as_json)
    except KeyboardInterrupt:
        messages.close()
        print_note("Stopped. No file was written.")


def _format_of(out: Path) -> str:
    """Return the format that belongs to the ending of the file."""
    endings = {".parquet": "parquet", ".csv": "csv", ARCHIVE_SUFFIX: "archive", ".onnx": "onnx"}
    found = endings.get(out.suffix.lower())
    if found is None:
        raise RecordingError(
            f"The ending of “{out.name}” names no format.", "Add --format parquet, csv, archive or onnx."
        )
    return found


def _check(options: ExportOptions) -> None:
    take_option = "--gesture" if options.gesture else "--with-model" if options.with_model else ""
    if options.format == "onnx" and take_option:
        raise RecordingError(f"{take_option} applies to takes.", "Leave it out to export a model.")
    if options.format != "onnx" and options.model:
        raise RecordingError(
            "--model applies to --format onnx.", "For an archive, use --with-model, which adds the model in use."
        )


def _print_model(done: ModelExportDone, as_json: bool) -> None:
    if as_json:
        print_json(event="export", out=str(done.out), format="onnx", model=done.model, card=str(done.card))
    else:
        console().print(f"Model {done.model}: {done.out}, its card: {done.card}", markup=False)


def _print_takes(done: ExportDone, options: ExportOptions, as_json: bool) -> None:
    for skipped in done.skipped:
        print_note(f"Skipped {skipped.path}: {skipped.reason}")
    if as_json:
        print_json(
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
