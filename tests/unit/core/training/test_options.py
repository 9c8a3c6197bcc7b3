"""Impossible options are refused when they are chosen, not after minutes of training."""

import subprocess
import sys

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.model.card import NetworkSize
from gesture_app.core.training.options import (
    FOR_FEW_TAKES,
    FOR_MANY_PEOPLE,
    FOR_MANY_TAKES,
    LIMITS,
    MANY_TAKES,
    Computing,
    TrainingOptions,
    trainer_options_for,
)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (TrainingOptions, {"epochs": 0}),
        (TrainingOptions, {"epochs": 2.5}),
        (TrainingOptions, {"patience": True}),
        (TrainingOptions, {"dropout": 1.0}),
        (TrainingOptions, {"dropout": float("nan")}),
        (TrainingOptions, {"seed": -1}),
        (TrainingOptions, {"network": NetworkSize(hidden=4)}),
        (TrainingOptions, {"network": NetworkSize(layers=0)}),
        (TrainingOptions, {"network": NetworkSize(cell="transformer")}),
        (Computing, {"accelerator": "tpu"}),
        (Computing, {"devices": 0}),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(kind, values):
    with pytest.raises(SettingsError) as refused:
        kind(**values)
    name = next(iter(values))
    assert name in refused.value.sentence or name == "network"


def test_the_limits_themselves_are_allowed():
    for end in (0, 1):
        numbers = {name: limits[end] for name, limits in LIMITS.items()}
        TrainingOptions(
            network=NetworkSize(numbers["hidden"], numbers["layers"]),
            **{name: numbers[name] for name in ("epochs", "patience", "dropout", "rate", "seed")},
            computing=Computing("cpu", numbers["devices"], numbers["nodes"]),
        )


def test_many_takes_are_learned_from_with_more_hidden():
    assert trainer_options_for(MANY_TAKES - 0.5, many_sessions=False) == FOR_FEW_TAKES
    assert trainer_options_for(MANY_TAKES, many_sessions=False) == FOR_MANY_TAKES
    assert FOR_MANY_TAKES.dropout > FOR_FEW_TAKES.dropout


def test_many_takes_of_many_people_are_learned_from_with_another_layer():
    assert trainer_options_for(MANY_TAKES - 0.5, many_sessions=True) == FOR_FEW_TAKES
    assert trainer_options_for(MANY_TAKES, many_sessions=True) == FOR_MANY_PEOPLE
    assert FOR_MANY_PEOPLE.layers > FOR_MANY_TAKES.layers


def test_a_window_can_ask_without_torch():
    code = "import gesture_app.core.training.options, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
