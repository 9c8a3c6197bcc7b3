"""Which folder is used, whether it can be, and who else uses it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gesture_app.core.errors import WorkspaceError
from gesture_app.storage.files.atomic import STALE_AFTER_S
from gesture_app.storage.workspace import HAND_MODEL, Workspace, WorkspaceLock, find_workspace, shipped_models_folder


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    folder = tmp_path / "of the user"
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: folder)
    return folder


def test_a_given_folder_wins_and_is_made(tmp_path, user_folder):
    workspace = find_workspace(tmp_path / "new" / "one")
    assert workspace == Workspace(tmp_path / "new" / "one")
    assert workspace.recordings.is_dir()
    assert workspace.models.is_dir()
    assert not user_folder.exists()


def test_the_current_folder_counts_only_with_both_folders(tmp_path, user_folder, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recordings").mkdir()
    assert find_workspace(None).root == user_folder
    (tmp_path / "models").mkdir()
    assert find_workspace(None).root == tmp_path


def test_a_file_is_no_workspace(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(WorkspaceError, match="not a folder"):
        find_workspace(file)
    with pytest.raises(WorkspaceError, match="not a folder"):
        find_workspace(file / "below")


def test_a_folder_without_write_permission_is_said_at_start(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(WorkspaceError, match="no permission") as caught:
        find_workspace(tmp_path)
    assert str(tmp_path) in caught.value.sentence


def test_what_a_killed_program_left_half_written_is_swept_at_start(tmp_path):
    half = find_workspace(tmp_path).recordings / "wave" / ".take.npz.0123abcd.tmp"
    half.parent.mkdir()
    half.write_bytes(b"half")
    os.utime(half, (time.time() - 2 * STALE_AFTER_S,) * 2)
    find_workspace(tmp_path)
    assert not half.exists()


def test_the_shipped_models_hold_the_hand_model():
    assert (shipped_models_folder() / HAND_MODEL).is_file()


def _other_program(root: Path) -> subprocess.Popen[str]:
    program = f"""
from pathlib import Path
from gesture_app.storage.workspace import Workspace, WorkspaceLock
with WorkspaceLock(Workspace(Path({str(root)!r}))) as lock:
    print(lock.taken_by_other, flush=True)
    input()
"""
    return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_programs_see_each_other_until_one_is_killed(tmp_path):
    workspace = find_workspace(tmp_path)
    with WorkspaceLock(workspace) as lock:
        assert not lock.taken_by_other
        with _other_program(tmp_path) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            assert lock.taken_by_other
            other.kill()
        assert not lock.taken_by_other
    with WorkspaceLock(workspace) as lock:
        assert not lock.taken_by_other


def test_a_third_program_sees_the_second_when_the_first_has_gone(tmp_path):
    workspace = find_workspace(tmp_path)
    with _other_program(tmp_path) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with WorkspaceLock(workspace):
            first.kill()
            first.wait()
            with _other_program(tmp_path) as third:
                assert third.stdout is not None
                assert third.stdout.readline() == "True\n"
                third.kill()
