"""Write takes as Parquet with pyarrow, which is large and therefore optional."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import FloatArray
from gesture_app.storage.exporters.table import (
    HANDS,
    LANDMARKS,
    TEXTS,
    TIMES,
    TRUTHS,
    WHOLE,
    WORLD_LANDMARKS,
    TableOfTake,
)
from gesture_app.storage.files.atomic import written_beside

_ROWS_A_GROUP = 50_000
MISSING = RecordingError(
    "Parquet files need pyarrow, which is not installed.",
    "Install it with: pip install 'gesture-app[export]'. Or choose csv.",
)


def write_parquet(out: Path, tables: Iterable[TableOfTake]) -> Iterator[int]:
    """Write take after take, and yield the number of rows of each. The file is replaced at the end.

    Raises:
        RecordingError: pyarrow is missing, the disk is full, may not be written to, ...
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MISSING from error
    schema = _schema(arrow)
    waiting: list[Any] = []
    rows_waiting = 0
    with (
        written_beside(out, RecordingError) as beside,
        parquet.ParquetWriter(beside, schema, compression="zstd") as file,
    ):
        for table in tables:
            waiting.append(_table(arrow, schema, table))
            rows_waiting += len(table)
            if rows_waiting >= _ROWS_A_GROUP:
                file.write_table(arrow.concat_tables(waiting))
                waiting, rows_waiting = [], 0
            yield len(table)
        if waiting:
            file.write_table(arrow.concat_tables(waiting))


def _schema(arrow: Any) -> Any:
    text = arrow.dictionary(arrow.int32(), arrow.string())
    return arrow.schema(
        [
            *((name, text) for name in TEXTS),
            *((name, arrow.int32()) for name in WHOLE),
            *((name, arrow.bool_()) for name in TRUTHS),
            *((name, arrow.float64()) for name in TIMES),
            ("frame", arrow.int32()),
            ("time", arrow.float64()),
            ("hand", text),
            ("handedness", arrow.float32()),
            *((name, arrow.float32()) for name in (*LANDMARKS, *WORLD_LANDMARKS)),
        ]
    )


def _table(arrow: Any, schema: Any, table: TableOfTake) -> Any:
    count = len(table)
    per_take = [
        _same(arrow, schema.field(name).type, table.per_take[name], count) for name in (*TEXTS, *WHOLE, *TRUTHS, *TIMES)
    ]
    absent = table.hand < 0
    hand = arrow.DictionaryArray.from_arrays(
        arrow.array(table.hand.astype(np.int32), mask=absent), arrow.array(HANDS, arrow.string())
    )
    of_the_row = [arrow.array(table.frame.astype(np.int32)), arrow.array(table.time), hand]
    numbers = [
        _known(arrow, table.handedness),
        *(_known(arrow, column) for column in table.landmarks.T),
        *(_known(arrow, column) for column in table.world_landmarks.T),
    ]
    return arrow.Table.from_arrays([*per_take, *of_the_row, *numbers], schema=schema)


def _same(arrow: Any, kind: Any, value: object, count: int) -> Any:
    """Return a column of one value."""
    if arrow.types.is_dictionary(kind):
        return arrow.DictionaryArray.from_arrays(
            arrow.array(np.zeros(count, np.int32)), arrow.array([value], arrow.string())
        )
    return arrow.array([value] * count, kind)


def _known(arrow: Any, column: FloatArray) -> Any:
    """Return a column of numbers, with null for NaN."""
    return arrow.array(np.ascontiguousarray(column), arrow.float32(), mask=np.isnan(column))
