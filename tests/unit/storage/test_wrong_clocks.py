"""Takes with a wrong clock are damaged: named, set aside, left out of lists, and never imported."""

import json
import zipfile

import numpy as np
import pytest

from gesture_app.core.clock import EARLIEST_S, LATEST_S
from gesture_app.core.errors import CameraError, DamagedRecordingError
from gesture_app.core.import_export import ImportDone, ImportOptions
from gesture_app.core.quality.take_stats import POSES_SHAPE, TakeStats
from gesture_app.jobs.import_takes import run_import
from gesture_app.sources import open_source
from gesture_app.storage.importers.time_lists import read_times
from gesture_app.storage.recordings.index import _checked
from gesture_app.storage.recordings.recording_file import read_recording, write_recording
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import find_workspace
from gesture_app.vision.video_file import VideoFile
from tests.foreign_data import film
from tests.made_up_takes import takes

CLOCKS = {
    "nanoseconds since 1970": lambda time: time * 1e9 + 1.7e18,
    "milliseconds": lambda time: time * 1e3,
    "one far ahead, others after it": lambda time: np.where(time > 0.5, time + 1e15, time),
    "a negative start": lambda time: time - 1e6,
    "all equal": np.zeros_like,
    "no numbers": lambda time: time * np.nan,
}
each_clock = pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS)


@pytest.fixture
def store(tmp_path):
    store = RecordingStore(find_workspace(tmp_path / "ws").recordings)
    for take in takes(per_gesture=1):
        store.save(take)
    return store


def with_clock(source, target, clock):
    """A copy of a take with other times."""
    with np.load(source) as file:
        arrays = dict(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez(target, **{**arrays, "time": np.asarray(clock(arrays["time"]), np.float64)})
    return target


def wrong_take(store, target, clock):
    return with_clock(store.list_takes().takes[0].path, target, clock)


@each_clock
def test_reading_says_what_is_wrong_and_what_to_look_for(tmp_path, store, clock):
    odd = wrong_take(store, tmp_path / "odd" / "ns.npz", clock)
    with pytest.raises(DamagedRecordingError, match=r"ns\.npz is damaged. The times of .* (make no sense|do not rise)"):
        read_recording(odd)
    with pytest.raises(CameraError) as caught:
        open_source(str(odd), paced=True)
    assert "nanoseconds" in caught.value.hint


@each_clock
def test_a_take_with_a_wrong_clock_costs_no_other_take(store, clock):
    good = len(store.list_takes().takes)
    wrong_take(store, store.folder / "wave" / "odd.npz", clock)
    listing = store.list_takes()
    assert len(listing.takes) == good
    assert [damaged.path.name for damaged in listing.damaged] == ["odd.npz"]
    assert len(store.load_all().stored) == good


@each_clock
def test_a_take_with_a_wrong_clock_is_not_imported_and_the_others_are(tmp_path, store, clock):
    source = store.list_takes().takes[0].path
    folder = tmp_path / "friend"
    odd = with_clock(source, folder / "wave" / "odd.npz", clock)
    with zipfile.ZipFile(folder / "all.gestures", "w") as archive:
        archive.writestr("gestures.json", json.dumps({"format": 1}))
        archive.write(odd, "recordings/fist/odd.npz")
        archive.write(source, "recordings/fist/good.npz")
    *_, done = run_import(find_workspace(tmp_path / "new"), folder, ImportOptions())
    assert isinstance(done, ImportDone)
    assert done.imported == 1
    assert len(done.skipped) == 2
    assert all("The times of" in skipped.reason for skipped in done.skipped)


def test_frames_numbered_by_a_clock_are_no_take(tmp_path):
    """Files named after microseconds: at 15 frames a second they would last for months."""
    frame = np.random.default_rng(0).uniform(0.2, 0.8, 63)
    frame[2] = 0.0
    folder = tmp_path / "wave" / "1"
    folder.mkdir(parents=True)
    for place in range(10):
        np.save(folder / f"{100_000_000 * place}.npy", frame)
    *_, done = run_import(find_workspace(tmp_path / "new"), tmp_path / "wave", ImportOptions())
    assert done.imported == 0
    assert ["The times of" in skipped.reason for skipped in done.skipped] == [True]


def test_parts_of_a_video_that_lie_beyond_a_week_are_named(tmp_path):
    times = tmp_path / "x.csv"
    times.write_text(f"start,end,gesture\n0,2,fist\n3,{LATEST_S + 1},fist\n1e300,1e301,fist\nnan,5,fist\n")
    listed = read_times(times)
    assert [entry.cut.end for entry in listed.entries] == [2]
    assert [line for line, _ in listed.faults] == [3, 4, 5]


class StampedCapture:
    """A video of a container that says these milliseconds."""

    def __init__(self, stamps):
        self.stamps = list(stamps)

    def get(self, _):
        return self.stamps.pop(0)


@pytest.mark.parametrize("stamp", [np.nan, np.inf, -np.inf, 1e300, -5.0, 0.0])
def test_a_container_without_proper_times_is_never_no_number(tmp_path, stamp):
    video = VideoFile(tmp_path / "x.mp4")
    video._capture = StampedCapture([0.0, 33.0, stamp, 99.0])
    stamps = [video._stamp() for _ in range(4)]
    assert np.isfinite(stamps).all()


def test_a_video_whose_times_leap_is_not_imported_and_named(tmp_path):
    film(tmp_path / "fist" / "1.mp4", "fist", most=20)
    movie = bytearray((tmp_path / "fist" / "1.mp4").read_bytes().replace(b"edts", b"free"))  # else it ends at once
    at = movie.rindex(b"stts") + 12
    assert int.from_bytes(movie[at - 4 : at], "big") == 1
    movie[at + 4 : at + 8] = (2**31 - 1).to_bytes(4, "big")  # how long each of its frames lasts
    (tmp_path / "fist" / "1.mp4").write_bytes(movie)
    *_, done = run_import(find_workspace(tmp_path / "new"), tmp_path / "fist", ImportOptions("fist", processes=1))
    assert done.imported == 0
    assert ["The times of" in skipped.reason for skipped in done.skipped] == [True]


@pytest.mark.parametrize("trim", [[-1e300, 1e300], [0, 10**400], [-(10**30), 0.5]])
def test_a_trim_without_end_ends_where_recordings_do(tmp_path, take, trim):
    path = tmp_path / "take.npz"
    write_recording(path, take)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["meta"] = np.array(json.dumps({**json.loads(str(arrays["meta"])), "trim": trim}))
    np.savez(path, **arrays)
    start, end = read_recording(path).info.trim
    assert EARLIEST_S <= start <= end <= LATEST_S


def believed(frames, lengths, fps):
    try:
        _checked(TakeStats(frames, *lengths, 1.0, fps, 0.0, 0.1, 0.0, np.zeros(POSES_SHAPE, "<f2")))
    except ValueError:
        return False
    return True


def test_the_index_believes_no_figures_that_no_recording_has():
    assert believed(60, (2.0, 1.5), 30.0)
    assert believed(1, (0.0, 0.0), 0.0)
    for lengths in ((1.7e18, 1.0), (np.nan, 1.0), (-1.0, 0.0), (2.0, np.inf)):
        assert not believed(60, lengths, 30.0)
    for fps in (0.01, np.inf, np.nan, -1.0):
        assert not believed(60, (2.0, 2.0), fps)
