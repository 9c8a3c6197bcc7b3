"""Every command on small folders, with an approach that learns at once."""

import json

import numpy as np
import pytest

from benchmarks.approaches import Choice, OurRecogniser
from benchmarks.on_takes import groups_of
from benchmarks.recognition import main
from benchmarks.streams import composed, slack_hands
from gesture_app.core.features import features_of
from gesture_app.learning.evaluation import evaluate
from gesture_app.storage.recordings.ground_truth_file import write_truth
from gesture_app.storage.recordings.recording_file import write_recording
from tests.fakes import FakeRecogniser, a_card
from tests.made_up_takes import takes


@pytest.fixture
def figures(tmp_path):
    """Runs a command; everything it measured."""

    def run(*words):
        assert main([*map(str, words), "--json", str(tmp_path / "figures.json")]) == 0
        return json.loads((tmp_path / "figures.json").read_text())

    return run


@pytest.mark.parametrize("said", [[0], [0, 1, 0], [0, 2, 1, 2], [1, 0, 2]])
def test_takes_are_named_as_the_program_evaluates_them(said):
    recogniser = FakeRecogniser(a_card("fist", "point"), steps=9, programme=said)
    ours = OurRecogniser(recogniser)
    for take in takes(1):
        (row,) = evaluate(recogniser, [("fist", features_of(take, recogniser.card.rate))]).confusion[1:2]
        assert ours.name(take) == recogniser.card.labels[int(row.argmax())]


@pytest.mark.parametrize(("name", "cell"), [("ours", "lstm"), ("gru", "gru")])
def test_the_program_s_own_training_with_either_cell(name, cell):
    trained = Choice(name, epochs=1).approach().train(takes(3))
    assert trained.recogniser.card.network.cell == cell


def test_few_takes_of_several_people_in_several_processes(folder_of, figures, capsys):
    people = [folder_of("anna"), folder_of("ben", seed=1), folder_of("carl", 2)]
    said = figures("few-takes", *people, "--takes", 2, 3, "--order", "random", "--approaches", "dtw", "--jobs", 2)
    rows = [(row["person"], row["takes"], row["tested"]) for row in said["people"]]
    assert rows == [("anna", 2, 16), ("anna", 3, 12), ("ben", 2, 16), ("ben", 3, 12)]
    assert all(row["accuracy"] > 0.8 for row in said["people"])
    assert [row["people"] for row in said["mean over people"]] == [2, 2]
    assert "carl" in capsys.readouterr().err


def test_streams_know_what_was_never_trained(folder_of, figures):
    said = figures("streams", folder_of("anna"), "--takes", 4, "--rest", 5, "--approaches", "dtw")
    (row,) = said["people"]
    assert (row["known"], row["shown"]) == (3, 6)
    assert row["figures"]["recall"] > 0.5
    assert row["figures"]["unknown_accepted"] is not None


def test_conditions_are_measured_against_the_plain_stream(folder_of, figures):
    said = figures("conditions", folder_of("anna"), "--takes", 4, "--rest", 2, "--rates", 15, "--approaches", "dtw")
    agreement = {row["condition"]: row["agreement"] for row in said["mean over people"]}
    assert agreement["plain"] == 1
    assert agreement["15 a second"] > 0.5
    assert len(agreement) == 6


def test_sessions_are_held_out_whole(folder_of, figures):
    said = figures("held-out-sessions", folder_of("anna"), "--hold-out", "tuesday", "--approaches", "dtw", "window",
                   "--epochs", 1)  # fmt: skip
    assert [(row["session"], row["trained"], row["tested"]) for row in said["sessions"]] == [("tuesday", 12, 12)] * 2
    assert said["all"][0]["accuracy"] > 0.8


def test_every_session_is_held_out_once():
    groups = groups_of(["d", "a", "c", "b", "e"], 2, 0)
    assert sorted(session for group in groups for session in group) == list("abcde")
    assert len(groups) == 2


@pytest.mark.parametrize(
    "words", [("--hold-out", "sunday"), ("--hold-out", "monday,tuesday"), ("--folds", "1"), ("--folds", "0")]
)
def test_what_cannot_be_held_out_is_told(folder_of, words, capsys):
    assert main(["held-out-sessions", str(folder_of("anna", 3)), *words]) == 1
    assert "session" in capsys.readouterr().err


def test_streams_from_files(folder_of, figures, tmp_path):
    shown = takes(2, seed=1)
    stream = composed(shown, slack_hands(shown), 5.0, np.random.default_rng(0))
    write_recording(tmp_path / "streams" / "1.npz", stream.recording)
    write_truth(tmp_path / "streams" / "1.truth.json", stream.truth)
    said = figures("continuous", folder_of("anna"), tmp_path / "streams", "--approaches", "dtw")
    (together,) = said["all events together"]
    assert together["shown"] == len(shown)
    assert together["figures"]["recall"] > 0
