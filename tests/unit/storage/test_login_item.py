"""The entry that starts the program with the login, as the desktop reads it."""

import configparser
import shlex
import sys

import pytest

from gesture_app.storage.login_item import LoginItem, desktop_entry, start_command


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are Linux's")
def test_the_entry_comes_and_goes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    item = LoginItem(start_command(tmp_path / "my work"))
    assert not item.is_on()
    item.switch(True)
    assert item.is_on()
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    read.read(tmp_path / "autostart" / "gesture-app.desktop")
    command = shlex.split(read["Desktop Entry"]["Exec"])
    assert command == [sys.executable, "-m", "gesture_app", "--tray", "--workspace", str(tmp_path / "my work")]
    item.switch(False)
    assert not item.is_on()
    item.switch(False)


def test_signs_with_a_meaning_are_quoted():
    assert '"/a b/\\\\$x/50%%"' in desktop_entry(["/bin/x", "/a b/$x/50%"])
