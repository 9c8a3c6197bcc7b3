"""The events of a recording: python recognise.py MODEL.onnx TAKE.npz"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime


def steps(time, points, rate, away_s):
    """Frames on the model's clock: the time of each step, its hands, and whether hands were away before it."""
    last, before, clock = -np.inf, None, 0.0
    for now, seen in zip(time, points):
        if np.isnan(seen[:, 0, 0]).all():  # no hand
            continue
        if now - last >= away_s:
            clock = now
            yield clock, seen, True
        while now - last < away_s and clock + 1 / rate <= now + 1e-6:
            clock += 1 / rate
            share = np.float32(1 - (now - clock) / (now - last))
            between = before + share * (seen - before)  # NaN: a hand that is in one of them only
            yield clock, np.where(np.isnan(between), seen if share >= 0.5 else before, between), False
        last, before = now, seen


model, take = Path(sys.argv[1]), np.load(sys.argv[2])
card = json.loads(model.with_suffix(".card.json").read_text(encoding="utf-8"))
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
state = {name: np.zeros(shape, np.float32) for name, shape in card["state"].items()}
width, height = json.loads(str(take["meta"]))["frame_size"]
points = take["landmarks"] * np.array([width / height, 1, width / height], np.float32)  # in picture heights

own = np.array([label not in card.get("starter", []) for label in card["labels"]])  # come before the starter's
rule, thresholds, again_s = card["trigger"], np.array(card["thresholds"], np.float32), np.array(card["again_s"])
fired, resting_until = np.full(len(thresholds), -np.inf), -np.inf
for now, hands, fresh in steps(take["time"], points, card["rate"], card["away_s"]):
    scores, *after = session.run(None, {"points": hands, "fresh": np.array([fresh]), **state})
    state = dict(zip(state, after))
    may_come = now - fired >= again_s - 1e-9
    if fresh:
        armed, low_since = may_come, np.full(len(thresholds), np.nan)
    low_since = np.where(scores < thresholds * rule["rearm_share"], np.fmin(low_since, now), np.nan)
    armed = armed | (may_come & (now - low_since >= rule["rearm_s"] - 1e-9))
    ready = np.where(armed & (scores >= thresholds), scores + own, -1)[1:]  # the first label is the background
    if ready.max() >= 0 and now >= resting_until:
        best = 1 + ready.argmax()
        armed[best], fired[best], resting_until = False, now, now + rule["rest_s"]
        print(f"{now:8.2f} s  {card['labels'][best]}  {scores[best]:.4f}")
