"""What a user types as a source becomes the right camera, or a sentence."""

import pytest

from gesture_app.core.errors import CameraError
from gesture_app.sources import open_source
from gesture_app.storage.recording_file import write_recording
from gesture_app.vision.demo_camera import DemoCamera
from gesture_app.vision.network_stream import NetworkStream
from gesture_app.vision.paced import Paced
from gesture_app.vision.recorded_camera import RecordedCamera
from gesture_app.vision.webcam import Webcam
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
    assert isinstance(open_source(str(path)), RecordedCamera)
    paced = open_source(str(path), paced=True)
    assert isinstance(paced, Paced)
    assert paced.live


@pytest.mark.parametrize("source", ["x" * 5000, "no_such_file.npz", "demo:jump", "demo:fist*0"])
def test_nonsense_is_a_sentence(source):
    with pytest.raises(CameraError):
        open_source(source)
