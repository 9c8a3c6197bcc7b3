"""A take to store, and a disk that is full."""

from __future__ import annotations

import errno
import os
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from tests.fakes import a_hand, tracked


@pytest.fixture
def take() -> Recording:
    """Ten frames of a right hand that moves; hidden in the fourth."""
    frames = [tracked(i / 30, right=None if i == 3 else a_hand(0.3 + i / 30)) for i in range(10)]
    info = RecordingInfo("wave", "monday", "demo", "fake tracker", (64, 48), "2025-01-01T00:00:00+00:00")
    return recording_of(frames, replace(info, trim=(0.1, 0.2), note="two “fingers”"))


@pytest.fixture
def full_disk(monkeypatch):
    """Everything written until now stays; nothing more reaches the disk."""

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)


def same(one: Recording, other: Recording) -> bool:
    """Whether two recordings hold the same, NaN for NaN."""
    names = ("time", "landmarks", "world_landmarks", "handedness")
    return one.info == other.info and all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in names
    )


@pytest.fixture
def same_recording():
    return same
