"""The program's end of the worker process: a bounded queue in, reports out. Neither ever blocks the caller."""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from time import monotonic

from gesture_app.actions.worker.messages import Alive, Beat, Close, Order, Report
from gesture_app.actions.worker.process import run_worker

log = logging.getLogger(__name__)

WAITING = 256
"""orders that may wait for the worker; further ones are refused"""
BEAT_S = 0.1
LOOK_EVERY_S = 0.5
SILENT_S = 6.0
"""seconds without a report after which the worker hangs and is killed"""
MOST_STARTS = 4
STARTS_WITHIN_S = 60.0
CLOSING_S = 1.0
STARTING_S = 20.0
"""seconds that a process may take to start on a busy computer"""


class WorkerHandle:
    """Starts the worker, again if it dies, and passes messages. `on_report` and `on_death` come on its own thread.

    Args:
        uses_input: True if some action presses keys or buttons.
        on_report: called with each report.
        on_death: called when the worker has died; with True if it is not started again.
    """

    def __init__(self, uses_input: bool, on_report: Callable[[Report], None], on_death: Callable[[bool], None]) -> None:
        self._uses_input = uses_input
        self._on_report, self._on_death = on_report, on_death
        self._orders: queue.Queue[Order] = queue.Queue(WAITING)
        self._beat = Beat(float("-inf"), 0.5, 0.5)
        self._closing, self._ready = threading.Event(), threading.Event()
        self._sending = threading.Lock()
        self._starts: deque[float] = deque(maxlen=MOST_STARTS)
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._heard_at = 0.0
        self._threads: list[threading.Thread] = []

    @property
    def pid(self) -> int | None:
        """The number of the worker's process."""
        return self._process.pid if self._process is not None else None

    @property
    def ready(self) -> bool:
        """True once the worker has started and answers."""
        return self._ready.is_set()

    def start(self) -> None:
        """Start the worker without waiting for it."""
        for name, work in (("action orders", self._send_orders), ("action reports", self._read_reports)):
            self._threads.append(threading.Thread(target=work, name=name, daemon=True))
        self._threads[1].start()

    def put(self, order: Order) -> bool:
        """Send an order. Return False if too many wait, or if the worker is closed. Any thread."""
        if self._closing.is_set():
            return False
        try:
            self._orders.put_nowait(order)
        except queue.Full:
            return False
        return True

    def seen(self, at: float, x: float, y: float) -> None:
        """Note that a frame was processed, at time.monotonic(), with the hand at this place. Any thread."""
        self._beat = Beat(at, x, y)

    def close(self) -> None:
        """End the worker, which releases everything, and wait for it for a second at most."""
        self._closing.set()
        pipe, process = self._pipe, self._process
        if pipe is not None and process is not None:
            sender = threading.Thread(target=self._send, args=(pipe, Close()), daemon=True)
            sender.start()
            process.join(CLOSING_S)
            if process.is_alive():
                process.kill()  # the guard releases what it held
                process.join(CLOSING_S)

    # ---- threads ----
    def _read_reports(self) -> None:
        while not self._closing.is_set():
            if not self._start_process():
                self._closing.set()
                self._on_death(True)
                return
            self._read_until_death()
            if not self._closing.is_set():
                log.warning("the process that performs actions has ended and is started again")
                self._on_death(False)

    def _start_process(self) -> bool:
        now = monotonic()
        if len(self._starts) == MOST_STARTS and now - self._starts[0] < STARTS_WITHIN_S:
            return False
        self._starts.append(now)
        self._ready.clear()
        spawn = multiprocessing.get_context("spawn")  # a forked copy of a program with threads may hang
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=run_worker, args=(theirs, self._uses_input), name="actions", daemon=True)
        try:
            process.start()
        except OSError:
            return False
        finally:
            theirs.close()
        self._heard_at, self._process, self._pipe = monotonic() + STARTING_S, process, ours
        if self._closing.is_set():  # while it started
            process.kill()
        if self._threads[0].ident is None:
            self._threads[0].start()
        return True

    def _read_until_death(self) -> None:
        pipe = self._pipe
        assert pipe is not None
        while True:
            try:
                if not pipe.poll(LOOK_EVERY_S):
                    self._kill_if_silent()
                    continue
                report: Report = pipe.recv()
            except (EOFError, OSError):
                if self._process is not None and not self._closing.is_set():  # then `close` waits for it
                    self._process.join(CLOSING_S)
                return
            self._heard_at = max(self._heard_at, monotonic())
            self._ready.set()
            if not isinstance(report, Alive):
                self._on_report(report)

    def _send_orders(self) -> None:
        beaten = float("-inf")
        while not self._closing.is_set():
            pipe = self._pipe
            try:
                order: Order | None = self._orders.get(timeout=BEAT_S)
            except queue.Empty:
                order = None
            if pipe is None:
                continue
            if order is not None:
                self._send(pipe, order)
            now = monotonic()
            if now - beaten >= BEAT_S and self._beat.seen_at > float("-inf"):
                beaten = now
                self._send(pipe, self._beat)

    def _kill_if_silent(self) -> None:
        if monotonic() - self._heard_at > SILENT_S and self._process is not None:
            log.warning("the process that performs actions does not answer and is ended")
            self._process.kill()

    def _send(self, pipe: Connection, order: Order) -> None:
        try:
            with self._sending:
                pipe.send(order)
        except (OSError, ValueError):
            log.debug("an order was lost with its worker")
