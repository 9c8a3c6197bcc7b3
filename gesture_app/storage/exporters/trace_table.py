"""Write all values of a network during a recording as Parquet: one row per step of the model's clock."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.inspection.trace import Trace
from gesture_app.storage.exporters.parquet_table import MISSING
from gesture_app.storage.exporters.table import HANDS
from gesture_app.storage.files.atomic import written_beside

METADATA = b"gesture_app"
"""key of the JSON that describes the columns"""
_POINTS = 2 * LANDMARK_COUNT * 3
GATES = ("input_gate", "forget_gate", "candidate", "output_gate", "cell")


def write_traces(out: Path, traces: Iterable[Trace]) -> int:
    """Write one or more traces of one model, and return the number of rows.

    The file is whole or what it was before.

    Raises:
        RecordingError: pyarrow is missing, the disk is full, may not be written to, ...
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MISSING from error
    rows = 0
    with written_beside(out, RecordingError) as beside:
        writer = None
        try:
            for trace in traces:
                table = _table(arrow, trace)
                writer = writer or parquet.ParquetWriter(
                    beside, table.schema, compression="zstd", write_statistics=False
                )
                writer.write_table(table)
                arrow.default_memory_pool().release_unused()
                rows += len(trace)
        finally:
            if writer is not None:
                writer.close()
    return rows


def _table(arrow: Any, trace: Trace) -> Any:
    columns: dict[str, Any] = {
        "time": arrow.array(trace.time),
        "fresh": arrow.array(trace.fresh),
        "fired": arrow.array(_fired(trace), arrow.string()),
        "points": _vectors(arrow, trace.points.reshape(len(trace), _POINTS)),
        "features": _vectors(arrow, trace.features),
    }
    for number, layer in enumerate(trace.layers, 1):
        for side, hand in enumerate(HANDS):
            if layer.gates is not None:
                for name in GATES:
                    columns[f"layer{number}_{hand}_{name}"] = _vectors(arrow, getattr(layer.gates, name)[side])
            columns[f"layer{number}_{hand}_hidden"] = _vectors(arrow, layer.hidden[side])
    columns["hand"] = _vectors(arrow, trace.hand)
    columns["understood"] = _vectors(arrow, trace.embedding)
    per_label = {
        "logit": trace.logits,
        "evidence_network": trace.evidence.network,
        "evidence_seen": trace.evidence.features,
        "evidence_understood": trace.evidence.embedding,
        "step_score": trace.scores,
        "score": trace.smoothed,
    }
    for name, values in per_label.items():
        for label, column in zip(trace.card.labels, values.T, strict=True):
            columns[f"{name}.{label}"] = arrow.array(np.ascontiguousarray(column))
    return arrow.table(columns).replace_schema_metadata({METADATA: json.dumps(_about(trace), ensure_ascii=False)})


def _fired(trace: Trace) -> list[str | None]:
    fired: list[str | None] = [None] * len(trace)
    for event in trace.fired:
        fired[trace.steps_between(event.time, event.time).start] = event.label
    return fired


def _vectors(arrow: Any, values: npt.NDArray[Any]) -> Any:
    """Return a column of vectors of one length [K, N]."""
    flat = arrow.array(np.ascontiguousarray(values).reshape(-1), from_pandas=False)
    return arrow.FixedSizeListArray.from_arrays(flat, values.shape[1])


def _about(trace: Trace) -> dict[str, object]:
    card = trace.card
    return {
        "format": 1,
        "model": card.id,
        "labels": card.labels,
        "thresholds": card.thresholds,
        "spans": card.spans,
        "rate": card.rate,
        "cell": card.network.cell,
        "bias": trace.bias.tolist(),
        "pull": trace.output_weight.tolist(),
        "cell_weight": trace.logit_weight.tolist(),
    }
