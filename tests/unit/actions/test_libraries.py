"""Libraries of actions: none is loaded before an action needs it."""

import subprocess
import sys

LIBRARIES = {"Xlib", "pynput", "evdev", "pythonosc", "mido", "rtmidi", "paho", "keyring", "httpx", "pywinctl"}


def test_no_library_is_loaded_before_an_action_needs_it():
    modules = "gesture_app.actions.kinds.registry, gesture_app.actions.worker.process, gesture_app.cli.doctor"
    code = f"import sys, {modules}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not LIBRARIES & set(loaded)
