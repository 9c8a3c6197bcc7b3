"""Track hands in videos on the computers of a running Dask cluster, with the function that one computer uses.

Dask sends Python objects with pickle: whoever reaches the scheduler can run code on its workers. The program only calls
a scheduler that the user named.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gesture_app import __version__
from gesture_app.core.errors import RecordingError
from gesture_app.jobs.video_tracking import PartTracked, VideoEnded, VideoNews, messages_of
from gesture_app.jobs.video_worker import VideoTask, VideoTracker

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S = 20.0
"""a scheduler that does not answer for so long is not there"""
POLL_S = 0.1
NO_WORKERS_S = 120.0
"""so long the cluster may be without a worker"""
WAITING_PER_THREAD = 2
"""videos that are handed over for each thread of the cluster; more would hold results in memory"""

_of_thread = threading.local()


def track_videos_on(scheduler: str, videos: Sequence[VideoTask]) -> Iterator[VideoNews]:
    """Yield all messages about all videos as they come. To close the iterator cancels what is left.

    Args:
        scheduler: address of a running Dask scheduler, such as tcp://10.0.0.1:8786.
        videos: which every worker finds under the same paths.

    Raises:
        RecordingError: distributed is missing, the scheduler does not answer, its workers lack this version of the
            program, or the cluster has lost all workers.
    """
    client = _connected(scheduler)
    try:
        yield from _track(client, scheduler, videos)
    finally:
        client.close()


def _connected(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise RecordingError("--scheduler needs distributed.", "pip install 'gesture-app[scale]'") from error
    try:
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RecordingError(
            f"No Dask scheduler answers at {scheduler}: {error}.", "Start one: docs/scale.md shows how."
        ) from error
    try:
        _check_versions(client)
    except BaseException:
        client.close()
        raise
    return client


def _check_versions(client: Client) -> None:
    """Raise if a worker has another version of the program or none."""
    found: dict[str, Any] = client.run(_version, on_error="return")
    for worker, version in found.items():
        if version != __version__:
            what = "has no gesture_app" if isinstance(version, Exception) else f"has gesture_app {version}"
            raise RecordingError(f"The worker {worker} {what}.", f"Install gesture_app {__version__} on every worker.")


def _track(client: Client, scheduler: str, videos: Sequence[VideoTask]) -> Iterator[VideoNews]:
    from distributed import as_completed

    waiting = list(range(len(videos)))[::-1]
    handed_over: dict[Future, int] = {}
    done = as_completed(loop=client.loop)
    while waiting or handed_over:
        threads = _threads(client)
        while waiting and len(handed_over) < max(1, WAITING_PER_THREAD * threads):
            video = waiting.pop()
            future = client.submit(track_one, video, videos[video], pure=False)
            handed_over[future] = video
            done.add(future)
        _wait_for(done, client, scheduler)
        future = next(done)
        video = handed_over.pop(future)
        if future.status == "finished":
            yield from future.result()
        else:
            yield VideoEnded(video, f"Tracking it failed on the cluster: {_reason(future.exception())}.")
        future.release()


def _wait_for(done: Any, client: Client, scheduler: str) -> None:
    """Wait until a future is done.

    Raises:
        RecordingError: the scheduler or all workers are gone for too long.
    """
    last_seen = time.monotonic()
    while not done.has_ready():
        time.sleep(POLL_S)
        if _threads(client):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > NO_WORKERS_S:
            raise RecordingError(
                f"The cluster at {scheduler} has lost all workers.", "Start some, and import again to get the rest."
            )


def _threads(client: Client) -> int:
    """Return the number of threads of all workers, 0 while the scheduler or every worker is gone."""
    try:
        return sum(client.nthreads().values()) if client.status == "running" else 0
    except (OSError, TimeoutError):  # it has just gone
        return 0


def _reason(error: BaseException | None) -> str:
    from distributed import KilledWorker

    return "the workers that tried it ended" if isinstance(error, KilledWorker) else str(error)


def track_one(video: int, task: VideoTask) -> list[PartTracked | VideoEnded]:
    """Track one video on a worker, with the tracker of this thread."""
    if not hasattr(_of_thread, "tracker"):
        _of_thread.tracker = VideoTracker()
    return messages_of(video, task, _of_thread.tracker, lambda progress: None)


def _version() -> str:
    return __version__
