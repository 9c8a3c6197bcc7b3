from __future__ import annotations

from gesture_app.gui.state.running_work import WORTH_A_QUESTION_S, RunningWork, Work, WorkKind


def test_only_work_of_some_time_that_would_be_lost_is_worth_a_question(work: RunningWork, clock) -> None:
    work.report(WorkKind.TRAINING, Work("Training", loss="A training has begun."))
    work.report(WorkKind.CHECK, Work("Checking the takes"))
    assert work.losses == ()
    clock.seconds = WORTH_A_QUESTION_S
    work.report(WorkKind.TRAINING, Work("Training 40 %", 0.4, loss="A training is 40 % done."))
    assert work.losses == ("A training is 40 % done.",)
    work.report(WorkKind.TRAINING, None)
    work.report(WorkKind.TRAINING, Work("Training", loss="A training has begun."))
    assert work.losses == ()  # the time begins again with the next training


def test_equal_reports_are_announced_once(work: RunningWork, qtbot) -> None:
    announced = []
    work.changed.connect(lambda: announced.append(list(work.running)))
    for state in (Work("Recording fist, 1 of 3"), Work("Recording fist, 1 of 3"), None, None):
        work.report(WorkKind.SERIES, state)
    assert announced == [[WorkKind.SERIES], []]
