"""Measures the whole pipeline beside the bare MediaPipe calls: on the same frames, in turn, in one run.

    python benchmarks/pipeline_cost.py VIDEO [VIDEO ...] [--rounds 3]

Bare: every frame decoded in advance, only `detect_for_video` timed. Whole: the program's own path, with reading,
decoding, tracking, features, LSTM and trigger. The machine may be noisy; the ratio of neighbouring rounds holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision

from gesture_app.cli.workspace import running_model
from gesture_app.core.frame import Frame
from gesture_app.learning.recogniser import LstmRecogniser
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.live.pipeline import RecognitionPipeline
from gesture_app.sources import hand_tracker, open_source
from gesture_app.storage.workspace import HAND_MODEL, find_workspace, shipped_models_folder


def frames_in(video: Path) -> list[Frame]:
    """Return all frames of a video."""
    camera = open_source(str(video))
    camera.open()
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    camera.close()
    return frames


def bare_s(frames: Sequence[Frame], hands: int) -> float:
    """Return the seconds in MediaPipe's calls alone."""
    options = vision.HandLandmarkerOptions(
        BaseOptions(model_asset_path=str(shipped_models_folder() / HAND_MODEL)),
        running_mode=vision.RunningMode.VIDEO,
        num_hands=hands,
    )
    with vision.HandLandmarker.create_from_options(options) as landmarker:
        began = perf_counter()
        for frame in frames:
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=frame.image)
            landmarker.detect_for_video(picture, round(frame.time * 1000))
        return perf_counter() - began


def whole_s(video: Path, recogniser: LstmRecogniser, hands: int) -> float:
    """Return the seconds from opening the file to its last frame's event."""
    tracker = hand_tracker(hands)
    step = RecognitionPipeline(tracker, recogniser)
    began = perf_counter()
    feed = CameraThread(open_source(str(video)))
    for frame in frames_of(feed):
        step.process(frame)
    took = perf_counter() - began
    feed.close()
    tracker.close()
    return took


def main() -> None:
    """Print one line per video and hands, then the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("videos", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    recogniser = running_model(find_workspace(None), None)
    ratios = []
    for video in arguments.videos:
        frames = frames_in(video)
        for hands in (1, 2):
            pairs = [(bare_s(frames, hands), whole_s(video, recogniser, hands)) for _ in range(arguments.rounds)]
            ratio = median(whole / bare for bare, whole in pairs)
            ratios.append(ratio)
            bare_ms, whole_ms = (1000 * median(values) / len(frames) for values in zip(*pairs, strict=True))
            times = f"{bare_ms:.2f} → {whole_ms:.2f} ms a frame"
            print(f"{video.name}: {len(frames)} frames, {hands} hand(s): {times}, ratio {ratio:.3f}")
    print(f"median ratio {median(ratios):.3f}")


if __name__ == "__main__":
    main()
