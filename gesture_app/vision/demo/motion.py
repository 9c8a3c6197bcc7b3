"""Moves a person's two hands by minimum-jerk movements with a slight tremor."""

from __future__ import annotations

import numpy as np

from gesture_app.core.hands import Side
from gesture_app.vision.demo.person import HEIGHT, WIDTH, Person
from gesture_app.vision.demo.poses import SLACK
from gesture_app.vision.demo.skeleton import POSE_LENGTH, POSTURE_LENGTH, Array, BodyPart

RATE = 30.0
"""frames per second"""

_SECOND_HAND_SHARE = 0.1
"""share of the performances in which the other hand rests in view"""
_TREMOR_HZ = np.array([0.31, 0.83, 2.1, 8.3])
_TREMOR = np.array([0.55, 0.4, 0.25, 0.08])
_TREMOR_SCALE = np.concatenate([np.full(POSE_LENGTH, 0.8), [1.6, 1.6, 0.3, 0.9, 0.9, 0.9, 0.5]])
"""[25]: degrees and pixels"""


class Actor:
    """Performs in steps of one frame, as postures [T, 2, 25] that `take` returns."""

    def __init__(self, person: Person, rng: np.random.Generator) -> None:
        self.person = person
        self.rng = rng
        self.frame = 0
        """frames performed since the start"""
        self._fresh: list[Array] = []
        self._phases = rng.uniform(0, 2 * np.pi, (len(_TREMOR_HZ), 2, POSTURE_LENGTH))
        self._other = Side(1 - person.main)
        self._second_hand = False
        self._vary()
        self._now = np.zeros((2, POSTURE_LENGTH))
        self._now[person.main] = self.away()
        self._now[self._other] = self._other_resting(HEIGHT + 2.2 * person.size)

    @property
    def time(self) -> float:
        """Seconds performed since the start."""
        return self.frame / RATE

    @property
    def posture(self) -> Array:
        """Current posture of the main hand [25]."""
        return np.array(self._now[self.person.main])

    def between(self, low: float, high: float) -> float:
        """Return a random number in a range."""
        return float(self.rng.uniform(low, high))

    def seconds(self, low: float, high: float) -> float:
        """Return a random duration in a range, scaled by this performance's tempo."""
        return self._tempo * self.between(low, high)

    def length(self, low: float, high: float) -> float:
        """Return a random length in pixels in a range, scaled by this performance's reach."""
        return self._reach * self.between(low, high)

    def posture_at(
        self, pose: Array, x: float, y: float, roll: float = 0.0, pitch: float = 0.0, yaw: float = 0.0
    ) -> Array:
        """Return the main hand in a pose at a place in pixels, with this performance's size and tilt [25]."""
        lean = (self.person.home[0] - x) / WIDTH * 30 * self.person.outward
        tilted = np.array([roll, pitch, yaw]) + self._tilt
        return np.concatenate([pose + self._finger_habit, [x, y, self._size], tilted, [0.5 * roll + lean]])

    @property
    def home(self) -> tuple[float, float]:
        """Place of this performance's hand in pixels."""
        return self._home

    def slack(self) -> Array:
        """Return a random relaxed pose [18]."""
        pose = SLACK.copy()
        pose[:12] *= self.between(0.82, 1.15)
        return pose + self.rng.normal(0, 3, POSE_LENGTH)

    def away(self) -> Array:
        """Return the main hand below the image [25]."""
        return self.posture_at(self.slack(), self._home[0], HEIGHT + 2.2 * self._size, pitch=10)

    def resting(self) -> Array:
        """Return the main hand slack, low in the image [25]."""
        x = self._home[0] + self.between(-40, 20) * self.person.outward
        y = HEIGHT - self.between(0.75, 0.95) * self._size
        roll, pitch, yaw = self.between(-5, 20), self.between(0, 14), self.between(0, 25)
        return self.posture_at(self.slack(), x, y, roll, pitch, yaw)

    def move(self, target: Array, seconds: float) -> None:
        """Move the main hand to a posture."""
        self._follow_both(target, self._now[self._other], seconds)

    def hold(self, seconds: float) -> None:
        """Keep still."""
        self.move(self.posture, seconds)

    def follow(self, postures: Array) -> None:
        """Move the main hand through postures [T, 25]."""
        both = np.repeat(self._now[None], len(postures), 0)
        both[:, self.person.main] = postures
        self._add(both)

    def raise_to(self, target: Array) -> None:
        """Move from the pause to the start of a performance, sometimes with the other hand in view."""
        self.move(target, self.seconds(0.5, 0.8))
        self._second_hand = self.rng.random() < _SECOND_HAND_SHARE
        if self._second_hand:
            self._follow_both(target, self._other_resting(HEIGHT - 0.6 * self.person.size), self.seconds(0.5, 0.7))

    def lower(self) -> None:
        """Move from the performance into a pause, in or below the image."""
        if self._second_hand:
            relaxed = self.posture
            relaxed[:POSE_LENGTH] = self.slack()
            self._follow_both(relaxed, self._other_resting(HEIGHT + 2.2 * self.person.size), self.seconds(0.4, 0.5))
            self._second_hand = False
        self.move(self.away() if self.rng.random() < 0.5 else self.resting(), self.seconds(0.55, 0.85))
        self._vary()

    def break_off(self, unseen: int, shown: Array) -> None:
        """Lower the hands from where they are, in the middle of what was taken last.

        Args:
            unseen: the last frames, which are not shown.
            shown: the postures [2, 25] of the last frame that is shown.
        """
        self.frame -= unseen
        self._now = shown.copy()
        self._second_hand = bool(shown[self._other, BodyPart.Y] < HEIGHT + self.person.size)
        self.lower()

    def take(self) -> Array:
        """Return the postures since the last call, with tremor [T, 2, 25]."""
        if not self._fresh:
            return np.zeros((0, 2, POSTURE_LENGTH))
        postures = np.concatenate(self._fresh)
        self._fresh.clear()
        times = (self.frame - len(postures) + np.arange(len(postures))) / RATE
        waves = np.sin(2 * np.pi * _TREMOR_HZ[:, None, None, None] * times[:, None, None] + self._phases[:, None])
        return np.asarray(postures + np.einsum("f,ftsp->tsp", _TREMOR, waves) * _TREMOR_SCALE)

    def _vary(self) -> None:
        """Draw new values for the next performance."""
        person, rng = self.person, self.rng
        self._tempo = person.tempo * float(rng.uniform(0.9, 1.12))
        self._reach = person.reach * float(rng.uniform(0.9, 1.1))
        self._size = person.size * float(rng.uniform(0.95, 1.06))
        self._tilt = person.tilt + rng.normal(0, (4, 3.5, 3.5))
        self._home = (person.home[0] + float(rng.normal(0, 16)), person.home[1] + float(rng.normal(0, 10)))
        self._finger_habit = rng.normal(0, 2.2, POSE_LENGTH)

    def _other_resting(self, y: float) -> Array:
        posture = self.resting()
        posture[BodyPart.X] = WIDTH - self.person.home[0] + 85 * self.person.outward
        posture[BodyPart.Y] = y
        return posture

    def _follow_both(self, main: Array, other: Array, seconds: float) -> None:
        count = max(1, round(seconds * RATE))
        goal = np.zeros_like(self._now)
        goal[self.person.main], goal[self._other] = main, other
        self._add(self._now + (goal - self._now) * _smooth(count)[:, None, None])

    def _add(self, postures: Array) -> None:
        self._fresh.append(postures)
        self._now = postures[-1].copy()
        self.frame += len(postures)


def _smooth(count: int) -> Array:
    """Return the progress after each frame of a minimum-jerk movement [count], 1 at the end."""
    share = np.arange(1, count + 1) / count
    return np.asarray(share**3 * (10 + share * (6 * share - 15)))
