"""Works on a data set without end and announces each operation; `kill_loop.py` kills it.

    python -m benchmarks.killed_work WORKSPACE IMPORTS SEED STEPS HALF

One JSON object a line. Before: the operation, the takes it changes and how, the takes it adds. After: their names.
With STEPS it kills itself before that many steps on the disk are done, or with HALF in the middle of a file it writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.import_export import ImportFailed, ImportOptions
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.jobs.import_takes import run_import
from gesture_app.storage.importers.base import FoundTake
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.folders import BIN, write_clip
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace

GESTURES = ("wave", "fist", "point", "swipe_left", "none")
MOST_BINNED = 60
HALF_BYTES = 1500
"""less than any recording"""
DISK_STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")


@dataclass(frozen=True, slots=True)
class Expected:
    """The content that a take must have."""

    place: str
    """its folder, relative to the recordings' folder"""
    content: str
    """of times and landmarks to the bit"""
    trim: tuple[float, float] | None = None
    note: str = ""
    disabled: bool = False
    clip: str = ""
    """content of its clip; "": it has none"""


@dataclass(frozen=True, slots=True)
class Plan:
    """The result of an operation, announced before it."""

    operation: str
    changes: dict[str, dict[str, object]] = field(default_factory=dict)
    """by take: fields of `Expected` with their new values; without fields the take must be gone"""
    new: tuple[Expected, ...] = ()


def content_of(recording: Recording) -> str:
    """Return a fingerprint of times and landmarks."""
    digest = hashlib.blake2b(digest_size=16)
    for values in (recording.time, recording.landmarks, recording.world_landmarks, recording.handedness):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def a_recording(rng: np.random.Generator, gesture: str) -> Recording:
    """Return a unique take of 30 to 60 frames of one hand."""
    count = int(rng.integers(30, 61))
    hands = np.full((count, 2, LANDMARK_COUNT, 3), np.nan, np.float32)
    way = np.cumsum(rng.normal(0, 0.01, (count, 1, 3)), 0)
    hands[:, 1] = rng.uniform(0.3, 0.7, (1, LANDMARK_COUNT, 3)) + way + rng.normal(0, 0.002, (count, LANDMARK_COUNT, 3))
    handedness = np.full((count, 2), np.nan, np.float32)
    handedness[:, 1] = 0.97
    time = np.arange(count) / 30 + rng.uniform(0, 0.01, count)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    info = RecordingInfo(gesture, "kill loop", "made up", "made up", (640, 480), now)
    return Recording(time - time[0], hands, hands - hands[:, :, :1], handedness, info)


class Work:
    """Random operations on one data set, as the window does them."""

    def __init__(self, workspace: Workspace, imports: Path, seed: int) -> None:
        self._workspace, self._store, self._imports = workspace, RecordingStore(workspace.recordings), imports
        self._imported: dict[str, str] = {}
        """takes that came from there: id to content"""
        self._random, self._rng = random.Random(seed), np.random.default_rng(seed)
        self._operations: tuple[Callable[[Sequence[ListedTake]], None], ...] = (
            *(self._record, self._record, self._import, self._clip, self._clip, self._trim, self._note, self._disable),
            *(self._move, self._move, self._rename, self._merge, self._discard, self._restore, self._empty_bin),
        )

    def go_on(self) -> None:
        """Work without end."""
        while True:
            self._random.choice(self._operations)(self._store.list_takes().takes)

    def _record(self, takes: Sequence[ListedTake]) -> None:
        recording = a_recording(self._rng, self._random.choice(GESTURES))
        say(Plan("record", new=(Expected(recording.info.gesture, content_of(recording)),)))
        done([self._store.save(recording).id])

    def _import(self, takes: Sequence[ListedTake]) -> None:
        options = ImportOptions(gesture=self._random.choice(GESTURES))
        items = list_files(self._imports).items(options)
        found = [item.recording for item in items if isinstance(item, FoundTake)]
        here = {self._imported[take.id] for take in takes if take.id in self._imported}
        new = {content_of(recording): recording.info.note for recording in found if content_of(recording) not in here}
        say(Plan("import", new=tuple(Expected(options.gesture, content, note=note) for content, note in new.items())))
        for news in run_import(self._workspace, self._imports, options):
            if isinstance(news, ImportFailed):
                raise RuntimeError(news.error)
        before = {take.id for take in takes}
        added = [take for take in self._store.list_takes().takes if take.id not in before]
        ids = {content_of(self._store.load(take).recording): take.id for take in added}
        self._imported.update((ids[content], content) for content in new)
        done([ids[content] for content in new])

    def _clip(self, takes: Sequence[ListedTake]) -> None:
        for take in self._some(takes, 1):
            picture = self._rng.bytes(5000)
            say(Plan("clip", {take.id: {"clip": hashlib.blake2b(picture, digest_size=16).hexdigest()}}))
            write_clip(take.path, picture)
            done()

    def _trim(self, takes: Sequence[ListedTake]) -> None:
        for take in self._some(takes, 1):
            trim = (round(self._random.uniform(0, 0.4) * take.seconds, 3), round(0.9 * take.seconds, 3))
            say(Plan("trim", {take.id: {"trim": trim}}))
            self._store.change(take, trim=trim)
            done()

    def _note(self, takes: Sequence[ListedTake]) -> None:
        for take in self._some(takes, 1):
            note = f"note {self._random.random()}"
            say(Plan("note", {take.id: {"note": note}}))
            self._store.change(take, note=note)
            done()

    def _disable(self, takes: Sequence[ListedTake]) -> None:
        for take in self._some(takes, 1):
            say(Plan("disable", {take.id: {"disabled": not take.info.disabled}}))
            self._store.change(take, disabled=not take.info.disabled)
            done()

    def _move(self, takes: Sequence[ListedTake]) -> None:
        chosen, gesture = self._some(takes, 6), self._random.choice(GESTURES)
        say(Plan("move", {take.id: {"place": gesture} for take in chosen}))
        self._store.move(chosen, gesture)
        done()

    def _rename(self, takes: Sequence[ListedTake]) -> None:
        self._rename_to(takes, f"new_{self._random.randrange(1000)}", "rename")

    def _merge(self, takes: Sequence[ListedTake]) -> None:
        self._rename_to(takes, self._random.choice(GESTURES), "merge")

    def _rename_to(self, takes: Sequence[ListedTake], new: str, operation: str) -> None:
        for take in self._some([take for take in takes if take.gesture != NONE], 1):  # `none` keeps its name
            old = take.gesture
            say(Plan(operation, {other.id: {"place": new} for other in takes if other.gesture == old}))
            self._store.rename_gesture(old, new)
            done()

    def _discard(self, takes: Sequence[ListedTake]) -> None:
        chosen = self._some(takes, 8)
        say(Plan("discard", {take.id: {"place": f"{BIN}/{take.gesture}"} for take in chosen}))
        self._store.discard(chosen)
        done()

    def _restore(self, takes: Sequence[ListedTake]) -> None:
        chosen = self._some(self._store.binned().takes, 5)
        say(Plan("restore", {take.id: {"place": take.gesture} for take in chosen}))
        self._store.restore(chosen)
        done()

    def _empty_bin(self, takes: Sequence[ListedTake]) -> None:
        binned = self._store.binned().takes
        if len(binned) > MOST_BINNED:
            say(Plan("empty the bin", {take.id: {} for take in binned}))
            self._store.empty_bin()
            done()

    def _some(self, takes: Sequence[ListedTake], most: int) -> list[ListedTake]:
        return self._random.sample(takes, min(len(takes), self._random.randint(1, most)))


def say(plan: Plan) -> None:
    """Announce the plan before anything is done."""
    print(json.dumps(asdict(plan)), flush=True)


def done(new: Sequence[str] = ()) -> None:
    """Report that the last plan is done, with the names of the new takes."""
    print(json.dumps({"done": list(new)}), flush=True)


def die_at_step(steps: int, half_written: bool) -> None:
    """End this program as if it were killed: right before its n-th step on the disk from now on, or, with
    `half_written`, in the middle of the next file it writes from there on.
    """
    import resource  # not on Windows, where others use what stands above

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left = steps

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in DISK_STEPS or (event == "open" and arguments[1] in ("r", "rb")):
            return
        left -= 1
        if left <= 0 and not half_written:
            os.kill(os.getpid(), signal.SIGKILL)
        elif left <= 0 and event == "open":
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the system's way to stop a program within a write
            resource.setrlimit(resource.RLIMIT_FSIZE, (HALF_BYTES, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    sys.addaudithook(count)


if __name__ == "__main__":
    if int(sys.argv[4]):
        die_at_step(int(sys.argv[4]), bool(int(sys.argv[5])))
    Work(Workspace(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])).go_on()
