"""What the documentation gives people to take along does what this program does."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gesture_app.cli.entry import run
from gesture_app.core.model.card import exported_card
from gesture_app.core.prediction import Prediction
from gesture_app.core.resampling import Resampler, in_heights
from gesture_app.core.trigger import Trigger
from tests.fakes import a_card
from tests.made_up_takes import frames_of, with_a_second_hand

PROGRAMME = "demo:swipe_left,fist"
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
NODE = shutil.which("node")
SCRIPT = """
import { GestureRecogniser } from "./gesture_recogniser.mjs";
import fs from "node:fs";
const { card, frames, scores } = JSON.parse(fs.readFileSync("given.json"));
const ort = { Tensor: class { constructor(type, data, dims) { Object.assign(this, { data, dims }); } } };
const steps = [];
const session = {
  async run(inputs) {
    const remembered = inputs.memory.data[0];
    if (remembered !== steps.length) throw new Error("the state was not handed on");
    steps.push({ points: [...inputs.points.data], fresh: inputs.fresh.data[0] });
    return { scores: { data: scores[remembered] }, memory_after: { data: [steps.length] } };
  },
};
const recogniser = new GestureRecogniser(ort, session, card);
const events = [];
for (const [time, points] of frames) {
  events.push(...(await recogniser.push(time, Float32Array.from(points, (number) => number ?? NaN))));
}
console.log(JSON.stringify({ steps, events }));
"""


def test_the_example_finds_the_events_that_this_program_finds(tmp_path, capfd):
    place = ["--workspace", str(tmp_path)]
    record = ["record", "desk", "--source", PROGRAMME, "--seed", "23", "--takes", "1", "--seconds", "6"]
    assert run([*record, *place]) == 0
    (stream,) = (tmp_path / "recordings" / "desk").glob("*.npz")
    assert run(["export", str(tmp_path / "mine.onnx"), *place]) == 0
    capfd.readouterr()
    assert run(["recognize", str(stream), "--json", *place]) == 0
    lines = (json.loads(line) for line in capfd.readouterr().out.splitlines())
    ours = [line for line in lines if line["event"] == "gesture"]
    example = [sys.executable, "-W", "error", str(EXAMPLES / "recognise.py"), str(tmp_path / "mine.onnx"), str(stream)]
    alone = {**os.environ, "PYTHONPATH": "", "PYTHONSAFEPATH": "1"}
    done = subprocess.run(example, check=False, capture_output=True, text=True, cwd=tmp_path, env=alone, timeout=240)
    assert done.returncode == 0, done.stderr
    theirs = [line.split() for line in done.stdout.splitlines()]
    assert len(ours) > 1
    assert [label for _, _, label, _ in theirs] == [event["label"] for event in ours]
    assert [float(time) for time, *_ in theirs] == pytest.approx([event["time"] for event in ours], abs=0.006)
    assert [float(score) for *_, score in theirs] == pytest.approx([event["confidence"] for event in ours], abs=2e-4)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_clock_and_the_rule_of_the_page_for_browsers_are_ours(tmp_path):
    rng = np.random.default_rng(1)
    card = replace(a_card("fist", "wave", "point"), starter=("wave",))
    first = frames_of("fist", rng)
    frames = [*first, *with_a_second_hand(frames_of("point", rng, first[-1].time + 0.3))]
    frames += frames_of("swipe_left", rng, frames[-1].time + 0.9)
    points = np.array([in_heights(frame.landmarks, frame.frame_size) for frame in frames])
    steps = Resampler(card.rate).push(np.array([frame.time for frame in frames]), points)
    turns = steps.time[:, None] * [1.1, 1.4, 1.7, 2.3] + rng.random(len(card.labels))  # [K, C]
    scores = (0.5 + 0.45 * np.sin(2 * np.pi * turns) + rng.normal(0, 0.05, turns.shape)).clip(0, 1).astype(np.float32)
    trigger = Trigger(card.labels, card.thresholds, card.again_s, starter=card.starter)
    moments = zip(steps.time, scores, steps.fresh, strict=True)
    events = [event for moment in moments if (event := trigger.push(Prediction(*moment)))]
    assert len(events) > 5
    assert steps.fresh.sum() == 2

    given = {
        "card": exported_card(card, {"memory": (1,)}),
        "frames": [[f.time, _numbers(p)] for f, p in zip(frames, points, strict=True)],
        "scores": scores.tolist(),
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    (tmp_path / "script.mjs").write_text(SCRIPT)
    shutil.copy(EXAMPLES / "gesture_recogniser.js", tmp_path / "gesture_recogniser.mjs")
    done = subprocess.run([NODE, "script.mjs"], check=False, capture_output=True, text=True, cwd=tmp_path, timeout=240)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    assert [step["fresh"] for step in theirs["steps"]] == steps.fresh.tolist()
    seen = np.array([step["points"] for step in theirs["steps"]], float).reshape(steps.points.shape)
    np.testing.assert_allclose(seen, steps.points, atol=1e-5)
    assert [(event["gesture"], event["time"]) for event in theirs["events"]] == [
        (event.label, pytest.approx(event.time)) for event in events
    ]


def test_the_page_shows_the_example_as_it_is_run():
    page = (EXAMPLES.parent / "use_a_model_elsewhere.md").read_text(encoding="utf-8")
    assert (EXAMPLES / "recognise.py").read_text(encoding="utf-8") in page


def _numbers(points):
    return [None if np.isnan(number) else float(number) for number in points.ravel()]
