"""One model, trained once on made-up takes, for all tests of learning."""

import pytest

from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs.training import shipped_background, shipped_trunk
from gesture_app.learning.network import use_threads
from gesture_app.learning.recogniser import LstmRecogniser
from gesture_app.learning.training import learn
from tests.built_once import built_once
from tests.made_up_takes import takes

QUICK = TrainingOptions()


@pytest.fixture(scope="session")
def said(tmp_path_factory):
    """Everything one training said."""
    use_threads(1)
    return built_once(tmp_path_factory, "training", _train)


def _train():
    return list(learn(takes(), shipped_background(), QUICK, shipped_trunk()))


@pytest.fixture(scope="session")
def learned(said):
    return said[-1]


@pytest.fixture
def recogniser(learned):
    return LstmRecogniser(learned.card("test", "2025-01-01T00:00:00+00:00", "f", QUICK), learned.network)
