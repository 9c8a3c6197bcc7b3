"""Assigns detected hands to the user's left and right, and tracks them from frame to frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import exp

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import KNUCKLES, LANDMARK_COUNT, Hand, Landmark, Side, TrackedFrame

FORGET_S = 0.5
"""seconds; a hand away for longer, or for longer than it was visible, is a new hand"""
DOUBLE_PALMS = 0.3
"""palm sizes; two detections with a smaller mean distance of their landmarks are one hand"""
NEW_DOUBLE_PALMS = 1.0
"""palm sizes; the same for a new hand with the same label, as fast movement causes it"""
REACH_PALMS = 1.5
"""greatest distance of a detection from the predicted place of its hand"""
REACH_PALMS_PER_S = 15.0
"""growth of that distance per second since the last detection"""
DOUBT_S = 0.25
"""seconds; a hand that returns after this time with the other label is the other hand"""
LABEL_WEIGHT = 0.3
"""weight of the label in the cost of a match, against the distance as a share of the reach"""
NEW_COST = 3.0
"""cost of a new hand, above that of any match"""
MOST_EVIDENCE_S = 0.3
"""seconds of votes that are kept, so that new votes always count"""
FIRST_VOTE_S = 0.03
"""seconds of votes from the label of a new hand"""
LONGEST_STEP_S = 0.1
"""seconds; upper limit of the gap between two frames in votes and prediction"""
STEADY_S = 0.05
"""seconds; time constant of the smoothed velocity"""
WRONG_S = 0.25
"""seconds of votes against the current sides that swap them"""
LIKELY_SIDE = 0.5
"""weight of the place for two hands with equal labels: the user's right hand is on the left of the image"""

PALM = [Landmark.WRIST, *KNUCKLES]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A detection. Points are complex numbers (x right, y down) in image widths."""

    hand: Hand
    points: npt.NDArray[np.complex128]
    """[21]"""
    place: complex
    """centre of the palm"""
    palm: float
    """size of the palm"""
    vote: float
    """-1 (left) to 1 (right)"""

    def doubles(self, other: _Seen, palms: float) -> bool:
        """Return True if the mean distance of the landmarks is below `palms` palm sizes."""
        near = palms * other.palm
        return abs(self.place - other.place) < 2 * near and bool(abs(self.points - other.points).mean() < near)


@dataclass(slots=True, eq=False)
class _Track:
    """A tracked hand."""

    side: Side
    seen: _Seen
    """the last detection"""
    since: float
    """time of the first detection"""
    time: float
    """time of the last detection"""
    evidence: float
    """seconds of votes for the right hand, ±MOST_EVIDENCE_S"""
    velocity: complex = 0j
    """image widths per second"""

    def unlike(self, seen: _Seen) -> float:
        """Return how much the label of a detection contradicts earlier ones, 0 to 1."""
        return max(0.0, -seen.vote * self.evidence / MOST_EVIDENCE_S)

    def mismatch(self, seen: _Seen, time: float, away_s: float) -> float:
        """Return the cost of a match with a detection, from 0. From 1 on they do not match."""
        gap = time - self.time
        expected = self.seen.place + self.velocity * min(gap, LONGEST_STEP_S)
        reach = (REACH_PALMS + REACH_PALMS_PER_S * gap) * max(self.seen.palm, seen.palm)
        return abs(seen.place - expected) / reach + self.unlike(seen) * away_s / DOUBT_S

    def follow(self, seen: _Seen, time: float) -> None:
        """Update the hand with a detection."""
        gap = time - self.time
        self.velocity += ((seen.place - self.seen.place) / gap - self.velocity) * (1 - exp(-gap / STEADY_S))
        self.seen, self.time = seen, time
        evidence = self.evidence + seen.vote * min(gap, LONGEST_STEP_S)
        self.evidence = min(max(evidence, -MOST_EVIDENCE_S), MOST_EVIDENCE_S)


class HandIdentity:
    """Tracks up to two hands by place and motion. Votes of their labels decide the sides over time."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._time_before = 0.0

    def assign(self, time: float, hands: Sequence[Hand], frame_size: tuple[int, int]) -> TrackedFrame:
        """Return the detected hands as the user's left and right. Two hands never share a side.

        Args:
            time: seconds, rising.
            hands: detections of one frame.
            frame_size: (width, height) in pixels.
        """
        self._tracks = [track for track in self._tracks if self._remembered(track, time)]
        new: list[_Seen] = []
        for seen, track in self._matches(_without_doubles([_seen(hand, frame_size) for hand in hands]), time):
            if track is None:
                new.append(seen)
            else:
                track.follow(seen, time)
        self._add_new(new, time)
        self._correct_sides(time)
        self._time_before = time
        return _frame(self._in_view(time), time, frame_size)

    def _in_view(self, time: float) -> list[_Track]:
        return [track for track in self._tracks if track.time == time]

    def _away_s(self, track: _Track) -> float:
        """Return the seconds for which a hand was missing before this frame."""
        return self._time_before - track.time

    def _remembered(self, track: _Track, time: float) -> bool:
        return time - track.time <= FORGET_S and self._away_s(track) <= track.time - track.since

    def _matches(self, detections: list[_Seen], time: float) -> list[tuple[_Seen, _Track | None]]:
        """Return each detection with its track or None, by the cheapest assignment."""
        options: list[list[tuple[float, _Track | None]]] = []
        for seen in detections:
            fitting: list[tuple[float, _Track | None]] = [(NEW_COST, None)]
            for track in self._tracks:
                away_s = self._away_s(track)
                mismatch = track.mismatch(seen, time, away_s)
                if mismatch < 1:
                    fitting.append((mismatch + LABEL_WEIGHT * track.unlike(seen) + away_s / FORGET_S, track))
            options.append(fitting)
        assignments = (assignment for assignment in product(*options) if _each_once(assignment))
        best = min(assignments, key=lambda assignment: sum(cost for cost, _ in assignment))
        return [(seen, track) for seen, (_, track) in zip(detections, best, strict=True)]

    def _add_new(self, new: list[_Seen], time: float) -> None:
        """Assign sides to new hands."""
        new.sort(key=lambda seen: seen.vote - LIKELY_SIDE * seen.place.real, reverse=True)
        for seen in new:
            others = self._in_view(time)
            if any(seen.vote * other.seen.vote > 0 and seen.doubles(other.seen, NEW_DOUBLE_PALMS) for other in others):
                continue
            if others:
                side = Side.LEFT if others[0].side is Side.RIGHT else Side.RIGHT
            elif len(new) == 2:
                side = Side.RIGHT
            else:
                side = Side.RIGHT if seen.vote > 0 else Side.LEFT
            self._tracks = [track for track in self._tracks if track.side is not side]
            self._tracks.append(_Track(side, seen, time, time, seen.vote * FIRST_VOTE_S))

    def _correct_sides(self, time: float) -> None:
        """Swap the sides of the visible hands if their labels voted against them for long."""
        in_view = self._in_view(time)
        wrong_s = sum(track.evidence if track.side is Side.LEFT else -track.evidence for track in in_view)
        if wrong_s > WRONG_S:
            for track in in_view:
                track.side = Side.LEFT if track.side is Side.RIGHT else Side.RIGHT
            self._tracks = in_view  # a hand out of view on the other side was the same hand


def _seen(hand: Hand, frame_size: tuple[int, int]) -> _Seen:
    width, height = frame_size
    points = hand.landmarks[:, 0] + hand.landmarks[:, 1] * (1j * height / width)  # [21]
    palm: list[complex] = points[PALM].tolist()
    wrist, index, middle, _, pinky = palm
    size = max(abs(middle - wrist), abs(pinky - index), 1e-6)  # seen edge-on, one of them is short
    return _Seen(hand, points, sum(palm) / len(palm), size, 2 * hand.right_score - 1)


def _without_doubles(seen: list[_Seen]) -> list[_Seen]:
    """Return at most two hands, and of two in one place the one with the surer label."""
    kept: list[_Seen] = []
    for detection in sorted(seen, key=lambda seen: -abs(seen.vote)):
        if not any(detection.doubles(other, DOUBLE_PALMS) for other in kept):
            kept.append(detection)
    return kept[:2]


def _each_once(assignment: Sequence[tuple[float, _Track | None]]) -> bool:
    tracks = [id(track) for _, track in assignment if track is not None]
    return len(set(tracks)) == len(tracks)


def _frame(tracks: list[_Track], time: float, frame_size: tuple[int, int]) -> TrackedFrame:
    landmarks = np.full((2, LANDMARK_COUNT, 3), np.nan, np.float32)
    world_landmarks = landmarks.copy()
    handedness = np.full(2, np.nan, np.float32)
    for track in tracks:
        hand = track.seen.hand
        landmarks[track.side] = hand.landmarks
        world_landmarks[track.side] = hand.world_landmarks
        handedness[track.side] = hand.right_score if track.side is Side.RIGHT else 1 - hand.right_score
    return TrackedFrame(time, landmarks, world_landmarks, handedness, frame_size)
