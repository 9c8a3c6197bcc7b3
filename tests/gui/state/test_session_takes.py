"""A clip lies beside its take where pictures are wanted, and its failure costs no take."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import RecordingInfo
from gesture_app.core.ring_buffer import Picture
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.session_takes import SessionTakes, TakeState
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.take import Take
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import a_hand, tracked

INFO = RecordingInfo("wave", "s", "x", "t", (64, 48), "2025-01-01T00:00:00+00:00")
TAKE = Take(tuple(tracked(n / 30, right=a_hand()) for n in range(30)), INFO, 1, 1, (Picture(0.0, b"jpeg"),))


@pytest.fixture
def store(tmp_path: Path) -> RecordingStore:
    return RecordingStore(tmp_path)


def test_the_film_is_written_once_the_take_is_safe(qtbot: QtBot, store: RecordingStore, tasks: TaskRunner) -> None:
    written: list[tuple[Path, bool, int]] = []
    shelf = SessionTakes(store, tasks, lambda path, pictures, s: written.append((path, path.exists(), len(pictures))))
    take = shelf.add(TAKE)
    qtbot.waitUntil(lambda: bool(written) and not take.busy)
    assert take.stored is not None
    assert written == [(take.stored.path, True, 1)]
    assert take.pictures == ()
    shelf.discard(take)
    qtbot.waitUntil(lambda: take.in_bin)


def test_a_film_that_cannot_be_written_is_said_and_the_take_stays(
    qtbot: QtBot, store: RecordingStore, tasks: TaskRunner, notifications: Notifications
) -> None:
    def fail(path: Path, pictures: object, seconds: float) -> None:
        raise RecordingError("This system cannot write clips.")

    shelf = SessionTakes(store, tasks, fail)
    take = shelf.add(TAKE)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert take.state is TakeState.SAVED
    assert store.gestures() == {"wave": 1}
