"""Bad takes among good ones have issues, and good ones have none."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from gesture_app.core.gestures import NONE
from gesture_app.core.quality.cross_validation import ReviewResults, content_key
from gesture_app.core.quality.take_checks import (
    CheckKind,
    doubtful_takes,
    find_issues,
    frame_rate_trouble,
    looks_like,
    total_severity,
)
from gesture_app.core.quality.take_stats import TakeStats, figures_of
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from tests.fakes import a_hand, tracked
from tests.made_up_takes import RATE, a_take, by_the_other_hand, frames_of

INFO = RecordingInfo("swipe_left", "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Listed:
    info: RecordingInfo
    figures: TakeStats
    id: str = "take"

    @property
    def frames(self) -> int:
        return self.figures.frames


def listed(recording: Recording, gesture: str = "", disabled: bool = False) -> Listed:
    info = replace(recording.info, gesture=gesture or recording.info.gesture, disabled=disabled)
    return Listed(info, figures_of(recording))


def kinds(take: Listed, others: list[Listed]) -> set[CheckKind]:
    """Return the kinds of issues of a take among others."""
    return {issue.kind for issue in find_issues([*others, take])[-1]}


@pytest.fixture(scope="module")
def good():
    """Twelve good takes of a movement."""
    rng = np.random.default_rng(1)
    return [listed(a_take("swipe_left", rng)) for _ in range(12)]


def test_good_takes_are_left_in_peace(good):
    found = find_issues(good)
    assert sum(bool(issues) for issues in found) <= 1


def test_every_concern_says_what_and_what_to_do(good):
    still = listed(recording_of([tracked(n / RATE, right=a_hand()) for n in range(60)], INFO))
    issues = find_issues([*good, still])[-1]
    assert issues
    for issue in issues:
        assert issue.sentence.endswith(".")
        assert issue.advice.endswith(".")
        assert 0 < issue.severity <= 1
    assert list(issues) == sorted(issues, key=lambda issue: -issue.severity)


def test_a_hand_that_does_not_move_is_still_only_among_movements(good):
    still = listed(recording_of([tracked(n / RATE, right=a_hand()) for n in range(60)], INFO))
    assert CheckKind.STILL in kinds(still, good)
    held = [replace_info(still) for _ in range(8)]
    assert CheckKind.STILL not in kinds(still, held)


def replace_info(take: Listed) -> Listed:
    return Listed(replace(take.info, gesture="fist"), take.figures)


def test_a_lost_hand_a_missing_hand_and_one_at_the_border(good):
    frames = frames_of("swipe_left", np.random.default_rng(3))
    lost = [frame if n % 3 == 0 else tracked(frame.time) for n, frame in enumerate(frames)]
    assert CheckKind.LOST in kinds(listed(recording_of(lost, INFO)), good)
    nothing = find_issues([*good, listed(recording_of([tracked(n / RATE) for n in range(40)], INFO))])[-1]
    assert [issue.kind for issue in nothing] == [CheckKind.NO_HAND]
    low = [tracked(frame.time, right=frame.landmarks[1] + (0, 0.4, 0)) for frame in frames]
    assert CheckKind.BORDER in kinds(listed(recording_of(low, INFO)), good)


def test_length_and_frame_rate_are_compared_with_the_others(good):
    frames = frames_of("swipe_left", np.random.default_rng(4))
    assert CheckKind.SHORT in kinds(listed(recording_of(frames[:8], INFO)), good)
    slow = [tracked(3 * frame.time, right=frame.landmarks[1]) for frame in frames]
    found = kinds(listed(recording_of(slow, INFO)), good)
    assert {CheckKind.LONG, CheckKind.SLOW} <= found


def test_the_part_that_counts_is_judged(good):
    recording = a_take("swipe_left", np.random.default_rng(5))
    cut = replace(recording, info=replace(recording.info, trim=(0.0, 0.2)))
    assert CheckKind.SHORT in kinds(listed(cut), good)


def test_a_take_of_something_else_is_unlike_the_others(good):
    rng = np.random.default_rng(6)
    strangers = [listed(a_take("fist", rng), "swipe_left") for _ in range(6)]
    assert sum(CheckKind.UNLIKE in kinds(stranger, good) for stranger in strangers) >= 5


def test_the_other_hand_is_no_stranger(good):
    rng = np.random.default_rng(7)
    others = [listed(recording_of(by_the_other_hand(frames_of("swipe_left", rng)), INFO)) for _ in range(4)]
    assert not any(CheckKind.UNLIKE in kinds(other, good) for other in others)


def test_disabled_takes_do_not_say_what_is_usual(good):
    rng = np.random.default_rng(8)
    disabled = [listed(a_take("fist", rng), "swipe_left", disabled=True) for _ in range(20)]
    fresh = listed(a_take("fist", rng), "swipe_left")
    assert CheckKind.UNLIKE in kinds(fresh, [*good, *disabled])


def test_of_the_background_only_the_frame_rate_is_judged(good):
    frames = [tracked(n / RATE, right=a_hand() if n < 10 else None) for n in range(90)]
    resting = listed(recording_of(frames, INFO), NONE)
    assert not find_issues([*(Listed(replace(take.info, gesture=NONE), take.figures) for take in good), resting])[-1]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_takes_are_not_compared(good, count):
    assert len(find_issues(good[:count])) == count
    assert CheckKind.UNLIKE not in kinds(
        listed(a_take("fist", np.random.default_rng(9)), "swipe_left"), good[: count - 1]
    )


def test_what_models_say_is_a_concern_only_where_they_disagree():
    assert looks_like("wave", "wave") is None
    other, nothing = looks_like("wave", "swipe_left"), looks_like("wave", NONE)
    assert other is not None
    assert nothing is not None
    assert "swipe left" in other.sentence
    assert total_severity([other]) > total_severity([nothing]) > total_severity([]) == 0


def test_a_take_is_doubtful_until_the_user_approves_or_disables_it(good):
    wave = listed(a_take("swipe_left", np.random.default_rng(10)), "wave")
    key = content_key(wave)
    assert not doubtful_takes([wave], ReviewResults({key: "wave"}, frozenset()))
    assert doubtful_takes([wave, good[0]], ReviewResults({key: "fist"}, frozenset())) == {"wave": 1}
    assert not doubtful_takes([wave], ReviewResults({key: "fist"}, frozenset({key})))
    disabled = replace(wave, info=replace(wave.info, disabled=True))
    assert not doubtful_takes([disabled], ReviewResults({key: "fist"}, frozenset()))


def test_many_slow_takes_are_for_the_camera_and_one_is_for_itself(good):
    frames = frames_of("swipe_left", np.random.default_rng(4))
    slow = listed(recording_of([tracked(3 * frame.time, right=frame.landmarks[1]) for frame in frames], INFO))
    assert CheckKind.SLOW in kinds(slow, good)
    assert not frame_rate_trouble([*good, slow])
    many = [slow] * len(good)
    assert CheckKind.SLOW not in kinds(slow, [*good[:2], *many])
    assert f"{len(many)} of" in frame_rate_trouble([*good[:2], *many])
    assert not frame_rate_trouble(good)
