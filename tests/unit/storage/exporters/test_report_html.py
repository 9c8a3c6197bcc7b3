"""The page is one file that shows what happened, fetches and runs nothing, and lets no name become a part of it."""

from dataclasses import replace
from html.parser import HTMLParser

import msgspec
import numpy as np
import pytest

from gesture_app.core.model.advice import Advice
from gesture_app.core.model.report import EpochMetrics
from gesture_app.storage.exporters.report_html import MistakenTake, report_page
from tests.fakes import a_card, a_report
from tests.made_up_takes import a_take

EVIL = '<script>alert("x")</script><img src="http://example.org/x">&amp;"\'\ud800'


class Page(HTMLParser):
    """Its elements with their attributes, and all of its words."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words = [], ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def made():
    """A page on which every text that comes from a file is hostile."""
    rng = np.random.default_rng(0)
    card = a_card("fist", "wave", id="mine")
    epochs = [EpochMetrics(n, 3, 1 / n, 0.9, 1.2 / n, float("nan") if n == 3 else 0.8, 0.0) for n in (1, 2, 3)]
    report = a_report(card, ("fist", "fist"), ("fist", "wave"), ("wave", "none"), epochs=epochs)
    hostile = [msgspec.structs.replace(take, id=EVIL, session=EVIL) for take in report.judged]
    learned = tuple(msgspec.structs.replace(take, session=EVIL) for take in report.learned)
    report = replace(report, judged=tuple(hostile), learned=learned)
    mistaken = [MistakenTake(hostile[1], a_take("fist", rng), a_take("point", rng))]
    return Page(report_page(card, report, (Advice(EVIL, EVIL, 1.0),), mistaken, EVIL))


def test_hostile_words_stay_words(made):
    assert '<script>alert("x")</script>' in made.words
    assert not made.all("script")
    assert not made.all("img")


def test_it_fetches_and_runs_nothing(made):
    assert "default-src 'none'" in str(made.all("meta"))
    assert not {"link", "iframe", "object", "embed", "image", "use"} & {tag for tag, _ in made.elements}
    for _, attributes in made.elements:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert attributes.get("href", "#").startswith("#")


def test_a_cell_of_the_confusion_leads_to_its_take(made):
    (link,) = made.all("a")
    assert link["href"].removeprefix("#") in [attributes.get("id") for _, attributes in made.elements]
    assert "1 of 2; the others" in made.words


def test_curves_bars_and_hands_are_drawn_with_numbers_only(made):
    drawn = [path["d"] for path in made.all("path")]
    assert len([path for path in made.all("path") if path["class"].startswith("bones")]) == 10
    assert len([path for path in made.all("path") if path["class"].startswith("curve")]) == 4
    assert not any("nan" in path for path in drawn)
    assert all(drawn)


def test_a_take_without_a_hand_is_an_empty_picture():
    card = a_card("fist", "wave")
    report = a_report(card, ("fist", "none"))
    take = a_take("fist", np.random.default_rng(0))
    empty = replace(take, landmarks=np.full_like(take.landmarks, np.nan))
    page = Page(report_page(card, report, (), [MistakenTake(report.judged[0], empty, None)], ""))
    assert "fist, called no gesture" in page.words
