"""Small files that would fill the memory: a few of `benchmarks/faults/small_files.py`, run as commands."""

from __future__ import annotations

import sys

import pytest

from benchmarks.faults.small_files import (
    BUDGET_MB,
    actions,
    cuts_of_lists,
    hole_npz,
    long_take,
    model_of_zeros,
    model_with_a_large_card,
    run,
    small_numbers,
    table_of_one_row,
    usual,
    wide_frames,
    workspace,
)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peaks are measured as Linux does")


@pytest.fixture(scope="module")
def usually(tmp_path_factory):
    """The peak of an import of good takes, in MB."""
    root = workspace(tmp_path_factory.mktemp("harmless"))
    return run(root, usual(root, "import"), patience_s=240).peak_mb


@pytest.mark.parametrize(
    "make", [wide_frames, long_take, hole_npz, small_numbers, table_of_one_row, cuts_of_lists, model_of_zeros, actions]
)
def test_a_small_file_takes_little_memory_and_gets_a_sentence(tmp_path, usually, make):
    root = workspace(tmp_path / "w")
    done = run(root, make(root), patience_s=240)
    assert done.status is not None
    assert done.peak_mb < usually + BUDGET_MB
    assert "Traceback" not in done.printed


def test_a_card_that_asks_for_a_network_larger_than_its_weights_is_refused_before_the_network_is_made(tmp_path):
    root = workspace(tmp_path / "w")
    done = run(root, model_with_a_large_card(root), patience_s=240)
    assert "cannot be used" in done.printed
    assert done.status == 1
    assert done.peak_mb < 900
