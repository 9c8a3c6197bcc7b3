"""What the program writes belongs to its user alone, whatever the umask is, unless the settings share it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders of a user are private there")


def modes_after(tmp_path, umask, settings=""):
    """Return the permissions of everything that a recording makes, files apart from folders."""
    config = tmp_path / "config"
    (config / "gesture-app").mkdir(parents=True)
    (config / "gesture-app" / "settings.toml").write_text(settings)
    command = [sys.executable, "-m", "gesture_app", "record", "fist", "--source", "demo:fist", "--takes", "1"]
    subprocess.run(
        [*command, "--workspace", str(tmp_path / "w")],
        env={**os.environ, "XDG_CONFIG_HOME": str(config), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        umask=umask,
        check=True,
        capture_output=True,
    )
    made = [tmp_path / "w", *(tmp_path / "w").rglob("*"), *(tmp_path / "cache").rglob("*")]
    files = {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()}
    return files, {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()}


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_files_and_folders_are_private(tmp_path, umask):
    assert modes_after(tmp_path, umask) == ({0o600}, {0o700})


def test_a_shared_workspace_is_open_to_the_group_and_nobody_else(tmp_path):
    files, folders = modes_after(tmp_path, 0o077, "shared_files = true\n")
    assert {mode & 0o007 for mode in files | folders} == {0}
    assert 0o660 in files
    assert 0o770 in folders


def test_half_written_settings_are_swept(tmp_path):
    config = tmp_path / "config" / "gesture-app"
    config.mkdir(parents=True)
    (config / ".settings.toml.0a1b2c3d.tmp").write_text("half")
    command = [sys.executable, "-m", "gesture_app", "gestures", "--workspace", str(tmp_path / "w")]
    subprocess.run(command, env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")}, check=True)
    assert list(config.iterdir()) == []
