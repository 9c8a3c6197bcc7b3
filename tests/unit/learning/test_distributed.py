"""Several processes make the model that one would make; a GPU is used where it is there and pays."""

import json
import os
import subprocess
import sys
from socket import socket

import pytest
import torch
from safetensors.torch import load_file

from gesture_app.core.errors import TrainingError
from gesture_app.core.features import features_of
from gesture_app.core.model.card import ModelCard, NetworkSize
from gesture_app.core.training.options import Computing, TrainingOptions
from gesture_app.learning import distributed as processes
from gesture_app.learning.distributed import SingleProcess, batch_count, join
from gesture_app.learning.evaluation import classify_take
from gesture_app.learning.recogniser import recogniser_of
from tests.made_up_takes import takes

TOLERANCE = 0.05
"""of accuracy: two of forty takes"""


def accuracy_on_new_takes(recogniser):
    judged = [
        (take.info.gesture, classify_take(recogniser, features_of(take, recogniser.card.rate))) for take in NEW_TAKES
    ]
    return sum(gesture == name for gesture, name in judged) / len(judged)


NEW_TAKES = takes(10, seed=99)


def test_two_processes_make_one_model_as_good_as_that_of_one(tmp_path, recogniser):
    pytest.importorskip("lightning_fabric")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = []
    for rank in range(2):
        environment = {"LOCAL_RANK": str(rank), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
        command = [sys.executable, "-m", "tests.one_of_two", str(tmp_path)]
        running.append(subprocess.Popen(command, env={**os.environ, **environment}))
    assert [process.wait(timeout=200) for process in running] == [0, 0]

    first, second = (load_file(tmp_path / str(rank)) for rank in range(2))
    assert all(first[name].equal(second[name]) for name in first)
    card = ModelCard.from_json(json.loads((tmp_path / "card.json").read_text()))
    together = accuracy_on_new_takes(recogniser_of(card, (tmp_path / "weights").read_bytes()))
    alone = accuracy_on_new_takes(recogniser)
    assert together >= 0.9
    assert abs(together - alone) <= TOLERANCE


def test_several_processes_without_lightning_are_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(processes, "find_spec", lambda _: None)
    with pytest.raises(TrainingError) as refused:
        join(Computing(devices=2))
    assert "gesture-app[scale]" in refused.value.hint


def test_a_gpu_that_is_not_there_is_refused_and_auto_does_without(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(TrainingError, match="GPU"):
        SingleProcess().device(TrainingOptions(computing=Computing("gpu")), 10)
    assert SingleProcess().device(TrainingOptions(), 1_000_000).type == "cpu"


@pytest.mark.parametrize(
    ("takes", "hidden", "accelerator", "device"),
    [
        (50, 128, "auto", "cpu"),
        (5000, 128, "auto", "cuda"),
        (100, 512, "auto", "cuda"),
        (5000, 128, "cpu", "cpu"),
        (50, 128, "gpu", "cuda"),
    ],
)
def test_a_gpu_is_used_where_it_pays_or_is_asked_for(monkeypatch, takes, hidden, accelerator, device):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    options = TrainingOptions(NetworkSize(hidden=hidden), computing=Computing(accelerator))
    assert SingleProcess().device(options, takes).type == device


class Counted(SingleProcess):
    """Many processes, as their counts look to one."""

    def __init__(self, *samples):
        self.samples = list(samples)

    def all_gather(self, number):
        return self.samples


def test_all_processes_have_as_many_batches_and_each_of_them_something_in_it():
    assert batch_count(Counted(100), 100, 32) == 4
    assert batch_count(Counted(50, 51), 50, 32) == 4
    assert batch_count(Counted(1, 300), 1, 32) == 1
    with pytest.raises(TrainingError, match="too few takes"):
        batch_count(Counted(0, 30), 0, 32)
