"""The program itself, run as a user runs it: record, train, recognise, measure, all by its own commands."""

import json
import os
import signal
import subprocess
import sys

import pytest

from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.workspace import shipped_models_folder

ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
TAUGHT = ("fist", "swipe_left", "thumb_up")
TAKES = 10

pytestmark = pytest.mark.timeout(900)  # the first test waits for a training as well


def run(*arguments, expect=0, env=ENVIRONMENT):
    """One command; its standard output as JSON objects, and its standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "gesture_app", *arguments],
        check=False, capture_output=True, text=True, env=env, timeout=800,
    )  # fmt: skip
    assert done.returncode == expect, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()] if "--json" in arguments else []
    return said, done.stderr


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace in which three gestures were recorded from the drawn hand and a model was trained."""
    folder = str(tmp_path_factory.mktemp("workspace"))
    for gesture in TAUGHT:
        run(
            "record",
            gesture,
            "--source",
            f"demo:{gesture}*{TAKES}",
            "--takes",
            str(TAKES),
            "--seed",
            "12",
            "--workspace",
            folder,
        )
    said, _ = run("train", "--json", "--workspace", folder)
    assert {line["event"] for line in said} == {"started", "epoch", "done"}
    assert said[-1]["event"] == "done"
    return folder


def test_a_programme_by_the_same_person_is_recognised(workspace, tmp_path):
    truth_file = tmp_path / "truth.json"
    programme = "demo:fist,swipe_left,thumb_up,swipe_left*2,fist,idle:10,thumb_up"
    said, _ = run(
        "recognize", programme, "--json", "--seed", "12", "--truth", str(truth_file), "--workspace", workspace
    )
    *events, summary = said
    shown = [item["gesture"] for item in json.loads(truth_file.read_text()) if item["gesture"]]
    assert [event["label"] for event in events] == shown
    assert summary["event"] == "summary"
    assert summary["dropped"] == 0
    assert summary["frames"] == pytest.approx(30 * summary["seconds"], rel=0.01)
    assert set(summary["stages_ms"]) == {"track", "features", "lstm", "trigger"}


def test_evaluation_counts_every_take(workspace):
    said, _ = run("evaluate", "--json", "--workspace", workspace)
    (result,) = said
    assert result["recordings"] == TAKES * len(TAUGHT)
    assert result["accuracy"] > 0.9
    assert sum(map(sum, result["confusion"])) == TAKES * len(TAUGHT)


def test_a_stream_is_judged_by_what_fires_in_it_live(workspace, tmp_path):
    programme, stream = "demo:fist,swipe_left,thumb_up*2", tmp_path / "long.npz"
    truth = ("--truth", str(tmp_path / "long.truth.json"))
    run("recognize", programme, "--seed", "12", *truth, "--workspace", workspace)
    write_recording(stream, film(programme, seed=12))
    (result,), _ = run("evaluate", str(stream), "--json", "--workspace", workspace)
    said, _ = run("recognize", str(stream), "--json", "--workspace", workspace)
    score = result["streams"]
    assert result["recordings"] == 0
    assert (score["gestures"], score["detected"]) == (4, 4)
    assert score["per_gesture"]["thumb_up"]["detected"] == 2
    assert score["delay_p95_s"] < 0.5
    assert score["detected"] + score["wrong"] + score["repeated"] + score["false"] == len(said) - 1


def film(programme, seed):
    """What the hand tracker sees of the drawn hand, from beginning to end."""
    tracker, feed = hand_tracker(), CameraThread(open_source(programme, seed))
    try:
        frames = [tracker.track(frame) for frame in frames_of(feed)]
    finally:
        feed.close()
        tracker.close()
    info = RecordingInfo("", "film", programme, tracker.name, frames[0].frame_size, "2025-01-01T00:00:00+00:00")
    return recording_of(frames, info)


def test_a_recording_can_be_replayed(workspace):
    recording = next(path for path in sorted(os.scandir(f"{workspace}/recordings/fist"), key=lambda e: e.name))
    said, _ = run("recognize", recording.path, "--json", "--workspace", workspace)
    assert [event["label"] for event in said[:-1]] == ["fist"]


def test_what_is_there_is_listed(workspace):
    gestures, _ = run("gestures", "--json", "--workspace", workspace)
    assert {line["gesture"]: line["takes"] for line in gestures} == dict.fromkeys(TAUGHT, TAKES)
    models, _ = run("models", "--json", "--workspace", workspace)
    (in_use,) = [model for model in models if model["in_use"]]
    assert in_use["labels"] == ["none", *TAUGHT]


def test_the_first_start_recognises_something_already(tmp_path):
    said, _ = run("recognize", "demo:open_palm,horns", "--json", "--seed", "23", "--workspace", str(tmp_path))
    assert [event["label"] for event in said[:-1]] == ["open_palm", "horns"]
    assert (shipped_models_folder() / "demo" / "card.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("recognize", "no_such.mp4"), 1, "no_such.mp4"),
        (("recognize", "no_such.npz"), 1, "no_such.npz"),
        (("recognize", "demo:jump"), 1, "jump"),
        (("recognize", "97"), 1, "97"),
        (("evaluate", "no_such_folder"), 1, "no_such_folder"),
        (("recognize", "demo:fist", "--model", "unknown"), 1, "unknown"),
        (("recognize", "demo:fist", "--model", "../../etc"), 1, "etc"),
        (("record", "x" * 256, "--source", "demo:fist"), 1, "too long"),
        (("train",), 1, "nothing to learn"),
        (("recognise", "demo"), 2, "recognise"),
        (("record", "fist"), 2, "--source"),
    ],
)
def test_bad_input_gets_a_sentence_and_the_right_status(arguments, status, words, tmp_path):
    _, stderr = run(*arguments, "--workspace", str(tmp_path), expect=status)
    assert words in stderr
    assert "Traceback" not in stderr


def test_without_a_display_the_terminal_recognises_the_same_source(tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    if sys.platform != "linux":
        pytest.skip("only Linux runs without a display")
    _, stderr = run("--source", "demo:fist", "--workspace", str(tmp_path), env=env)
    assert "no display" in stderr.lower()
    assert "frames" in stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
@pytest.mark.usefixtures("heeds_ctrl_c")
def test_an_endless_source_ended_by_ctrl_c_is_summed_up_rightly(tmp_path):
    command = [sys.executable, "-m", "gesture_app", "recognize", "demo", "--json", "--workspace", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as run:
        first = run.stdout.readline()  # it recognises
        run.send_signal(signal.SIGINT)
        rest, stderr = run.communicate(timeout=240)
    assert run.returncode == 0, stderr
    assert json.loads(first)["event"] == "gesture"
    summary = json.loads(rest.splitlines()[-1])
    assert summary["event"] == "summary"
    assert summary["seconds"] >= json.loads(first)["time"] - 1
    assert summary["fps"] == pytest.approx((summary["frames"] - 1) / summary["seconds"], rel=0.01)


def test_doctor_looks_at_everything(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "gesture_app", "doctor", "--workspace", str(tmp_path)],
        check=False, capture_output=True, text=True, env=ENVIRONMENT, timeout=800,
    )  # fmt: skip
    for word in ("Python", "mediapipe", "torch", "cameras", "display", "hand model", "models", "recordings"):
        assert word in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_script_is_written_whatever_the_code_page(tmp_path):
    (tmp_path / "recordings" / "взмах").mkdir(parents=True)
    (tmp_path / "recordings" / "взмах" / "broken.npz").write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-m", "gesture_app", "gestures", "--json", "--workspace", str(tmp_path)],
        check=False, capture_output=True, env={**ENVIRONMENT, "PYTHONIOENCODING": "cp1252"}, timeout=800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["gesture"] == "взмах"


def test_an_older_model_can_be_used_again(workspace):
    run("models", "--use", "demo", "--workspace", workspace)
    models, _ = run("models", "--json", "--workspace", workspace)
    assert [model["id"] for model in models if model["in_use"]] == ["demo"]
    mine = next(model["id"] for model in models if model["id"] != "demo")
    run("models", "--use", mine, "--workspace", workspace)
    run("models", "--use", "nonsense", "--workspace", workspace, expect=1)
