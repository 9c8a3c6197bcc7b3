"""What a user types as a source becomes the right camera, or a sentence."""

from pathlib import Path

import pytest

from gesture_app.core.errors import CameraError
from gesture_app.services import webcam_choices
from gesture_app.sources import open_source
from gesture_app.storage.recordings.recording_file import write_recording
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.network_stream import NetworkStream
from gesture_app.vision.paced_camera import PacedCamera
from gesture_app.vision.recording_camera import RecordingCamera
from gesture_app.vision.video_file import VideoFile
from gesture_app.vision.webcam import Webcam, WebcamInfo
from tests.made_up_takes import takes


@pytest.mark.parametrize(
    ("source", "kind", "live"),
    [
        ("demo", DemoCamera, True),
        ("demo:fist*2,idle:5", DemoCamera, False),
        ("0", Webcam, True),
        ("Logitech C920", Webcam, True),
        ("http://127.0.0.1:1/video", NetworkStream, True),
        ("rtsp://user:secret@127.0.0.1/live", NetworkStream, True),
    ],
)
def test_every_kind_of_source_has_its_camera(source, kind, live):
    camera = open_source(source)
    assert isinstance(camera, kind)
    assert camera.live is live
    assert "secret" not in camera.name


def test_a_recording_is_replayed_and_for_a_window_at_its_own_pace(tmp_path):
    path = tmp_path / "take.npz"
    write_recording(path, takes(1)[0])
    assert isinstance(open_source(str(path)), RecordingCamera)
    paced = open_source(str(path), paced=True)
    assert isinstance(paced, PacedCamera)
    assert paced.live


@pytest.mark.parametrize("source", ["demo:thumb up", "demo:idle", "demo:no gesture", "demo:wave"])
def test_one_gesture_of_the_drawn_hand_goes_on_without_end_in_a_window(source):
    assert open_source(source, paced=True).live
    assert isinstance(open_source(source, paced=True), DemoCamera)
    assert not open_source(source).live


@pytest.mark.parametrize("source", ["x" * 5000, "no_such_file.npz", "demo:jump", "demo:fist*0"])
def test_nonsense_is_a_sentence(source):
    with pytest.raises(CameraError):
        open_source(source)


OTHER = WebcamInfo(90, "Other", 200)
NAMES = [
    "HP HD Camera",
    "USB2.0 HD UVC WebCam",
    "USB 2.0 Camera: USB Camera",
    "USB3.0 Capture",
    "Iriun v2.8",
    "AVerMedia HD/4K",
    "Capture\\Card 1.0",
    "cam.mp4",
    "folder/cam.mp4",
    "take.npz",
    "demo cam",
    "demo: cam",
    "camera: front",
    "2",
    "99999999999",
    "http cam",
    "http://cam",
    "/dev/video0",
    "file://cam",
    "  Spaces 1.0  ",
    "Caméra 2.0 – 摄像头",
    "x" * 300,
]


def opened(source: str, *webcams: WebcamInfo) -> str:
    """Return what opening says: no device has the numbers of these cameras."""
    camera = open_source(source, webcams=lambda: webcams)
    assert isinstance(camera, Webcam)
    with pytest.raises(CameraError) as caught:
        camera.open()
    return caught.value.sentence


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_connected_camera_is_that_camera(name: str) -> None:
    camera = WebcamInfo(91, name, 200)
    there = f'The camera "{name}" sends no frames.'
    _, choice = webcam_choices([OTHER, camera])
    for source in (choice.source, name, f" {name.upper()} "):
        assert opened(source, OTHER, camera) == there


@pytest.mark.parametrize("name", NAMES)
def test_a_camera_from_the_menu_stays_a_camera_while_it_is_away(name: str) -> None:
    (choice,) = webcam_choices([WebcamInfo(91, name, 200)])
    assert opened(choice.source, OTHER) == f'The camera "{name}" was not found.'
    assert opened(choice.source) == f'The camera "{name}" was not found.'


@pytest.mark.parametrize("name", ["USB2.0 HD UVC WebCam", "AVerMedia HD/4K", "Iriun v2.8", "cam.mp4", "/no/such/cam"])
def test_what_is_neither_camera_nor_file_is_told_what_there_is(name: str) -> None:
    camera = open_source(name, webcams=lambda: (OTHER,))
    with pytest.raises(CameraError, match="No camera and no file") as caught:
        camera.open()
    assert "90 (Other)" in caught.value.hint


def test_an_absent_camera_is_not_replaced_by_one_with_a_longer_name() -> None:
    webcams = [WebcamInfo(91, "C920", 200), WebcamInfo(92, "C920e", 200)]
    assert "was not found" in opened(webcam_choices(webcams)[0].source, webcams[1])


def test_two_cameras_of_one_name_are_each_reached_by_number() -> None:
    webcams = [WebcamInfo(91, "USB 2.0", 200), WebcamInfo(92, "usb 2.0 ", 200)]
    names = [opened(choice.source, *webcams) for choice in webcam_choices(webcams)]
    assert names == [f'The camera "{webcam.name}" sends no frames.' for webcam in webcams]


def test_letters_composed_otherwise_are_the_same_name() -> None:
    assert "sends no frames" in opened("Cam\u00e9ra", WebcamInfo(91, "Came\u0301ra", 200))


def test_a_number_is_a_camera_number_before_it_is_a_name() -> None:
    assert '"Other"' in opened("90", WebcamInfo(91, "90", 200), OTHER)


def test_an_empty_text_is_no_part_of_a_name() -> None:
    assert "No camera" in opened(" ", OTHER)


def test_a_file_is_one_that_exists_or_has_a_folder_and_a_known_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("film.mp4", "Film 2.0", "7", "\u00fcber.webm"):
        Path(name).write_bytes(b"film")
        for source in (name, f"./{name}", str(tmp_path / name), (tmp_path / name).as_uri()):
            assert isinstance(open_source(source, webcams=lambda: (OTHER,)), VideoFile)
    assert isinstance(open_source("./film.mp4", webcams=lambda: (WebcamInfo(91, "film.mp4", 200),)), VideoFile)
    for missing in ("./no_such.MP4", str(tmp_path / "no.such" / "film.webm"), str(tmp_path)):
        with pytest.raises(CameraError, match=r"no file|folder"):
            open_source(missing).open()


def test_a_device_of_linux_is_its_number() -> None:
    assert opened("/dev/video90", OTHER) == 'The camera "Other" sends no frames.'
    assert opened("/dev/video97", OTHER) == "Camera 97 was not found."


@pytest.mark.parametrize("source", ["folder/a\0b.mp4", "file:///" + "x" * 5000, "file:///a%00b.mp4"])
def test_an_impossible_path_is_a_sentence(source: str) -> None:
    with pytest.raises(CameraError):
        open_source(source)
