"""Measures training by the number of takes: time, processor time, memory and room on the disk.

    python benchmarks/scale.py [--takes 100 1000 10000] [--processes 1] [--folder DIR] [--json FILE]

Takes of two seconds of ten made-up gestures are recorded into a workspace, and `gesture-app train` learns from them as
a user would start it: reading the files and testing the model are measured as well. POSIX systems only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.cost import GESTURES, made_up_takes
from benchmarks.figures import FigureTable, show, write
from gesture_app.storage.recordings.folders import SUFFIX
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.workspace import find_workspace

RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""bytes in the system's unit of memory"""


@dataclass(frozen=True, slots=True)
class ScaleCost:
    """One training by `processes`."""

    takes: int
    processes: int
    seconds: float
    ms_per_take: float
    cpu_seconds: float
    """of all processes"""
    peak_mb: float
    """the most memory that any one process held"""
    accuracy: float
    """on the test takes: a training that failed to learn must not count as a quick one"""


def record(folder: Path, takes: int, seed: int) -> None:
    """Record this many takes into a workspace, evenly of every gesture."""
    recordings = find_workspace(folder).recordings
    rng = np.random.default_rng(seed)
    for each in range(-(-takes // GESTURES)):
        for take in made_up_takes(1, rng)[: takes - each * GESTURES]:
            place = recordings / take.info.gesture
            place.mkdir(parents=True, exist_ok=True)
            write_recording(place / f"20260101-{each:06d}-000-{each:08x}{SUFFIX}", take)


def train(folder: Path, takes: int, processes: int) -> ScaleCost:
    """Run `gesture-app train` in a process of its own, and measure it with all that it starts."""
    command = [sys.executable, "-m", "gesture_app", "train", "--json", "--workspace", str(folder)]
    began = perf_counter()
    with subprocess.Popen([*command, "--devices", str(processes)], stdout=subprocess.PIPE, text=True) as training:
        assert training.stdout is not None
        *_, last = training.stdout
        _, status, used = os.wait4(training.pid, 0)
        training.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - began
    if training.returncode:
        raise RuntimeError(f"no model was made: {last}")
    return ScaleCost(
        takes=takes,
        processes=processes,
        seconds=round(seconds, 1),
        ms_per_take=round(1000 * seconds / takes, 1),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 1),
        peak_mb=round(used.ru_maxrss * RSS_UNIT / 1e6),
        accuracy=json.loads(last)["accuracy"],
    )


def costs(counts: Sequence[int], processes: Sequence[int], folder: Path | None, seed: int) -> Iterator[ScaleCost]:
    """Measure each number of takes, with each number of processes."""
    for takes in counts:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            record(Path(place), takes, seed)
            for count in processes:
                yield train(Path(place), takes, count)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--processes", type=int, nargs="+", default=[1])
    parser.add_argument("--folder", type=Path, help="where the takes are recorded; else the system's temporary folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = []
    for cost in costs(arguments.takes, arguments.processes, arguments.folder, arguments.seed):
        print(cost, flush=True)
        rows.append(cost)
    sheet = FigureTable("Training by the number of takes", rows)
    show([sheet])
    if arguments.json:
        write(arguments.json, "scale", vars(arguments), [sheet])


if __name__ == "__main__":
    main()
