"""Summary of the training data: takes, sessions and hands of each gesture, and what is too little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gesture_app.core.gestures import NONE, natural_order, spoken_name
from gesture_app.core.hands import Side
from gesture_app.core.wording import counted
from gesture_app.gui.state.take_rows import ENOUGH_TAKES, TakeRow

OUTNUMBERED = 3
"""another gesture with this many times the takes may be named instead"""


NONE_LATER = (
    "For “no gesture” the recordings that come with the program count. One minute of your own (resting, talking, "
    "scratching) prevents more false alarms."
)
MOST_NAMED = 5
"""gestures named in a hint"""


@dataclass(frozen=True, slots=True)
class GestureData:
    """The takes of one gesture without the disabled ones."""

    gesture: str
    takes: int
    sessions: int
    left: int
    """takes that show only the user's left hand"""
    right: int
    both: int
    doubtful: int
    """doubtful takes among these"""
    disabled: int
    outnumbered: bool = False
    """another gesture has `OUTNUMBERED` times as many takes"""

    @property
    def few(self) -> bool:
        """True if the gesture has too few takes."""
        return self.takes < ENOUGH_TAKES and self.gesture != NONE

    @property
    def hands(self) -> str:
        """The hands of the takes, such as "right" or "right 8, left 2"."""
        counts = ((self.right, "right"), (self.left, "left"), (self.both, "both"))
        there = [(count, side) for count, side in counts if count]
        return there[0][1] if len(there) == 1 else ", ".join(f"{side} {count}" for count, side in there)

    @property
    def weakness(self) -> str:
        """The reason to record more takes, or ""."""
        if not self.takes:
            return "no takes"
        if self.few:
            return "few"
        return "far fewer than others" if self.outnumbered and self.gesture != NONE else ""


@dataclass(frozen=True, slots=True)
class DataSummary:
    """All training data."""

    gestures: tuple[GestureData, ...] = ()
    """by name, `none` last"""
    sessions: int = 0

    @property
    def takes(self) -> int:
        """The number of takes."""
        return sum(one.takes for one in self.gestures)

    @property
    def doubtful(self) -> int:
        """The number of doubtful takes."""
        return sum(one.doubtful for one in self.gestures)

    @property
    def known(self) -> int:
        """The number of gestures with takes, without `none`."""
        return sum(one.takes > 0 for one in self.gestures if one.gesture != NONE)

    @property
    def words(self) -> str:
        """The numbers in one line."""
        counts = ((self.takes, "take"), (self.known, "gesture"), (self.sessions, "session"))
        return "  ·  ".join(counted(count, noun) for count, noun in counts)

    @property
    def hints(self) -> list[str]:
        """Hints on what would improve the model, the most useful first."""
        if not self.known:
            return ["No gestures yet. Record a few takes of one, then train."]
        hints = []
        few = [spoken_name(one.gesture) for one in self.gestures if one.few]
        if few:
            have = f"{few[0]} has" if len(few) == 1 else f"{', '.join(few[:-1])} and {few[-1]} have"
            if len(few) > MOST_NAMED:
                have = f"{len(few)} gestures have"
            hints.append(f"{have} fewer than {ENOUGH_TAKES} takes. Record more of them.")
        if self.doubtful:
            look = "take looks" if self.doubtful == 1 else "takes look"
            hints.append(f"{self.doubtful} {look} doubtful. Check first: a wrong take teaches the wrong gesture.")
        if not any(one.takes for one in self.gestures if one.gesture == NONE):
            hints.append(NONE_LATER)
        if self.sessions == 1 and not few:
            hints.append("All takes are from one session. Recording again on another day makes the test more honest.")
        return hints


def summarise(rows: Sequence[TakeRow]) -> DataSummary:
    """Return the summary of these takes. Thousands of takes need a tenth of a second."""
    by_gesture: defaultdict[str, list[TakeRow]] = defaultdict(list)
    for row in rows:
        by_gesture[row.take.gesture].append(row)
    used = {name: [row for row in own if not row.take.info.disabled] for name, own in by_gesture.items()}
    most = max((len(own) for name, own in used.items() if name != NONE), default=0)
    gestures = tuple(
        _material(name, used[name], len(by_gesture[name]) - len(used[name]), most)
        for name in sorted(by_gesture, key=lambda name: (name == NONE, natural_order(name)))
    )
    return DataSummary(gestures, len({row.take.info.session for own in used.values() for row in own}))


def _material(gesture: str, rows: Sequence[TakeRow], disabled: int, most: int) -> GestureData:
    seen = [tuple(not np.isnan(row.take.figures.poses[:, side, :, 0]).all() for side in Side) for row in rows]
    return GestureData(
        gesture,
        takes=len(rows),
        sessions=len({row.take.info.session for row in rows}),
        left=seen.count((True, False)),
        right=seen.count((False, True)),
        both=seen.count((True, True)),
        doubtful=sum(row.doubtful for row in rows),
        disabled=disabled,
        outnumbered=most >= OUTNUMBERED * len(rows),
    )
