"""The worker process: performs actions, and ends what is held when signs of life stop to come."""

from __future__ import annotations

import logging
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic
from typing import NoReturn

from gesture_app.actions.action import INPUT_LANE, Action, Tools, as_holdable
from gesture_app.actions.input.choice import input_name, open_input
from gesture_app.actions.input.device import InputDevice
from gesture_app.actions.input.held_inputs import HeldInputs
from gesture_app.actions.templates import Values
from gesture_app.actions.worker.front_program import FrontProgramWatch
from gesture_app.actions.worker.guard_process import GuardProcess
from gesture_app.actions.worker.lanes import ActionLane, Job, LaneTools
from gesture_app.actions.worker.messages import (
    Alive,
    Beat,
    Begin,
    Close,
    Done,
    End,
    EndAll,
    HoldsEnded,
    Order,
    Perform,
    Report,
    WatchFront,
)
from gesture_app.core.errors import ActionError
from gesture_app.core.plain_text import PlainFormatter

log = logging.getLogger(__name__)

ALIVE_S = 0.7
"""seconds without a sign of life after which everything that is held ends"""
LATEST_S = 5.0
"""seconds after its event from which an action is no longer performed"""
GUARD_BEAT_S = 0.15
AT_ONCE = 50
"""orders that are taken before the next look at the time"""
ALIVE_EVERY_S = 1.0
INPUT_FAILED = 3
"""exit status after a failure of the input device while keys were held: the guard releases them"""


def run_worker(pipe: Connection, uses_input: bool) -> None:
    """Run the worker. This is the main function of its process.

    Args:
        pipe: to the program.
        uses_input: True to open keyboard and mouse at once, so that the first key does not wait.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the program, which then ends this process
    signal.signal(signal.SIGTERM, _end)
    log = logging.StreamHandler()
    log.setFormatter(PlainFormatter("%(levelname)s actions: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[log])
    worker = Worker(pipe)
    try:
        if uses_input:
            worker.open_input()
        worker.run()
    finally:
        worker.close()
    os._exit(0)  # threads may hang in a request


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


@dataclass(slots=True)
class _Hold:
    """What was begun and has not ended."""

    order: Begin
    next_at: float
    """time.monotonic() of the next repetition; infinite for what is held"""


class Worker:
    """Takes orders from a pipe. Keyboard and mouse are served by the thread that calls `run`, other lanes by theirs."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._sending = pipe, Lock()
        self._guard: GuardProcess | None = None
        self._inputs = HeldInputs(self._open_device, self._report_to_guard)
        self._input_tools = LaneTools(self._inputs)
        self._lanes: dict[str, ActionLane] = {}
        self._holds: dict[int, _Hold] = {}
        self._front = FrontProgramWatch(self._send)
        self._seen_at = monotonic()
        self._place = (0.5, 0.5)
        self._alive_at = self._guarded_at = 0.0

    def open_input(self) -> None:
        """Open keyboard and mouse, and start the guard. A failure is reported by the first action."""
        with suppress(ActionError):
            _ = self._inputs.device

    def run(self) -> None:
        """Take orders until the pipe ends, or until `Close`."""
        while True:
            pause = self._pause()
            for _ in range(AT_ONCE):  # signs of life that wait count before anything is ended for lack of them
                if not self._pipe.poll(pause):
                    break
                pause = 0.0
                try:
                    order: Order = self._pipe.recv()
                except (EOFError, OSError):
                    return
                if isinstance(order, Close):
                    return
                self._take(order)
            self._tick(monotonic())

    def close(self) -> None:
        """End everything."""
        self._end_all()
        with suppress(ActionError):  # the display is gone
            self._inputs.close()
        if self._guard is not None:
            self._guard.close()

    # ---- orders ----
    def _take(self, order: Order) -> None:
        if isinstance(order, Beat):
            self._seen_at, self._place = max(self._seen_at, order.seen_at), (order.x, order.y)
        elif isinstance(order, Perform):
            self._do(order.action, partial(self._perform, order), order.number)
        elif isinstance(order, Begin):
            self._begin(order)
        elif isinstance(order, End):
            self._end_hold(order.number)
        elif isinstance(order, EndAll):
            self._end_all()
        elif isinstance(order, WatchFront):
            self._front.switch(order.on)

    def _begin(self, order: Begin) -> None:
        self._seen_at = max(self._seen_at, order.asked_at)
        self._holds[order.number] = _Hold(order, monotonic() + order.every_s if order.every_s else float("inf"))
        if order.every_s:
            self._do(order.action, partial(self._perform, order), order.number)
        else:
            self._do(order.action, partial(self._begin_hold, order), order.number)

    def _end_hold(self, number: int) -> None:
        hold = self._holds.pop(number, None)
        if hold is None or hold.order.every_s:
            return
        holdable = as_holdable(hold.order.action)
        if holdable is not None:
            self._do(hold.order.action, partial(holdable.end, number), None)

    def _end_all(self) -> None:
        for number in tuple(self._holds):
            self._end_hold(number)
        self._run_input_job(lambda _: self._inputs.end_all() if self._inputs.holding else None, None)

    # ---- jobs ----
    def _do(self, action: Action, job: Job, number: int | None) -> None:
        if action.lane == INPUT_LANE:
            self._run_input_job(job, number)
            return
        lane = self._lanes.get(action.lane)
        if lane is None:
            lane = self._lanes[action.lane] = ActionLane(action.lane)
        if not lane.put(lambda tools: self._run_job(job, number, tools)) and number is not None:
            self._send(Done(number, monotonic(), "Too many actions wait for an answer.", "Is the server running?"))

    def _run_input_job(self, job: Job, number: int | None) -> None:
        if self._run_job(job, number, self._input_tools) or not self._inputs.holding:
            return
        log.error("keyboard and mouse have failed while keys were held")
        os._exit(INPUT_FAILED)

    def _run_job(self, job: Job, number: int | None, tools: Tools) -> bool:
        """Run a job and report it under its number, if it has one. Return False if it failed."""
        try:
            job(tools)
        except ActionError as error:
            sentence, hint = error.sentence, error.hint
        except Exception as error:
            log.exception("an action failed")
            sentence, hint = f"The action failed: {error}.", "The log has more."
        else:
            if number is not None:
                self._send(Done(number, monotonic()))
            return True
        if number is not None:
            self._holds.pop(number, None)  # what fails is not repeated
            self._send(Done(number, monotonic(), sentence, hint))
        return False

    def _perform(self, order: Perform | Begin, tools: Tools) -> None:
        if monotonic() - order.asked_at > LATEST_S:
            raise ActionError("It came too late, because earlier actions took long.", "Is the server running?")
        order.action.perform(order.values, tools)

    @staticmethod
    def _begin_hold(order: Begin, tools: Tools) -> None:
        holdable = as_holdable(order.action)
        if holdable is not None:
            holdable.begin(order.number, order.values, tools)

    # ---- time ----
    def _pause(self) -> float:
        """Return for how many seconds nothing is due."""
        now = monotonic()
        due = min((hold.next_at for hold in self._holds.values()), default=now + 1)
        longest = GUARD_BEAT_S if self._holds or self._inputs.holding else 0.5
        return max(0.0, min(due - now, longest))

    def _tick(self, now: float) -> None:
        if self._holds and now - self._seen_at > ALIVE_S:
            numbers = tuple(self._holds)
            self._end_all()
            self._send(HoldsEnded(numbers))
        for number, hold in tuple(self._holds.items()):
            if now >= hold.next_at:
                self._repeat(number, hold, now)
        if self._inputs.holding and self._guard is not None and now - self._guarded_at >= GUARD_BEAT_S:
            self._guarded_at = now
            self._guard.beat()
        if now - self._alive_at >= ALIVE_EVERY_S:
            self._alive_at = now
            self._send(Alive())

    def _repeat(self, number: int, hold: _Hold, now: float) -> None:
        every = hold.order.every_s
        hold.next_at = max(hold.next_at + every, now)
        lane = self._lanes.get(hold.order.action.lane)
        if lane is not None and lane.busy:
            return  # the last repetition has not been answered
        x, y = self._place
        values: Values = replace(hold.order.values, x=x, y=y)
        self._do(hold.order.action, partial(self._repeat_once, number, values), None)

    def _repeat_once(self, number: int, values: Values, tools: Tools) -> None:
        hold = self._holds.get(number)
        if hold is None:
            return
        try:
            hold.order.action.perform(values, tools)
        except ActionError as error:
            self._holds.pop(number, None)
            self._send(Done(number, monotonic(), error.sentence, error.hint))

    # ---- what the parts call ----
    def _open_device(self) -> InputDevice:
        name = input_name()
        device = open_input(name)
        if self._guard is None:
            self._guard = GuardProcess(name)
            self._guard.start()
        return device

    def _report_to_guard(self, line: str) -> None:
        if self._guard is not None:
            self._guard.report(line)

    def _send(self, report: Report) -> None:
        with self._sending, suppress(OSError, ValueError):  # the program has gone; the pipe ends the loop
            self._pipe.send(report)
