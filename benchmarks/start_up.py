"""Measures the time from the command to the first camera picture on the screen, beside a bare script.

    python -m benchmarks.start_up [--pairs 11] [--processors 2] [--json FILE]

The program and `bare_window.py` start in turn, on the same short video of the drawn hand, off screen or on the display
that QT_QPA_PLATFORM names. Each ends as soon as it has painted the first picture. Times by the clock measure other
programs too, so the ratio of neighbouring starts counts, and the processor time beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import monotonic

from benchmarks.real_window import keep_to_processors

FRAMES = 60
LONGEST_S = 120.0
GOAL = 1.3
"""times the bare script's start"""
MILESTONES = ("first picture", "model")


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the program."""

    bare_s: float
    bare_cpu_s: float
    ours_s: float
    ours_cpu_s: float
    model_s: float
    """until the model recognises, in a start of its own"""


def write_video(out: Path) -> None:
    """Write a short video of the drawn hand."""
    import cv2

    from gesture_app.vision.demo.camera import DemoCamera

    camera = DemoCamera("fist*2", 0)
    camera.open()
    first = camera.read()
    assert first is not None
    writer = cv2.VideoWriter(str(out), cv2.VideoWriter.fourcc(*"mp4v"), 30, first.size)
    frame = first
    for _ in range(FRAMES):
        writer.write(cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
        frame = camera.read() or frame
    writer.release()
    camera.close()


def start(program: list[str], folder: Path, milestone: str) -> tuple[float, float]:
    """Start a program and return the seconds until its milestone, by the clock and on the processor."""
    home = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **home}
    began = monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.start_probe", milestone, *program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=True,
    )
    reached, processor_s = json.loads(done.stdout.splitlines()[-1])
    return reached - began, processor_s


def measure(folder: Path, pairs: int) -> list[Start]:
    """Start both in turn, one pair more than asked for: the first warms the disk."""
    from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder

    video = folder / "hand.mp4"
    write_video(video)
    bare = ["benchmarks.bare_window", str(video), str(shipped_models_folder() / HAND_MODEL)]
    ours = ["gesture_app.__main__", "--source", str(video), "--workspace", str(folder / "workspace")]
    starts = []
    for _ in range(pairs + 1):
        bare_times = start(bare, folder, "first picture")
        ours_times = start(ours, folder, "first picture")
        starts.append(Start(*bare_times, *ours_times, start(ours, folder, "model")[0]))
    return starts[1:]


def main() -> None:
    """Print the medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=11)
    parser.add_argument("--processors", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    keep_to_processors(arguments.processors)
    with tempfile.TemporaryDirectory() as folder:
        starts = measure(Path(folder), arguments.pairs)
    bare, ours = median(one.bare_s for one in starts), median(one.ours_s for one in starts)
    ratio = median(one.ours_s / one.bare_s for one in starts)
    processor = median(one.ours_cpu_s / one.bare_cpu_s for one in starts)
    bare_cpu, ours_cpu = median(one.bare_cpu_s for one in starts), median(one.ours_cpu_s for one in starts)
    print(f"first picture: bare {bare:.2f} s, the program {ours:.2f} s")
    print(f"on the processor: bare {bare_cpu:.2f} s, the program {ours_cpu:.2f} s")
    print(f"ratio of neighbouring starts, median of {len(starts)}: {ratio:.2f} (goal: at most {GOAL})")
    print(f"ratio of processor times: {processor:.2f}")
    print(f"until the model recognises: {median(one.model_s for one in starts):.2f} s")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps({"ratio": ratio, "starts": [asdict(one) for one in starts]}, indent=2))


if __name__ == "__main__":
    main()
