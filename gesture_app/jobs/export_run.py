"""Exporting as one generator: the takes one after the other into one file that is whole or not there."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.exchange_progress import (
    ExportDone,
    ExportFailed,
    ExportOptions,
    ExportProgress,
    Skipped,
    TakeExported,
)
