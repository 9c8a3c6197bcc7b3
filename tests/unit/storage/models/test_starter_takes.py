"""The starter's performances come back from their file as they went in, and a file that is none is refused."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.resampling import in_heights
from gesture_app.learning.take_sequence import take_sequence_of
from gesture_app.storage.models.starter_takes import read_starter_takes, write_starter_takes
from gesture_app.storage.workspace import shipped_models_folder
from gesture_app.vision.demo.takes import drawn_takes

META = {"format": 1, "rate": 20.0, "takes": [{"gesture": "wave", "session": "s", "steps": 3}]}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "takes.npz"


def write(file, meta=META, landmarks=None, **more) -> None:
    shown = np.zeros((3, 2, 21, 3), np.int16) if landmarks is None else landmarks
    np.savez_compressed(file, meta=np.array(json.dumps(meta)), landmarks=shown, **more)


def test_a_training_sees_what_was_written(file):
    takes = [replace(take, info=replace(take.info, session="tuesday")) for take in drawn_takes(["wave", "zoom_in"], 2)]
    write_starter_takes(file, takes)
    back = read_starter_takes(file)
    assert [(take.info.gesture, take.info.session, take.info.source) for take in back] == [
        (gesture, "tuesday", "starter") for gesture in ("wave", "wave", "zoom_in", "zoom_in")
    ]
    for before, after in zip(takes, back, strict=True):
        old, new = (take_sequence_of(take, 20.0).points for take in (before, after))
        assert np.allclose(old, new, atol=0.001, equal_nan=True)  # picture heights


def test_hands_far_outside_stay_finite(file):
    (take,) = drawn_takes(["wave"], 1)
    write_starter_takes(file, [replace(take, landmarks=take.landmarks * 1e5)])
    (back,) = read_starter_takes(file)
    assert np.nanmax(np.abs(in_heights(back.landmarks, back.info.frame_size))) < 17


def test_without_a_file_there_are_no_takes(file):
    assert read_starter_takes(file) == []


@pytest.mark.parametrize(
    "meta",
    [
        [],
        {},
        META | {"format": 0},
        META | {"rate": 1e9},
        META | {"rate": "20"},
        META | {"takes": []},
        META | {"takes": [{"gesture": "wave", "session": "s", "steps": 0}, *META["takes"]]},
        META | {"takes": [{"gesture": "wave", "session": "s", "steps": -3}, *META["takes"] * 2]},
        META | {"takes": [{"gesture": "none", "session": "s", "steps": 3}]},
        META | {"takes": [{"gesture": "../../etc/passwd\n", "session": "s", "steps": 3}]},
        META | {"takes": [{"gesture": "wave", "session": "s", "steps": 10**12}]},
        META | {"takes": [{"gesture": "wave", "session": "s", "steps": 4}]},
    ],
)
def test_a_list_that_cannot_be_is_refused(file, meta):
    write(file, meta)
    with pytest.raises(RecordingError):
        read_starter_takes(file)


@pytest.mark.parametrize("landmarks", [np.zeros((3, 2, 21, 3)), np.zeros((3, 21, 2, 3), np.int16), np.zeros(3, "U3")])
def test_other_numbers_are_refused(file, landmarks):
    write(file, landmarks=landmarks)
    with pytest.raises(DamagedRecordingError, match=r"takes\.npz is damaged"):
        read_starter_takes(file)


def test_a_broken_file_is_refused(file):
    write_starter_takes(file, drawn_takes(["wave"], 1))
    whole = file.read_bytes()
    for data in (b"", b"PK", whole[: len(whole) // 2], bytes(len(whole))):
        file.write_bytes(data)
        with pytest.raises(DamagedRecordingError):
            read_starter_takes(file)


def test_a_newer_file_is_refused_by_name(file):
    write(file, META | {"format": 2})
    with pytest.raises(RecordingError, match="newer"):
        read_starter_takes(file)


def test_the_shipped_takes_load_fast():
    began = time.process_time()
    takes = read_starter_takes(shipped_models_folder() / "starter" / "takes.npz")
    assert time.process_time() - began < 0.5
    assert len({take.info.gesture for take in takes}) >= 20
