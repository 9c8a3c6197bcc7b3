"""Runs a program as its command does, and ends it when it reaches a milestone: prints the time and the processor time.

    python -m benchmarks.start_probe "first picture" MODULE ARGUMENT …

It waits for the import of the module with the view and changes nothing before.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from time import monotonic, process_time
from types import ModuleType

VIEWS = {
    "gesture_app.gui.window.camera_view": "CameraView",
    "benchmarks.bare_window": "BareView",
}


class ViewFinder(MetaPathFinder):
    """Lets the view of a module report its first picture as soon as the module is imported."""

    def __init__(self, milestone: str) -> None:
        self._milestone = milestone

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in VIEWS:
            return None
        spec = PathFinder.find_spec(fullname, path)
        assert spec is not None
        assert spec.loader is not None
        loader, run = spec.loader, spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            watch(getattr(module, VIEWS[fullname]), self._milestone)

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def watch(view: type, milestone: str) -> None:
    """End the program after the painting that reaches the milestone."""
    paint = view.paintEvent  # type: ignore[attr-defined]
    show = getattr(view, "show_snapshot", None)
    recognises = False

    def painted(self: object, event: object) -> None:
        paint(self, event)
        if milestone == "model" and not recognises:
            return
        if getattr(self, "_frame", None) is not None or hasattr(self, "_image"):
            print(f"[{monotonic()}, {process_time()}]", flush=True)
            os._exit(0)

    def show_snapshot(self: object, snapshot: object) -> None:
        nonlocal recognises
        recognises = snapshot.card is not None  # type: ignore[attr-defined]
        assert show is not None
        show(self, snapshot)

    view.paintEvent = painted  # type: ignore[attr-defined]
    if show is not None:
        view.show_snapshot = show_snapshot  # type: ignore[attr-defined]


def main() -> None:
    """Run the program that the arguments name."""
    milestone, module, *arguments = sys.argv[1:]
    sys.meta_path.insert(0, ViewFinder(milestone))
    sys.argv = [module, *arguments]
    importlib.import_module(module).main()


if __name__ == "__main__":
    main()
