"""`gesture-app import`: takes from videos, other programs' data, archives and other workspaces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace import to_use, workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.import_export import (
    ClipLayout,
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
from gesture_app.jobs.import_takes import run_import

MOST_NAMED = 12
"""gestures told of each layout"""


def import_recordings(path: Path, workspace: Path | None, options: ImportOptions, as_json: bool) -> None:
    """Import everything at a path; Ctrl+C ends it, and what was imported until then stays.

    Raises:
        RecordingError: nothing could be imported.
    """
    place = workspace_in_use(workspace)
    said = TextColumn("{task.fields[said]}", markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), said)
    here = console()
    with Progress(*columns, console=here, disable=as_json or not here.is_terminal, transient=True) as bar:
        task = bar.add_task("importing", total=None, said="")
        news = run_import(place, path, options)
        try:
            for progress in news:
                if as_json:
                    _tell_program(progress)
                else:
                    _tell_person(progress, bar, task, workspace)
                if isinstance(progress, ImportFailed):
                    question = progress.question
                    raise RecordingError(progress.error, progress.hint if question is None else _choices(question))
        except KeyboardInterrupt:
            news.close()
            note("Stopped. What was imported until now is complete; import again, and only the rest is taken.")


def _tell_program(news: ImportProgress) -> None:
    if isinstance(news, ImportStarted):
        found = news.findings
        say_json(event="started", layouts=found.layouts, takes=found.takes)
        for remark in found.remarks:
            note(remark)
    elif isinstance(news, TakeImported):
        say_json(event="take", path=news.path, gesture=news.gesture)
    elif isinstance(news, ModelImported):
        say_json(event="model", model=news.id)
    elif isinstance(news, TakeSkipped):
        say_json(event="skipped", **_words(news.skipped))
    elif isinstance(news, VideoWatched):
        say_json(event="video", path=news.path, frames=news.frames)
    elif isinstance(news, ImportDone):
        say_json(
            event="import",
            imported=news.imported,
            models=news.models,
            skipped=[_words(skipped) for skipped in news.skipped],
        )
    elif isinstance(news, ImportFailed) and news.question is not None:
        choices = [{"layout": choice.layout, "takes": choice.takes} for choice in news.question.choices]
        say_json(event="question", question=news.question.sentence, layouts=choices)


def _tell_person(news: ImportProgress, bar: Progress, task: TaskID, workspace: Path | None) -> None:
    if isinstance(news, ImportStarted):
        found = news.findings
        bar.update(task, total=found.count)
        console().print(f"{' and '.join(found.layouts)}: {_counts(found.takes)}.", markup=False)
        for remark in found.remarks:
            note(remark)
    elif isinstance(news, TakeImported):
        bar.update(task, advance=1, said=news.path)
    elif isinstance(news, VideoWatched):
        bar.update(task, said=f"{news.path}, frame {news.frames}")
    elif isinstance(news, TakeSkipped):
        bar.update(task, advance=1)
        if not news.skipped.already_here:
            note(f"Skipped {news.skipped.path}: {news.skipped.reason}")
    elif isinstance(news, ModelImported):
        note(f"Model {news.id} is here; {to_use(news.id, workspace)} puts it to use.")
    elif isinstance(news, ImportDone):
        already = sum(skipped.already_here for skipped in news.skipped)
        counts = (news.imported, already, len(news.skipped) - already)
        words = ("imported", "here already", "skipped")
        said = [f"{count} {word}" for count, word in zip(counts, words, strict=True) if count or word == "imported"]
        console().print(f"{', '.join(said)}.")


def _counts(takes: Mapping[str, int]) -> str:
    return ", ".join(f"{spoken_name(name) or 'not named'} {count}" for name, count in takes.items())


def _brought(takes: Mapping[str, int]) -> str:
    told = [f"{spoken_name(name) or 'not named'} ({count})" for name, count in takes.items()]
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return ", ".join(told[:MOST_NAMED]) + more


def _choices(question: LayoutQuestion) -> str:
    """Return what to do, a line for each layout with the takes it would bring."""
    width = max(len(choice.layout) for choice in question.choices)
    lines = [f"  --layout {choice.layout:{width}}  {_brought(choice.takes)}" for choice in question.choices]
    others = ", ".join(layout for layout in ClipLayout if all(layout != choice.layout for choice in question.choices))
    return "\n".join(
        [
            "Nothing was imported. Say how they are laid out, which would bring:",
            *lines,
            f"or name one gesture for all of them with --gesture NAME. (Other layouts: {others}.)",
        ]
    )


def _words(skipped: Skipped) -> dict[str, str]:
    return {"path": skipped.path, "reason": skipped.reason}
