"""A new model against the one in use, on the same held-out takes, gesture by gesture.

What the one in use says about a take counts only where it had not learned from it: what it called the take when that
was held out from it, or what it calls it now, where it never saw it. Other takes are not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.report import JudgedTake, ModelReport
from gesture_app.core.wording import counted

NOT_COMPARED = "It could not be compared with the model in use."
WORSE = 0.01
"""a gesture named rightly less often by more than this is worse: one point of a hundred"""


@dataclass(frozen=True, slots=True)
class GestureChange:
    """How one gesture is named before and after."""

    gesture: str
    takes: int
    """held-out takes that both shares are of; of a new gesture, those of the share after"""
    before: float | None
    """share named rightly by the model in use; None: it does not know the gesture, or no take can be compared"""
    after: float
    """share of the same takes named rightly by the new one; where none can be compared, of all that were held out"""

    @property
    def worse(self) -> bool:
        """Whether it is by more than a point."""
        return self.before is not None and self.after < self.before - WORSE - 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would change if the new model were used."""

    model: str
    """the one in use"""
    gestures: tuple[GestureChange, ...]
    """of every label of the new model of which a take was held out, the background included"""
    kept_out: int
    """held-out takes the model in use had learned from and never judged: not compared"""
    new_gestures: tuple[str, ...] = ()
    lost_gestures: tuple[str, ...] = ()
    """known before and no longer, though the user did not take all of their takes away"""

    @property
    def worse(self) -> tuple[GestureChange, ...]:
        """What the new model names worse by more than a point."""
        return tuple(change for change in self.gestures if change.worse)

    @property
    def compared(self) -> int:
        """How many takes both were asked about."""
        return sum(change.takes for change in self.gestures if change.before is not None)


def compare(
    before: ModelReport,
    after: ModelReport,
    name_now: Callable[[JudgedTake], str],
    there: Collection[str],
) -> Comparison:
    """The new model's report against that of the one in use.

    Args:
        before: of the model in use.
        after: of the new one.
        name_now: what the model in use calls a take it never saw.
        there: gestures of which there are takes now.
    """
    judged = {take.key: take.named for take in before.judged}
    learned = {take.key for take in before.learned} | {take.id for take in before.learned if take.id}
    known = set(before.labels)
    changes: list[GestureChange] = []
    kept_out = 0
    for label in after.labels:
        own = [take for take in after.judged if take.gesture == label]
        both: list[tuple[bool, bool]] = []
        for take in own if label in known else ():
            named = judged.get(take.key)
            if named is None and take.key not in learned and take.id not in learned:
                named = name_now(take)
            if named is None:
                kept_out += 1
            else:
                both.append((named == label, take.named == label))
        if own:
            right = [take.named == label for take in own]
            before_share = _share([was for was, _ in both]) if both else None
            takes = len(both) if label in known else len(own)
            changes.append(GestureChange(label, takes, before_share, _share([now for _, now in both] or right)))
    made_here = not {take.id for take in before.learned}.isdisjoint(take.id for take in after.learned)
    taken_away = {take.gesture for take in before.learned} - set(there) if made_here else set()
    return Comparison(
        before.model,
        tuple(changes),
        kept_out,
        tuple(label for label in after.labels if label not in known),
        tuple(label for label in before.labels if label not in after.labels and label not in taken_away),
    )


def reasons_against(comparison: Comparison | None, in_use: str) -> list[str]:
    """Return sentences on why a new model may be worse than the one in use.

    Args:
        comparison: of the new model with an earlier one.
        in_use: id of the model in use if it is another one of the user's own, else "".

    Returns:
        No sentence if the new model is as good or better; only then it is put to use without a question.
    """
    sentences = []
    if comparison is not None and comparison.worse:
        sentences.append(f"Worse: {', '.join(map(_change_text, comparison.worse))}.")
    if comparison is not None and comparison.lost_gestures:
        sentences.append(f"No longer known: {', '.join(map(spoken_name, comparison.lost_gestures))}.")
    if in_use and (comparison is None or comparison.model != in_use or not comparison.compared):
        sentences.append(NOT_COMPARED)
    return sentences


def _change_text(change: GestureChange) -> str:
    before = change.before if change.before is not None else 0.0
    takes = counted(change.takes, "take")
    return f"{spoken_name(change.gesture)} {100 * before:.0f} → {100 * change.after:.0f} % of {takes}"


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)
