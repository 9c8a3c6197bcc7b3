"""Find takes that a workspace already has, by their content and not by their names."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import Recording
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.store import RecordingStore


@dataclass(slots=True)
class _Alike:
    """Takes of the same number of frames, which alone are opened and compared."""

    unread: list[ListedTake] = field(default_factory=list)
    names: dict[bytes, str] = field(default_factory=dict)


class KnownTakes:
    """The takes of a workspace, with those that are saved meanwhile."""

    def __init__(self, store: RecordingStore) -> None:
        """Raises RecordingError: the folder cannot be read."""
        self._store = store
        self._alike: dict[int, _Alike] = defaultdict(_Alike)
        self._sources: dict[str, str] = {}
        for take in store.list_takes().takes:
            self._alike[take.frames].unread.append(take)
            self._sources[take.info.source] = _name(take)

    def name_of(self, recording: Recording) -> str:
        """Return the gesture and id of the take with exactly this content, or "" if there is none."""
        alike = self._alike[len(recording.time)]
        while alike.unread:
            take = alike.unread.pop()
            try:
                alike.names[_content(self._store.load(take).recording)] = _name(take)
            except RecordingError:
                continue  # gone in the meantime
        return alike.names.get(_content(recording), "")

    def from_source(self, source: str) -> str:
        """Return the gesture and id of the take from this source, or "" if there is none."""
        return self._sources.get(source, "")

    def add(self, recording: Recording, saved: ListedTake) -> None:
        """Add a take that was saved."""
        self._alike[len(recording.time)].names[_content(recording)] = _name(saved)
        self._sources[recording.info.source] = _name(saved)


def _name(take: ListedTake) -> str:
    return f"{take.gesture}/{take.id}"


def _content(recording: Recording) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for values in (recording.time, recording.landmarks, recording.world_landmarks):
        digest.update(np.ascontiguousarray(values).data)
    return digest.digest()
