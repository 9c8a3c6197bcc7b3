"""Importing clips of every kind through the real tracker: damaged videos, moving pictures, folders of images."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.frame import Image
from gesture_app.core.import_export import ClipLayout, ImportDone, ImportOptions, TakePreview
from gesture_app.jobs.import_preview import sample_takes
from gesture_app.jobs.import_takes import run_import
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace, find_workspace
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.opencv import cv2
from gesture_app.vision.video_file import VideoFile
from tests.foreign_data import film

ONE = ImportOptions(processes=1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return find_workspace(tmp_path / "ws")


@pytest.fixture(scope="module")
def frames() -> list[Image]:
    """The drawn hand in the middle of a fist, BGR, small."""
    camera = DemoCamera("fist", 2)
    camera.open()
    images = []
    while len(images) < 70 and (frame := camera.read()) is not None:
        images.append(np.ascontiguousarray(cv2.resize(frame.image, (320, 240))[..., ::-1]))
    return images[34:]


def run(workspace: Workspace, path: Path, options: ImportOptions = ONE) -> ImportDone:
    *_, done = run_import(workspace, path, options)
    assert isinstance(done, ImportDone), done
    return done


def save(folder: Path, images: list[Image], pattern: str = "{:03}.jpg") -> None:
    folder.mkdir(parents=True)
    for number, image in enumerate(images):
        cv2.imwrite(str(folder / pattern.format(number)), image)


def notes(workspace: Workspace) -> dict[str, str]:
    return {take.gesture: take.info.note for take in RecordingStore(workspace.recordings).list_takes().takes}


def test_a_damaged_spot_is_passed_over_and_a_file_cut_short_is_named(workspace: Workspace, tmp_path: Path) -> None:
    whole = film(tmp_path / "clips" / "fist" / "whole.mp4", "fist", most=90)
    data = bytearray(whole.read_bytes())
    middle = len(data) // 3
    data[middle : middle + 3000] = random.Random(1).randbytes(3000)
    (whole.parent / "hole.mp4").write_bytes(data)
    writer = cv2.VideoWriter(str(whole.parent / "short.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 30, (320, 240))
    picture = cv2.VideoCapture(str(whole))
    while (read := picture.read())[0]:
        writer.write(cv2.resize(read[1], (320, 240)))
    writer.release()
    short = (whole.parent / "short.avi").read_bytes()
    (whole.parent / "short.avi").write_bytes(short[: len(short) * 2 // 3])
    done = run(workspace, tmp_path / "clips")
    assert done.imported == 3
    said = {Path(skipped.path).name: skipped.reason for skipped in done.skipped}
    assert set(said) == {"hole.mp4", "short.avi"}
    assert "cannot be read, from" in said["hole.mp4"]
    assert "cut short" in said["short.avi"]
    video = VideoFile(whole)
    video.open()
    while video.read() is not None:
        pass
    assert video.damaged_spots == ()
    assert video.seconds_missing == 0


def test_moving_pictures_and_other_containers(workspace: Workspace, tmp_path: Path, frames: list[Image]) -> None:
    root = tmp_path / "clips"
    for ending in ("gif", "webp"):
        (root / ending).mkdir(parents=True)
        animation = cv2.Animation()
        animation.frames, animation.durations = frames, np.full(len(frames), 40, np.int32)
        assert cv2.imwriteanimation(str(root / ending / f"a.{ending}"), animation)
    for ending, code in (("wmv", "WMV2"), ("mpg", "mpg2"), ("ts", "mpg2"), ("3gp", "mp4v"), ("flv", "FLV1")):
        (root / ending).mkdir()
        writer = cv2.VideoWriter(
            str(root / ending / f"a.{ending}"), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*code), 25, (320, 240)
        )
        for frame in frames[len(list(root.iterdir())) :]:  # takes of the same frames would be one
            writer.write(frame)
        writer.release()
    (root / "ts" / "code.ts").write_text("export const answer = 42;")
    assert run(workspace, root).imported == 7
    assert {take.gesture for take in RecordingStore(workspace.recordings).list_takes().takes} == {
        *("gif", "webp", "wmv", "mpg", "ts", "3gp", "flv")
    }
    previews = list(sample_takes(root, ONE, 3))
    assert len(previews) == 7
    assert all(isinstance(one, TakePreview) and one.pictures for one in previews)


def test_folders_of_frames_become_clips_and_still_images_poses(
    workspace: Workspace, tmp_path: Path, frames: list[Image]
) -> None:
    root = tmp_path / "frames"
    save(root / "fist" / "clip_1", frames)
    save(root / "fist" / "clip_2", frames[1:], "frame{}.png")
    done = run(workspace, root)
    assert done.imported == 2
    assert "30 frames a second assumed" in notes(workspace)["fist"]
    poses = tmp_path / "poses"
    turned = [np.roll(frame, 11 * number, axis=1) for number, frame in enumerate(frames[:8])]
    save(poses / "open hand", turned)
    (poses / "open hand" / "broken.jpg").write_bytes(b"no picture")
    (poses / "cover.jpg").write_bytes((poses / "open hand" / "000.jpg").read_bytes())
    done = run(workspace, poses)
    assert done.imported == 8
    assert [Path(skipped.path).name for skipped in done.skipped][-1:] == ["broken.jpg"]
    takes = [take for take in RecordingStore(workspace.recordings).list_takes().takes if take.gesture == "open_hand"]
    assert len(takes) == 8
    assert "A single pose, held for 1 s." in takes[0].info.note
    assert run(workspace, poses).imported == 0
    assert run(workspace, poses, ImportOptions(processes=1, poses=False, layout=ClipLayout.FOLDER)).imported == 1
