"""One of two processes that train together on made-up takes: leaves its weights, the first the model as well."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from safetensors.torch import save_file

from gesture_app.core.training.options import Computing, TrainingOptions
from gesture_app.jobs.training import shipped_background, shipped_trunk
from gesture_app.learning import training
from gesture_app.learning.distributed import join
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.recogniser import weights_of
from tests.made_up_takes import takes

OPTIONS = TrainingOptions(epochs=12, computing=Computing("cpu", devices=2))
fitted: list[GestureNetwork] = []


class Seen(GestureNetwork):
    """Can be looked at in a process that has no last word."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        fitted.append(self)


def main(folder: Path) -> None:
    """Train, and leave what came of it."""
    training.GestureNetwork = Seen  # type: ignore[misc]
    processes = join(OPTIONS.computing)
    *_, last = training.learn(takes(), shipped_background(), OPTIONS, shipped_trunk(), (), processes)
    save_file({name: weights.data for name, weights in fitted[0].named_parameters()}, folder / str(processes.rank))
    if isinstance(last, training.Learned):
        card = last.card("two", "", "", OPTIONS)
        (folder / "weights").write_bytes(weights_of(last.network))
        (folder / "card.json").write_text(json.dumps(card.to_json()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
