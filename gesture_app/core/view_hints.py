"""Finds what in front of the camera makes recognition hard, from the frames, their landmarks and their rate.

Each check looks at one frame. A hint is given if its check was true for a while, one hint at a time, the most useful
first.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from gesture_app.core.frame import Frame, Image
from gesture_app.core.hands import FloatArray, Landmark, TrackedFrame


class ViewTrouble(StrEnum):
    """What makes recognition hard, the most useful to mend first."""

    TOO_DARK = "too dark"
    TWO_PEOPLE = "two people"
    TOO_NEAR = "too near"
    PARTLY_SEEN = "partly seen"
    TOO_FAR = "too far"
    TOO_SLOW = "too slow"


DARK_HAND = 30.0
"""mean of a hand's pixels, 0 to 255; the tracker loses the hand at a third of this"""
DARK_PICTURE = 40.0
"""90th percentile of the picture without a hand, 0 to 255"""
FAR_PALM = 0.042
"""palm size in longer sides of the picture; the tracker, which shrinks that side, loses the hand from 0.037 on"""
NEAR_PALM = 0.4
"""palm size in shorter sides of the picture; a whole hand is more than twice as large"""
KNUCKLE_SHARE = 0.65
"""distance from the first to the last knuckle in palm sizes; it tells the size of a hand that points at the camera"""
CUT_PALM = 0.3
"""palm size above which a hand that leaves the picture is too near rather than misplaced"""
LEAST_CUT = 2
"""landmarks outside the picture"""
OTHER_SIDE = 0.2
"""score of a hand for its side; below it, both hands are surely of the same side"""
LEAST_RATE = 12.0
"""frames a second"""
AFTER_S = {ViewTrouble.TWO_PEOPLE: 2.0, ViewTrouble.TOO_SLOW: 3.0}
USUALLY_AFTER_S = 1.0
"""seconds for which a check must be true before its hint is given, so that a moving hand causes none"""
STAYS_S = 1.0
"""seconds for which a hint stays after its check was true for the last time"""
LONGEST_STEP_S = 0.5
"""a longer gap between two frames begins a new watch"""
SAMPLE_EVERY = 8
"""pixels between those that are looked at"""


def view_hint(trouble: ViewTrouble, fps: float) -> str:
    """Return two sentences: what is wrong, and what to do."""
    if trouble is ViewTrouble.TOO_SLOW:
        return f"Only {fps:.0f} frames a second. Close other programs, or turn on a light."
    return _HINTS[trouble]


_HINTS = {
    ViewTrouble.TOO_DARK: "It is too dark. Turn on a light in front of you.",
    ViewTrouble.TWO_PEOPLE: "Hands of two people are in view. Let only one person show hands.",
    ViewTrouble.TOO_NEAR: "The hand is too near. Move it away from the camera.",
    ViewTrouble.PARTLY_SEEN: "Only part of the hand is in view. Move it towards the middle of the picture.",
    ViewTrouble.TOO_FAR: "The hand is too far away. Come closer to the camera.",
}


class ViewWatch:
    """Looks at every frame of one stream. Used by one thread."""

    def __init__(self) -> None:
        self._time: float | None = None
        self._true_for = dict.fromkeys(ViewTrouble, 0.0)
        self._last_true: dict[ViewTrouble, float] = {}
        self._shown: ViewTrouble | None = None
        self._hint = ""

    def push(self, frame: Frame, tracked: TrackedFrame, fps: float) -> str:
        """Add a frame and return the hint to show now, or "". A replayed recording has none.

        Args:
            frame: the frame.
            tracked: its hands.
            fps: frames a second that are processed lately; 0: unknown.
        """
        if frame.hands is not None:
            return ""
        time = frame.time
        step = time - self._time if self._time is not None else 0.0
        if not 0 <= step <= LONGEST_STEP_S:
            self._restart()
            step = 0.0
        self._time = time
        found = troubles_of(frame.image, tracked, fps)
        for trouble in ViewTrouble:
            if trouble in found:
                self._true_for[trouble] += step
                self._last_true[trouble] = time
            else:
                self._true_for[trouble] = 0.0
        before, self._shown = self._shown, self._choose(time)
        if self._shown is not before:  # its figure stays, so that it can be read
            self._hint = view_hint(self._shown, fps) if self._shown is not None else ""
        return self._hint

    def _choose(self, time: float) -> ViewTrouble | None:
        for trouble in ViewTrouble:
            if self._true_for[trouble] >= AFTER_S.get(trouble, USUALLY_AFTER_S):
                return trouble
        shown = self._shown
        return shown if shown is not None and time - self._last_true[shown] < STAYS_S else None

    def _restart(self) -> None:
        self._true_for = dict.fromkeys(ViewTrouble, 0.0)
        self._shown, self._hint = None, ""


def troubles_of(image: Image, tracked: TrackedFrame, fps: float) -> set[ViewTrouble]:
    """Return everything that is wrong in one frame."""
    hands = [tracked.landmarks[side] for side, present in enumerate(tracked.present) if present]
    found = set()
    if _is_dark(image, hands):
        found.add(ViewTrouble.TOO_DARK)
    if len(hands) == 2 and bool((tracked.handedness < OTHER_SIDE).any()):
        found.add(ViewTrouble.TWO_PEOPLE)
    if hands:
        palms = [_palm(hand, tracked.frame_size) for hand in hands]
        shorter, longer = sorted(tracked.frame_size)
        cut = [int(((hand[:, :2] < 0) | (hand[:, :2] > 1)).any(1).sum()) >= LEAST_CUT for hand in hands]
        near = [palm > (CUT_PALM if out else NEAR_PALM) * shorter for palm, out in zip(palms, cut, strict=True)]
        if any(near):
            found.add(ViewTrouble.TOO_NEAR)
        elif any(cut):
            found.add(ViewTrouble.PARTLY_SEEN)
        if max(palms) < FAR_PALM * longer:
            found.add(ViewTrouble.TOO_FAR)
    if 0 < fps < LEAST_RATE:
        found.add(ViewTrouble.TOO_SLOW)
    return found


def _is_dark(image: Image, hands: list[FloatArray]) -> bool:
    if not hands:
        return bool(np.percentile(image[::SAMPLE_EVERY, ::SAMPLE_EVERY, 1], 90) < DARK_PICTURE)
    return all(_brightness(image, hand) < DARK_HAND for hand in hands)


def _brightness(image: Image, hand: FloatArray) -> float:
    """Return the mean brightness at the landmarks in the picture, 0 to 255, or 255 if none is in it."""
    height, width = image.shape[:2]
    column, row = (hand[:, :2] * (width, height)).astype(int).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return float(image[row[inside], column[inside]].mean()) if inside.any() else 255.0


def _palm(hand: FloatArray, size: tuple[int, int]) -> float:
    """Return the size of the palm in pixels, also if it points at the camera."""
    points = hand[:, :2] * size
    long = np.hypot(*(points[Landmark.MIDDLE_MCP] - points[Landmark.WRIST]))
    wide = np.hypot(*(points[Landmark.INDEX_MCP] - points[Landmark.PINKY_MCP]))
    return float(max(long, wide / KNUCKLE_SHARE))
