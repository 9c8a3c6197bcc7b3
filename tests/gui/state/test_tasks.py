"""Work off the GUI thread, answers on it."""

import threading

from PySide6.QtWidgets import QApplication

from gesture_app.core.errors import RecordingError
from tests.waiting import PATIENCE_S, eventually


def test_the_answer_comes_on_the_gui_thread(tasks, qtbot):
    seen = []
    tasks.run(threading.get_ident, lambda ident: seen.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worked_on, answered_on = seen[0]
    assert worked_on != threading.get_ident() == answered_on


def test_a_failure_nobody_takes_care_of_becomes_a_notice(tasks, notifications, qtbot):
    def fail():
        raise RecordingError("The disk is full.", "Make room.")

    tasks.run(fail)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert (notifications.newest.sentence, notifications.newest.hint) == ("The disk is full.", "Make room.")


def test_a_failure_goes_to_whoever_asked_for_it(tasks, notifications, qtbot):
    seen = []
    tasks.run(lambda: 1 / 0, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ZeroDivisionError)
    assert notifications.newest is None


def test_finishing_does_all_that_was_asked_and_what_its_answers_ask(tasks, qtbot):
    done = []
    for number in range(20):
        tasks.run(lambda number=number: number, done.append)
    tasks.run(lambda: None, lambda _: tasks.run(lambda: "next", done.append))
    tasks.finish()
    assert sorted(done, key=str) == sorted([*range(20), "next"], key=str)


def test_closing_waits_for_the_work_and_drops_its_answer(tasks, qtbot):
    goes_on, answers, worked = threading.Event(), [], []
    for _ in range(9):  # more than there are threads
        tasks.run(lambda: worked.append(goes_on.wait(PATIENCE_S)), answers.append)
    closing = threading.Thread(target=lambda: (eventually(lambda: tasks._closed), goes_on.set()))
    closing.start()
    tasks.close()
    closing.join()
    assert worked == [True] * 9
    QApplication.processEvents()
    assert not answers
    tasks.run(lambda: worked.append("late"))
    assert worked == [True] * 9
