"""Network streams against a real server on this computer: arriving, stalling, dying, coming back, keeping secrets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

import numpy as np
import pytest

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.vision.network_stream import NetworkStream, shown_address
from gesture_app.vision.opencv import cv2
from tests.waiting import eventually

MOST_LATE = 1
"""pictures between the one that was sent last and the one that is read"""


class _Pictures(BaseHTTPRequestHandler):
    """Sends a JPEG every 20 ms; its brightness is its number."""

    server: StreamServer

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        try:
            while not self.server.stopping.wait(0.02):
                if not self.server.stalled:
                    self._send_picture()
        except OSError:
            self.close_connection = True

    def _send_picture(self) -> None:
        self.server.sent += 1
        picture = np.full((48, 64, 3), self.server.sent % 256, np.uint8)
        jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, *args: object) -> None:
        pass


class StreamServer(ThreadingHTTPServer):
    """An MJPEG camera on 127.0.0.1."""

    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Pictures)
        self.stopping = threading.Event()
        self.stalled = False
        self.sent = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/video.mjpg"

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[StreamServer]:
    server = StreamServer()
    yield server
    server.stop()


def read_on(stream: NetworkStream) -> None:
    while True:
        stream.read()


def open_in_the_end(stream: NetworkStream) -> None:
    """On a busy computer the server may take longer than the stream waits."""

    def opens() -> bool:
        with suppress(CameraError):
            stream.open()
            return True
        return False

    eventually(opens)


def test_pictures_arrive_fresh_with_rising_times(server: StreamServer) -> None:
    stream = NetworkStream(server.address)
    open_in_the_end(stream)
    frames: list[Frame] = []

    def fresh() -> bool:
        before = perf_counter()
        frame = stream.read()
        late = (server.sent - round(float(frame.image.mean()))) % 256
        assert before <= frame.captured_at <= perf_counter()  # as it came, not as the stream claims
        frames.append(frame)
        return late <= MOST_LATE

    while len(frames) < 15:
        eventually(fresh)
    stream.close()
    assert stream.live
    times = [frame.time for frame in frames]
    assert (np.diff(times) > 0).all()
    assert np.diff(times) == pytest.approx(np.diff([frame.captured_at for frame in frames]))


def test_a_server_that_dies_is_lost_and_found_again_when_it_is_back(capfd: pytest.CaptureFixture[str]) -> None:
    server = StreamServer()
    stream = NetworkStream(server.address, answer_s=1)
    open_in_the_end(stream)
    assert stream.read() is not None
    server.stop()
    with pytest.raises(CameraLostError, match="has stopped"):
        read_on(stream)
    with pytest.raises(CameraError, match="sends no frames"):
        stream.open()
    again = StreamServer(server.server_port)
    open_in_the_end(stream)
    assert stream.read() is not None
    stream.close()
    again.stop()
    assert capfd.readouterr().err == ""


def test_a_server_that_stalls_is_lost_in_bounded_time(server: StreamServer) -> None:
    stream = NetworkStream(server.address, answer_s=0.3)
    open_in_the_end(stream)
    server.stalled = True
    with pytest.raises(CameraLostError):
        read_on(stream)
    stream.close()


def test_an_address_where_nobody_answers_gets_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never says a word
        port = silent.getsockname()[1]
        for scheme in ("http", "rtsp"):
            with pytest.raises(CameraError, match="sends no frames"):
                NetworkStream(f"{scheme}://127.0.0.1:{port}/x", answer_s=0.3).open()
    for address in ("http://127.0.0.1:1/x", "rtsp://127.0.0.1:99999/x"):
        with pytest.raises(CameraError):
            NetworkStream(address, answer_s=0.3).open()


def test_what_is_no_stream_address_gets_a_sentence() -> None:
    for address in ("file:///etc/passwd", "ftp://example.org/x", "nonsense"):
        with pytest.raises(CameraError, match="not the address of a stream"):
            NetworkStream(address).open()


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://someone:hush@127.0.0.1:1/cam",
        "rtsp://someone:hu@sh/hush@127.0.0.1:1/cam",
        "rtsp://someone:hush?hush@127.0.0.1:1/cam",
        "rtsp://someone:hush#hush@127.0.0.1:1/cam",
        "http://127.0.0.1:1/cam?user=someone&password=hush",
    ],
)
def test_user_and_password_are_never_shown(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    stream = NetworkStream(address, answer_s=0.3)
    with pytest.raises(CameraError) as caught:
        stream.open()
    shown = f"{stream.name} {caught.value.sentence} {caught.value.hint} {capfd.readouterr().err}"
    assert "hush" not in shown
    assert "someone" not in shown


def test_a_plain_address_is_shown_as_it_is() -> None:
    assert shown_address("rtsp://192.168.1.7:554/live/1") == "rtsp://192.168.1.7:554/live/1"
