"""The folder with recordings/ and models/: find it, prepare it, and see other programs that use it."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import platformdirs

import gesture_app
from gesture_app.core.errors import WorkspaceError
from gesture_app.storage.boundary import leads_out, links_out
from gesture_app.storage.files.atomic import disk_errors, sweep_temporary
from gesture_app.storage.files.locks import open_lock

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HAND_MODEL = "hand_landmarker.task"
_PROGRAMS = 16
"""at most this many programs on one workspace see each other"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a user's recordings and models lie."""

    root: Path
    swept: int = field(default=0, compare=False)
    """number of half-written files of killed programs that were deleted"""

    @property
    def is_usual(self) -> bool:
        """True if this is the folder that is used if none is given."""
        return self.root == platformdirs.user_data_path("gesture-app", appauthor=False).resolve()

    @property
    def recordings(self) -> Path:
        """The folder with a folder per gesture."""
        return self.root / "recordings"

    @property
    def models(self) -> Path:
        """The folder with a folder per model, and the choice of the model in use."""
        return self.root / "models"

    def links_out(self) -> tuple[Path, ...]:
        """Return the links that lead out of the recordings or models, which are left alone."""
        return tuple(links_out(self.recordings) + links_out(self.models))


def find_workspace(given: Path | None) -> Workspace:
    """Return the given workspace, or the current folder if it is one, or the user's data folder.

    Missing folders are made, and half-written files of killed programs are deleted.

    Raises:
        WorkspaceError: as `locate_workspace`.
    """
    return sweep_workspace(locate_workspace(given))


def locate_workspace(given: Path | None) -> Workspace:
    """Return the same workspace as `find_workspace`. Make missing folders and delete nothing, which takes no time.

    Raises:
        WorkspaceError: it is not a folder, is read-only, or its recordings or models are a link that leads out of it.
    """
    if given is not None:
        root = Path(given).expanduser()
    elif os.path.isdir("recordings") and os.path.isdir("models"):
        root = Path()
    else:
        root = platformdirs.user_data_path("gesture-app", appauthor=False)
    with disk_errors(WorkspaceError, f"The folder {root} cannot be used"):
        workspace = Workspace(root.resolve())
        for folder in (workspace.recordings, workspace.models):
            if leads_out(folder, workspace.root):
                raise WorkspaceError(
                    f"{folder} is a link that leads out of the workspace, and is left alone.",
                    "Move the folder it leads to here in place of the link, or keep the whole workspace over there and "
                    "name it with --workspace.",
                )
            folder.mkdir(parents=True, exist_ok=True)
            # the only check of permissions that is right on every system
            tempfile.TemporaryFile(dir=folder).close()
    return workspace


def sweep_workspace(workspace: Workspace) -> Workspace:
    """Delete half-written files of killed programs and return the workspace with their number.

    It looks at every file, which is slow with many takes.

    Raises:
        WorkspaceError: a folder cannot be read.
    """
    from gesture_app.storage.models.cleanup import sweep_half_written

    with disk_errors(WorkspaceError, f"The folder {workspace.root} cannot be used"):
        swept = sweep_temporary(workspace.recordings) + sweep_temporary(workspace.models)
        swept += sweep_half_written(workspace.models)
    return replace(workspace, swept=workspace.swept + swept)


def shipped_models_folder() -> Path:
    """Return the folder of the hand model and the starter: beside the package in a clone, inside it if installed."""
    package = Path(gesture_app.__file__).parent
    beside = package.parent / "models"
    return beside if (beside / HAND_MODEL).is_file() else package / "shipped_models"


class WorkspaceLock:
    """Shows if another running program uses the same workspace, and keeps no program out.

    Each program locks one byte of a file, and the system releases it even if the program is killed. filelock cannot
    do this: its locks know one holder, and admit or refuse. Two instances in one process do not see each other.

    Raises:
        WorkspaceError: the folder is read-only.
    """

    def __init__(self, workspace: Workspace) -> None:
        with disk_errors(WorkspaceError, f"The folder {workspace.root} cannot be used"):
            file = open_lock(workspace.recordings / ".in-use.lock")
        self._file = file
        """None if a link lies in its place: then no other program can be seen"""
        self._own = None if file is None else next((byte for byte in range(_PROGRAMS) if _lock(file, byte)), None)

    @property
    def taken_by_other(self) -> bool:
        """True if another program uses the workspace at this moment."""
        file = self._file
        return file is not None and any(not _is_free(file, byte) for byte in range(_PROGRAMS) if byte != self._own)

    def release(self) -> None:
        """Release the lock. It cannot be used afterwards."""
        if self._file is not None:
            os.close(self._file)

    def __enter__(self) -> WorkspaceLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _is_free(file: int, byte: int) -> bool:
    if not _lock(file, byte):
        return False
    _unlock(file, byte)
    return True


def _lock(file: int, byte: int) -> bool:
    """Lock a byte. Return True if this program holds it now."""
    try:
        _change_lock(file, byte, take=True)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a disk without locks: other programs cannot be seen there, which is no reason to fail
    return True


def _unlock(file: int, byte: int) -> None:
    with suppress(OSError):
        _change_lock(file, byte, take=False)


if sys.platform == "win32":

    def _change_lock(file: int, byte: int, take: bool) -> None:
        os.lseek(file, byte, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK if take else msvcrt.LK_UNLCK, 1)

else:

    def _change_lock(file: int, byte: int, take: bool) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB if take else fcntl.LOCK_UN, 1, byte)
