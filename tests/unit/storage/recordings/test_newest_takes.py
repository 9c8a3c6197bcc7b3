import numpy as np

from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.storage.recordings.scanner import newest_takes
from gesture_app.storage.recordings.store import RecordingStore
from tests.made_up_takes import frames_of


def test_the_newest_of_every_gesture_and_nothing_that_does_not_count(tmp_path):
    store, rng = RecordingStore(tmp_path), np.random.default_rng(0)

    def save(gesture, note, disabled=False):
        info = RecordingInfo(
            gesture, "s", "x", "t", (64, 48), "2025-01-01T00:00:00+00:00", note=note, disabled=disabled
        )
        return store.save(recording_of(frames_of("fist", rng), info))

    for number in range(4):
        stored = save("fist", f"{number}")
        stored.path.rename(stored.path.with_name(f"{number}.npz"))
    disabled = save("fist", "off", disabled=True)
    disabled.path.rename(disabled.path.with_name("9.npz"))
    store.discard([save("wave", "discarded")])
    (tmp_path / "fist" / "8.npz").write_bytes(b"damaged")
    assert [take.info.note for take in newest_takes(tmp_path, of_each=2)] == ["3", "2"]
