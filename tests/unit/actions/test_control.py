"""Approval, switches, bursts, failures that are told once, and what the worker's death costs."""

import os
import signal
from dataclasses import replace

import pytest

from gesture_app.actions.approval import Approvals, approvals_as_text, approvals_from_text, fingerprint
from gesture_app.actions.outcome import SwitchedOffBy
from gesture_app.core.errors import ActionError
from tests.unit.actions.conftest import actions_from, all_approved
from tests.waiting import eventually, no_process_left


def touch(path, gesture="fist", more=""):
    """An action that leaves a trace without any display."""
    code = f"open({str(path)!r}, 'a').write('x')"
    return f'[[everywhere.actions]]\ngesture = "{gesture}"\nprogram = [\'{PYTHON}\', \'-c\', """{code}"""]\n{more}\n'


PYTHON = os.path.realpath(os.sys.executable)


def test_nothing_happens_before_its_user_has_approved_it(stage, tmp_path):
    trace = tmp_path / "trace"
    acting = stage(touch(trace), approved=False)
    acting.make("fist")
    outcome = acting.outcome()
    assert (outcome.ok, outcome.first_time) == (False, True)
    assert "not approved" in outcome.sentence
    assert acting.control.state.unapproved == 1
    assert not acting.control.try_binding(acting.control._actions.everywhere.bindings[0], acting.make("wave"))
    assert not trace.exists()
    acting.control.use(acting.control._actions, all_approved(acting.control._actions))
    acting.make("fist")
    assert acting.outcome(1).ok
    assert trace.read_text() == "x"


@pytest.mark.parametrize(
    "changed",
    [
        'gesture = "wave"\nkeys = "a"',
        'gesture = "fist"\nkeys = "b"',
        'gesture = "fist"\nkeys = "a"\nhand = "left"',
        'gesture = "fist"\nkeys = "a"\nwhen = "held"',
        'gestures = ["fist", "fist"]\nkeys = "a"',
        'gesture = "fist"\ntext = "a"',
    ],
)
def test_a_binding_that_changes_must_be_approved_again(changed):
    approvals = all_approved(actions_from('[[everywhere.actions]]\ngesture = "fist"\nkeys = "a"\n'))
    other = actions_from(f"[[everywhere.actions]]\n{changed}\n")
    assert approvals.missing(other)


def test_approvals_survive_a_file_and_what_does_not_count():
    actions = actions_from('[[everywhere.actions]]\ngesture = "fist"\nhttp = { url = "http://h/{gesture}" }\n')
    approvals = approvals_from_text(approvals_as_text(all_approved(actions)))
    (binding,) = actions.everywhere.bindings
    assert approvals.allow(replace(binding, rest_s=9, note="n", enabled=False))
    assert not approvals.without([binding]).known
    assert fingerprint(binding) == fingerprint(replace(binding, note="other"))
    for broken in ("", "[]", '{"format": 2, "approved": []}', '{"format": 1, "approved": [3]}'):
        with pytest.raises(ActionError):
            approvals_from_text(broken)


def test_the_program_pauses_goes_on_and_switches_profiles_by_gesture(stage, tmp_path):
    acting = stage(
        touch(tmp_path / "trace")
        + '[[everywhere.actions]]\ngesture = "palm"\ndo = "pause"\n'
        + '[[everywhere.actions]]\ngesture = "ok"\ndo = "go on"\n'
        + '[[everywhere.actions]]\ngesture = "two"\ndo = "profile x"\n'
        + '[[everywhere.actions]]\ngesture = "next"\ndo = "next source"\n'
        + "[profiles.x]\n",
        approved=False,
    )
    acting.make("palm")
    assert acting.control.state.why_off is SwitchedOffBy.GESTURE
    acting.make("two")
    assert acting.control.state.profile == ""
    acting.make("ok")
    acting.make("two")
    acting.make("next")
    state = acting.control.state
    assert (state.on, state.profile, state.profile_by_hand) == (True, "x", True)
    assert acting.control.take_requests() == ("next source",)


def test_a_burst_switches_off_and_says_so(stage):
    acting = stage('[settings]\nburst = 5\n[[everywhere.actions]]\ngesture = "fist"\nkeys = "a"\n', dry_run=True)
    for _ in range(9):
        acting.make("fist")
    assert acting.control.state.why_off is SwitchedOffBy.BURST
    assert len(acting.control.take_outcomes()) == 5


def test_a_dry_run_shows_and_does_nothing(stage, tmp_path):
    acting = stage(touch(tmp_path / "trace"), dry_run=True)
    acting.make("fist")
    assert acting.outcome().dry_run
    assert acting.control.worker is None
    assert not (tmp_path / "trace").exists()


def test_nothing_acts_before_it_is_on_or_while_no_gesture_is_meant(stage, tmp_path):
    trace = tmp_path / "trace"
    acting = stage(touch(trace))
    acting.control.switch_off()
    acting.make("fist")
    acting.control.switch_on()
    acting.meant = False
    acting.make("fist")
    assert acting.control.state.waiting
    acting.meant = True
    acting.control.block("a question", True)
    acting.make("fist")
    acting.control.block("a question", False)
    assert acting.control.take_outcomes() == ()
    assert acting.control.pending == 0


def test_no_hand_in_view_switches_off_until_it_comes_back(stage):
    acting = stage(
        "[settings]\nno_hand_s = 0.3\n" + '[[everywhere.actions]]\ngesture = "fist"\nkeys = "a"\n', dry_run=True
    )
    hands, acting.hands = acting.hands, {}
    eventually(lambda: acting.control.state.why_off is SwitchedOffBy.NO_HAND)
    acting.hands = hands
    eventually(lambda: acting.control.state.on)


def test_a_failure_is_told_once_until_it_works_again(stage, tmp_path):
    there = tmp_path / "there"
    code = f"import os, sys; sys.exit(not os.path.exists({str(there)!r}))"
    acting = stage(f'[[everywhere.actions]]\ngesture = "fist"\nprogram = [\'{PYTHON}\', \'-c\', """{code}"""]\n')
    news = []
    for number in range(5):
        if number == 2:
            there.touch()
        elif number == 3:
            there.unlink()
        acting.make("fist")
        outcome = acting.outcome(number)
        news.append((outcome.ok, outcome.first_time))
    assert news == [(False, True), (False, False), (True, False), (False, True), (False, False)]


def test_a_program_that_takes_long_delays_no_other_action(stage, tmp_path):
    go_on = tmp_path / "go on"
    code = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.01)"
    command = f'[\'{PYTHON}\', \'-c\', """{code}"""]'
    slow = f'[[everywhere.actions]]\ngesture = "fist"\nprogram = {{ run = {command}, limit_s = 300 }}\n'
    acting = stage(slow + touch(tmp_path / "trace", "wave").replace(PYTHON, os.sys.executable))
    acting.make("fist")
    acting.make("wave")
    assert acting.outcome().gesture == "wave"
    go_on.touch()
    assert (acting.outcome(1).gesture, acting.outcome(1).ok) == ("fist", True)


def test_a_program_that_hangs_is_ended(stage):
    command = f"['{PYTHON}', '-c', 'import time; time.sleep(600)']"
    acting = stage(f'[[everywhere.actions]]\ngesture = "fist"\nprogram = {{ run = {command}, limit_s = 0.5 }}\n')
    acting.make("fist")
    assert "after 0.5 s" in acting.outcome().sentence


def test_a_worker_that_dies_is_started_again(stage, tmp_path):
    acting = stage(touch(tmp_path / "trace"))
    acting.make("fist")
    assert acting.outcome().ok
    first = acting.control.worker.pid
    os.kill(first, signal.SIGKILL)
    eventually(lambda: acting.control.worker is not None and acting.control.worker.pid != first)

    def again():
        acting.make("fist")
        acting.outcomes.extend(acting.control.take_outcomes())
        return sum(outcome.ok for outcome in acting.outcomes) > 1

    eventually(again)


@pytest.mark.parametrize("trouble", [signal.SIGKILL, signal.SIGSTOP])
def test_closing_beside_a_worker_in_trouble_leaves_no_process(stage, tmp_path, trouble):
    acting = stage(touch(tmp_path / "trace"))
    os.kill(acting.control.worker.pid, trouble)
    acting.close()
    no_process_left()


def test_approvals_of_nothing_allow_nothing():
    actions = actions_from('[[everywhere.actions]]\ngesture = "fist"\nkeys = "a"\n')
    assert len(Approvals().missing(actions)) == 1
