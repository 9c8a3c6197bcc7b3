"""Makes the model and the background recordings in `models/` again, with the program's own commands.

    python tools/make_demo_model.py

The drawn hand performs all its gestures as three different people, one of them left-handed. The script records the
takes, trains a model on them, and replaces models/starter and models/background. It needs about ten minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MODELS = Path(__file__).parents[1] / "models"
PEOPLE = (1, 2, 3)
TAKES = 5
IDLING_PEOPLE = (1, 2, 3, 4, 5, 6, 7)
IDLE_S = 40
GESTURES = (
    *("open_palm", "fist", "point", "two", "thumb_up", "thumb_down", "horns", "ok", "call", "pinch"),
    *("swipe_left", "swipe_right", "swipe_up", "swipe_down", "wave"),
    *("circle_clockwise", "circle_counterclockwise", "zoom_in", "zoom_out", "grab"),
)


def command(*arguments: str) -> None:
    """Run one of the program's commands; its remarks go to standard error."""
    subprocess.run([sys.executable, "-m", "gesture_app", *arguments], check=True, stdout=subprocess.DEVNULL)


def recordings(workspace: Path) -> Sequence[tuple[str, ...]]:
    """Return the record commands: every person, every gesture, and idling."""
    common = ("--workspace", str(workspace))
    commands: list[tuple[str, ...]] = []
    for seed in IDLING_PEOPLE:
        idle = ("record", "none", "--source", f"demo:idle:{IDLE_S}", "--takes", "99", "--seed", str(seed))
        commands.append((*idle, *common))
    for seed in PEOPLE:
        for gesture in GESTURES:
            show = ("record", gesture, "--source", f"demo:{gesture}*{TAKES}", "--takes", str(TAKES))
            commands.append((*show, "--seed", str(seed), *common))
    return commands


def main() -> None:
    """Record, train, and put the result in place only when all of it is there."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(lambda arguments: command(*arguments), recordings(workspace)))
        shutil.rmtree(MODELS / "background", ignore_errors=True)
        shutil.copytree(workspace / "recordings" / "none", MODELS / "background" / "none")
        command("train", "--only-mine", "--workspace", str(workspace))
        made = workspace / "models" / json.loads((workspace / "models" / "active.json").read_text())["model"]
        card = json.loads((made / "card.json").read_text(encoding="utf-8"))
        card["starter"] = card["labels"][1:]
        shutil.copyfile(made / "weights.safetensors", MODELS / "starter" / "weights.safetensors")
        (MODELS / "starter" / "card.json").write_text(f"{json.dumps(card, indent=2)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
