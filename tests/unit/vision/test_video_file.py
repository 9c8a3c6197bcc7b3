"""Video files: times, orientation, end, and errors for other files."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import CameraError
from gesture_app.core.frame import Frame
from gesture_app.vision.opencv import cv2
from gesture_app.vision.video_file import VideoFile

RATE = 10


def a_video(path: Path, frames: int = 6, fourcc: str = "mp4v", rate: int = RATE) -> Path:
    """Red pictures of 64 by 48 that get brighter from frame to frame."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*fourcc), rate, (64, 48))
    for index in range(frames):
        picture = np.zeros((48, 64, 3), np.uint8)
        picture[..., 2] = 40 + 6 * index
        writer.write(picture)
    writer.release()
    return path


def grow(movie: bytearray, box: bytes, by: int) -> None:
    """Enlarge the box's stated size."""
    at = movie.rindex(box) - 4
    struct.pack_into(">I", movie, at, struct.unpack_from(">I", movie, at)[0] + by)


def uneven(path: Path, lengths: list[float]) -> None:
    """Give the frames of a video these lengths, in frames, as phones do."""
    movie = bytearray(path.read_bytes())
    at = movie.rindex(b"stts") + 8
    length = struct.unpack_from(">I", movie, at + 8)[0]
    entries = b"".join(struct.pack(">II", 1, round(length * share)) for share in lengths)
    movie[at : at + 12] = struct.pack(">I", len(lengths)) + entries
    for box in (b"stts", b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        grow(movie, box, len(entries) - 8)
    path.write_bytes(movie)


def on_its_side(path: Path) -> None:
    """Mark the video as filmed with the camera turned by a quarter."""
    movie = bytearray(path.read_bytes())
    one = 1 << 16
    struct.pack_into(">9i", movie, movie.rindex(b"tkhd") + 44, 0, one, 0, -one, 0, 0, 48 * one, 0, 1 << 30)
    path.write_bytes(movie)


def all_frames(video: VideoFile) -> list[Frame]:
    video.open()
    frames = []
    while (frame := video.read()) is not None:
        frames.append(frame)
    video.close()
    return frames


def test_every_frame_comes_once_in_rgb_and_then_the_end(tmp_path: Path) -> None:
    video = VideoFile(a_video(tmp_path / "wave.mp4"))
    frames = all_frames(video)
    assert video.name == "wave.mp4"
    assert not video.live
    assert [frame.time for frame in frames] == pytest.approx(np.arange(6) / RATE)
    red = [float(frame.image[..., 0].mean()) for frame in frames]
    assert red == pytest.approx(40 + 6 * np.arange(6), abs=6)
    assert frames[-1].image[..., 2].mean() < 20
    assert frames[0].size == (64, 48)


def test_it_can_be_opened_again(tmp_path: Path) -> None:
    video = VideoFile(a_video(tmp_path / "wave.mp4"))
    first = all_frames(video)
    assert [frame.time for frame in all_frames(video)] == [frame.time for frame in first]


def test_frames_of_uneven_length_keep_their_times(tmp_path: Path) -> None:
    lengths = [0.5, 0.5, 1.5, 0.5, 2.0, 1.0]
    uneven(a_video(tmp_path / "phone.mp4"), lengths)
    times = [frame.time for frame in all_frames(VideoFile(tmp_path / "phone.mp4"))]
    assert times == pytest.approx(np.cumsum([0.0, *lengths[:-1]]) / RATE)


def test_a_time_that_goes_back_is_mended(tmp_path: Path) -> None:
    bare_pictures = a_video(tmp_path / "clip.m1v", fourcc="mpg1", rate=25)  # its last frame claims the time 0
    times = [frame.time for frame in all_frames(VideoFile(bare_pictures))]
    assert times == pytest.approx(np.arange(6) / 25)


def test_a_video_filmed_sideways_is_upright(tmp_path: Path) -> None:
    on_its_side(a_video(tmp_path / "phone.mp4"))
    assert {frame.size for frame in all_frames(VideoFile(tmp_path / "phone.mp4"))} == {(48, 64)}


def test_a_video_cut_off_in_the_middle_gives_what_is_there(tmp_path: Path) -> None:
    whole = a_video(tmp_path / "whole.avi", frames=30, fourcc="MJPG").read_bytes()
    (tmp_path / "half.avi").write_bytes(whole[: len(whole) // 2])
    assert 0 < len(all_frames(VideoFile(tmp_path / "half.avi"))) < 30


def test_what_is_not_a_video_gets_a_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "notes.mp4").write_text("not a video")
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(5000))
    headless = a_video(tmp_path / "headless.mp4").read_bytes()
    (tmp_path / "headless.mp4").write_bytes(headless[: len(headless) // 2])
    for name, said in (
        ("missing.mp4", "no file"),
        ("empty.mp4", "is empty"),
        ("notes.mp4", "cannot be read as a video"),
        ("noise.mp4", "cannot be read as a video"),
        ("headless.mp4", "cannot be read as a video"),
        (".", "is a folder"),
    ):
        video = VideoFile(tmp_path / name)
        with pytest.raises(CameraError, match=said) as caught:
            video.open()
        assert caught.value.hint
        assert video.read() is None
    assert capfd.readouterr().err == ""
