"""Measures the time to list a data set: 100 and 10,000 made-up recordings side by side, cold and warm.

    python benchmarks/library_cost.py [--takes 100 10000] [--gestures 25] [--json FILE]

Cold: without an index, every file is opened. Warm: as at every later start. One take changed: listed again after
a trim in the window, or a take by another program. Memory is what a cold and a warm listing add at most, as Python
counts it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from benchmarks.killed_work import a_recording
from gesture_app.storage.recordings.folders import SUFFIX
from gesture_app.storage.recordings.index import index_file
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.recordings.store import RecordingStore

CONTENTS = 40
"""different recordings; the others are copies of these, which takes seconds instead of minutes"""
REPEATS = 5


def fill(folder: Path, takes: int, gestures: int) -> None:
    """Add recordings of 30 to 60 frames, spread evenly over gestures, to a data set."""
    rng = np.random.default_rng(0)
    sample = folder / f".sample{SUFFIX}"
    contents = []
    for _ in range(min(CONTENTS, takes)):
        write_recording(sample, a_recording(rng, "made_up"))
        contents.append(sample.read_bytes())
    sample.unlink(missing_ok=True)
    for gesture in range(gestures):
        (folder / f"gesture_{gesture:02d}").mkdir(parents=True, exist_ok=True)
    for number in range(takes):
        name = f"20250101-{number:06d}-000-{number:08x}{SUFFIX}"
        (folder / f"gesture_{number % gestures:02d}" / name).write_bytes(contents[number % len(contents)])


def measure(folder: Path, takes: int, gestures: int) -> dict[str, float]:
    """Measure seconds (and MB) of each way to list these."""
    fill(folder, takes, gestures)
    sleep(0.1)  # what has just changed is not trusted to the index
    figures: dict[str, float] = {"takes": takes}

    def count() -> None:
        listing = RecordingStore(folder).list_takes()
        if len(listing.takes) != takes or listing.damaged:
            raise RuntimeError(f"{len(listing.takes)} takes listed, {len(listing.damaged)} damaged")

    figures["cold_s"] = _seconds(count)
    warm = sorted(_seconds(count) for _ in range(REPEATS))
    figures["warm_s"], figures["warm_slowest_s"] = warm[REPEATS // 2], warm[-1]
    store = RecordingStore(folder)
    store.change(store.list_takes().takes[0], note="changed")
    figures["one_changed_s"] = _seconds(count)
    stamp = store.stamp()
    figures["changed_since_s"] = _seconds(lambda: store.changed_since(stamp))
    tracemalloc.start()
    count()
    figures["warm_mb"] = tracemalloc.get_traced_memory()[1] / 1e6
    index_file(folder).unlink()
    tracemalloc.reset_peak()
    count()
    figures["cold_mb"] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    figures["index_mb"] = index_file(folder).stat().st_size / 1e6
    index_file(folder).unlink()  # it lies in the user's cache
    return {name: round(value, 4) for name, value in figures.items()}


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--gestures", type=int, default=25)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    columns = []
    for takes in arguments.takes:
        with tempfile.TemporaryDirectory() as folder:
            columns.append(measure(Path(folder), takes, arguments.gestures))
    for name in columns[0]:
        print(f"{name:16}" + "".join(f"{column[name]:12.4g}" for column in columns))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(columns, indent=1))


if __name__ == "__main__":
    main()
