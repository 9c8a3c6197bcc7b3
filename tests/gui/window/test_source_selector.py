"""Which source is looked at, what is remembered, and what is said when it is in trouble."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from gesture_app.core.errors import CameraError, UnusableSourceError
from gesture_app.core.settings import Settings
from gesture_app.core.source_names import SourceChoice
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.window.source_menu import SourceMenu
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.live.session import LiveSession
from gesture_app.live.update import SourceState
from gesture_app.services import webcam_choices
from gesture_app.vision.webcam import WebcamInfo
from tests.fakes import FakeCamera, FakeTracker
from tests.waiting import PATIENCE_S

WEBCAMS = (SourceChoice("C920", "C920"), SourceChoice("Infrared", "Infrared"))


class Desk:
    """A picker on a session whose cameras are fakes by name."""

    def __init__(self, context, webcams=(), remembered=""):
        self.cameras = {name: FakeCamera(name) for name in ("demo", "C920", "Infrared", "film.mp4")}
        self.webcams = webcams
        self.opened = []
        self.session = LiveSession(self.camera, FakeTracker, "monday", retry_s=0.05)
        self.updates = LiveUpdates(self.session)
        self.settings = CurrentSettings(Settings(source=remembered), lambda settings: None, context.tasks)
        here = replace(context, session=self.session, updates=self.updates, settings=self.settings)
        self.listing = threading.Event()
        self.listing.set()
        self.picker = SourceSelector(here, self.list_webcams)
        self.statuses = []
        self.updates.source.connect(self.statuses.append)
        self.updates.start()

    def list_webcams(self):
        assert self.listing.wait(PATIENCE_S)
        return self.webcams

    def camera(self, source):
        self.opened.append(source)
        if source == "demo:jump":
            raise UnusableSourceError("The drawn hand cannot perform “jump”.", "Use fist.")
        if source not in self.cameras:
            error = UnusableSourceError if source.endswith(".mp4") and "cam" not in source else CameraError
            raise error(f"There is no video {source}.", "Check the path.")
        return self.cameras[source]

    def runs_on(self, source):
        status = self.updates.status
        return status is not None and status.source == source and status.state is SourceState.RUNNING

    def close(self):
        self.updates.stop()
        self.session.stop()


@pytest.fixture
def desk_with(context):
    desks = []

    def make(**arguments):
        desks.append(Desk(context, **arguments))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.mark.parametrize(
    ("asked", "remembered", "webcams", "expected"),
    [
        (None, "", WEBCAMS, "C920"),
        (None, "", (), "demo"),
        (None, "Infrared", WEBCAMS, "Infrared"),
        ("film.mp4", "Infrared", WEBCAMS, "film.mp4"),
    ],
)
def test_the_first_source(desk_with, qtbot, asked, remembered, webcams, expected):
    desk = desk_with(remembered=remembered, webcams=webcams)
    desk.picker.begin(asked)
    qtbot.waitUntil(lambda: desk.runs_on(expected))
    assert desk.settings.now.source == remembered


def test_without_a_camera_the_window_says_so_until_another_source_is_chosen(desk_with, notifications, qtbot):
    desk, asked = desk_with(), []
    desk.picker.choice_wanted.connect(lambda: asked.append(True))
    desk.picker.begin(None)
    qtbot.waitUntil(lambda: desk.runs_on("demo"))
    assert "No camera was found" in notifications.newest.sentence
    notifications.newest.button.press()
    assert asked
    desk.picker.use("film.mp4")
    qtbot.waitUntil(lambda: desk.runs_on("film.mp4"))
    assert notifications.newest is None
    assert desk.settings.now.source == "film.mp4"


def test_a_camera_that_goes_and_comes_back_needs_no_hand(desk_with, notifications, qtbot):
    desk = desk_with(webcams=WEBCAMS)
    desk.picker.begin(None)
    qtbot.waitUntil(lambda: desk.runs_on("C920"))
    desk.cameras["C920"].lost = True
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert "C920" in notifications.newest.sentence
    assert "Retrying" in notifications.newest.hint
    qtbot.waitUntil(lambda: notifications.newest.sentence == "C920 is busy.")
    desk.cameras["C920"].lost = False
    qtbot.waitUntil(lambda: desk.runs_on("C920") and notifications.newest is None)


def test_trouble_that_was_dismissed_does_not_come_back_with_every_attempt(desk_with, notifications, qtbot):
    desk = desk_with(webcams=WEBCAMS)
    desk.cameras["C920"].lost = True
    desk.picker.begin(None)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    notifications.dismiss(notifications.newest)
    tried = len(desk.statuses)
    qtbot.waitUntil(lambda: len(desk.statuses) > tried + 4)
    assert notifications.newest is None


def test_a_video_that_cannot_be_read_is_a_sentence_without_a_promise(desk_with, notifications, qtbot):
    desk = desk_with()
    desk.picker.begin("broken.mp4")
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert notifications.newest.sentence == "There is no video broken.mp4."
    assert notifications.newest.hint == "Check the path."


def test_a_source_that_ends_can_be_played_again(desk_with, notifications, qtbot):
    desk = desk_with()
    desk.cameras["film.mp4"] = FakeCamera("film.mp4", frames=5)
    desk.picker.begin("film.mp4")
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert notifications.newest.sentence == "film.mp4 has ended."
    desk.cameras["film.mp4"] = FakeCamera("film.mp4")
    notifications.newest.button.press()
    qtbot.waitUntil(lambda: desk.runs_on("film.mp4") and notifications.newest is None)


def test_a_live_thread_that_ends_is_said_whatever_source_is_chosen_then(desk_with, notifications, monkeypatch, qtbot):
    desk = desk_with()

    def track(tracker, frame):
        raise ValueError("numbers")

    monkeypatch.setattr(FakeTracker, "track", track)
    desk.picker.begin("demo")
    qtbot.waitUntil(lambda: desk.updates.failure is not None)
    assert "numbers" in notifications.newest.sentence
    notifications.dismiss(notifications.newest)
    desk.picker.use("C920")
    assert (notifications.newest.sentence, notifications.count) == (desk.updates.failure.sentence, 1)


def test_a_source_chosen_while_cameras_are_still_looked_for_stays(desk_with, qtbot):
    desk = desk_with(webcams=WEBCAMS)
    desk.listing.clear()
    desk.picker.begin(None)
    desk.picker.use("film.mp4")
    desk.listing.set()
    qtbot.waitUntil(lambda: desk.picker.webcams == WEBCAMS and desk.runs_on("film.mp4"))
    assert desk.picker.source == "film.mp4"


def test_of_two_cameras_with_one_name_each_can_be_reached():
    webcams = [WebcamInfo(0, "C920", 200), WebcamInfo(2, "Infrared", 200), WebcamInfo(4, "C920", 200)]
    assert [choice.source for choice in webcam_choices(webcams)] == ["0", "camera:Infrared", "4"]
    assert len({choice.name for choice in webcam_choices(webcams)}) == 3


@pytest.mark.parametrize("source", ["camera:USB2.0 HD UVC WebCam", "camera:cam.mp4", "USB2.0 HD UVC WebCam"])
def test_a_camera_with_a_dot_in_its_name_is_tried_again(desk_with, notifications, qtbot, source):
    desk = desk_with()
    desk.picker.begin(source)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert "Retrying" in notifications.newest.hint


def test_a_source_that_cannot_work_is_opened_once_and_promises_no_retry(desk_with, notifications, qtbot):
    desk = desk_with()
    desk.picker.begin("demo:jump")
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert "Retrying" not in notifications.newest.hint
    desk.picker.use("C920")
    qtbot.waitUntil(lambda: desk.runs_on("C920"))  # many retries later
    assert desk.opened.count("demo:jump") == 1


def test_the_menu_offers_what_the_drawn_hand_can_perform_by_the_names_of_the_window(desk_with, qtbot):
    desk, window = desk_with(), QWidget()
    qtbot.addWidget(window)
    desk.picker.begin("demo:wave")
    menu = SourceMenu(desk.picker, window)
    menu.drawn_hand.aboutToShow.emit()
    offered = {action.text(): action for action in menu.drawn_hand.actions()}
    assert {"random", "idle", "fist", "thumb up"} <= set(offered)
    assert [text for text, action in offered.items() if action.isChecked()] == ["wave"]
    offered["thumb up"].trigger()
    assert desk.settings.now.source == "demo:thumb_up"


@pytest.mark.parametrize("remembered", ["R&D 2.0", "camera:R&D 2.0"])
def test_the_menu_marks_the_camera_in_use_also_where_its_plain_name_was_saved(desk_with, qtbot, remembered):
    desk, window = desk_with(webcams=webcam_choices([WebcamInfo(0, "R&D 2.0", 200)]), remembered=remembered), QWidget()
    qtbot.addWidget(window)
    desk.picker.begin(None)
    desk.picker.look_for_webcams()
    qtbot.waitUntil(lambda: bool(desk.picker.webcams))
    marked = [action.text() for action in SourceMenu(desk.picker, window).actions() if action.isChecked()]
    assert marked == ["&1  R&&D 2.0"]


def test_the_menu_finds_a_camera_that_was_plugged_in_meanwhile(desk_with, qtbot):
    desk, window = desk_with(), QWidget()
    qtbot.addWidget(window)
    desk.picker.begin(None)
    qtbot.waitUntil(lambda: desk.runs_on("demo"))
    menu = SourceMenu(desk.picker, window)
    desk.webcams = WEBCAMS
    menu.open_at(window)
    qtbot.waitUntil(lambda: any("C920" in action.text() for action in menu.actions()))
    chosen = next(action for action in menu.actions() if "C920" in action.text())
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["The &drawn hand"]
    chosen.trigger()
    menu.close()
    qtbot.waitUntil(lambda: desk.runs_on("C920"))
    assert desk.settings.now.source == "C920"
