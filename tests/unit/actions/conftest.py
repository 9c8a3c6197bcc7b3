"""A real X server with a window that listens, and what the tests of actions share."""

import os
import shutil
import subprocess
import threading
from time import monotonic

import pytest

from gesture_app.actions.approval import Approvals
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.control import ActionControl
from gesture_app.core.prediction import Event, GestureEnd
from tests.fakes import a_hand, tracked
from tests.waiting import eventually

XVFB = shutil.which("Xvfb")


@pytest.fixture(scope="session")
def x_server():
    """The name of a display of our own."""
    if XVFB is None:
        pytest.skip("Xvfb is not installed: apt install xvfb")
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        [XVFB, "-displayfd", str(theirs), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=(theirs,),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(30)


@pytest.fixture
def x_display(x_server, monkeypatch):
    """DISPLAY, for this process and all that it starts."""
    monkeypatch.setenv("DISPLAY", x_server)
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return x_server


class KeyWindow:
    """A window with the keyboard's focus. It notes keys and buttons as a program gets them from the X server."""

    def __init__(self, display_name):
        from Xlib import XK, X, display

        XK.load_keysym_group("xf86")
        self._x, self._display = X, display.Display(display_name)
        screen = self._display.screen()
        mask = X.KeyPressMask | X.KeyReleaseMask | X.ButtonPressMask | X.ButtonReleaseMask
        self._window = screen.root.create_window(0, 0, 640, 480, 0, screen.root_depth, event_mask=mask)
        self._window.map()
        self._display.sync()
        self._display.set_input_focus(self._window, X.RevertToParent, X.CurrentTime)
        self._window.warp_pointer(100, 100)
        self._display.sync()
        self._names = {value: name[3:] for name, value in vars(XK).items() if name.startswith("XK_")}
        self.events = []
        self.times = []
        """time.monotonic() of each event"""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        from Xlib.error import ConnectionClosedError

        x = self._x
        words = {x.KeyPress: "press", x.KeyRelease: "release", x.ButtonPress: "press", x.ButtonRelease: "release"}
        while True:
            try:
                event = self._display.next_event()
            except (OSError, ConnectionClosedError):  # the server has ended
                return
            if event.type == x.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
            if event.type not in words or getattr(event, "send_event", False):
                continue
            self.times.append(monotonic())
            self.events.append((words[event.type], self._name(event)))

    def _name(self, event):
        if event.type in (self._x.ButtonPress, self._x.ButtonRelease):
            return f"button {event.detail}"
        keysym = self._display.keycode_to_keysym(event.detail, 1 if event.state & self._x.ShiftMask else 0)
        name = self._names.get(keysym, "")
        return name if name else chr(keysym & 0xFFFFFF)

    def name(self, program, title):
        """Name the program and the window, as programs do."""
        self._window.set_wm_class(program, program)
        self._window.change_text_property(
            self._display.intern_atom("_NET_WM_NAME"), self._display.intern_atom("UTF8_STRING"), title
        )
        self._display.sync()

    def bring_to_front(self):
        """Tell others that this window is in front, as window managers do."""
        root, property_ = self._display.screen().root, self._display.intern_atom("_NET_ACTIVE_WINDOW")
        root.change_property(property_, self._display.intern_atom("WINDOW"), 32, [self._window.id])
        self._display.sync()

    @property
    def pressed(self):
        return [name for what, name in self.events if what == "press"]

    def down(self):
        """The keys and buttons that the X server holds down now, whatever was noted."""
        from Xlib import display

        asked = display.Display(self._display.get_display_name())
        bits = asked.query_keymap()
        keys = [code for code in range(256) if bits[code // 8] >> (code % 8) & 1]
        mask = asked.screen().root.query_pointer().mask & 0x1F00
        asked.close()
        return keys, mask


@pytest.fixture
def window(x_display):
    return KeyWindow(x_display)


def actions_from(text):
    """The actions of a text without mistakes."""
    read = read_actions(text)
    assert read.mistakes == ()
    return read.actions


def all_approved(actions):
    return Approvals().with_approved((binding for _, binding in actions.all_bindings()), "2026-01-01T00:00:00+00:00")


class Stage:
    """Actions that are on, and gestures made at will. Frames come as from a camera until `silence`."""

    def __init__(self, text, approved=True, **options):
        actions = actions_from(text)
        self.control = ActionControl(actions, all_approved(actions) if approved else Approvals(), **options)
        self.began = monotonic()
        self.outcomes = []
        self._silent = threading.Event()
        self._camera = threading.Thread(target=self._frames, daemon=True)
        self.hands = {"right": a_hand()}
        self.meant = True

    def start(self):
        self.control.switch_on()
        eventually(lambda: self.control.worker is None or self.control.worker.ready)
        self._camera.start()
        return self

    @property
    def now(self):
        return monotonic() - self.began

    def _frames(self):
        while not self._silent.wait(1 / 30):
            self.control.receive((), tracked(self.now, **self.hands), self.meant)

    def silence(self):
        """Let no frames come any more."""
        self._silent.set()

    def make(self, gesture, hand=None):
        event = Event(self.now, self.now, gesture, 0.9, hand)
        self.control.receive((event,), tracked(self.now, **self.hands), self.meant)
        return event

    def end(self, event):
        self.control.receive((GestureEnd(self.now, event),), tracked(self.now, **self.hands), self.meant)

    def outcome(self, number=0):
        """Wait for an outcome, counted from 0."""

        def look():
            self.outcomes.extend(self.control.take_outcomes())
            return len(self.outcomes) > number

        eventually(look)
        return self.outcomes[number]

    def close(self):
        self.silence()
        self.control.close()


@pytest.fixture
def stage():
    """Make a stage of a text; it is closed at the end."""
    stages = []

    def make(text, **options):
        stages.append(Stage(text, **options))
        return stages[-1].start()

    yield make
    for one in stages:
        one.close()
