"""Says which detected hand is the user's left and which the right, from one frame to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import exp

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import KNUCKLES, LANDMARK_COUNT, Hand, Landmark, Side, TrackedFrame

FORGET_S = 0.5
"""a hand away for longer, or for longer than it was there, is a new hand when it comes back"""
DOUBLE_PALMS = 0.3
"""two detections whose landmarks lie closer than this on average, in palm sizes, are one hand seen twice"""
NEW_DOUBLE_PALMS = 1.0
"""so is a new hand this near to another with the same label, as fast movement brings them about"""
REACH_PALMS = 1.5
REACH_PALMS_PER_S = 15.0
"""how far from where it was expected a hand may be found: at once, and more for every second since"""
DOUBT_S = 0.25
"""a hand away for this long that comes back looking like the other one is the other one"""
LABEL_WEIGHT = 0.3
"""of the label in choosing between two ways to match, against the distance as a part of the reach"""
NEW_COST = 3.0
"""more than any hand that fits"""
MOST_EVIDENCE_S = 0.3
"""votes remembered, in seconds: a long life with the right label must not outweigh the present for ever"""
FIRST_VOTE_S = 0.03
"""what the label of a new hand counts"""
LONGEST_STEP_S = 0.1
"""a longer gap between two frames counts, and motion is continued, only so far"""
STEADY_S = 0.05
"""time constant of the smoothed speed"""
WRONG_S = 0.25
"""seconds of votes against the sides as they are that make them change"""
LIKELY_SIDE = 0.5
"""the user's right hand is on the left of the picture: what decides between two hands with like labels"""

PALM = [Landmark.WRIST, *KNUCKLES]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A detection; points are complex numbers (x right, y down) in widths of the picture."""

    hand: Hand
    points: npt.NDArray[np.complex128]
    """[21]"""
    place: complex
    """the middle of the palm"""
    palm: float
    """its size"""
    vote: float
    """-1 surely left … 1 surely right"""

    def doubles(self, other: _Seen, palms: float) -> bool:
        """Whether both lie within `palms` of each other, landmark by landmark."""
        near = palms * other.palm
        return abs(self.place - other.place) < 2 * near and bool(abs(self.points - other.points).mean() < near)


@dataclass(slots=True, eq=False)
class _Track:
    """A hand followed over time."""

    side: Side
    seen: _Seen
    """the last detection"""
    since: float
    """when it was first seen"""
    time: float
    """when it was last seen"""
    evidence: float
    """seconds of votes for being the right hand, ±MOST_EVIDENCE_S"""
    speed: complex = 0j
    """widths per second"""

    def unlike(self, seen: _Seen) -> float:
        """How much the label of a detection contradicts those before, 0 to 1."""
        return max(0.0, -seen.vote * self.evidence / MOST_EVIDENCE_S)

    def mismatch(self, seen: _Seen, time: float, away_s: float) -> float:
        """How badly a detection fits this hand after it was `away_s`, from 0; 1 and more: not at all."""
        gap = time - self.time
        expected = self.seen.place + self.speed * min(gap, LONGEST_STEP_S)
        reach = (REACH_PALMS + REACH_PALMS_PER_S * gap) * max(self.seen.palm, seen.palm)
        return abs(seen.place - expected) / reach + self.unlike(seen) * away_s / DOUBT_S

    def follow(self, seen: _Seen, time: float) -> None:
        """Take the detection as this hand."""
        gap = time - self.time
        self.speed += ((seen.place - self.seen.place) / gap - self.speed) * (1 - exp(-gap / STEADY_S))
        self.seen, self.time = seen, time
        evidence = self.evidence + seen.vote * min(gap, LONGEST_STEP_S)
        self.evidence = min(max(evidence, -MOST_EVIDENCE_S), MOST_EVIDENCE_S)


class HandIdentity:
    """Follows up to two hands by place and motion; their labels decide the sides, but only over time."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._time_before = 0.0

    def assign(self, time: float, hands: Sequence[Hand], frame_size: tuple[int, int]) -> TrackedFrame:
        """Detected hands → the user's left and right; two hands never share a side.

        `time` in seconds, rising; `frame_size` (width, height) in pixels.
        """
        self._tracks = [track for track in self._tracks if self._remembered(track, time)]
        new: list[_Seen] = []
        for seen, track in self._matches(_without_doubles([_seen(hand, frame_size) for hand in hands]), time):
            if track is None:
                new.append(seen)
            else:
                track.follow(seen, time)
        self._welcome(new, time)
        self._correct_sides(time)
        self._time_before = time
        return _frame(self._in_view(time), time, frame_size)

    def _in_view(self, time: float) -> list[_Track]:
        return [track for track in self._tracks if track.time == time]

    def _away_s(self, track: _Track) -> float:
        """For how long a hand was missed before this frame; 0 where the last frame showed it."""
        return self._time_before - track.time

    def _remembered(self, track: _Track, time: float) -> bool:
        return time - track.time <= FORGET_S and self._away_s(track) <= track.time - track.since

    def _matches(self, detections: list[_Seen], time: float) -> list[tuple[_Seen, _Track | None]]:
        """Each detection with the track it continues, or None: the cheapest of the few possible ways."""
        options: list[list[tuple[float, _Track | None]]] = []
        for seen in detections:
            fitting: list[tuple[float, _Track | None]] = [(NEW_COST, None)]
            for track in self._tracks:
                away_s = self._away_s(track)
                mismatch = track.mismatch(seen, time, away_s)
                if mismatch < 1:
                    fitting.append((mismatch + LABEL_WEIGHT * track.unlike(seen) + away_s / FORGET_S, track))
            options.append(fitting)
        ways = (way for way in product(*options) if _each_once(way))
        best = min(ways, key=lambda way: sum(cost for cost, _ in way))
        return [(seen, track) for seen, (_, track) in zip(detections, best, strict=True)]

    def _welcome(self, new: list[_Seen], time: float) -> None:
        """Give sides at once to hands that were not followed so far."""
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
        """Let the hands in view change sides where their labels have spoken against them for long."""
        in_view = self._in_view(time)
        wrong_s = sum(track.evidence if track.side is Side.LEFT else -track.evidence for track in in_view)
        if wrong_s > WRONG_S:
            for track in in_view:
                track.side = Side.LEFT if track.side is Side.RIGHT else Side.RIGHT
            self._tracks = in_view  # a hand out of view on the side that is taken now was the same hand


def _seen(hand: Hand, frame_size: tuple[int, int]) -> _Seen:
    width, height = frame_size
    points = hand.landmarks[:, 0] + hand.landmarks[:, 1] * (1j * height / width)  # [21]
    palm: list[complex] = points[PALM].tolist()
    wrist, index, middle, _, pinky = palm
    size = max(abs(middle - wrist), abs(pinky - index), 1e-6)  # seen from an edge, one of them is short
    return _Seen(hand, points, sum(palm) / len(palm), size, 2 * hand.right_score - 1)


def _without_doubles(seen: list[_Seen]) -> list[_Seen]:
    """At most two hands; of two in one place the one with the surer label."""
    kept: list[_Seen] = []
    for detection in sorted(seen, key=lambda seen: -abs(seen.vote)):
        if not any(detection.doubles(other, DOUBLE_PALMS) for other in kept):
            kept.append(detection)
    return kept[:2]


def _each_once(way: Sequence[tuple[float, _Track | None]]) -> bool:
    tracks = [id(track) for _, track in way if track is not None]
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
