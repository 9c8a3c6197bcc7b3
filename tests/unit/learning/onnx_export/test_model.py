"""The recogniser as an ONNX graph says at every step what this program says, whatever the network is made of."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from gesture_app.core.features import FeatureStream, features_of
from gesture_app.core.hands import Side, TrackedFrame
from gesture_app.core.model.card import ModelCard, NetworkSize
from gesture_app.core.resampling import Resampler, in_heights
from gesture_app.learning.network import GestureNetwork, by_hand, use_threads
from gesture_app.learning.onnx_export.model import export_onnx
from gesture_app.learning.open_set import Example
from gesture_app.learning.recogniser import LstmRecogniser
from gesture_app.storage.recordings.recording_file import read_recording
from gesture_app.storage.workspace import shipped_models_folder
from tests.made_up_takes import GESTURES, takes

RATE = 25.0


def background(number):
    """One of the shipped recordings of the drawn hand, as MediaPipe saw it."""
    return read_recording(sorted((shipped_models_folder() / "background" / "none").glob("*.npz"))[number])


@pytest.fixture(scope="module")
def stream():
    """One hand, a gap, both, nobody for a while, the other one with gaps of its own; frames come late and are lost."""
    rng = np.random.default_rng(3)
    left, right, lost_at_times = background(0), background(1), background(2)
    size = left.info.frame_size
    frames, now = [], 100.0
    for recordings, pause_s in (([right], 0.3), ([left, right], 0.8), ([lost_at_times], 0.2), ([right, left], 0.0)):
        for index in range(150):
            now += (1 / 30) * rng.uniform(0.6, 1.4)
            landmarks = TrackedFrame.without_hands(now, size).landmarks.copy()
            for recording in recordings:
                side = Side.LEFT if recording is not right else Side.RIGHT
                landmarks[side] = recording.landmarks[index, side]
            if rng.random() > 0.1:
                frames.append(TrackedFrame(now, landmarks, landmarks, np.ones(2, np.float32), size))
        now += pause_s
    return frames


def a_recogniser(size, starter=()):
    """A network no training has touched, which yet knows what takes are like, so that its scores come and go."""
    use_threads(1)
    torch.manual_seed(5)
    seen = takes(2, seed=1)
    labels = ("none", *GESTURES)
    network = GestureNetwork(len(labels), size, starter=[labels.index(gesture) for gesture in starter]).eval()
    with torch.no_grad():
        values = {g: [features_of(t, RATE).values for t in seen if t.info.gesture == g] for g in GESTURES}
        network.adapt_to(torch.from_numpy(np.concatenate([v for own in values.values() for v in own])))
        examples = []
        for label, gesture in enumerate(GESTURES, 1):
            examples.append([])
            for value in map(torch.from_numpy, values[gesture]):
                hands, embedding = by_hand(network.scaled(value)), network(value[None])[0][0]
                examples[-1].append(Example("monday", hands, hands, embedding, embedding))
                network.directions[label] += embedding.mean(0)
        network.familiarity.learn(examples, 2)
        network.familiarity.seen.limits *= 4  # else this stream, which shows no such gesture, is far from all of them
        network.familiarity.understood.limits *= 4
    count = 1 + len(GESTURES)
    spans = (0.2, 0.0, 0.5, 0.31, 0.2)
    return LstmRecogniser(
        ModelCard(
            "test", labels, (0.5,) * count, spans, size, RATE, 2, "2025-01-01T00:00:00+00:00", 8, "f",
            1.0, (1.0,) * count, "take", starter=starter,
        ),
        network,
    )  # fmt: skip


def said_by_onnx(exported, stream):
    """The averaged scores at every step [K, C], and the steps."""
    session = onnxruntime.InferenceSession(exported.file, providers=["CPUExecutionProvider"])
    resampler = Resampler(RATE)
    state = {tensor.name: np.zeros(tensor.shape, np.float32) for tensor in exported.state}
    said, all_steps = [], []
    for frame in stream:
        points = in_heights(frame.landmarks, frame.frame_size)
        steps = resampler.push(np.array([frame.time]), points[None])
        for hands, fresh in zip(steps.points, steps.fresh, strict=True):
            scores, *after = session.run(None, {"points": hands, "fresh": np.array([fresh]), **state})
            state = dict(zip(state, after, strict=True))
            said.append(scores)
            all_steps.append((hands, fresh))
    return np.array(said), all_steps


@pytest.mark.parametrize(
    "size",
    [NetworkSize(32, 1, "lstm"), NetworkSize(24, 3, "lstm"), NetworkSize(32, 2, "gru"), NetworkSize(32, 2, "rnn")],
)
@pytest.mark.parametrize("starter", [(), ("point", "swipe_right"), GESTURES])
def test_step_by_step_it_says_what_the_recogniser_says(size, starter, stream):
    recogniser, features = a_recogniser(size, starter), FeatureStream(RATE)
    ours = np.array([said.scores for frame in stream for said in recogniser.step(features.push(frame))])
    theirs, steps = said_by_onnx(export_onnx(recogniser.card, recogniser.network), stream)
    np.testing.assert_allclose(theirs, ours, atol=1e-4)
    assert np.ptp(ours, axis=0).max() > 0.3  # else anything would be alike
    hands = np.array([~np.isnan(points[:, 0, 0]) for points, _ in steps])
    assert {tuple(there) for there in hands.tolist()} == {(True, False), (False, True), (True, True)}
    assert sum(fresh for _, fresh in steps) >= 2


def test_what_was_before_a_fresh_start_is_forgotten(stream):
    exported = export_onnx((recogniser := a_recogniser(NetworkSize(16))).card, recogniser.network)
    session = onnxruntime.InferenceSession(exported.file, providers=["CPUExecutionProvider"])
    points = in_heights(stream[0].landmarks, stream[0].frame_size)
    said = [
        session.run(None, {"points": points, "fresh": np.array([True]), **state})
        for state in (
            {tensor.name: np.full(tensor.shape, value, np.float32) for tensor in exported.state} for value in (0, 0.7)
        )
    ]
    for from_nothing, from_something in zip(*said, strict=True):
        np.testing.assert_array_equal(from_nothing, from_something)


def test_the_same_network_gives_the_same_file_of_operators_every_runtime_has():
    recogniser = a_recogniser(NetworkSize(16, cell="gru"))
    exported = export_onnx(recogniser.card, recogniser.network)
    assert export_onnx(recogniser.card, recogniser.network).file == exported.file
    model = onnx.load_from_string(exported.file)
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 17)]
    assert {node.domain for node in model.graph.node} == {""}
    names = [tensor.name for tensor in exported.state]
    assert [tensor.name for tensor in model.graph.input] == ["points", "fresh", *names]
    assert [tensor.name for tensor in model.graph.output] == ["scores", *(f"{name}_after" for name in names)]
    assert all(tensor.doc_string for tensor in (*model.graph.input, *model.graph.output))
