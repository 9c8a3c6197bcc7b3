"""The folder with recordings/ and models/: which one it is, whether it can be used, and who else is using it."""

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
from gesture_app.storage.files.atomic import disk_errors, open_lock, sweep_temporary
from gesture_app.storage.models.cleanup import sweep_half_written

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HAND_MODEL = "hand_landmarker.task"
_PROGRAMS = 16
"""more programs than this on one workspace are not told apart"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a user's recordings and models lie."""

    root: Path
    swept: int = field(default=0, compare=False)
    """how many half-written files of killed programs were found and deleted"""

    @property
    def recordings(self) -> Path:
        """One folder per gesture."""
        return self.root / "recordings"

    @property
    def models(self) -> Path:
        """One folder per model, and which of them is in use."""
        return self.root / "models"

    def links_out(self) -> tuple[Path, ...]:
        """Return the links that lead out of the recordings or models: they are left alone."""
        return tuple(links_out(self.recordings) + links_out(self.models))


def find_workspace(given: Path | None) -> Workspace:
    """The folder asked for, else the current one where it is a workspace, else the user's data folder.

    Makes what is missing and sweeps what killed programs left half written.

    Raises:
        WorkspaceError: it is not a folder, may not be written to, or its recordings or models are a link that leads
            out of it.
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
            # the only question about permissions that every system answers truly
            tempfile.TemporaryFile(dir=folder).close()
        swept = sweep_temporary(workspace.recordings) + sweep_temporary(workspace.models)
        swept += sweep_half_written(workspace.models)
    return replace(workspace, swept=swept)


def shipped_models_folder() -> Path:
    """Where the hand model and the demo's model lie: in a clone beside the package, when installed inside it."""
    package = Path(gesture_app.__file__).parent
    beside = package.parent / "models"
    return beside if (beside / HAND_MODEL).is_file() else package / "shipped_models"


class WorkspaceLock:
    """Tells whether another running program uses the same workspace; never keeps it from doing so.

    Every program holds one byte of a file locked; the system lets go of it even when the program is killed.
    Used by one process at a time: two of these in one process do not see each other.

    Raises:
        WorkspaceError: the folder may not be written to.
    """

    def __init__(self, workspace: Workspace) -> None:
        with disk_errors(WorkspaceError, f"The folder {workspace.root} cannot be used"):
            file = open_lock(workspace.recordings / ".in-use.lock")
        self._file = file
        """None where a link lies in its place: then nobody can be seen"""
        self._own = None if file is None else next((byte for byte in range(_PROGRAMS) if _lock(file, byte)), None)

    @property
    def taken_by_other(self) -> bool:
        """Whether another program is using the workspace at this moment."""
        file = self._file
        return file is not None and any(not _is_free(file, byte) for byte in range(_PROGRAMS) if byte != self._own)

    def release(self) -> None:
        """No longer using it; the lock cannot be asked afterwards."""
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
    """Whether the byte is now ours."""
    try:
        _change_lock(file, byte, take=True)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a disk without locks: nobody can be seen there, which is no reason not to work
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
