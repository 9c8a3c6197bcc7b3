"""People's folders, made up."""

import numpy as np
import pytest

from gesture_app.storage.recordings.recording_file import write_recording
from tests.made_up_takes import GESTURES, a_take


@pytest.fixture
def folder_of(tmp_path):
    """Writes a person's takes of all made-up gestures, two sessions in turn, as takes are stored."""

    def write(name, per_gesture=6, seed=0):
        rng = np.random.default_rng(seed)
        for gesture in GESTURES:
            for count in range(per_gesture):
                take = a_take(gesture, rng, ("monday", "tuesday")[count % 2])
                write_recording(tmp_path / name / gesture / f"{count:03d}.npz", take)
        return tmp_path / name

    return write
