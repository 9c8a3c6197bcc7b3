"""What models that did not see a take call it, and what is said while they are asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gesture_app.core.recording import RecordingInfo


@dataclass(frozen=True, slots=True)
class ReviewResults:
    """What is known about takes besides their files, by `content_key`."""

    named: Mapping[str, str]
    """what a model that did not see the take called it"""
    approved: frozenset[str]
    """takes that the user says are good as they are"""


class TakeIdentity(Protocol):
    """What tells one take from another, and from itself before it was trimmed or moved."""

    @property
    def id(self) -> str:
        """The file's own name; landmarks under one id never change."""

    @property
    def info(self) -> RecordingInfo:
        """With its gesture and its trim."""

    @property
    def frames(self) -> int:
        """How many."""


def content_key(take: TakeIdentity) -> str:
    """Another one as soon as something of the take changes that a verdict depends on."""
    trim = take.info.trim and tuple(round(second, 3) for second in take.info.trim)
    words = repr((take.id, take.info.gesture, trim, take.frames))
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """The takes are read."""

    takes: int
    models: int
    """how many are trained, each without a part of the takes"""


@dataclass(frozen=True, slots=True)
class CheckWent:
    """A little further."""

    share: float
    """of the whole, 0 to 1"""
    seconds_left: float
    """an estimate"""


@dataclass(frozen=True, slots=True)
class CheckDone:
    """All verdicts are on disk."""

    judged: int
    doubted: int
    """takes that were called something else"""
    left_out: int
    """takes of gestures that have too few"""


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """What was judged until now is on disk; nothing else has changed."""

    error: str
    hint: str = ""


CheckProgress = CheckStarted | CheckWent | CheckDone | CheckFailed
