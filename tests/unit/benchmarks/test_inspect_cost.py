"""The cost of looking into the network is measured where it arises: the page is looked at, and frames come."""

from __future__ import annotations

import json
import subprocess
import sys


def test_a_short_run_looks_at_both_pages_and_paints(tmp_path):
    out = tmp_path / "cost.json"
    command = [sys.executable, "-m", "benchmarks.inspect_cost", "--pairs", "1", "--seconds", "1.5", "--json", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    told = json.loads(out.read_text(encoding="utf-8"))
    recognise, inspect = (row["figures"] for row in told["Side by side"])
    assert recognise["looks_a_second"] == 0  # nothing is worked out while nobody looks
    assert min(recognise["frames_a_second"], inspect["frames_a_second"]) > 0
    assert told["Inspect, of Recognise"][0]["frames_median_of_pairs"] > 0
    for row in told["One repaint of ten seconds"]:
        assert row["steps"] * row["cells"] >= 200 * 128
        assert row["own_median_ms"] > 1  # less: nothing was painted
