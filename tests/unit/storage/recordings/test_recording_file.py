"""A recording comes back as it went; anything else is refused by name, unpacked or run in no case."""

from __future__ import annotations

import io
import json
import pickle
import tracemalloc
import zipfile
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.storage.recordings.recording_file import read_recording, write_recording

META = {
    "format": 1, "gesture": "wave", "session": "s", "source": "other", "tracker": "t", "frame_size": [64, 48],
    "recorded_at": "2025-01-01T00:00:00Z",
}  # fmt: skip


def arrays(**changed) -> dict[str, np.ndarray]:
    """What a foreign program would hand to numpy for a sound recording of four frames, with some of it changed."""
    hands = np.full((4, 2, 21, 3), 0.5, np.float32)
    sound = {
        "time": np.arange(4) / 30,
        "landmarks": hands,
        "world_landmarks": np.full_like(hands, np.nan),
        "handedness": np.ones((4, 2), np.float32),
        "meta": np.array(json.dumps(META)),
    }
    return sound | {name: np.asanyarray(value) for name, value in changed.items()}


def meta(**changed) -> np.ndarray:
    return np.array(json.dumps(META | changed))


@pytest.mark.parametrize("unicode_in_note", ["", "très “bien” 手"])
def test_what_was_written_is_read(tmp_path, take, same_recording, unicode_in_note):
    take = replace(take, info=replace(take.info, note=unicode_in_note, disabled=True))
    write_recording(tmp_path / "take.npz", take)
    assert same_recording(read_recording(tmp_path / "take.npz"), take)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_files_of_other_programs_are_read(tmp_path, save):
    save(
        tmp_path / "take.npz",
        **arrays(
            meta=meta(unknown=[1, 2]),
            landmarks=np.asfortranarray(arrays()["landmarks"].astype(">f8")),
            something_else=np.zeros(3),
        ),
    )
    recording = read_recording(tmp_path / "take.npz")
    assert recording.info.trim is None
    assert not recording.info.disabled
    assert recording.landmarks.dtype == np.float32
    assert recording.landmarks[3, 1, 20, 2] == 0.5
    recording.landmarks[0] = 0  # what is read can be worked with


DAMAGES = {
    "time runs back": {"time": [0.0, 0.2, 0.1, 0.3]},
    "time is NaN": {"time": [0.0, np.nan, 0.1, 0.3]},
    "no frames": {"time": np.zeros(0), "landmarks": np.zeros((0, 2, 21, 3)), "world_landmarks": np.zeros((0, 2, 21, 3)),
                  "handedness": np.zeros((0, 2))},
    "time has two axes": {"time": np.zeros((4, 1))},
    "time is whole numbers": {"time": np.arange(4)},
    "hands of 20 points": {"landmarks": np.zeros((4, 2, 20, 3))},
    "more hands than times": {"landmarks": np.zeros((5, 2, 21, 3))},
    "infinitely far": {"landmarks": np.full((4, 2, 21, 3), np.inf)},
    "too large for float32": {"landmarks": np.full((4, 2, 21, 3), 1e300)},
    "meta is a number": {"meta": np.array(3.0)},
    "meta is no JSON": {"meta": np.array("{")},
    "meta is a list": {"meta": np.array("[]")},
    "meta is nested without end": {"meta": np.array("[" * 100_000)},
    "no format": {"meta": meta(format=None)},
    "format is a text": {"meta": meta(format="1")},
    "no gesture": {"meta": meta(gesture=None)},
    "gesture is a number": {"meta": meta(gesture=7)},
    "no frame size": {"meta": meta(frame_size=None)},
    "frame size 0": {"meta": meta(frame_size=[0, 48])},
    "trim is one number": {"meta": meta(trim=[1.0])},
    "trim is NaN": {"meta": meta(trim=[float("nan"), 1.0])},
    "disabled is a text": {"meta": meta(disabled="no")},
    "note is a number": {"meta": meta(note=3)},
}  # fmt: skip


@pytest.mark.parametrize("changed", DAMAGES.values(), ids=DAMAGES.keys())
def test_wrong_contents_are_damage_and_named(tmp_path, changed):
    np.savez(tmp_path / "take.npz", **arrays(**changed))
    with pytest.raises(DamagedRecordingError, match=r"take\.npz is damaged"):
        read_recording(tmp_path / "take.npz")


@pytest.mark.parametrize("missing", ["time", "landmarks", "world_landmarks", "handedness", "meta"])
def test_a_missing_array_is_damage(tmp_path, missing):
    np.savez(tmp_path / "take.npz", **{name: values for name, values in arrays().items() if name != missing})
    with pytest.raises(DamagedRecordingError, match=f"It has no {missing}"):
        read_recording(tmp_path / "take.npz")


def test_every_truncation_is_damage(tmp_path, take):
    path = tmp_path / "take.npz"
    write_recording(path, take)
    whole = path.read_bytes()
    for length in {0, 1, 22, len(whole) // 3, len(whole) // 2, len(whole) - 30, len(whole) - 1}:
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedRecordingError):
            read_recording(path)


def test_no_bytes_whatever_get_through_as_anything_but_a_sentence(tmp_path, take):
    path = tmp_path / "take.npz"
    write_recording(path, take)
    whole = path.read_bytes()
    rng = np.random.default_rng(5)
    for _ in range(300):
        rubbish = bytearray(whole)
        for place in rng.integers(len(whole), size=5):
            rubbish[place] = rng.integers(256)
        path.write_bytes(rubbish)
        with suppress(RecordingError):
            read_recording(path)


class Intruder:
    def __init__(self, victim) -> None:
        self.victim = victim

    def __reduce__(self):
        return open, (self.victim, "w")


@pytest.mark.parametrize("place", ["meta", "landmarks"])
def test_a_pickle_in_a_recording_is_never_run(tmp_path, place):
    victim = tmp_path / "opened"
    np.savez(tmp_path / "take.npz", **arrays(**{place: np.array(Intruder(str(victim)), object)}))
    with pytest.raises(DamagedRecordingError):
        read_recording(tmp_path / "take.npz")
    (tmp_path / "bare.npz").write_bytes(pickle.dumps(Intruder(str(victim))))
    with pytest.raises(DamagedRecordingError):
        read_recording(tmp_path / "bare.npz")
    assert not victim.exists()


def packed(name: str, dtype: str, shape: str, size: int) -> bytes:
    """A recording one of whose arrays declares this and holds `size` zeros, which pack to next to nothing."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    strange = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(size)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for entry, values in arrays().items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, values)
            writer.writestr(f"{entry}.npy", strange if entry == name else buffer.getvalue())
    return archive.getvalue()


@pytest.mark.parametrize(
    ("name", "dtype", "shape", "size"),
    [
        ("time", "<f8", "(4000000,)", 32_000_000),
        ("meta", "<U9000000", "()", 36_000_000),
        ("landmarks", "<f4", "(4, 2, 21, 3)", 36_000_000),
        ("landmarks", "<f4", "(99999999999, 2, 21, 3)", 100),
        ("landmarks", "<f4", "(4, 2, 21, 3)", 100),
    ],
    ids=["too many frames", "a text without end", "more than it says", "says more than it has", "less than it says"],
)
def test_sizes_are_checked_before_anything_is_unpacked(tmp_path, name, dtype, shape, size):
    path = tmp_path / "bomb.npz"
    path.write_bytes(packed(name, dtype, shape, size))
    tracemalloc.start()
    with pytest.raises(DamagedRecordingError, match=f"Its {name}"):
        read_recording(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


def test_a_newer_format_is_refused_but_is_no_damage(tmp_path):
    np.savez(tmp_path / "take.npz", meta=meta(format=2), other=np.zeros(3))
    with pytest.raises(RecordingError, match="newer version") as caught:
        read_recording(tmp_path / "take.npz")
    assert not isinstance(caught.value, DamagedRecordingError)


def test_a_file_that_is_not_there_is_no_damage(tmp_path):
    with pytest.raises(RecordingError, match="it is not there") as caught:
        read_recording(tmp_path / "take.npz")
    assert not isinstance(caught.value, DamagedRecordingError)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_long_recording_is_in_memory_once(tmp_path, save):
    frames = 20_000
    hands = np.full((frames, 2, 21, 3), 0.5, np.float32)
    long = arrays(
        time=np.arange(frames) / 30, landmarks=hands, world_landmarks=hands, handedness=np.ones((frames, 2), np.float32)
    )
    save(tmp_path / "take.npz", **long)
    tracemalloc.start()
    recording = read_recording(tmp_path / "take.npz")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1.5 * (recording.landmarks.nbytes + recording.world_landmarks.nbytes)


def test_an_archive_that_names_a_place_before_its_beginning_is_damaged(tmp_path):
    np.savez(tmp_path / "take.npz", **arrays())
    data = bytearray((tmp_path / "take.npz").read_bytes())
    entry = data.index(b"PK\x01\x02")
    for offset in (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff"):
        data[entry + 42 : entry + 46] = offset  # where the first array lies
        (tmp_path / "bad.npz").write_bytes(data)
        with pytest.raises(DamagedRecordingError, match="damaged"):
            read_recording(tmp_path / "bad.npz")
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = b"\xff\xff\xff\x7f"  # where the list of entries lies
    (tmp_path / "bad.npz").write_bytes(data)
    with pytest.raises(DamagedRecordingError, match="damaged"):
        read_recording(tmp_path / "bad.npz")
