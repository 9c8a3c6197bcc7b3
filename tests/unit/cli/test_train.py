"""A new model is put to use where nothing got worse, and the user is told what became of it and how to change that."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gesture_app.cli.entry import run
from gesture_app.cli.options import NewModel
from gesture_app.cli.train_summary import print_json_result, print_result, use_if_allowed
from gesture_app.core.model.comparison import Comparison, GestureChange
from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.training.progress import TrainingDone
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from tests.fakes import a_card, a_report
from tests.made_up_takes import takes

EQUAL = Comparison("old", (GestureChange("fist", 10, 0.9, 0.9),), 0)
WORSE = Comparison("old", (GestureChange("fist", 10, 0.9, 0.5), GestureChange("wave", 5, None, 1.0)), 2, ("wave",))
UNKNOWN = Comparison("old", (GestureChange("fist", 0, None, 1.0),), 5)
LOST = Comparison("old", (GestureChange("fist", 10, 0.9, 1.0),), 0, (), ("wave",))


@pytest.fixture
def place(tmp_path):
    return find_workspace(tmp_path)


@pytest.fixture
def models(place):
    """A model in use, and a new one beside it."""
    models = ModelStore(place.models, None)
    for name in ("old", "new"):
        models.save(a_card(id=name), b"weights")
    models.use("old")
    return models


def done(comparison):
    card = a_card(id="new")
    return TrainingDone(card, 3.0, a_report(card), comparison)


@pytest.mark.parametrize(
    ("use", "comparison", "in_use"),
    [
        (NewModel.IF_BETTER, EQUAL, True),
        (NewModel.IF_BETTER, None, False),
        (NewModel.IF_BETTER, UNKNOWN, False),
        (NewModel.ALWAYS, None, True),
        (NewModel.IF_BETTER, WORSE, False),
        (NewModel.IF_BETTER, LOST, False),
        (NewModel.ALWAYS, WORSE, True),
        (NewModel.NEVER, EQUAL, False),
    ],
)
def test_it_is_used_where_it_may_be(models, use, comparison, in_use):
    assert use_if_allowed(models, done(comparison), use) == in_use
    assert models.active() == ("new" if in_use else "old")


def test_a_first_model_is_used_and_so_is_one_beside_the_model_that_came_with_the_program(place, tmp_path):
    shipped = ModelStore(tmp_path / "shipped", None)
    shipped.save(a_card(id="starter"), b"weights")
    for folder in (None, tmp_path / "shipped"):
        models = ModelStore(place.models / f"{folder is None}", folder)
        models.save(a_card(id="new"), b"weights")
        assert use_if_allowed(models, done(None), NewModel.IF_BETTER)
        assert models.active() == "new"


def test_another_window_went_over_to_another_model_meanwhile(models):
    models.save(a_card(id="other"), b"weights")
    models.use("other")
    assert not use_if_allowed(models, done(EQUAL), NewModel.IF_BETTER)
    assert models.active() == "other"


def test_a_program_reads_what_got_worse(capsys):
    print_json_result(done(WORSE), False)
    said = json.loads(capsys.readouterr().out)
    assert (said["event"], said["model"], said["in_use"], said["worse"]) == ("done", "new", False, ["fist"])
    assert said["comparison"]["gestures"]["fist"] == {"takes": 10, "before": 0.9, "after": 0.5}
    assert said["comparison"]["new"] == ["wave"]


def test_a_person_reads_what_got_worse_and_how_to_use_it_all_the_same(place, capsys):
    print_result(place, done(WORSE), False, "old", None)
    said = " ".join(capsys.readouterr().out.split())
    assert "Worse: fist, 90% before, 50% now, on 10 test takes." in said
    assert "old stays in use" in said
    assert said.endswith("gesture-app models --use new")
    print_result(place, done(LOST), False, "old", Path("my hands"))
    said = " ".join(capsys.readouterr().out.split())
    assert "Lost: wave" in said
    assert said.endswith("gesture-app models --use new --workspace 'my hands'")


def test_report_says_all_of_it_and_writes_the_page_only_where_asked(place, models, tmp_path, capfd):
    store = RecordingStore(place.recordings)
    for take in takes(2):
        store.save(take)
    models.save(a_card(id="told"), b"weights", a_report(a_card(id="told"), ("fist", "wave"), ("wave", "wave")))
    arguments = ["report", "told", "--workspace", str(place.root)]
    assert run([*arguments, "--json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert (said["accuracy"], said["confusion"]) == (0.5, [[0, 0, 0], [0, 0, 1], [0, 0, 1]])
    assert said["changed"]["point"] == {"added": 2, "removed": 0, "changed": 0}
    assert said["page"] is None
    assert not list(place.models.rglob("*.html"))
    assert run([*arguments, "--page"]) == 0
    words = " ".join(capfd.readouterr().out.split())
    assert "“fist” is recognised as “wave” in 1 of 1 test take." in words
    assert "behind its recordings" in words
    assert (place.models / "told" / "report.html").read_bytes().startswith(b"<!doctype html>")
    assert run([*arguments, "--out", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").is_file()


def test_a_model_without_a_report_says_so(place, models, capfd):
    assert run(["report", "--workspace", str(place.root)]) == 1
    assert "Model old has no report" in capfd.readouterr().err


def test_a_damaged_report_is_a_sentence_and_the_model_stays_a_model(place, models, capfd):
    models.save(replace(a_card(id="odd")), b"weights", a_report(a_card(id="odd")))
    another = json.dumps(a_report(a_card("point")).to_json()).encode()
    for content in (b"{", b"[]", b'{"format": 1}', another):
        (place.models / "odd" / "report.json").write_bytes(content)
        assert run(["report", "odd", "--workspace", str(place.root)]) == 1
        assert capfd.readouterr().err
        assert models.load("odd").card.id == "odd"


@pytest.mark.parametrize(
    ("options", "starter"),
    [
        ([], None),
        (["--only-mine"], StarterChoice(only_mine=True)),
        (["--without-starter", "Thumb up, wave"], StarterChoice(switched_off=("thumb_up", "wave"))),
        (["--without-starter", ""], StarterChoice()),
    ],
)
def test_the_starters_gestures_are_chosen_for_one_run(place, monkeypatch, options, starter):
    chosen = []
    monkeypatch.setattr("gesture_app.cli.train.train_model", lambda _place, given, *_: chosen.append(given.starter))
    assert run(["train", *options, "--workspace", str(place.root)]) == 0
    assert chosen == [starter]
    assert not (place.models / "starter.json").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--without-starter", "wave,salute"], "The starter has no gesture “salute”."),
        (["--only-mine", "--without-starter", "wave"], "--without-starter does not fit"),
    ],
)
def test_a_choice_of_starter_gestures_that_makes_no_sense_is_refused(place, capfd, options, sentence):
    assert run(["train", *options, "--workspace", str(place.root)]) != 0
    assert sentence in " ".join(capfd.readouterr().err.split())


def test_a_person_reads_whose_gestures_the_model_knows(place, capsys):
    card = replace(a_card("fist", "ok", "wave", id="new"), starter=("ok", "wave"))
    report = replace(
        a_report(card, ("fist", "fist")), starter=card.starter, lookalikes=(Lookalike("fist", "ok", 3, 4),)
    )
    print_result(place, TrainingDone(card, 3.0, report), True, "new", None)
    said = " ".join(capsys.readouterr().out.split())
    assert "It knows 3 gestures: 1 of yours and 2 of the starter's." in said
    assert "Ok of the starter looks like your “fist”: 3 of 4 takes." in said
    assert "train --without-starter ok" in said
    print_json_result(TrainingDone(card, 3.0, report), True)
    line = json.loads(capsys.readouterr().out)
    assert line["starter"] == ["ok", "wave"]
    assert line["lookalikes"] == [{"gesture": "fist", "starter": "ok", "takes": 3, "of": 4}]
