"""Choreography: one hand moves through postures at a fine rate."""

from __future__ import annotations

import numpy as np

from gesture_app.vision.demo.skeleton import Array

RATE = 60.0
"""postures per second"""


class Motion:
    """Joins movements and holds of one hand. Every method begins at the posture where the last one ended.

    Args:
        rng: random state.
        start: the first posture [25].
    """

    def __init__(self, rng: np.random.Generator, start: Array) -> None:
        self._rng = rng
        self._parts: list[Array] = [start[None]]

    @property
    def posture(self) -> Array:
        """The current posture [25]."""
        return np.array(self._parts[-1][-1])

    @property
    def time(self) -> float:
        """Seconds since the start."""
        return sum(map(len, self._parts)) / RATE

    def move(self, target: Array, seconds: float, bow: float = 0.0, nearness: float = 0.0) -> None:
        """Move to a posture [25].

        Args:
            target: posture [25].
            seconds: duration.
            bow: height of the path's arc as a share of its length.
            nearness: logarithm of the hand's growth in the middle of the path, where it comes nearer.
        """
        before = self.posture
        share = ease(self._rng, steps(seconds))[:, None]  # [T, 1]
        path = before + (target - before) * share
        if bow:
            way = (target - before)[18:20]
            path[:, 18:20] += bow * np.array([-way[1], way[0]]) * np.sin(np.pi * share)
        path[:, 20:21] *= np.exp(nearness * np.sin(np.pi * share))
        self._parts.append(path)

    def hold(self, seconds: float) -> None:
        """Keep the posture."""
        if seconds > 0:
            self._parts.append(np.repeat(self.posture[None], steps(seconds), 0))

    def follow(self, postures: Array) -> None:
        """Move through postures [T, 25]."""
        self._parts.append(postures)

    def postures(self) -> Array:
        """Return all postures with tremor [T, 25]."""
        postures = np.concatenate(self._parts)
        return postures + tremor(self._rng, len(postures), postures.shape[1])


def steps(seconds: float) -> int:
    """Return the number of postures in so many seconds, at least 1."""
    return max(1, round(seconds * RATE))


def ease(rng: np.random.Generator, count: int) -> Array:
    """Return the progress after each step of a movement [count], 1 at the end.

    It is minimum jerk (Flash and Hogan 1985) with the fastest moment shifted, as people start or end more slowly.
    """
    share = (np.arange(1, count + 1) / count) ** np.exp(rng.normal(0, 0.25))
    progress: Array = share**3 * (10 + share * (6 * share - 15))
    return progress


def tremor(rng: np.random.Generator, count: int, width: int) -> Array:
    """Return a slow sway and a slight tremor of angles, in degrees [count, width]. Columns of place sway in pixels."""
    rates = np.array([0.25, 0.6, 1.4, 3.0, 8.0])
    sizes = np.array([0.7, 0.5, 0.35, 0.2, 0.1]) * rng.uniform(0.3, 1.6)
    phases = rng.uniform(0, 2 * np.pi, (5, width))
    times = np.arange(count) / RATE
    waves = np.sin(2 * np.pi * rates[:, None, None] * times[None, :, None] + phases[:, None])  # [5, count, width]
    scale = np.ones(width)
    scale[20], scale[24] = 0.1, 0.0
    return np.asarray(np.einsum("f,ftw->tw", sizes, waves) * scale)
