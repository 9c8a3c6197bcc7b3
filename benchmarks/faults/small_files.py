"""Small files that ask for much memory, and the commands that read them: python -m benchmarks.faults.small_files

Each is at most 50 MB on disk, sparse or compressed. The script runs each command on a harmless file of the kind, then
on the hostile one, and prints both peaks of memory. It exits with 1 if one takes 300 MB more, or does not end in time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

BUDGET_MB = 300
PATIENCE_S = 120.0
"""seconds for a command"""
LARGEST_MB = 50
"""on disk"""

Make = Callable[[Path], tuple[str, ...]]
"""makes the file in or below a new workspace and returns the command that reads it"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    peak_mb: float
    seconds: float
    status: int | None
    """None: it did not end in time"""
    printed: str


def npy(path: Path, shape: tuple[int, ...], dtype: str = "<f8", data: bool = False) -> None:
    """Write a .npy file of zeros, sparse or not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": dtype, "fortran_order": False, "shape": shape})
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        if data:
            file.write(bytes(size))
        else:
            file.truncate(file.tell() + size)


def take_of_zeros(path: Path, frames: int, compressed: bool = True) -> None:
    """Write a take of so many frames in which nothing moves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = {
        "format": 1, "gesture": "wave", "session": "a", "source": "b", "tracker": "c", "frame_size": [640, 480],
        "recorded_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip
    hands = np.zeros((frames, 2, 21, 3), np.float32)
    arrays = {
        "time": np.arange(frames) / 30, "landmarks": hands, "world_landmarks": hands, "handedness": hands[:, :, 0, 0],
        "meta": np.array(json.dumps(meta)),
    }  # fmt: skip
    save: Callable[..., None] = np.savez_compressed if compressed else np.savez
    save(path, **arrays)


def sparse(path: Path, size: int, start: bytes = b"") -> None:
    """Write a file that is a hole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(start)
    os.truncate(path, size)


def _imported(root: Path) -> tuple[str, ...]:
    return ("import", str(root / "in"))


def wide_frames(root: Path) -> tuple[str, ...]:
    for number in range(6):
        npy(root / f"in/hello/0/{number}.npy", (120_000_000,))
    return _imported(root)


def long_take(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "in/wave/x.npz", 2_000_000)
    return _imported(root)


def longest_good_take(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "in/wave/x.npz", 126_000)
    return _imported(root)


def hole_npz(root: Path) -> tuple[str, ...]:
    sparse(root / "in/wave/x.npz", 1_900_000_000)
    return _imported(root)


def many_rows(root: Path) -> tuple[str, ...]:
    for number in range(4):
        npy(root / f"in/hello/{number}.npy", (1_900_000, 63))
    return _imported(root)


def many_small_rows(root: Path) -> tuple[str, ...]:
    npy(root / "in/hello/0.npy", (99_000, 42), "|u1", data=True)
    return _imported(root)


def dense_rows(root: Path) -> tuple[str, ...]:
    path = root / "in/hello/0.npy"
    path.parent.mkdir(parents=True)
    row = np.linspace(0.3, 0.6, 126, dtype=np.float32)
    row[[2, 65]] = 0.0  # depth counts from the wrist
    np.save(path, np.tile(row, (99_000, 1)))
    return _imported(root)


def small_numbers(root: Path) -> tuple[str, ...]:
    npy(root / "in/hello/0.npy", (700_000, 63), "|u1", data=True)
    return _imported(root)


def many_takes(root: Path) -> tuple[str, ...]:
    npy(root / "in/hello/0.npy", (390_000, 1, 63), "|i1", data=True)
    return _imported(root)


def table(root: Path) -> tuple[str, ...]:
    (root / "in").mkdir()
    with (root / "in/keypoint.csv").open("w") as file:
        for _ in range(1_000_000):
            file.write("1,0.5,0.5,0.5,0.5,0\n")
    return _imported(root)


def table_of_one_row(root: Path) -> tuple[str, ...]:
    (root / "in").mkdir()
    (root / "in/keypoint.csv").write_text("1," * 20_000_000)
    return _imported(root)


def table_of_classes(root: Path) -> tuple[str, ...]:
    (root / "in").mkdir()
    with (root / "in/keypoint.csv").open("w") as file:
        file.writelines(f"{number}\n" for number in range(5_000_000))
    return _imported(root)


def _many_entries(path: Path, names: Callable[[int], str], count: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(names(number)), b"")


def entries_in_a_take(root: Path) -> tuple[str, ...]:
    _many_entries(root / "in/wave/x.npz", lambda number: f"{number}", 450_000)
    return _imported(root)


def entries_in_an_archive(root: Path) -> tuple[str, ...]:
    _many_entries(root / "in/x.gestures", lambda number: f"{number}" if number else "gestures.json", 190_000)
    return _imported(root)


def entries_beyond_an_archive(root: Path) -> tuple[str, ...]:
    _many_entries(root / "in/x.gestures", lambda number: f"{number}", 450_000)
    return _imported(root)


def swollen_take_in_an_archive(root: Path) -> tuple[str, ...]:
    inner = root / "take.npz"
    take_of_zeros(inner, 390_000, compressed=False)
    with zipfile.ZipFile(root / "in.gestures", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gestures.json", '{"format": 1}')
        archive.writestr("recordings/wave/x.npz", inner.read_bytes()[:100_000_000])
        archive.write(inner, "recordings/wave/y.npz")
    inner.unlink()
    return ("import", str(root / "in.gestures"))


def model_of_zeros(root: Path) -> tuple[str, ...]:
    with zipfile.ZipFile(root / "x.gesture-model", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights.safetensors", bytes(255_000_000))
        archive.writestr("card.json", "{}")
    return ("models", "import", str(root / "x.gesture-model"))


def _model(root: Path, hidden: int, layers: int, weights: Callable[[Path], object]) -> None:
    folder = root / "models/20260101-000000-abcd"
    folder.mkdir(parents=True)
    card = {
        "id": folder.name, "labels": ["none", "wave"], "thresholds": [0.5, 0.5], "spans": [0.3, 0.3],
        "network": {"hidden": hidden, "layers": layers, "cell": "lstm"}, "rate": 30.0, "hands": 1,
        "created_at": "2026-01-01T00:00:00+00:00", "recordings": 5, "fingerprint": "", "accuracy": 1.0,
        "accuracy_per_gesture": [None, 1.0], "split_by": "take", "feature_version": _feature_version(), "format": 3,
    }  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card))
    weights(folder / "weights.safetensors")
    (root / "models/active.json").write_text(json.dumps({"model": folder.name}))


def _feature_version() -> int:
    from gesture_app.core.features import FEATURE_VERSION

    return FEATURE_VERSION


def model_that_is_a_hole(root: Path) -> tuple[str, ...]:
    _model(root, 1024, 1, lambda path: sparse(path, 250_000_000))
    return ("recognize", "demo:fist", "--model", "20260101-000000-abcd")


def model_with_a_large_card(root: Path) -> tuple[str, ...]:
    _model(root, 4096, 8, lambda path: path.write_bytes(bytes(40_000_000)))
    return ("recognize", "demo:fist", "--model", "20260101-000000-abcd")


def _lists(size: int) -> str:
    return "[" + "{}," * (size // 3) + "{}]"


def report_of_lists(root: Path) -> tuple[str, ...]:
    _model(root, 128, 1, lambda path: path.write_bytes(bytes(1000)))
    (root / "models/20260101-000000-abcd/report.json").write_text(_lists(49_000_000))
    return ("report", "20260101-000000-abcd")


def smaller_report_of_lists(root: Path) -> tuple[str, ...]:
    _model(root, 128, 1, lambda path: path.write_bytes(bytes(1000)))
    (root / "models/20260101-000000-abcd/report.json").write_text(_lists(9_900_000))
    return ("report", "20260101-000000-abcd")


def truth_of_lists(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "streams/x.npz", 100)
    (root / "streams/x.truth.json").write_text(_lists(7_900_000))
    return ("evaluate", str(root / "streams"))


def cuts_of_lists(root: Path) -> tuple[str, ...]:
    (root / "in").mkdir()
    (root / "in/x.mp4").write_bytes(b"no video")
    (root / "in/x.json").write_text(_lists(45_000_000))
    return _imported(root)


def smaller_cuts_of_lists(root: Path) -> tuple[str, ...]:
    (root / "in").mkdir()
    (root / "in/x.mp4").write_bytes(b"no video")
    (root / "in/x.json").write_text(_lists(1_900_000))
    return _imported(root)


def long_take_in_the_workspace(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "recordings/wave/x.npz", 126_000)
    return ("doctor",)


def long_stream(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "x.npz", 126_000)
    return ("recognize", str(root / "x.npz"))


def long_take_to_train(root: Path) -> tuple[str, ...]:
    for gesture in ("wave", "fist"):
        for number in range(5):
            take_of_zeros(root / f"recordings/{gesture}/{number}.npz", 60)
    take_of_zeros(root / "recordings/wave/x.npz", 126_000)
    return ("train", "--epochs", "1")


def long_stream_to_inspect(root: Path) -> tuple[str, ...]:
    take_of_zeros(root / "x.npz", 126_000)
    return ("inspect", str(root / "x.npz"), "--out", str(root / "out"))


def checkpoint_that_is_a_hole(root: Path) -> tuple[str, ...]:
    sparse(root / "models/training.checkpoint", 1_400_000_000, b'{"a": 1}\n')
    return ("train", "--resume")


def actions(root: Path) -> tuple[str, ...]:
    (root / "actions.toml").write_text("a." * 240_000 + "a = 1\n")
    return ("actions",)


def verdicts(root: Path) -> tuple[str, ...]:
    (root / "recordings/.verdicts.json").write_text(_lists(49_000_000))
    return ("doctor",)


HOSTILE: tuple[Make, ...] = (
    wide_frames,
    long_take,
    longest_good_take,
    hole_npz,
    many_rows,
    many_small_rows,
    dense_rows,
    small_numbers,
    many_takes,
    table,
    table_of_one_row,
    table_of_classes,
    entries_in_a_take,
    entries_in_an_archive,
    entries_beyond_an_archive,
    swollen_take_in_an_archive,
    model_of_zeros,
    model_that_is_a_hole,
    model_with_a_large_card,
    report_of_lists,
    smaller_report_of_lists,
    truth_of_lists,
    cuts_of_lists,
    smaller_cuts_of_lists,
    long_take_in_the_workspace,
    long_stream,
    long_take_to_train,
    long_stream_to_inspect,
    checkpoint_that_is_a_hole,
    actions,
    verdicts,
)


def usual(root: Path, command: str) -> tuple[str, ...]:
    """Make a harmless file and return the same command on it."""
    for gesture in ("wave", "fist"):
        for number in range(5):
            take_of_zeros(root / f"recordings/{gesture}/{number}.npz", 60 + number)
    shutil.copytree(root / "recordings/wave", root / "in/wave")
    take = str(root / "recordings/wave/1.npz")
    return {
        "import": ("import", str(root / "in")), "models": ("models",), "recognize": ("recognize", take),
        "report": ("report",), "evaluate": ("evaluate",), "doctor": ("doctor",), "train": ("train", "--epochs", "1"),
        "inspect": ("inspect", take, "--out", str(root / "out")), "actions": ("actions",),
    }[command]  # fmt: skip


def run(root: Path, command: tuple[str, ...], patience_s: float = PATIENCE_S) -> Measured:
    """Run a command of the program on a workspace and measure it and what it starts."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, check=False)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode)\n"
        "sys.stdout.buffer.write(done.stdout[-2000:] + done.stderr[-4000:])\n"
    )
    whole = [sys.executable, "-m", "gesture_app", *command, "--workspace", str(root)]
    started = perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, *whole], stdout=subprocess.PIPE, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return Measured(0.0, perf_counter() - started, None, "")
    figures, _, printed = output.decode(errors="replace").partition("\n")
    peak, status = figures.split()
    return Measured(int(peak) / 1000, perf_counter() - started, int(status), printed)


def workspace(folder: Path) -> Path:
    """Make an empty workspace."""
    for name in ("recordings", "models"):
        (folder / name).mkdir(parents=True)
    return folder


def main() -> int:
    """Print a table. Return 1 if a file takes too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="names of files")
    only = parser.parse_args().only
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    usually: dict[str, float] = {}
    bad = 0
    for make in HOSTILE:
        if only and make.__name__ not in only:
            continue
        with tempfile.TemporaryDirectory() as place:
            command = make(workspace(Path(place, "w")))
            if command[0] not in usually:
                with tempfile.TemporaryDirectory() as harmless:
                    root = workspace(Path(harmless, "w"))
                    usually[command[0]] = run(root, usual(root, command[0])).peak_mb
            done = run(Path(place, "w"), command)
        more = done.peak_mb - usually[command[0]]
        wrong = done.status is None or more > BUDGET_MB or "Traceback" in done.printed or done.printed.count("\n") > 60
        bad += wrong
        sentence = done.printed.strip().splitlines()[-1:] or [""]
        figures = f"{more:+7.0f} MB over {usually[command[0]]:.0f} {done.seconds:6.1f} s  {done.status}"
        print(
            f"{'BAD ' if wrong else 'good'} {make.__name__:28} {command[0]:10} {figures}  {sentence[0][:80]}",
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
