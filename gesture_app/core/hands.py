"""The landmarks of up to two hands in one frame, and the names of their parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

LANDMARK_COUNT = 21


class Side(IntEnum):
    """The user's own left or right hand, also in a mirrored preview. It is the index on the hand axis."""

    LEFT = 0
    RIGHT = 1


class Landmark(IntEnum):
    """MediaPipe's order of the 21 landmarks."""

    WRIST = 0
    THUMB_CMC = 1
    THUMB_MCP = 2
    THUMB_IP = 3
    THUMB_TIP = 4
    INDEX_MCP = 5
    INDEX_PIP = 6
    INDEX_DIP = 7
    INDEX_TIP = 8
    MIDDLE_MCP = 9
    MIDDLE_PIP = 10
    MIDDLE_DIP = 11
    MIDDLE_TIP = 12
    RING_MCP = 13
    RING_PIP = 14
    RING_DIP = 15
    RING_TIP = 16
    PINKY_MCP = 17
    PINKY_PIP = 18
    PINKY_DIP = 19
    PINKY_TIP = 20


FINGERTIPS = (
    Landmark.THUMB_TIP,
    Landmark.INDEX_TIP,
    Landmark.MIDDLE_TIP,
    Landmark.RING_TIP,
    Landmark.PINKY_TIP,
)
KNUCKLES = (Landmark.INDEX_MCP, Landmark.MIDDLE_MCP, Landmark.RING_MCP, Landmark.PINKY_MCP)

HAND_CONNECTIONS: tuple[tuple[int, int], ...] = (
    *((0, 1), (1, 2), (2, 3), (3, 4)),
    *((0, 5), (5, 6), (6, 7), (7, 8)),
    *((5, 9), (9, 10), (10, 11), (11, 12)),
    *((9, 13), (13, 14), (14, 15), (15, 16)),
    *((13, 17), (0, 17), (17, 18), (18, 19), (19, 20)),
)
"""Pairs of landmarks joined by a bone, for drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One hand as the tracker found it, not yet assigned to a side."""

    landmarks: FloatArray
    """[21, 3]: x, y as fractions of width and height from the top left, z on x's scale"""
    world_landmarks: FloatArray
    """[21, 3]: metres around the hand's centre"""
    right_score: float
    """probability that this is the user's right hand, 0 to 1"""


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFrame:
    """The hands of one frame. Axis 0 is `Side`, and NaN means absent."""

    time: float
    landmarks: FloatArray
    """[2, 21, 3]: landmarks in the unmirrored image"""
    world_landmarks: FloatArray
    """[2, 21, 3]: metres around each hand's centre, NaN if unknown"""
    handedness: FloatArray
    """[2]: the tracker's score"""
    frame_size: tuple[int, int]
    """(width, height) in pixels"""

    @property
    def present(self) -> tuple[bool, bool]:
        """True for the left and for the right hand if the frame shows it."""
        left, right = ~np.isnan(self.landmarks[:, 0, 0])
        return bool(left), bool(right)

    @classmethod
    def without_hands(cls, time: float, frame_size: tuple[int, int]) -> TrackedFrame:
        """Return a frame in which no hand was found."""
        nowhere = np.full((2, LANDMARK_COUNT, 3), np.nan, np.float32)
        return cls(time, nowhere, nowhere, np.full(2, np.nan, np.float32), frame_size)
