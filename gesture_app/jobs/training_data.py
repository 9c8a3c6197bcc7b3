"""The training data of a workspace. Landmarks are released once they are used."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import TrainingError
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.core.wording import choose, counted
from gesture_app.storage.recordings.ground_truth_file import streams_below
from gesture_app.storage.recordings.store import RecordingStore, StoredRecording, fingerprint
from gesture_app.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class KnownTake:
    """A take without its landmarks, which would fill the memory for thousands of takes."""

    id: str
    path: Path
    info: RecordingInfo


@dataclass(frozen=True, slots=True, eq=False)
class TakesToLearn:
    """The takes of a workspace at the moment they were read."""

    takes: dict[str, KnownTake]
    """all takes that are not disabled, by key"""
    lots: dict[str, str]
    """keys of the takes to train on, by a hash of their content"""
    recordings: deque[Recording]
    """of those"""
    fingerprint: str
    """of those"""
    streams: Sequence[Path]
    """recordings with ground truth, which are not trained on"""
    damaged: tuple[str, ...]
    """a sentence for each unreadable file"""

    @property
    def used(self) -> dict[str, KnownTake]:
        """The takes to train on, by key."""
        return {key: self.takes[key] for key in self.lots.values()}


def takes_to_learn(
    workspace: Workspace, set_damaged_aside: bool, only: Mapping[str, str] | None = None
) -> TakesToLearn:
    """Read all recordings.

    Args:
        workspace: holds them.
        set_damaged_aside: moves unreadable files away.
        only: takes to train on, as in `TakesToLearn.lots`; None: all.

    Raises:
        RecordingError: the folder cannot be read.
        TrainingError: a take of `only` has changed or is gone.
    """
    loaded = RecordingStore(workspace.recordings).load_all(set_damaged_aside)
    takes = {content_key(stored): stored for stored in loaded.stored if not stored.info.disabled}
    streams = streams_below(workspace.recordings)
    used = {key: stored for key, stored in takes.items() if stored.path not in streams}
    if only is not None:
        wanted = set(only.values())
        used = {key: stored for key, stored in used.items() if key in wanted}
    lots = _lots(used)
    if only is not None and lots != only:
        changed = len(set(only.items()) - set(lots.items()))
        raise TrainingError(
            f"{counted(changed, 'take')} of the stopped training {choose(changed, 'was', 'were')} changed or removed.",
            "Train again.",
        )
    return TakesToLearn(
        takes={key: KnownTake(stored.id, stored.path, stored.info) for key, stored in takes.items()},
        lots=lots,
        recordings=deque(stored.recording for stored in used.values()),
        fingerprint=fingerprint(used.values()),
        streams=streams,
        damaged=tuple(item.sentence for item in loaded.damaged),
    )


def handed_over(recordings: deque[Recording]) -> Iterator[Recording]:
    """Yield the recordings and release each one, because training keeps only its features."""
    while recordings:
        yield recordings.popleft()


def _lots(takes: Mapping[str, StoredRecording]) -> dict[str, str]:
    """Return the keys of takes by a hash of their content, which decides the test takes.

    Takes that were renamed, moved or trimmed stay test takes, and so do the same takes in another workspace.
    """
    lots: dict[str, str] = {}
    for key, stored in takes.items():
        shown = stored.recording.time.tobytes() + stored.recording.landmarks.tobytes()
        lot = hashlib.blake2b(shown).hexdigest()
        lots[lot if lot not in lots else f"{lot} {key}"] = key  # the same take twice
    return lots
