"""The program itself, run as a user runs it: record, train, recognise, measure, all by its own commands.

A process of its own runs the commands that make up the way of a user, and those whose process matters.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gesture_app.cli import entry
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.recordings.ground_truth_file import write_truth
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.storage.workspace import shipped_models_folder

ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
TAUGHT = ("fist", "swipe_left", "thumb_up")
TAKES = 6
SEED = 12
STREAM = Path(__file__).parents[1] / "data" / "workspace_0_1" / "stream.npz"

pytestmark = pytest.mark.timeout(900)  # the first test waits for a training as well


def run(*arguments, expect=0, env=ENVIRONMENT):
    """Run a command in a process and return its standard output as JSON objects, and its standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "gesture_app", *arguments],
        check=False, capture_output=True, text=True, env=env, timeout=800,
    )  # fmt: skip
    assert done.returncode == expect, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()] if "--json" in arguments else []
    return said, done.stderr


@pytest.fixture
def command(capfd):
    """Run a command in this process, which saves its imports; what it prints is returned as by `run`."""

    def command(*arguments, expect=0):
        status = entry.run([*map(str, arguments)])
        printed = capfd.readouterr()
        assert status == expect, printed.err
        return [json.loads(line) for line in printed.out.splitlines()] if "--json" in arguments else [], printed.err

    return command


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with three gestures recorded from the drawn hand and a model trained on them."""
    folder = str(tmp_path_factory.mktemp("workspace"))
    for gesture in TAUGHT:
        source = ("--source", f"demo:{gesture}*{TAKES}", "--seed", str(SEED))
        arguments = ("record", gesture, *source, "--takes", str(TAKES), "--workspace", folder)
        if gesture == TAUGHT[0]:
            run(*arguments)
        else:
            assert entry.run(arguments) == 0  # the same without its imports
    said, _ = run("train", "--json", "--workspace", folder)
    assert {line["event"] for line in said} == {"started", "epoch", "done"}
    assert said[-1]["event"] == "done"
    return folder


def test_a_script_by_the_same_person_is_recognised(workspace, tmp_path):
    truth_file = tmp_path / "truth.json"
    script = "demo:fist,swipe_left,thumb_up,swipe_left*2,fist,idle:10,thumb_up"
    said, _ = run(
        "recognize", script, "--json", "--seed", str(SEED), "--truth", str(truth_file), "--workspace", workspace
    )
    *lines, summary = said
    events = [line for line in lines if line["event"] == "gesture"]
    shown = [item["gesture"] for item in json.loads(truth_file.read_text()) if item["gesture"]]
    assert [event["label"] for event in events] == shown
    assert summary["event"] == "summary"
    assert summary["dropped"] == 0
    assert summary["frames"] == pytest.approx(30 * summary["seconds"], rel=0.01)
    assert set(summary["stages_ms"]) == {"track", "features", "lstm", "trigger"}


def test_evaluation_counts_every_take(workspace, command):
    (result,), _ = command("evaluate", "--json", "--workspace", workspace)
    assert result["recordings"] == TAKES * len(TAUGHT)
    assert result["accuracy"] > 0.9
    assert sum(map(sum, result["confusion"])) == TAKES * len(TAUGHT)


def test_a_stream_is_judged_by_what_fires_in_it_live(workspace, command, tmp_path):
    stream = tmp_path / "long.npz"
    film(stream, "demo:fist,swipe_left,thumb_up*2", SEED)
    (result,), _ = command("evaluate", stream, "--json", "--workspace", workspace)
    said, _ = command("recognize", stream, "--json", "--workspace", workspace)
    score = result["streams"]
    assert result["recordings"] == 0
    assert (score["gestures"], score["detected"]) == (4, 4)
    assert score["per_gesture"]["thumb_up"]["detected"] == 2
    assert score["delay_p95_s"] < 0.5
    assert score["detected"] + score["wrong"] + score["repeated"] + score["false"] == len(fired(said))


def fired(lines):
    return [line for line in lines if line["event"] == "gesture"]


def film(path, source, seed):
    """Write what the hand tracker finds in frames of the drawn hand, and beside it what the hand performed."""
    camera, tracker = open_source(source, seed), hand_tracker()
    feed = CameraThread(camera)
    try:
        frames = [tracker.track(frame) for frame in frames_of(feed)]
    finally:
        feed.close()
        tracker.close()
    info = RecordingInfo("", "film", source, tracker.name, frames[0].frame_size, "2025-01-01T00:00:00+00:00")
    write_recording(path, recording_of(frames, info))
    write_truth(path.with_suffix(".truth.json"), camera.performed)


def test_a_recording_can_be_replayed(workspace, command):
    recording = min(Path(workspace, "recordings", "fist").glob("*.npz"))
    said, _ = command("recognize", recording, "--json", "--workspace", workspace)
    assert [event["label"] for event in fired(said)] == ["fist"]


def test_gestures_and_models_are_listed_and_another_model_is_used(workspace, command):
    gestures, _ = command("gestures", "--json", "--workspace", workspace)
    assert {line["gesture"]: line["takes"] for line in gestures} == dict.fromkeys(TAUGHT, TAKES)
    models, _ = command("models", "--json", "--workspace", workspace)
    (mine,) = [model for model in models if model["in_use"]]
    assert mine["labels"][: 1 + len(TAUGHT)] == ["none", *TAUGHT]
    assert set(mine["starter"]) == set(mine["labels"]) - {"none", *TAUGHT}
    command("models", "--use", "starter", "--workspace", workspace)
    models, _ = command("models", "--json", "--workspace", workspace)
    assert [model["id"] for model in models if model["in_use"]] == ["starter"]
    command("models", "--use", mine["id"], "--workspace", workspace)
    command("models", "--use", "nonsense", "--workspace", workspace, expect=1)


def test_the_first_start_recognises_something_already(command, tmp_path):
    said, _ = command("recognize", "demo:two,horns", "--json", "--seed", "23", "--workspace", tmp_path)
    assert [line["label"] for line in said if line["event"] == "gesture"] == ["two", "horns"]
    assert (shipped_models_folder() / "starter" / "card.json").is_file()


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
        (("import", ""), 2, "empty"),
        (("recognise", "demo"), 2, "recognise"),
        (("record", "fist"), 2, "--source"),
    ],
)
def test_bad_input_gets_a_sentence_and_the_right_status(arguments, status, words, command, tmp_path):
    _, stderr = command(*arguments, "--workspace", tmp_path, expect=status)
    assert words in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize(("arguments", "status"), [(("train",), 1), (("recognise", "demo"), 2)])
def test_the_status_of_a_failed_command_is_that_of_its_process(arguments, status, tmp_path):
    _, stderr = run(*arguments, "--workspace", str(tmp_path), expect=status)
    assert stderr
    assert "Traceback" not in stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux runs without a display")
def test_without_a_display_the_terminal_recognises_the_same_source(command, monkeypatch, tmp_path):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    _, stderr = command("--source", STREAM, "--workspace", tmp_path)
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


def test_doctor_looks_at_everything(capfd, tmp_path):
    assert entry.run(["doctor", "--workspace", str(tmp_path)]) == 0
    printed = capfd.readouterr().out
    for word in ("Python", "mediapipe", "torch", "cameras", "display", "hand model", "models", "recordings"):
        assert word in printed


def test_every_script_is_written_whatever_the_code_page(tmp_path):
    (tmp_path / "recordings" / "взмах").mkdir(parents=True)
    (tmp_path / "recordings" / "взмах" / "broken.npz").write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-m", "gesture_app", "gestures", "--json", "--workspace", str(tmp_path)],
        check=False, capture_output=True, env={**ENVIRONMENT, "PYTHONIOENCODING": "cp1252"}, timeout=800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["gesture"] == "взмах"
