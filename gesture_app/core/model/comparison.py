"""Compares a new model with the one in use, on the same test takes and by the events of test streams.

A take counts only if the model in use did not learn from it. Its result is either from its own test, or computed now
for a take that it never saw. All other takes are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.event_comparison import EventComparison, compare_events, falls
from gesture_app.core.model.report import JudgedTake, ModelReport
from gesture_app.core.wording import counted

NOT_COMPARED = "It could not be compared with the model in use."
WORSE = 0.01
"""loss of accuracy beyond which a gesture is worse: one percentage point"""


@dataclass(frozen=True, slots=True)
class GestureChange:
    """The accuracy on one gesture before and after."""

    gesture: str
    takes: int
    """test takes of both shares; of a new gesture, those of the share after"""
    before: float | None
    """share recognised by the model in use, 0 to 1; None: unknown gesture, or no take to compare"""
    after: float
    """share recognised by the new model; of all test takes if none can be compared"""

    @property
    def worse(self) -> bool:
        """True if the accuracy fell by more than a point."""
        return self.before is not None and self.after < self.before - WORSE - 1e-9

    @property
    def may_be_chance(self) -> bool:
        """True if the takes are too few to tell the shares apart."""
        if self.before is None:
            return True
        before, after = sorted((self.before, self.after), reverse=True)
        return not falls(before, self.takes, after, self.takes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes that the new model brings."""

    model: str
    """id of the model in use"""
    gestures: tuple[GestureChange, ...]
    """one per label of the new model that has test takes, background included"""
    kept_out: int
    """test takes that are not compared, because the model in use learned from them"""
    new_gestures: tuple[str, ...] = ()
    """gestures of the user that the model in use does not know, or knows as the starter's"""
    lost_gestures: tuple[str, ...] = ()
    """gestures that only the model in use knows, except the starter's and those whose takes the user removed"""

    events: EventComparison | None = None
    """None if one of the models was not tried in streams"""

    @property
    def worse(self) -> tuple[GestureChange, ...]:
        """Gestures whose accuracy fell by more than a point.

        A fall that chance explains does not count if the gesture is found as often as before in streams.
        """
        return tuple(change for change in self.gestures if change.worse and not self._outweighed(change))

    def _outweighed(self, change: GestureChange) -> bool:
        return change.may_be_chance and self.events is not None and self.events.keeps(change.gesture, WORSE)

    @property
    def compared(self) -> int:
        """Number of takes that both models recognised or missed."""
        return sum(change.takes for change in self.gestures if change.before is not None)


def compare(
    before: ModelReport,
    after: ModelReport,
    name_now: Callable[[JudgedTake], str],
    there: Collection[str],
) -> Comparison:
    """Compare the new model's report with that of the model in use.

    Args:
        before: of the model in use.
        after: of the new one.
        name_now: classifies a take with the model in use, which never saw it.
        there: gestures that have takes now.
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
        tuple(label for label in after.own_gestures if label not in before.own_gestures),
        tuple(
            label
            for label in before.labels
            if label not in after.labels and label not in taken_away and label not in before.starter
        ),
        compare_events(before, after),
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
    if comparison is not None and comparison.events is not None:
        sentences += comparison.events.reasons
    if in_use and (comparison is None or comparison.model != in_use or not comparison.compared):
        sentences.append(NOT_COMPARED)
    return sentences


def _change_text(change: GestureChange) -> str:
    before = change.before if change.before is not None else 0.0
    takes = counted(change.takes, "take")
    chance = ", perhaps by chance" if change.may_be_chance else ""
    return f"{spoken_name(change.gesture)} {100 * before:.0f} → {100 * change.after:.0f} % of {takes}{chance}"


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)
