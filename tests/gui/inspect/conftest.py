"""Fixtures of the Inspect page: the shipped model, the tracked drawn hand, and the page itself."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.model.card import NetworkSize
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.inspect.query_queue import NICENESS
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.jobs.inspection import ModelLooker
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.services import EXAMPLE_GESTURES, EXAMPLE_SEED
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.exporters.trace_table import write_traces
from gesture_app.storage.models.shipped_reach import REACH_FILE, read_shipped_reach
from gesture_app.storage.models.store import SHIPPED_MODEL, ModelStore
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import shipped_models_folder
from gesture_app.vision.demo.takes import drawn_stream
from tests.fakes import a_card
from tests.gui.inspect.desk import KEY, Desk, FakeReach, Stream, wait_for_view

SHOWN = "demo:swipe_left,fist"
LONGEST_S = 7.0


@pytest.fixture(scope="session")
def shown() -> Recording:
    """The drawn hand, tracked by MediaPipe."""
    camera, tracker, frames = open_source(SHOWN), hand_tracker(), []
    camera.open()
    while (frame := camera.read()) is not None and frame.time < LONGEST_S:
        frames.append(tracker.track(frame))
    camera.close()
    tracker.close()
    info = RecordingInfo("fist", "monday", "demo", "test", frames[0].frame_size, "2025-01-01T00:00:00+00:00")
    return recording_of(frames, info)


@pytest.fixture
def store(tmp_path: Path, shown: Recording) -> RecordingStore:
    """A store with one take of each gesture."""
    store = RecordingStore(tmp_path / "recordings")
    for gesture, start, end in (("swipe_left", 0.0, 3.0), ("fist", 3.0, LONGEST_S)):
        part = shown.part((shown.time >= start) & (shown.time < end))
        store.save(Recording(*_arrays(part), replace(part.info, gesture=gesture)))
    return store


@pytest.fixture
def desk(
    qtbot: QtBot,
    tmp_path: Path,
    shown: Recording,
    store: RecordingStore,
    tasks: TaskRunner,
    context: AppContext,
) -> Iterator[Desk]:
    shipped, opened_on = ModelStore(tmp_path / "models", shipped_models_folder()), []
    models = SimpleNamespace(active=shipped.active)

    def open_model(model: str) -> ModelLooker:
        thread = threading.current_thread().name
        nice = os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) if sys.platform == "linux" else NICENESS
        opened_on.append((thread, nice))
        if model == "gru":
            size = NetworkSize(hidden=16, layers=2, cell="gru")
            return ModelLooker(replace(a_card(id="gru"), network=size), GestureNetwork(3, size), store)
        stored = shipped.load(model)
        return ModelLooker(stored.card, recogniser_of(stored.card, stored.weights).network, store)

    stream, reach = Stream(tuple(shown.frames())), FakeReach()
    session = SimpleNamespace(recent_frames=SimpleNamespace(frames=stream.poll))
    library = RecordingLibrary(store, ReviewStore(store.folder), tasks)
    context.settings.change(inspect_tour=False)
    context_here = replace(context, session=session, recordings=store, models=models, library=library)  # type: ignore[arg-type]
    services = InspectServices(
        open_model=open_model,
        write_table=lambda out, trace: _nothing(write_traces(out, [trace])),  # type: ignore[arg-type]
        make_reach_job=lambda: reach,  # type: ignore[return-value]
        read_shipped_reach=lambda: read_shipped_reach(shipped_models_folder() / REACH_FILE),
        make_example=lambda: drawn_stream(EXAMPLE_GESTURES, EXAMPLE_SEED),
        shipped_model=SHIPPED_MODEL,
    )
    page = InspectPage(context_here, services)
    qtbot.addWidget(page)
    page.resize(1212, 560)
    yield Desk(page, stream, library, reach, models, opened_on)
    page.hide()
    page.shutdown()
    library.shutdown()
    tasks.finish()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> InspectPage:
    """The page with a paused live stream."""
    desk.page.show()
    desk.page.activateWindow()
    qtbot.waitUntil(lambda: desk.page.view is not None)
    qtbot.keyClick(desk.page.canvas, KEY.Key_Space)
    wait_for_view(desk.page, qtbot)
    return desk.page


def _arrays(recording: Recording) -> tuple[np.ndarray, ...]:
    return recording.time, recording.landmarks, recording.world_landmarks, recording.handedness


def _nothing(_: object) -> None:
    pass
