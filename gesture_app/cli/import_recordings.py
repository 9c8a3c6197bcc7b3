"""`gesture-app import`: import takes from videos, data of other programs, archives and other workspaces."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Column, Table
from rich.text import Text

from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.workspace import use_command, workspace_in_use
from gesture_app.core.background_names import WHY, offer
from gesture_app.core.errors import RecordingError, SettingsError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.import_export import (
    ClipLayout,
    Findings,
    ImportDone,
    ImportFailed,
    ImportOptions,
    ImportProgress,
    ImportStarted,
    LayoutQuestion,
    ModelImported,
    Skipped,
    TakeImported,
    TakeSkipped,
    VideoWatched,
)
from gesture_app.jobs.import_preview import preview_import
from gesture_app.jobs.import_takes import run_import

LEAST_PICTURE = 480
"""pixels of the shorter side of a picture of which only the shape is known"""
MOST_SOURCES = 3
"""places of a gesture's name in the table"""
_SHAPE = re.compile(r"([1-9]\d{0,4})\s*[:x×/]\s*([1-9]\d{0,4})")
MOST_NAMED = 12
"""gestures printed for each layout"""


def import_recordings(path: Path, workspace: Path | None, options: ImportOptions, as_json: bool) -> None:
    """Import everything at a path. Ctrl+C ends the import and keeps the takes imported until then.

    Raises:
        RecordingError: nothing could be imported.
    """
    place = workspace_in_use(workspace)
    status = TextColumn("{task.fields[status]}", markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), status)
    here = console()
    with Progress(*columns, console=here, disable=as_json or not here.is_terminal, transient=True) as bar:
        task = bar.add_task("importing", total=None, status="")
        message = run_import(place, path, options)
        try:
            for progress in message:
                if as_json:
                    _print_json_message(progress)
                else:
                    _print_message(progress, bar, task, workspace)
                if isinstance(progress, ImportFailed):
                    question = progress.question
                    raise RecordingError(progress.error, progress.hint if question is None else _choices(question))
        except KeyboardInterrupt:
            message.close()
            print_note("Stopped. The takes imported until now are complete. Import again to get the rest.")


def picture_shape(text: str) -> tuple[int, int] | None:
    """Return the width and height of a shape such as 16:9 or 1280x720, or None for "".

    Raises:
        SettingsError: it is no shape.
    """
    if not text:
        return None
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise SettingsError(f"“{text[:40]}” is no shape of a picture.", "Write width and height, such as 16:9.")
    width, height = int(found[1]), int(found[2])
    scale = max(1, round(LEAST_PICTURE / min(width, height)))
    return width * scale, height * scale


def print_preview(path: Path, workspace: Path | None, options: ImportOptions, as_json: bool) -> None:
    """Print what an import would bring, and import nothing.

    Raises:
        RecordingError: nothing can be imported, or the layout is not clear.
    """
    preview = preview_import(path, options, workspace_in_use(workspace).recordings)
    findings = preview.findings
    if findings.question is not None:
        if as_json:
            _print_json_message(ImportFailed(findings.question.sentence, "", findings.question))
        raise RecordingError(findings.question.sentence, _choices(findings.question))
    if as_json:
        print_json(
            event="preview",
            layouts=findings.layouts,
            layout=preview.layout,
            gestures=[asdict(row) for row in preview.gestures],
            choices=[{"layout": choice.layout, "takes": choice.takes} for choice in findings.choices],
            skipped=[_skipped_json(skipped) for skipped in preview.skipped],
        )
        return
    table = Table("Gesture", Column("Takes", justify="right"), Column("Seconds", justify="right"), "Name from")
    for row in preview.gestures:
        named_by = ", ".join(row.named_by[:MOST_SOURCES]) + (" …" if len(row.named_by) > MOST_SOURCES else "")
        takes = f"{row.takes} ({row.disabled} disabled)" if row.disabled else str(row.takes)
        seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
        table.add_row(*map(Text, (spoken_name(row.gesture), takes, seconds, named_by)))
    console().print(f"Found: {' and '.join(findings.layouts)}.", markup=False)
    console().print(table)
    _print_notes(findings)
    for skipped in preview.skipped:
        print_note(f"Left out {skipped.path}: {skipped.reason}")
    if preview.layout is not None:
        console().print(f"Layout: {preview.layout}.", markup=False)
    for choice in findings.choices:
        if choice.layout != preview.layout:
            line = f"  --layout {choice.layout}: {_gestures_text(choice.takes)}"
            console().print(line, markup=False, soft_wrap=True)
    console().print("Nothing was imported.")


def _print_json_message(message: ImportProgress) -> None:
    if isinstance(message, ImportStarted):
        found = message.findings
        print_json(event="started", layouts=found.layouts, takes=found.takes)
        _print_notes(found)
    elif isinstance(message, TakeImported):
        print_json(event="take", path=message.path, gesture=message.gesture)
    elif isinstance(message, ModelImported):
        print_json(event="model", model=message.id)
    elif isinstance(message, TakeSkipped):
        print_json(event="skipped", **_skipped_json(message.skipped))
    elif isinstance(message, VideoWatched):
        print_json(event="video", path=message.path, frames=message.frames)
    elif isinstance(message, ImportDone):
        print_json(
            event="import",
            imported=message.imported,
            models=message.models,
            skipped=[_skipped_json(skipped) for skipped in message.skipped],
        )
    elif isinstance(message, ImportFailed) and message.question is not None:
        choices = [{"layout": choice.layout, "takes": choice.takes} for choice in message.question.choices]
        print_json(event="question", question=message.question.sentence, layouts=choices)


def _print_message(message: ImportProgress, bar: Progress, task: TaskID, workspace: Path | None) -> None:
    if isinstance(message, ImportStarted):
        found = message.findings
        bar.update(task, total=found.count)
        console().print(f"{' and '.join(found.layouts)}: {_counts(found.takes)}.", markup=False)
        _print_notes(found)
    elif isinstance(message, TakeImported):
        bar.update(task, advance=1, status=message.path)
    elif isinstance(message, VideoWatched):
        bar.update(task, status=f"{message.path}, frame {message.frames}")
    elif isinstance(message, TakeSkipped):
        bar.update(task, advance=1)
        if not message.skipped.already_here:
            print_note(f"Skipped {message.skipped.path}: {message.skipped.reason}")
    elif isinstance(message, ModelImported):
        print_note(f"Model {message.id} is imported. To use it: {use_command(message.id, workspace)}")
    elif isinstance(message, ImportDone):
        already = sum(skipped.already_here for skipped in message.skipped)
        counts = (message.imported, already, len(message.skipped) - already)
        words = ("imported", "already here", "skipped")
        said = [f"{count} {word}" for count, word in zip(counts, words, strict=True) if count or word == "imported"]
        console().print(f"{', '.join(said)}.")


def _print_notes(findings: Findings) -> None:
    for remark in findings.remarks:
        print_note(remark)
    for gesture in findings.like_background:
        name = shlex.quote(spoken_name(gesture))
        print_note(f"{offer(gesture)} {WHY} Answer with --background {name} or --keep {name}.")


def _counts(takes: Mapping[str, int]) -> str:
    return ", ".join(f"{spoken_name(name) or 'not named'} {count}" for name, count in takes.items())


def _gestures_text(takes: Mapping[str, int]) -> str:
    texts = [f"{spoken_name(name) or 'not named'} ({count})" for name, count in takes.items()]
    more = f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else ""
    return ", ".join(texts[:MOST_NAMED]) + more


def _choices(question: LayoutQuestion) -> str:
    """Return the hint for a layout question: a line for each layout with the takes it would import."""
    width = max(len(choice.layout) for choice in question.choices)
    lines = [f"  --layout {choice.layout:{width}}  {_gestures_text(choice.takes)}" for choice in question.choices]
    others = ", ".join(layout for layout in ClipLayout if all(layout != choice.layout for choice in question.choices))
    return "\n".join(
        [
            "Nothing was imported. Choose a layout:",
            *lines,
            f"Or name one gesture for all takes with --gesture NAME. (Other layouts: {others}.)",
        ]
    )


def _skipped_json(skipped: Skipped) -> dict[str, str]:
    return {"path": skipped.path, "reason": skipped.reason}
