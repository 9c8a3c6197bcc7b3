"""The performances of the drawn hand as animations, for small moving hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np

from gesture_app.core.recording import Recording
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.vision.demo.gestures import GESTURES
from gesture_app.vision.demo.takes import drawn_takes

_SEED = 3
_WAY_S = 0.25
"""seconds before and after the gesture in a drawn take"""


@cache
def drawn_performances() -> Mapping[str, Recording]:
    """Return a performance of each gesture by one hand (slow the first time)."""
    takes = drawn_takes(GESTURES, 1, _SEED)
    main = int(sum(take.present.sum(0) for take in takes).argmax())
    return MappingProxyType({take.info.gesture: _without_way(take, main) for take in takes})


def _without_way(take: Recording, side: int) -> Recording:
    """Return one hand of a take, without the ways to and from the gesture."""
    landmarks = take.landmarks.copy()
    landmarks[:, 1 - side] = np.nan
    trim = (_WAY_S, max(2 * _WAY_S, take.seconds - _WAY_S))
    return replace(take, landmarks=landmarks, info=replace(take.info, trim=trim)).trimmed()


def drawn_animations() -> dict[str, TakeAnimation]:
    """Return the animation of each gesture of the drawn hand (slow the first time)."""
    return {gesture: TakeAnimation(take) for gesture, take in drawn_performances().items()}
