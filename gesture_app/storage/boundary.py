"""The rule on links in a folder that may come from a stranger: a link that leads out is named and left alone.

Such a link is never followed, moved, replaced or deleted. A link that stays inside the folder works like what it
leads to, and the folder itself may be reached through links: the user named it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gesture_app.core.errors import GestureAppError

LINK_HINT = "Delete the link, or put what it leads to in its place."

_JUNCTION = 0xA0000003
"""the tag of a Windows junction in `st_reparse_tag`"""


def leads_out(path: Path, folder: Path) -> bool:
    """True if `path`, followed through every link on its way, lies outside `folder`, or nowhere (links in a circle).

    What does not exist yet is judged by the place where it would be made.
    """
    end, root = (os.path.normcase(os.path.realpath(place)) for place in (path, folder))
    if os.path.islink(end):  # a circle: no system can follow it
        return True
    return end != root and not end.startswith(os.path.join(root, ""))


def links_out(folder: Path, within: Path | None = None) -> list[Path]:
    """Return every link at and below `folder` that leads out of `within` (else out of `folder`), sorted.

    Folders that cannot be read are passed over.
    """
    root = folder if within is None else within
    if within is not None and leads_out(folder, within):
        return [folder]
    return sorted(path for path in _links_below(folder) if leads_out(path, root))


def require_inside(path: Path, folder: Path, kind: type[GestureAppError]) -> None:
    """Refuse to work on a path that leads out of `folder`.

    Raises:
        kind: it does; the sentence names it.
    """
    if leads_out(path, folder):
        raise kind(left_alone_sentence(path, folder), LINK_HINT)


def require_no_links_out(folder: Path, within: Path, kind: type[GestureAppError]) -> None:
    """Refuse to work on a folder that is or holds a link that leads out of `within`.

    Raises:
        kind: it is or does; the sentence names the first such link.
    """
    for link in links_out(folder, within):
        raise kind(left_alone_sentence(link, within), LINK_HINT)


def left_alone_sentence(path: Path, folder: Path) -> str:
    """Return the sentence that names a path that leads out of `folder`."""
    link = path
    while not _is_link(link) and link not in (folder, link.parent):
        link = link.parent
    name = link.relative_to(folder.parent) if link.is_relative_to(folder.parent) else link
    return f"{name} is a link that leads out of {folder.name}, and is left alone."


def is_ordinary(path: Path) -> bool:
    """True if there is a file at the path itself: no link, folder, pipe or device."""
    with suppress(OSError):
        return stat.S_ISREG(os.lstat(path).st_mode)
    return False


def _links_below(folder: Path) -> Iterator[Path]:
    """Yield all links below a folder, without entering any, so that no circle of links is walked twice."""
    folders = [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if _is_link(Path(entry.path)) if os.name == "nt" else entry.is_symlink():
                    yield Path(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))


def _is_link(path: Path) -> bool:
    """True for links, and for Windows' junctions, which Python does not call links."""
    with suppress(OSError):
        status = os.lstat(path)
        return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION
    return False
