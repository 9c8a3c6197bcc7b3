"""Track hands in videos, in several processes. A video that hangs or crashes affects only itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from gesture_app.core.clock import HINT, LATEST_S, NONSENSE
from gesture_app.core.errors import CameraError, GestureAppError
from gesture_app.core.hands import TrackedFrame
from gesture_app.jobs.process import end_with_parent
from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder

STALLED_S = 60.0
"""a video hangs if its process sends nothing for this long"""
TELL_EVERY_S = 0.2
READY_S = 120.0
"""a process may take this long to start on a busy computer"""


@dataclass(frozen=True, slots=True)
class VideoPart:
    """A part of a video in seconds, where None is its beginning or end."""

    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class VideoProgress:
    """The progress of a video."""

    video: int
    frames: int


@dataclass(frozen=True, slots=True, eq=False)
class PartTracked:
    """The frames of one part, or none if the video ends before it."""

    video: int
    part: int
    frames: tuple[TrackedFrame, ...]
    tracker: str


@dataclass(frozen=True, slots=True)
class VideoEnded:
    """The end of a video."""

    video: int
    trouble: str = ""
    """why it ended early, as a sentence; "" if it did not"""


VideoNews = VideoProgress | PartTracked | VideoEnded


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    video: int | None
    heard: float
    """on the clock of this process"""
    allowed_s: float


def processes_for(wanted: int, videos: int) -> int:
    """Return the number of processes to start: as wanted, or one for each processor, and at most one for each video."""
    return max(1, min(wanted or os.cpu_count() or 1, videos))


def track_videos(videos: Sequence[tuple[Path, tuple[VideoPart, ...]]], processes: int) -> Iterator[VideoNews]:
    """Yield all messages about all videos as they come. To close the iterator kills the processes."""
    waiting = list(range(len(videos)))[::-1]
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.video is not None for worker in workers):
            while waiting and len(workers) < processes:
                workers.append(_started())
            for worker in workers:
                if worker.video is None and waiting:
                    _hand_over(worker, waiting.pop(), videos)
            heard = wait([worker.pipe for worker in workers], timeout=1.0)
            for worker in list(workers):
                news = _next(worker) if worker.pipe in heard else _stalled(worker)
                if worker.pipe.closed:
                    workers.remove(worker)
                if isinstance(news, VideoEnded):
                    worker.video = None
                if news is not None:
                    yield news
    finally:
        for worker in workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in workers:
            worker.process.join()


def _started() -> _Worker:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_work, args=(theirs,), name="video", daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, None, time.monotonic(), READY_S)


def _hand_over(worker: _Worker, video: int, videos: Sequence[tuple[Path, tuple[VideoPart, ...]]]) -> None:
    worker.video, worker.heard = video, time.monotonic()
    try:
        worker.pipe.send((video, *videos[video]))
    except OSError:
        return  # it is gone; that is found where its answer is waited for


def _next(worker: _Worker) -> VideoNews | None:
    try:
        news: VideoNews = worker.pipe.recv()
    except (EOFError, OSError):
        return _lost(worker, "Tracking it ended the process unexpectedly, perhaps for lack of memory.")
    worker.heard, worker.allowed_s = time.monotonic(), STALLED_S
    return news


def _stalled(worker: _Worker) -> VideoNews | None:
    if worker.video is None or time.monotonic() - worker.heard < worker.allowed_s:
        return None
    return _lost(worker, f"Nothing came of it for {worker.allowed_s:.0f} s.")


def _lost(worker: _Worker, sentence: str) -> VideoEnded | None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()
    return None if worker.video is None else VideoEnded(worker.video, sentence)


def _work(pipe: Connection) -> None:
    """Track videos until the pipe ends. This is the main function of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one that started this
    end_with_parent()
    from gesture_app.vision.hand_tracker import MediaPipeHandTracker  # slow to import, and only needed here

    tracker = None
    while True:
        try:
            video, path, parts = pipe.recv()
        except EOFError:
            return
        trouble = ""
        try:
            if tracker is None:
                tracker = MediaPipeHandTracker(shipped_models_folder() / HAND_MODEL, hands=2)
            _track(pipe, video, path, parts, tracker)
        except GestureAppError as error:
            trouble = error.sentence
        except MemoryError:
            trouble = "There was not enough memory to track it."
        except Exception as error:  # noqa: BLE001 - whatever a video does, the next one gets its turn
            trouble = f"Tracking it failed: {error}."
        pipe.send(VideoEnded(video, trouble))


def _track(pipe: Connection, video: int, path: Path, parts: tuple[VideoPart, ...], tracker: object) -> None:
    from gesture_app.vision.hand_tracker import MediaPipeHandTracker
    from gesture_app.vision.video_file import VideoFile

    assert isinstance(tracker, MediaPipeHandTracker)
    tracker.reset()
    frames: list[list[TrackedFrame]] = [[] for _ in parts]
    latest = max(float("inf") if part.end is None else part.end for part in parts)
    camera = VideoFile(path)
    camera.open()
    try:
        read, told = 0, time.monotonic()
        while (frame := camera.read()) is not None:
            if not frame.time <= LATEST_S:
                raise CameraError(NONSENSE, HINT)
            if frame.time > latest:
                break
            read += 1
            inside = [n for n, part in enumerate(parts) if _is_inside(frame.time, part)]
            if inside:
                tracked = tracker.track(frame)
                for part in inside:
                    frames[part].append(tracked)
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                pipe.send(VideoProgress(video, read))
    finally:
        camera.close()
    if not read:
        raise CameraError(f'"{path.name}" has no frames.', "")
    for part, of_part in enumerate(frames):
        pipe.send(PartTracked(video, part, tuple(of_part), tracker.name))


def _is_inside(time_s: float, part: VideoPart) -> bool:
    return (part.start is None or time_s >= part.start) and (part.end is None or time_s <= part.end)
