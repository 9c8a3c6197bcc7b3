"""`gesture-app report`: print accuracy, confusions and advice for a model, and what was recorded since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from gesture_app.cli.metrics_output import metrics_as_json, print_experience, print_metrics
from gesture_app.cli.output import console, print_json, print_note, rounded
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.advice import Advice, advice_on
from gesture_app.core.model.report import ModelReport
from gesture_app.core.model.staleness import DataChanges, changes_since
from gesture_app.core.quality.take_checks import doubtful_takes
from gesture_app.core.wording import known_gestures
from gesture_app.jobs.report_export import export_report, report_required
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace

MOST_ADVICE = 3
"""pieces of advice after a training; `report` prints all of them"""


def report_on_model(model: str | None, workspace: Path | None, out: Path | None, page: bool, as_json: bool) -> None:
    """Print the report of a model, or of the model in use, and write it as a page if requested.

    Raises:
        ModelError: there is no such model, it has no report, or the page cannot be written.
    """
    place = workspace_in_use(workspace)
    models = model_store(place)
    chosen = model or models.active()
    if chosen is None:
        raise ModelError("There is no model yet.", "Record some takes and train: gesture-app train.")
    report = report_required(models, chosen)
    advice = advice_in(place, report)
    changes = changes_since(report, RecordingStore(place.recordings).list_takes().takes)
    written = export_report(place, models, chosen, out) if page or out else None
    if as_json:
        _print_json(report, advice, changes, written)
        return
    _print_text(report, advice, changes)
    if written is not None:
        print_note(f"Written to {written}.")


def advice_in(workspace: Workspace, report: ModelReport) -> tuple[Advice, ...]:
    """Return advice about a model, which takes the doubtful takes of the workspace into account."""
    takes = RecordingStore(workspace.recordings).list_takes().takes
    return advice_on(report, doubtful_takes(takes, ReviewStore(workspace.recordings).load()))


def print_advice(advice: Sequence[Advice], most: int | None = None) -> None:
    """Print advice, the most useful first."""
    for item in advice[:most]:
        console().print(f"  • {escape(item.sentence)} [dim]{escape(item.hint)}[/]")


def print_gestures(report: ModelReport) -> None:
    """Print a row for each gesture, and a line for each pair of gestures that was confused."""
    report = report.measured
    learned = Counter(take.gesture for take in report.learned)
    judged = Counter(take.gesture for take in report.judged)
    table = Table("", box=None)
    for name in ("takes", "test takes", "right"):
        table.add_column(name, justify="right")
    for label, share in zip(report.labels, report.per_gesture, strict=True):
        right = "" if share is None else f"{share:.0%}"
        table.add_row(escape(spoken_name(label)), f"{learned[label]}", f"{judged[label]}", right)
    console().print(table)
    wrong = Counter((take.gesture, take.named) for take in report.judged if take.gesture != take.named)
    for (gesture, named), count in wrong.most_common():
        times = "once" if count == 1 else f"{count} times"
        console().print(f"  {escape(spoken_name(gesture))} was recognised as {escape(spoken_name(named))} {times}.")


def _print_text(report: ModelReport, advice: Sequence[Advice], changes: DataChanges) -> None:
    session = "another session" if report.split_by == "session" else "the same session"
    console().print(f"Model {escape(report.model)}, {report.seconds:.0f} s, {len(report.learned)} takes.")
    print_experience(report.measured, session, advice)
    print_gestures(report)
    if report.starter:
        console().print(f"It knows {known_gestures(len(report.own_gestures), len(report.starter))}.")
    if report.streams.streams:
        print_metrics(report.streams)
    for sentence in report.shortened:
        console().print(sentence, markup=False)
    if advice:
        console().print("What to do:")
        print_advice(advice)
    if changes.behind:
        console().print(f"[bold]The model is behind its recordings.[/] {escape(changes.sentence)} Train again.")


def _print_json(report: ModelReport, advice: Sequence[Advice], changes: DataChanges, written: Path | None) -> None:
    print_json(
        event="report",
        model=report.model,
        accuracy=rounded(report.accuracy),
        split_by=report.split_by,
        per_gesture=dict(zip(report.labels, map(rounded, report.per_gesture), strict=True)),
        labels=report.labels,
        confusion=report.confusion.tolist(),
        takes=len(report.learned),
        held_out=len(report.judged),
        best_epoch=report.best_epoch,
        streams=metrics_as_json(report.streams) if report.streams.streams else None,
        advice=[{"sentence": item.sentence, "hint": item.hint, "gestures": item.gestures} for item in advice],
        changed={
            change.gesture: {"added": change.added, "removed": change.removed, "changed": change.changed}
            for change in changes.gestures
        },
        shortened=report.shortened,
        starter=report.starter,
        lookalikes=[asdict(one) for one in report.lookalikes],
        page=None if written is None else str(written),
    )
