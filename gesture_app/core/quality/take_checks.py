"""Finds issues of takes, each with a sentence and a hint. Issues never block a take.

The checks compare a take's statistics and three poses with those of the other takes of its gesture. They open no file,
so they are fast for thousands of takes. Landmarks do not show darkness, but a low frame rate points to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import palm_size
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.hands import FloatArray
from gesture_app.core.quality.cross_validation import ReviewResults, TakeIdentity, content_key
from gesture_app.core.quality.take_stats import TakeStats
from gesture_app.core.recording import LEAST_HAND_SHARE, RecordingInfo
from gesture_app.core.wording import counted

TOO_SHORT_S = 0.3
"""seconds; a shorter take shows no gesture"""
SHORT_SHARE, LONG_SHARE = 0.4, 2.5
"""factors of the usual length of its gesture; a take outside is short or long"""
GOOD_HAND_SHARE = 0.7
"""share of the frames with a hand; a take with fewer is doubtful"""
AT_BORDER = 0.25
"""share of the frames with a hand that touch the edge; with more, fingers are probably cut off"""
STUTTERED = 0.3
"""share of the time in gaps between frames; with more, the video stuttered"""
SLOW_FPS = 12.0
"""frames per second; fewer are too few"""
COMMONLY_SLOW = 0.25
"""share of the takes of a gesture; if more have too few frames, it is not for a single take to be doubted"""
FPS_SHARE = 0.55
"""factor of the usual frame rate of its gesture; a lower one is too low"""
MOVING = 1.0
"""palm sizes; a gesture with a larger usual movement is a movement, not a pose"""
STILL_SHARE = 0.3
"""factor of its gesture's usual movement; a take with less hardly moves"""
FEWEST_TO_COMPARE = 5
"""takes of a gesture; fewer have no usual values"""
NEAREST = 3
"""nearest neighbours of a take; a gesture may be shown in several ways"""
MOST_COMPARED = 400
"""takes that every take is compared with"""
UNLIKE = 4.0
"""robust standard deviations; a take farther from its neighbours is an outlier"""
LEAST_SPREAD, LEAST_SPREAD_SHARE = 0.04, 0.25
"""lower limits of the standard deviation: palm sizes, and share of the usual distance"""
ONE_HAND_MORE = 1.5
"""palm sizes; distance of two poses if only one has a hand"""
PLACE_WEIGHT = 0.35
"""weight of a hand's place against its shape; the same movement may be larger or begin elsewhere"""


class TakeEntry(Protocol):
    """A listed take, whose file is not opened."""

    @property
    def info(self) -> RecordingInfo:
        """Metadata."""

    @property
    def figures(self) -> TakeStats:
        """Statistics."""


class ReviewedTake(TakeEntry, TakeIdentity, Protocol):
    """A listed take, whose review results can be looked up."""


class CheckKind(StrEnum):
    """Kinds of issues, as texts of badges."""

    NO_HAND = "no hand"
    LOST = "hand lost"
    BORDER = "at the edge"
    SHORT = "short"
    LONG = "long"
    STILL = "hardly moves"
    SLOW = "too few frames"
    UNLIKE = "unlike the others"
    LOOKS_LIKE = "not recognised"


@dataclass(frozen=True, slots=True)
class TakeIssue:
    """One reason to check a take."""

    kind: CheckKind
    severity: float
    """0 to 1; issues are sorted by it"""
    sentence: str
    advice: str
    like: str = ""
    """the other gesture that it looks like"""

    @property
    def badge(self) -> str:
        """Text of the badge."""
        return f"like {spoken_name(self.like)}" if self.like else str(self.kind)


@dataclass(frozen=True, slots=True)
class Usual:
    """Median values of the takes of one gesture. None if there are too few takes."""

    seconds: float | None = None
    fps: float | None = None
    movement: float | None = None


def find_issues(takes: Sequence[TakeEntry]) -> list[tuple[TakeIssue, ...]]:
    """Return the issues of each take of one gesture, the worst first.

    Disabled takes are checked, but do not count for the usual values.
    """
    if not takes:
        return []
    used = [index for index, take in enumerate(takes) if not take.info.disabled]
    usual = _usual([takes[index] for index in used])
    away = _unlikeness(takes, used) if takes[0].info.gesture != NONE else np.zeros(len(takes))
    found = []
    slow = [_slow(take, usual) for take in takes]
    if _commonly_slow([slow[index] for index in used]):
        slow = [None] * len(takes)
    for take, unlike, slow_one in zip(takes, away.tolist(), slow, strict=True):
        issues = _statistical_issues(take, usual, slow_one)
        if unlike > UNLIKE and not any(issue.kind is CheckKind.NO_HAND for issue in issues):
            issues.append(
                TakeIssue(
                    CheckKind.UNLIKE,
                    min(0.9, 0.4 + 0.03 * unlike),
                    f"It does not look like the other takes of “{spoken_name(take.info.gesture)}”.",
                    "Play it beside another one. If it shows something else, move or discard it.",
                )
            )
        found.append(tuple(sorted(issues, key=lambda issue: -issue.severity)))
    return found


def frame_rate_trouble(takes: Iterable[TakeEntry]) -> str:
    """Return one sentence on a camera or computer that was too slow for many of these takes, or ""."""
    by_gesture: dict[str, list[TakeEntry]] = {}
    for take in takes:
        if not take.info.disabled and take.figures.hand_share > 0:
            by_gesture.setdefault(take.info.gesture, []).append(take)
    total = count = 0
    for own in by_gesture.values():
        slow = [_slow(take, _usual(own)) for take in own]
        total += len(own)
        count += sum(issue is not None for issue in slow) if _commonly_slow(slow) else 0
    if not count:
        return ""
    return (
        f"{count} of {counted(total, 'take')} {'has' if count == 1 else 'have'} too few frames, because the camera or "
        "the computer was slow. Record with more light, and close other programs."
    )


def _commonly_slow(slow: Sequence[TakeIssue | None]) -> bool:
    return sum(issue is not None for issue in slow) > COMMONLY_SLOW * len(slow)


def looks_like(gesture: str, named: str) -> TakeIssue | None:
    """Return the issue of a take of `gesture` that other models label as `named`, or None if both agree."""
    if named == gesture:
        return None
    if named == NONE:
        return TakeIssue(
            CheckKind.LOOKS_LIKE,
            0.45,
            f"Models that did not learn from it do not recognise “{spoken_name(gesture)}” in it.",
            "Discard it if something went wrong. Else record more takes like it.",
        )
    return TakeIssue(
        CheckKind.LOOKS_LIKE,
        0.85,
        f"Models that did not learn from it recognise “{spoken_name(named)}” instead.",
        f"If it shows “{spoken_name(named)}”, move it there. Else compare the two gestures.",
        named,
    )


def with_review(take: TakeIdentity, issues: tuple[TakeIssue, ...], results: ReviewResults) -> tuple[TakeIssue, ...]:
    """Return the issues of a take, the worst first, and what the models that did not see it found."""
    named = results.named.get(content_key(take))
    found = looks_like(take.info.gesture, named) if named is not None else None
    return issues if found is None else tuple(sorted((*issues, found), key=lambda issue: -issue.severity))


def is_doubtful(take: TakeEntry, issues: Sequence[TakeIssue], approved: bool) -> bool:
    """Return True if a take has an issue, and the user neither approved nor disabled it."""
    return bool(issues) and not approved and not take.info.disabled


def doubtful_takes(takes: Iterable[ReviewedTake], results: ReviewResults) -> Counter[str]:
    """Return the number of doubtful takes of each gesture that has any."""
    by_gesture: dict[str, list[ReviewedTake]] = {}
    for take in takes:
        by_gesture.setdefault(take.info.gesture, []).append(take)
    counts = Counter[str]()
    for gesture, own in by_gesture.items():
        for take, issues in zip(own, find_issues(own), strict=True):
            approved = content_key(take) in results.approved
            counts[gesture] += is_doubtful(take, with_review(take, issues, results), approved)
    return +counts


def total_severity(issues: Sequence[TakeIssue]) -> float:
    """Return the severity of all issues of a take: the worst one, plus a little for each other."""
    severities = sorted((issue.severity for issue in issues), reverse=True)
    return sum((severity * 0.25**rank for rank, severity in enumerate(severities)), 0.0)


def _statistical_issues(take: TakeEntry, usual: Usual, slow: TakeIssue | None) -> list[TakeIssue]:
    """Return the issues that the statistics of a take show. `slow` is that of its frame rate."""
    if take.figures.hand_share == 0:
        return [TakeIssue(CheckKind.NO_HAND, 1.0, "It shows no hand.", "Discard it.")]
    found = [slow]
    if take.info.gesture != NONE:  # resting hands may come and go
        found += [_lost(take), _at_border(take), _length(take, usual), _still(take, usual)]
    return [issue for issue in found if issue is not None]


def _lost(take: TakeEntry) -> TakeIssue | None:
    if take.figures.hand_share >= GOOD_HAND_SHARE:
        return None
    lost = 1 - take.figures.hand_share
    return TakeIssue(
        CheckKind.LOST,
        0.95 if take.figures.hand_share < LEAST_HAND_SHARE else 0.3 + lost,
        f"The hand was lost in {100 * lost:.0f} % of it.",
        "Trim the part without a hand. Or record it again: slower, in more light, with the whole hand in view.",
    )


def _at_border(take: TakeEntry) -> TakeIssue | None:
    if take.figures.border_share <= AT_BORDER:
        return None
    return TakeIssue(
        CheckKind.BORDER,
        0.25 + 0.5 * take.figures.border_share,
        f"The hand touches the edge of the picture in {100 * take.figures.border_share:.0f} % of it.",
        "Record it again farther from the camera, with the hand in the middle.",
    )


def _length(take: TakeEntry, usual: Usual) -> TakeIssue | None:
    if take.figures.kept_seconds < TOO_SHORT_S:
        return TakeIssue(
            CheckKind.SHORT,
            0.9,
            f"It lasts only {take.figures.kept_seconds:.1f} s.",
            "Widen its trim, or discard it and record another.",
        )
    if usual.seconds is None:
        return None
    compared = f"It lasts {take.figures.kept_seconds:.1f} s. The others usually last {usual.seconds:.1f} s."
    if take.figures.kept_seconds < SHORT_SHARE * usual.seconds:
        return TakeIssue(CheckKind.SHORT, 0.5, compared, "Check that it shows the whole gesture, or widen its trim.")
    if take.figures.kept_seconds > LONG_SHARE * usual.seconds:
        return TakeIssue(CheckKind.LONG, 0.35, compared, "Trim it to the gesture. It may show more than one.")
    return None


def _still(take: TakeEntry, usual: Usual) -> TakeIssue | None:
    if usual.movement is None or usual.movement < MOVING or take.figures.movement >= STILL_SHARE * usual.movement:
        return None
    return TakeIssue(
        CheckKind.STILL,
        0.6,
        "The hand hardly moves. It moves in the other takes.",
        "Check that it shows the gesture, or discard it.",
    )


def _slow(take: TakeEntry, usual: Usual) -> TakeIssue | None:
    figures = take.figures
    if figures.slow_share > STUTTERED:
        return TakeIssue(
            CheckKind.SLOW,
            0.35,
            f"The video stuttered in {100 * figures.slow_share:.0f} % of it.",
            "Close other programs, and record with more light.",
        )
    fell = usual.fps is not None and figures.fps < FPS_SHARE * usual.fps
    if figures.fps <= 0 or not (fell or figures.fps < SLOW_FPS):
        return None
    others = f" The others have {usual.fps:.0f}." if fell else ""
    return TakeIssue(
        CheckKind.SLOW,
        0.4 if figures.fps < SLOW_FPS else 0.3,
        f"It has only {figures.fps:.0f} frames per second.{others}",
        "Record with more light, or close other programs.",
    )


def _usual(takes: Sequence[TakeEntry]) -> Usual:
    if len(takes) < FEWEST_TO_COMPARE:
        return Usual()
    figures = np.array([(take.figures.kept_seconds, take.figures.fps, take.figures.movement) for take in takes])
    seconds, fps, movement = np.median(figures, 0).tolist()
    return Usual(seconds, fps, movement)


def _unlikeness(takes: Sequence[TakeEntry], used: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return how many standard deviations each take lies beyond the usual distance to its neighbours [N].

    The values are 0 if there are too few takes.
    """
    nothing = np.zeros(len(takes))
    if len(used) < FEWEST_TO_COMPARE:
        return nothing
    looks = _looks(
        np.stack([take.figures.poses for take in takes]).astype(np.float32), [take.info.frame_size for take in takes]
    )
    compared = np.asarray(used)[np.linspace(0, len(used) - 1, min(len(used), MOST_COMPARED)).round().astype(int)]
    away = np.sqrt(
        np.maximum((looks**2).sum(1)[:, None] + (looks[compared] ** 2).sum(1) - 2 * looks @ looks[compared].T, 0)
    )  # [N, M]
    away[compared, np.arange(len(compared))] = np.inf  # itself
    nearest = np.partition(away, NEAREST - 1, axis=1)[:, :NEAREST].mean(1)  # [N]
    usual = np.median(nearest[used])
    spread = 1.4826 * np.median(np.abs(nearest[used] - usual))
    spread = max(spread, LEAST_SPREAD, LEAST_SPREAD_SHARE * usual)
    return np.asarray((nearest - usual) / spread, np.float64)


def _looks(poses: FloatArray, frame_sizes: Sequence[tuple[int, int]]) -> FloatArray:
    """Return vectors [N, D] of poses [N, 3, 2, 21, 2], whose distances are mean landmark distances in palm sizes.

    A take of one hand counts as one of the right hand.
    """
    sizes = np.array(frame_sizes, np.float32)  # [N, 2]
    points = poses * (sizes / sizes[:, 1:])[:, None, None, None, :]  # in picture heights
    there = np.isfinite(points[..., 0, 0])  # [N, 3, 2]
    left_only = there[:, :, 0].any(1) & ~there[:, :, 1].any(1)  # [N]
    points[left_only] = points[left_only][:, :, ::-1]
    there[left_only] = there[left_only][:, :, ::-1]
    size = palm_size(points)  # [N, 3, 2]
    shape = (points - points[..., :1, :]) / size[..., None, None]  # [N, 3, 2, 21, 2]
    shape[left_only, :, 1, :, 0] *= -1
    wrist = points[..., 0, :]  # [N, 3, 2, 2]
    seen = there[..., None]
    count = np.maximum(there.sum((1, 2)), 1)[:, None]  # [N, 1]
    middle = np.where(seen, wrist, 0).sum((1, 2)) / count  # [N, 2]
    palm = np.where(there, size, 0).sum((1, 2))[:, None] / count  # [N, 1]
    place = (wrist - middle[:, None, None]) / np.maximum(palm, 1e-6)[:, None, None]
    moments = poses.shape[1]
    parts = (
        np.nan_to_num(shape).reshape(len(poses), -1) / np.sqrt(moments * shape.shape[3]),
        PLACE_WEIGHT * np.where(seen, place, 0).reshape(len(poses), -1) / np.sqrt(moments),
        ONE_HAND_MORE * there.reshape(len(poses), -1) / np.sqrt(moments),
    )
    looks: FloatArray = np.concatenate(parts, 1).astype(np.float32)
    return looks
