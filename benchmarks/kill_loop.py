"""Checks that nothing is lost when a program is killed in the middle of its work on a data set, again and again.

    python benchmarks/kill_loop.py [--rounds 200] [--seed 0] [--folder DIR]

Each round: a program of its own (`killed_work.py`) records, imports, trims, notes, disables, moves, renames, merges,
discards and restores takes, with and without clips, until it is killed: in one round at a random moment, in the next
right before a random step (a file is opened, renamed or deleted, a folder made or removed), in the third with a file
half written. Then the script opens the workspace as at a start. Every take must be there exactly once, readable, with
the landmarks, trim, note, mark and clip that it had. The operation that was cut short may be done or not done, for each
of its takes. The script exits with 1 if anything is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from benchmarks.killed_work import Expected, Plan, a_recording, content_of
from gesture_app.storage.recordings.folders import CLIP_ENDING, SUFFIX
from gesture_app.storage.recordings.index import index_file
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.startup_check import check_workspace
from gesture_app.storage.workspace import find_workspace

LONGEST_S = 0.4
"""from the first operation to the end"""
MOST_STEPS = 120
"""of the disk, for a program that kills itself before one of them"""
IMPORTED = 3
"""takes of either layout in the folder that is imported"""


class Way(IntEnum):
    """The way a round ends."""

    AT_A_MOMENT = 0
    BEFORE_A_STEP = 1
    WITHIN_A_WRITE = 2


@dataclass(slots=True)
class Tally:
    """The totals of all rounds."""

    rounds: int = 0
    finished: Counter[str] = field(default_factory=Counter)
    cut_short: Counter[str] = field(default_factory=Counter)
    half_written: int = 0
    clips_brought_back: int = 0
    takes_checked: int = 0
    losses: list[str] = field(default_factory=list)


def kill_loop(root: Path, rounds: int, seed: int) -> Tally:
    """Run all rounds on a workspace in `root`, an empty folder."""
    chance, tally = random.Random(seed), Tally()
    rng = np.random.default_rng(seed)
    expected: dict[str, Expected] = {}
    find_workspace(root / "workspace")
    for number in range(rounds):
        imports = root / f"imports {number}"
        _to_import(imports, rng)
        said = _work_until_killed(
            root / "workspace", imports, seed * 1_000_003 + number, Way(number % len(Way)), chance
        )
        plan = _follow(said, expected, tally)
        if plan is not None:
            tally.cut_short[plan.operation] += 1
        if number % 10 == 9:  # the next listing reads every take; else what the index says is checked
            index_file(root / "workspace" / "recordings").unlink(missing_ok=True)
        expected = _check(root / "workspace", expected, plan, tally)
        tally.rounds += 1
    index_file(root / "workspace" / "recordings").unlink(missing_ok=True)  # it lies in the user's cache
    return tally


def _to_import(folder: Path, rng: np.random.Generator) -> None:
    """Write unique takes to import: of this program, and as key points of MediaPipe, one file a frame."""
    for number in range(IMPORTED):
        recording = a_recording(rng, "imported")
        write_recording(folder / "own" / f"{number}{SUFFIX}", recording)
        frames = folder / "MP_Data" / "word" / f"{number}"
        frames.mkdir(parents=True)
        for frame, hand in enumerate(recording.landmarks[:, 1]):
            np.save(frames / f"{frame}.npy", np.concatenate([np.zeros(hand.size), hand.ravel()]))


def _work_until_killed(workspace: Path, imports: Path, seed: int, way: Way, chance: random.Random) -> list[str]:
    """Return the complete lines that the program printed."""
    steps = 0 if way is Way.AT_A_MOMENT else chance.randint(1, MOST_STEPS)
    arguments = [str(workspace), str(imports)]
    arguments += [str(number) for number in (seed, steps, int(way is Way.WITHIN_A_WRITE))]
    command = [sys.executable, "-m", "benchmarks.killed_work", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        if way is Way.AT_A_MOMENT:
            sleep(chance.uniform(0, LONGEST_S))
            program.kill()
        said = [line for line in (first, *program.stdout) if line.endswith("\n")]
        if program.wait() not in (-signal.SIGKILL, -signal.SIGXFSZ):
            raise RuntimeError(f"The program ended by itself: {program.stderr.read()}")
        return said


def _follow(said: Sequence[str], expected: dict[str, Expected], tally: Tally) -> Plan | None:
    """Bring `expected` up to date with finished operations; return the one that was cut short, or None."""
    plan: Plan | None = None
    for line in said:
        words = json.loads(line)
        if "done" not in words:
            new = tuple(Expected(**take) for take in words["new"])
            plan = Plan(words["operation"], words["changes"], new)
            continue
        assert plan is not None
        tally.finished[plan.operation] += 1
        for take in plan.changes:
            after = _after(expected[take], plan.changes[take])
            if after is None:
                del expected[take]
            else:
                expected[take] = after
        expected.update(zip(words["done"], plan.new, strict=True))
        plan = None
    return plan


def _after(take: Expected, change: dict[str, object]) -> Expected | None:
    """Return the take after a change; None: it is gone."""
    if not change:
        return None
    fields = {**asdict(take), **change}
    return Expected(**{**fields, "trim": fields["trim"] and tuple(fields["trim"])})


def _check(root: Path, expected: dict[str, Expected], plan: Plan | None, tally: Tally) -> dict[str, Expected]:
    """Check what is on the disk, and add every fault to the tally's losses."""
    workspace = find_workspace(root)
    report = check_workspace(workspace)
    tally.half_written += workspace.swept
    tally.clips_brought_back += report.rejoined
    store = RecordingStore(workspace.recordings)
    listing, binned = store.list_takes(), store.binned()
    losses = [damaged.sentence for damaged in (*report.set_aside, *report.unusable, *binned.damaged)]
    losses += [f"{clip.name}: its take is nowhere" for clip in report.clips_without_take]
    stems = Counter(path.stem for path in store.folder.rglob(f"*{SUFFIX}"))
    losses += [f"{stem}: there {count} times" for stem, count in stems.items() if count != 1]
    there = {take.id: _found(store, take, losses) for take in (*listing.takes, *binned.takes)}
    if set(stems) != set(there):
        losses.append(f"not listed, or listed without being there: {sorted(set(stems) ^ set(there))}")
    changes = plan.changes if plan is not None else {}
    for name, take in expected.items():
        allowed: list[Expected | None] = [take]
        if name in changes:
            after = _after(take, changes[name])
            allowed += [after] if after is not None else [None, replace(take, clip="")]
        if there.get(name) not in allowed:
            losses.append(f"{name}: {there.get(name)} instead of {allowed}")
    losses += _not_new((take for name, take in there.items() if name not in expected), plan)
    tally.takes_checked += len(there)
    tally.losses += [f"round {tally.rounds + 1}, {plan.operation if plan else 'idle'}: {loss}" for loss in losses]
    return there


def _not_new(extra: Iterable[Expected], plan: Plan | None) -> list[str]:
    """Check that there are no takes that no operation made."""
    new = Counter(plan.new if plan is not None else ())
    return [f"out of nowhere: {take}" for take in (Counter(extra) - new).elements()]


def _found(store: RecordingStore, take: ListedTake, losses: list[str]) -> Expected:
    """Return a take as in its file, which must agree with the listing."""
    recording = store.load(take).recording
    if recording.info != take.info:
        losses.append(f"{take.id}: listed as {take.info}, but it is {recording.info}")
    clips = [path for path in take.companions if path.name.endswith(CLIP_ENDING)]
    return Expected(
        place=take.path.parent.relative_to(store.folder).as_posix(),
        content=content_of(recording),
        trim=recording.info.trim,
        note=recording.info.note,
        disabled=recording.info.disabled,
        clip=hashlib.blake2b(clips[0].read_bytes(), digest_size=16).hexdigest() if clips else "",
    )


def _told(tally: Tally) -> None:
    print(f"{tally.rounds} rounds, {tally.finished.total()} operations finished, {tally.cut_short.total()} cut short:")
    for operation, count in sorted(tally.finished.items()):
        print(f"  {operation:14} {count:6} finished {tally.cut_short[operation]:6} cut short")
    print(f"{tally.half_written} half-written files removed, {tally.clips_brought_back} clips brought back")
    print(f"{tally.takes_checked} takes checked, {len(tally.losses)} losses")
    for loss in tally.losses[:20]:
        print(f"  {loss}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="an empty folder on the disk to be tried; else a temporary one")
    arguments = parser.parse_args()
    began = perf_counter()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        tally = kill_loop(Path(folder), arguments.rounds, arguments.seed)
    _told(tally)
    print(f"{perf_counter() - began:.0f} s")
    return 1 if tally.losses else 0


if __name__ == "__main__":
    sys.exit(main())
