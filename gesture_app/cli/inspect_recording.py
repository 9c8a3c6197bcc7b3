"""`gesture-app inspect`: write what happens inside a model during a recording as a table, plots and a summary."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.workspace import running_model, workspace_in_use
from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import Side
from gesture_app.core.inspection.results import Divergence, MaskEffect, MaskKind, Occlusion
from gesture_app.core.inspection.trace import Trace, open_share, shut_share
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights
from gesture_app.gui.inspect.offscreen import Figure, OffScreen, figures_of, first_divergence
from gesture_app.learning.inspection.occlusion import occlusion
from gesture_app.learning.inspection.tracer import Tracer
from gesture_app.storage.exporters.parquet_table import MISSING
from gesture_app.storage.exporters.trace_table import write_traces
from gesture_app.storage.files.atomic import write_file
from gesture_app.storage.recordings.recording_file import read_recording

TABLE, SUMMARY = "traces.parquet", "summary.json"
PIECE_FRAMES = 1800
"""frames of a long recording that are traced at once, so that any length fits into memory"""
SHOWN_S = 20.0
"""longest part of a recording in the plots: it ends shortly after the event of highest score"""
AFTER_S = 3.0
"""time in the plots after that event"""
CELLS = 8
"""cells in the summary"""
FINGERS = ("thumb", "index", "middle", "ring", "little")
_SURE_S = 0.5
"""time before the highest score in which the contributions of cells are averaged"""


def inspect_recording(
    path: Path, out: Path, workspace: Path | None, model: str | None, dark: bool, as_json: bool
) -> None:
    """Write all files into the folder `out`, and replace files of the same names.

    Raises:
        RecordingError: it cannot be read, shows no hand, or the folder cannot be written to.
        ModelError: the model cannot be used.
    """
    recording = read_recording(path).trimmed()
    if not recording.present.any():
        raise RecordingError(f"{path.name} shows no hand.", "Choose a recording with a visible hand.")
    recogniser = running_model(workspace_in_use(workspace), model)
    pieces = _PieceTracer(Tracer(recogniser.card, recogniser.network), recording)
    table = _write_table(out / TABLE, pieces)
    assert pieces.kept is not None  # a hand in one frame is a step at least
    trace = _shown(pieces.kept)
    covers = occlusion(recogniser.network, trace, trace.top_label)
    divergence = first_divergence(trace, trace.top_label)
    summary = summary_of(path.name, trace, divergence, covers, pieces.events, pieces.steps)
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    write_file(out / SUMMARY, f"{text}\n".encode(), RecordingError)
    pictures = _write_pictures(out, list(figures_of(trace, divergence, covers, path.stem)), dark)
    files = [*table, SUMMARY, *pictures]
    if as_json:
        print_json(**{**summary, "event": "inspect", "out": str(out), "files": files})
        return
    for event in pieces.events:
        console().print(f"{event.time:8.2f} s  {event.label} {event.confidence:4.0%}", markup=False)
    console().print(f"{pieces.steps} steps, {len(files)} files: {out}", markup=False)


class _PieceTracer:
    """Traces a recording in pieces, and keeps the trace of the event with the highest score."""

    def __init__(self, tracer: Tracer, recording: Recording) -> None:
        self._tracer, self._recording = tracer, recording
        self.events: list[Event] = []
        self.steps = 0
        self.kept: Trace | None = None

    def traces(self) -> Iterator[Trace]:
        """Yield the traces in order of time."""
        for start in range(0, len(self._recording.time), PIECE_FRAMES):
            piece = slice(start, start + PIECE_FRAMES)
            points = in_heights(self._recording.landmarks[piece], self._recording.info.frame_size)
            trace = self._tracer.push_points(self._recording.time[piece], points)
            self.steps += len(trace)
            self.events += trace.fired
            if len(trace) and (self.kept is None or _peak(trace) > _peak(self.kept)):
                self.kept = trace
            yield trace


def _peak(trace: Trace) -> float:
    """Return the highest score of a gesture. An event ranks above any score that did not fire."""
    fired = max((event.confidence for event in trace.fired), default=0.0)
    return 1 + fired if fired else float(trace.smoothed[:, 1:].max())


def _shown(trace: Trace) -> Trace:
    """Return the part of a trace that the plots show."""
    if trace.time[-1] - trace.time[0] <= SHOWN_S:
        return trace
    peak = float(trace.time[int(np.argmax(trace.smoothed[:, trace.top_label]))])
    end = min(float(trace.time[-1]), max(peak + AFTER_S, float(trace.time[0]) + SHOWN_S))
    return trace.part(trace.steps_between(end - SHOWN_S, end))


def _write_table(path: Path, pieces: _PieceTracer) -> list[str]:
    """Write the table and return its name. Without pyarrow, print a note and return no name."""
    traces = pieces.traces()
    try:
        write_traces(path, traces)
    except RecordingError as error:
        if error is not MISSING:
            raise
        print_note(f"{error.sentence} {error.hint}")
        for _ in traces:
            pass  # the summary needs all traces
        return []
    return [path.name]


def _write_pictures(out: Path, figures: Sequence[Figure], dark: bool) -> list[str]:
    off_screen = OffScreen()
    files = []
    for figure in figures:
        for kind, draw in (("png", off_screen.png), ("svg", off_screen.svg)):
            files.append(f"{figure.name}.{kind}")
            write_file(out / files[-1], draw(figure, dark), RecordingError)
    return files


def summary_of(
    recording: str, trace: Trace, divergence: Divergence, covers: Occlusion, events: Sequence[Event], steps: int
) -> dict[str, object]:
    """Return the summary as JSON types. `events` and `steps` are those of the whole recording."""
    card = trace.card
    step = int(np.argmax(trace.smoothed[:, covers.label]))
    time = float(trace.time[step])
    return {
        "recording": recording,
        "model": card.id,
        "steps": steps,
        "rate": card.rate,
        "fired": [
            {"time": round(e.time, 3), "label": e.label, "confidence": round(e.confidence, 4), "hand": e.hand}
            for e in events
        ],
        "shown": [round(float(trace.time[0]), 3), round(float(trace.time[-1]), 3)],
        "gesture": card.labels[covers.label],
        "highest": {"time": round(time, 3), "score": round(float(trace.smoothed[step, covers.label]), 4)},
        "cells": _cells(trace, covers.label, trace.steps_between(time - _SURE_S, time)),
        "layers": [_layer(trace, layer) for layer in range(len(trace.layers))],
        "rival": _divergence(trace, covers.label, divergence),
        "covered": [_effect(effect) for effect in covers.effects],
    }


def _cells(trace: Trace, label: int, steps: slice) -> list[dict[str, object]]:
    added = trace.contribution(label)[steps].mean(0)
    return [{"cell": int(c), "adds": round(float(added[c]), 4)} for c in trace.top_cells(label, steps, CELLS)]


def _layer(trace: Trace, layer: int) -> dict[str, object]:
    """Return how open the gates of the hand in view were on average, if the cell has gates."""
    gates = trace.layers[layer].gates
    if gates is None:
        return {"layer": layer + 1}
    shares = {}
    for name, gate in (("write", gates.input_gate), ("keep", gates.forget_gate), ("show", gates.output_gate)):
        own = gate[trace.side]
        shares[name] = {
            "open": round(float(open_share(own).mean()), 4),
            "shut": round(float(shut_share(own).mean()), 4),
        }
    return {"layer": layer + 1, "hand": trace.side.name.lower(), **shares}


def _divergence(trace: Trace, label: int, divergence: Divergence) -> dict[str, object]:
    rival = divergence.behind if divergence.ahead == label else divergence.ahead
    cells = zip(divergence.cells.tolist(), divergence.contributions.tolist(), strict=True)
    return {
        "label": trace.card.labels[rival],
        "ahead": trace.card.labels[divergence.ahead],
        "parted": None if divergence.time is None else round(divergence.time, 3),
        "furthest": round(divergence.furthest, 3),
        "lead": round(float(divergence.lead[trace.steps_between(divergence.furthest, divergence.furthest)][0]), 4),
        "cells": [{"cell": cell, "adds": round(share, 4)} for cell, share in cells],
    }


def _effect(effect: MaskEffect) -> dict[str, object]:
    cover = effect.mask
    what: dict[str, object] = {"what": str(cover.kind)}
    if cover.kind is MaskKind.TIME:
        what |= {"start": round(cover.start, 3), "end": round(cover.end, 3)}
    else:
        what["hand"] = Side(cover.side).name.lower()
    if cover.kind is MaskKind.FINGER:
        what["finger"] = FINGERS[cover.finger]
    lead = None if np.isnan(effect.lead_change) else round(effect.lead_change, 4)
    return {**what, "score": round(effect.score, 4), "change": round(effect.change, 4), "lead_change": lead}
