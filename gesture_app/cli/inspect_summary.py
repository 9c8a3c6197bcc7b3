"""What `gesture-app inspect` says in numbers: what fired, which cells and which parts of the hand it rested on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.hands import Side
from gesture_app.core.inspection.results import CoverEffect, Divergence, MaskKind, Occlusion
from gesture_app.core.inspection.trace import Trace, open_share, shut_share
from gesture_app.core.prediction import Event

CELLS = 8
FINGERS = ("thumb", "index", "middle", "ring", "little")
_SURE_S = 0.5


def summary_of(
    recording: str, trace: Trace, parting: Divergence, covers: Occlusion, events: Sequence[Event], steps: int
) -> dict[str, object]:
    """A trace of one step at least, in JSON's own types; `events` and `steps` are of the whole recording."""
    card = trace.card
    step = int(np.argmax(trace.averaged[:, covers.label]))
    time = float(trace.time[step])
    return {
        "recording": recording,
        "model": card.id,
        "steps": steps,
        "rate": card.rate,
        "fired": [{"time": round(e.time, 3), "label": e.label, "confidence": round(e.confidence, 4)} for e in events],
        "shown": [round(float(trace.time[0]), 3), round(float(trace.time[-1]), 3)],
        "gesture": card.labels[covers.label],
        "highest": {"time": round(time, 3), "score": round(float(trace.averaged[step, covers.label]), 4)},
        "cells": _cells(trace, covers.label, trace.steps_between(time - _SURE_S, time)),
        "layers": [_layer(trace, layer) for layer in range(len(trace.layers))],
        "rival": _parting(trace, covers.label, parting),
        "covered": [_effect(effect) for effect in covers.effects],
    }


def _cells(trace: Trace, label: int, steps: slice) -> list[dict[str, object]]:
    added = trace.contribution(label)[steps].mean(0)
    return [{"cell": int(c), "adds": round(float(added[c]), 4)} for c in trace.cells_for(label, steps, CELLS)]


def _layer(trace: Trace, layer: int) -> dict[str, object]:
    """How open the gates of the hand in view were, on average; nothing for a memory without gates."""
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


def _parting(trace: Trace, label: int, parting: Divergence) -> dict[str, object]:
    rival = parting.behind if parting.ahead == label else parting.ahead
    cells = zip(parting.cells.tolist(), parting.share.tolist(), strict=True)
    return {
        "label": trace.card.labels[rival],
        "ahead": trace.card.labels[parting.ahead],
        "parted": None if parting.time is None else round(parting.time, 3),
        "furthest": round(parting.furthest, 3),
        "lead": round(float(parting.lead[trace.steps_between(parting.furthest, parting.furthest)][0]), 4),
        "cells": [{"cell": cell, "adds": round(share, 4)} for cell, share in cells],
    }


def _effect(effect: CoverEffect) -> dict[str, object]:
    cover = effect.cover
    what: dict[str, object] = {"what": str(cover.what)}
    if cover.what is MaskKind.TIME:
        what |= {"start": round(cover.start, 3), "end": round(cover.end, 3)}
    else:
        what["hand"] = Side(cover.side).name.lower()
    if cover.what is MaskKind.FINGER:
        what["finger"] = FINGERS[cover.finger]
    lead = None if np.isnan(effect.lead_change) else round(effect.lead_change, 4)
    return {**what, "score": round(effect.score, 4), "change": round(effect.change, 4), "lead_change": lead}
