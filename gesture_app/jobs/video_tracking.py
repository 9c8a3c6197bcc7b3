"""Track hands in videos, in several processes. A video that hangs or crashes affects only itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from gesture_app.core.errors import GestureAppError
from gesture_app.core.hands import TrackedFrame
from gesture_app.jobs.process import end_with_parent
from gesture_app.jobs.video_worker import VideoTask, VideoTracker

STALLED_S = 60.0
"""a video hangs if its process sends nothing for this long"""
READY_S = 120.0
"""a process may take this long to start on a busy computer"""


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
    remarks: tuple[str, ...] = ()
    """sentences on damaged spots of the video"""


@dataclass(frozen=True, slots=True)
class VideoEnded:
    """The end of a video."""

    video: int
    trouble: str = ""
    """why it ended early, as a sentence; "" if it did not"""
    remarks: tuple[str, ...] = ()
    """sentences on damaged spots"""


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


def track_videos(videos: Sequence[VideoTask], processes: int) -> Iterator[VideoNews]:
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


def _hand_over(worker: _Worker, video: int, videos: Sequence[VideoTask]) -> None:
    worker.video, worker.heard = video, time.monotonic()
    try:
        worker.pipe.send((video, videos[video]))
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
    tracker = VideoTracker()
    while True:
        try:
            video, task = pipe.recv()
        except EOFError:
            return
        for news in messages_of(video, task, tracker, pipe.send):
            pipe.send(news)


def messages_of(
    video: int, task: VideoTask, tracker: VideoTracker, send: Callable[[VideoProgress], None]
) -> list[PartTracked | VideoEnded]:
    """Track one video and return its parts and its end. Whatever it does, the next one gets its turn.

    Args:
        video: its number.
        task: the video and its parts.
        tracker: tracks it.
        send: called with its progress.
    """
    try:
        tracked = tracker.track(task, lambda frames: send(VideoProgress(video, frames)))
    except GestureAppError as error:
        return [VideoEnded(video, error.sentence)]
    except MemoryError:
        return [VideoEnded(video, "There was not enough memory to track it.")]
    except Exception as error:  # noqa: BLE001 - whatever a video does, the next one gets its turn
        return [VideoEnded(video, f"Tracking it failed: {error}.")]
    parts: list[PartTracked | VideoEnded] = [
        PartTracked(video, part, frames, tracked.tracker, tracked.remarks) for part, frames in enumerate(tracked.parts)
    ]
    return [*parts, VideoEnded(video, remarks=tracked.remarks)]
