"""Measures actions that press keys: from an event to the X server's key press, and to the release after a kill.

    python benchmarks/action_latency.py [--events 1000] [--rate 10] [--frames 30] [--kills 5]

It needs Xvfb. A display of its own has one window, and a process that notes each key with the system's monotonic clock.
The program recognises the drawn hand meanwhile, at so many frames a second, with actions and without. Events are given
to the actions as the live thread does. Each event types the next of ten digits, so a lost or doubled one is seen.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic, sleep

import numpy as np

from gesture_app.actions.approval import Approvals
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.control import ActionControl
from gesture_app.cli.workspace import running_model
from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event
from gesture_app.live.pipeline import RecognitionPipeline
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.workspace import find_workspace

DIGITS = "0123456789"
SCRIPT = "demo:fist,swipe_left"
SETTLE_S = 2.0
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Press:
    """A key as a window got it."""

    at: float
    """time.monotonic()"""
    key: str
    down: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What one run brought."""

    frames: int
    given: tuple[float, ...]
    """time.monotonic() of each event"""
    presses: tuple[Press, ...]


@contextmanager
def x_server() -> Iterator[str]:
    """Start a display and set DISPLAY. Yields its name."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(theirs,), stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as numbers:
        name = f":{numbers.readline().strip()}"
    os.environ |= {"DISPLAY": name, "XDG_SESSION_TYPE": "x11"}
    os.environ.pop("WAYLAND_DISPLAY", None)
    try:
        yield name
    finally:
        server.terminate()
        server.wait()


def note_keys(pipe: Connection) -> None:
    """Show a window with the keyboard's focus, and send each key. Runs in a process of its own."""
    from Xlib import XK, X, display

    shown = display.Display()
    screen = shown.screen()
    mask = X.KeyPressMask | X.KeyReleaseMask
    window = screen.root.create_window(0, 0, 640, 480, 0, screen.root_depth, event_mask=mask)
    window.map()
    shown.sync()
    shown.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOff)  # a key that is held is one press
    shown.set_input_focus(window, X.RevertToParent, X.CurrentTime)
    shown.sync()
    pipe.send(None)
    noted: queue.SimpleQueue[Press] = queue.SimpleQueue()  # the pipe may be full, which must delay no note
    threading.Thread(target=_send_all, args=(pipe, noted), daemon=True).start()
    while True:
        event = shown.next_event()
        at = monotonic()
        if event.type in (X.KeyPress, X.KeyRelease):
            name = XK.keysym_to_string(shown.keycode_to_keysym(event.detail, 0)) or ""
            noted.put(Press(at, name, event.type == X.KeyPress))


def _send_all(pipe: Connection, noted: queue.SimpleQueue[Press]) -> None:
    while True:
        pipe.send(noted.get())


@contextmanager
def listener() -> Iterator[Connection]:
    """Start the process that notes keys. Yields the pipe that they come from."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=note_keys, args=(theirs,), daemon=True)
    process.start()
    ours.recv()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def actions_on(text: str) -> ActionControl:
    """Return actions that are approved and on."""
    actions = read_actions(text).actions
    approved = Approvals().with_approved((binding for _, binding in actions.all_bindings()), "")
    control = ActionControl(actions, approved)
    control.switch_on()
    return control


def drawn_frames() -> list[Frame]:
    """Return the frames of the drawn hand, drawn in advance."""
    camera = open_source(SCRIPT)
    camera.open()
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    camera.close()
    return frames


def recognise(
    pictures: Sequence[Frame], seconds: float, fps: float, rate: float, control: ActionControl | None, keys: Connection
) -> Run:
    """Recognise for so many seconds. With actions, give them `rate` events a second. A late frame is dropped."""
    tracker = hand_tracker()
    pipeline = RecognitionPipeline(tracker, running_model(find_workspace(None), None))
    began, frames = monotonic(), 0
    given: list[float] = []
    while (now := monotonic() - began) < seconds:
        number = int(now * fps)
        time = number / fps
        picture = pictures[number % len(pictures)]
        result = pipeline.process(Frame(picture.image, time, monotonic()))
        frames += 1
        if control is not None:
            due = len(given) < round(now * rate)
            event = Event(time, time, f"digit_{DIGITS[len(given) % 10]}", 0.9)
            if due:
                given.append(monotonic())
            control.receive((event,) if due else (), result.tracked, True)
        sleep(max(0.0, (number + 1) / fps - (monotonic() - began)))
    tracker.close()
    presses: list[Press] = []
    while keys.poll(SETTLE_S if len(presses) >= 2 * len(given) else PATIENCE_S):
        presses.append(keys.recv())
    return Run(frames, tuple(given), tuple(presses))


def give_frames(control: ActionControl, ending: threading.Event) -> None:
    """Give frames without hands as a camera does, until the end. Without them, what is held is released."""
    while not ending.wait(1 / 30):
        control.receive((), TrackedFrame.without_hands(0.0, (640, 480)), True)


def release_s(keys: Connection) -> float:
    """Kill the worker while it holds a key, and return the seconds to its release."""
    control = actions_on('[[everywhere.actions]]\ngesture = "fist"\nkeys = "w"\nwhen = "held"\n')
    sleep(SETTLE_S)  # the worker starts
    ending = threading.Event()
    threading.Thread(target=give_frames, args=(control, ending), daemon=True).start()
    control.receive((Event(0.0, 0.0, "fist", 0.9),), None, True)
    if not keys.poll(PATIENCE_S) or control.worker is None or control.worker.pid is None:
        raise RuntimeError(f"the key was not pressed: {control.log()}")
    pressed = keys.recv()
    if not pressed.down:
        raise RuntimeError(f"another key was released: {pressed}")
    killed = monotonic()
    os.kill(control.worker.pid, signal.SIGKILL)
    if not keys.poll(PATIENCE_S):
        raise RuntimeError("the key was not released")
    released = keys.recv().at
    ending.set()
    control.close()
    return float(released - killed)


def delays_ms(run: Run) -> tuple[np.ndarray, int, int]:
    """Return the delay of each event, and the numbers of lost and of doubled keys."""
    downs = [press for press in run.presses if press.down]
    expected = [DIGITS[number % 10] for number in range(len(run.given))]
    if [press.key for press in downs] != expected:
        return np.array([np.nan]), max(0, len(expected) - len(downs)), max(0, len(downs) - len(expected))
    return 1000 * (np.array([press.at for press in downs]) - np.array(run.given)), 0, 0


def main() -> None:
    """Print the delays, the frames with and without actions, and the time to the release after a kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=10.0, help="events a second")
    parser.add_argument("--frames", type=float, default=30.0, help="frames a second")
    parser.add_argument("--kills", type=int, default=5)
    arguments = parser.parse_args()
    seconds = arguments.events / arguments.rate + 0.5 / arguments.rate
    text = "[settings]\nburst = 500\n" + "".join(
        f'[[everywhere.actions]]\ngesture = "digit_{digit}"\nkeys = "{digit}"\n' for digit in DIGITS
    )
    pictures = drawn_frames()
    with x_server(), listener() as keys:
        without = recognise(pictures, seconds, arguments.frames, arguments.rate, None, keys)
        control = actions_on(text)
        sleep(SETTLE_S)  # the worker starts
        acting = recognise(pictures, seconds, arguments.frames, arguments.rate, control, keys)
        control.close()
        delays, lost, doubled = delays_ms(acting)
        print(f"{len(acting.given)} events, {lost} lost, {doubled} doubled")
        median, high, most = np.median(delays), np.percentile(delays, 95), delays.max()
        print(f"event → key press: median {median:.1f} ms, 95 % {high:.1f} ms, longest {most:.1f} ms")
        print(f"frames: {without.frames} without actions, {acting.frames} with", flush=True)
        releases = [release_s(keys) for _ in range(arguments.kills)]
    if releases:
        print(f"kill → release: longest of {len(releases)} {1000 * max(releases):.0f} ms")


if __name__ == "__main__":
    main()
