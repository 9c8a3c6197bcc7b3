"""Export takes into one file, or a model, as one generator. The file is whole or absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import known_name, spoken_name
from gesture_app.core.import_export import (
    ExportDone,
    ExportFailed,
    ExportOptions,
    ExportProgress,
    Skipped,
    TakeExported,
)
from gesture_app.jobs.failure import report_failure
from gesture_app.jobs.model_exchange import export_model
from gesture_app.storage.exporters.csv_table import write_csv
from gesture_app.storage.exporters.parquet_table import write_parquet
from gesture_app.storage.exporters.recording_archive import PackedTake, write_archive
from gesture_app.storage.exporters.table import TableOfTake, table_of
from gesture_app.storage.files.atomic import sweep_beside
from gesture_app.storage.models.store import ModelStore, StoredModel
from gesture_app.storage.recordings.folders import TakeFile, takes_below
from gesture_app.storage.recordings.recording_file import file_of, read_recording, recording_in
from gesture_app.storage.workspace import Workspace, shipped_models_folder

FORMATS = ("parquet", "csv", "archive", "onnx")


@report_failure(
    ExportFailed,
    "The export",
    "Close other programs, or export one gesture.",
    "Recordings and models are unchanged.",
)
def run_export(workspace: Workspace, options: ExportOptions) -> Iterator[ExportProgress]:
    """Export takes or a model. The last message, and only the last, is a `…Done` or `ExportFailed`.

    To close the generator early leaves the file that was there before, or none.
    """
    if options.format not in FORMATS:
        raise RecordingError(f"There is no format “{options.format}”.", f"There are: {', '.join(FORMATS)}.")
    if options.format == "onnx":
        yield export_model(workspace, options)
        return
    sweep_beside(options.out)  # of a program that was killed
    stored = takes_below(workspace.recordings)
    there = {file.gesture for file in stored}
    gesture = options.gesture if options.gesture in there else known_name(options.gesture)
    takes = [file for file in stored if gesture in ("", file.gesture)]
    if not takes:
        what = f"take of {spoken_name(gesture)}" if gesture else "take"
        raise RecordingError(f"There is no {what} to export.", "gesture-app gestures lists what is recorded.")
    skipped: list[Skipped] = []
    if options.format == "archive":
        model = _model_in_use(workspace) if options.with_model else None
        written = write_archive(options.out, _packed(takes, skipped), model)
    else:
        write = write_csv if options.format == "csv" else write_parquet
        written = write(options.out, _tables(takes, skipped))
    done = rows = 0
    for of_take in written:
        done, rows = done + 1, rows + of_take
        yield TakeExported(done, len(takes))
    yield ExportDone(options.out, done, rows, tuple(skipped))


def _tables(takes: Sequence[TakeFile], skipped: list[Skipped]) -> Iterator[TableOfTake]:
    for take in takes:
        try:
            recording = read_recording(take.path)
        except RecordingError as error:
            skipped.append(Skipped(f"{take.gesture}/{take.path.name}", error.sentence))
        else:
            yield table_of(take.gesture, take.path.stem, recording)


def _packed(takes: Sequence[TakeFile], skipped: list[Skipped]) -> Iterator[PackedTake]:
    """Yield the files of undamaged takes, and append the others to `skipped`."""
    for take in takes:
        try:
            data = file_of(take.path)
            recording_in(data, take.path.name)
        except RecordingError as error:
            skipped.append(Skipped(f"{take.gesture}/{take.path.name}", error.sentence))
        else:
            yield PackedTake(take.gesture, take.path.name, data)


def _model_in_use(workspace: Workspace) -> StoredModel | None:
    """Return the model in use, or None if it came with the program."""
    models = ModelStore(workspace.models, shipped_models_folder())
    active = models.active()
    if active is None:
        raise RecordingError("There is no model to put into the archive.", "Train one first, or leave it out.")
    model = models.load(active)
    return model if model.folder.parent == workspace.models else None
