"""How many takes of each gesture are under suspicion, as the Library shows them; for where there is no Library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gesture_app.core.quality.cross_validation import ReviewResults, content_key
from gesture_app.core.quality.take_checks import judge, looks_like
from gesture_app.storage.recordings.listing import ListedTake


def doubtful_takes(takes: Iterable[ListedTake], verdicts: ReviewResults) -> Counter[str]:
    """By gesture: takes with a concern, neither disabled nor called good by the user."""
    by_gesture: dict[str, list[ListedTake]] = {}
    for take in takes:
        by_gesture.setdefault(take.gesture, []).append(take)
    counts = Counter[str]()
    for gesture, own in by_gesture.items():
        for take, concerns in zip(own, judge(own), strict=True):
            key = content_key(take)
            named = verdicts.named.get(key)
            doubted = bool(concerns) or (named is not None and looks_like(gesture, named) is not None)
            counts[gesture] += doubted and not take.info.disabled and key not in verdicts.approved
    return +counts
