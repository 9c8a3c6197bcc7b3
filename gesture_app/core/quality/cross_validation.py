"""Results of the takes' review by models and by the user, and the messages of a cross-validation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gesture_app.core.recording import RecordingInfo


@dataclass(frozen=True, slots=True)
class ReviewResults:
    """Results by `content_key`."""

    named: Mapping[str, str]
    """the label from a model that did not learn from the take"""
    approved: frozenset[str]
    """takes that the user approved"""


class TakeIdentity(Protocol):
    """The properties that make a take's content."""

    @property
    def id(self) -> str:
        """File name without its ending. The landmarks of an id never change."""

    @property
    def info(self) -> RecordingInfo:
        """Metadata, with gesture and trim."""

    @property
    def frames(self) -> int:
        """Number of frames."""


def content_key(take: TakeIdentity) -> str:
    """Return a key that changes when the take's gesture, trim or frames change."""
    trim = take.info.trim and tuple(round(second, 3) for second in take.info.trim)
    words = repr((take.id, take.info.gesture, trim, take.frames))
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """The takes are read, and training begins."""

    takes: int
    models: int
    """number of models, each trained without a part of the takes"""


@dataclass(frozen=True, slots=True)
class CheckWent:
    """Progress of the check."""

    share: float
    """share of the work that is done, 0 to 1"""
    seconds_left: float
    """an estimate"""


@dataclass(frozen=True, slots=True)
class CheckDone:
    """All results are on disk."""

    judged: int
    doubted: int
    """takes that got another label"""
    left_out: int
    """takes of gestures with too few takes"""


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """The check failed. Results until then are on disk."""

    error: str
    hint: str = ""


CheckProgress = CheckStarted | CheckWent | CheckDone | CheckFailed
