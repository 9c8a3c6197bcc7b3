"""Makes the comparison of RNN, GRU and LSTM that comes with the program, on takes of the drawn hand.

    python tools/make_gradient_reach.py [--runs 5]

Each run trains the three cells from other random weights on the same takes. The curves are those of the first run. The
share of test takes that are classified correctly is kept of all runs. It takes about ten seconds a run.
"""

from __future__ import annotations

import argparse
import sys
import time

import torch

from gesture_app.core.inspection.gradient_reach import CellReach, GradientReach, ShippedReach
from gesture_app.jobs.gradient_reach import drawn_reach_takes, reach_result
from gesture_app.learning.inspection.gradient_reach import WAIT_S, measure
from gesture_app.storage.models.shipped_reach import REACH_FILE, write_shipped_reach
from gesture_app.storage.workspace import shipped_models_folder

RUNS = 5


def one_run(seed: int) -> GradientReach:
    """Train and measure the three cells once."""
    began, takes = time.perf_counter(), drawn_reach_takes()
    cells = tuple(news for news in measure(takes, WAIT_S, seed) if isinstance(news, CellReach))
    return reach_result(takes, cells, True, WAIT_S, time.perf_counter() - began)


def main() -> None:
    """Measure and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"random starts (default: {RUNS})")
    runs = parser.parse_args().runs
    torch.set_num_threads(1)  # the same result on every computer
    results = [one_run(seed) for seed in range(runs)]
    accuracies = {
        cell.cell: tuple(each.cells[at].accuracy for each in results) for at, cell in enumerate(results[0].cells)
    }
    path = shipped_models_folder() / REACH_FILE
    command = f"python tools/make_gradient_reach.py --runs {runs}"
    write_shipped_reach(path, ShippedReach(results[0], accuracies), command)
    lines = [f"Written: {path}, {path.stat().st_size:,} bytes."]
    for cell, shares in accuracies.items():
        lines.append(f"{cell}: right in {', '.join(f'{100 * share:.0f} %' for share in shares)}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
