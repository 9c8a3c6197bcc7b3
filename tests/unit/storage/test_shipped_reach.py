"""The comparison of RNN, GRU and LSTM that comes with the program."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gesture_app.core.inspection.gradient_reach import CellReach, GradientReach, ShippedReach
from gesture_app.storage.models.shipped_reach import REACH_FILE, read_shipped_reach, write_shipped_reach
from gesture_app.storage.workspace import shipped_models_folder


def test_what_is_written_is_read(tmp_path: Path):
    cells = (CellReach("gru", np.array([0.25, 1], np.float32), 0.75, 12),)
    result = GradientReach(cells, 15.0, 8, 4, ("fist", "wave"), True, 2.5, 9.5)
    write_shipped_reach(tmp_path / "a" / "reach.json", ShippedReach(result, {"gru": (0.75, 0.5)}), "make")
    read = read_shipped_reach(tmp_path / "a" / "reach.json")
    assert read is not None
    assert read.accuracies == {"gru": (0.75, 0.5)}
    assert read.result.gestures == ("fist", "wave")
    assert (read.result.takes, read.result.held_out, read.result.seconds) == (8, 4, 9.5)
    np.testing.assert_array_equal(read.result.cells[0].reach, cells[0].reach)
    assert read.result.cells[0].accuracy == 0.75


def test_a_missing_or_damaged_file_is_no_error(tmp_path: Path):
    assert read_shipped_reach(tmp_path / "gone.json") is None
    (tmp_path / "half.json").write_text('{"cells": [')
    assert read_shipped_reach(tmp_path / "half.json") is None


def test_it_comes_with_the_program():
    shipped = read_shipped_reach(shipped_models_folder() / REACH_FILE)
    assert shipped is not None
    by_cell = {cell.cell: cell for cell in shipped.result.cells}
    assert by_cell["rnn"].steps_back() < by_cell["lstm"].steps_back()
    assert by_cell["gru"].parameters < by_cell["lstm"].parameters
