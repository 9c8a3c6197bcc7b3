"""`gesture-app doctor`: check everything that the program needs."""

from __future__ import annotations

import ctypes.util
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from rich.markup import escape

from gesture_app.cli.action_findings import action_findings
from gesture_app.cli.finding import Finding
from gesture_app.cli.output import console
from gesture_app.cli.workspace import model_store
from gesture_app.core.errors import GestureAppError
from gesture_app.gui.window.display_check import display_trouble
from gesture_app.storage.boundary import LINK_HINT, left_alone_sentence
from gesture_app.storage.startup_check import check_workspace, half_written_sentence
from gesture_app.storage.workspace import HAND_MODEL, Workspace, find_workspace, shipped_models_folder
from gesture_app.vision.hand_tracker import HAND_MODEL_SHA256, hand_model_checksum

LEAST_PYTHON = (3, 11)
_REQUIREMENT = re.compile(r"([\w.\-]+)==([\w.\-+]+)")


def examine(workspace: Path | None) -> int:
    """Print every finding. Return the exit status, which is 1 if something needs repair."""
    failed = False
    for finding in _findings(workspace):
        failed |= not finding.ok
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        console().print(f"{mark} {finding.what:12} {escape(finding.found)}", soft_wrap=True)
        if finding.remedy:
            console().print(f"  {'':12} [yellow]{escape(finding.remedy)}[/]", soft_wrap=True)
    return int(failed)


def _findings(workspace: Path | None) -> Iterator[Finding]:
    yield Finding(
        "Python",
        f"{platform.python_version()} on {platform.platform()}",
        sys.version_info >= LEAST_PYTHON,
        "" if sys.version_info >= LEAST_PYTHON else "Install Python 3.11 or newer.",
    )
    yield from _dependencies()
    yield _cameras()
    trouble = display_trouble()
    yield Finding("display", trouble or "a window can be opened", trouble is None)
    yield _sound()
    yield from action_findings()
    yield _hand_model()
    try:
        yield from _workspace(find_workspace(workspace))
    except GestureAppError as error:
        yield Finding("workspace", error.sentence, False, error.hint)


def _cameras() -> Finding:
    try:
        from gesture_app.vision.webcam import list_webcams  # OpenCV needs libraries of the system
    except ImportError as error:
        return Finding("cameras", f"OpenCV cannot be loaded: {error}", False, "sudo apt install libgl1 libglib2.0-0")
    names = ", ".join(f"{webcam.number}: {webcam.name}" for webcam in list_webcams())
    return Finding("cameras", names or "none found; use the drawn hand (source: demo)")


def _dependencies() -> Iterator[Finding]:
    for requirement in requires("gesture-app") or ():
        pinned = _REQUIREMENT.match(requirement)
        if pinned is None or "extra ==" in requirement:
            continue
        name, wanted = pinned.groups()
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding(name, "missing", False, f"pip install {name}=={wanted}")
            continue
        same = found.partition("+")[0] == wanted
        yield Finding(name, found, same, "" if same else f"Tested with {wanted}: pip install {name}=={wanted}")


def _sound() -> Finding:
    if sys.platform.startswith("linux") and ctypes.util.find_library("portaudio") is None:
        return Finding(
            "sound", "PortAudio is missing, so there are only plain beeps", remedy="sudo apt install libportaudio2"
        )
    return Finding("sound", "soft sounds while recording")


def _hand_model() -> Finding:
    path = shipped_models_folder() / HAND_MODEL
    remedy = "Make it again: python tools/make_hand_landmarker.py"
    try:
        checksum = hand_model_checksum(path)
    except OSError as error:
        return Finding("hand model", f"{path}: {error.strerror}", False, remedy)
    if checksum != HAND_MODEL_SHA256:
        return Finding("hand model", f"{path} has the wrong checksum {checksum[:12]}…", False, remedy)
    return Finding("hand model", f"{path}, SHA-256 {checksum[:12]}… is correct")


def _workspace(workspace: Workspace) -> Iterator[Finding]:
    yield Finding("workspace", str(workspace.root))
    store = model_store(workspace)
    active, unusable = store.active(), store.unusable()
    yield Finding(
        "models",
        f"{len(store.cards())}, in use: {active or 'none'}" + "".join(f"; {model.sentence}" for model in unusable),
        active is not None,
        "" if active else "Train one: gesture-app train",
    )
    found = check_workspace(workspace, repair=False)
    yield Finding("recordings", f"{found.takes} of {found.gestures} gestures; in the bin: {found.binned}")
    for damaged in found.unusable:
        yield Finding(
            "recordings", damaged.sentence, False, "The next start of the window sets it aside if it is damaged."
        )
    for link in found.links_out:
        sentence = left_alone_sentence(link, workspace.root)
        yield Finding("links", sentence, False, LINK_HINT)
    if found.half_written:
        yield Finding("recordings", half_written_sentence(found.half_written))
    if found.rejoined:
        remedy = "The next start of the window moves them beside their takes."
        yield Finding("recordings", f"clips apart from their takes: {found.rejoined}", False, remedy)
    for clip in found.clips_without_take:
        yield Finding("recordings", f"a clip without a take: {clip}", False, "Delete it if you do not need it.")
