"""What is known of takes besides their files: kept, forgotten with them, and never a reason to stop."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.quality.cross_validation import ReviewResults
from gesture_app.storage.recordings.review_store import NOTHING, ReviewStore


def test_what_is_said_is_kept_and_forgotten_with_the_take(tmp_path):
    store = ReviewStore(tmp_path)
    assert store.load() == NOTHING
    store.add_named({"a": "wave", "b": "none"}, {"a", "b"})
    store.approve({"c"}, approved=True)
    store.add_named({"b": "fist"}, {"b"})
    assert ReviewStore(tmp_path).load() == ReviewResults({"b": "fist"}, frozenset({"c"}))
    store.approve({"c"}, approved=False)
    assert store.load().approved == frozenset()


def test_every_change_is_seen(tmp_path):
    store = ReviewStore(tmp_path)
    before = store.stamp()
    store.add_named({"a": "wave"}, {"a"})
    assert store.stamp() != before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": 0, "named": {}, "approved": []}', b'{"format": 1, "named": 3}', b"[" * 100_000],
)
def test_a_file_that_makes_no_sense_is_nothing(tmp_path, content):
    (tmp_path / ".verdicts.json").write_bytes(content)
    store = ReviewStore(tmp_path)
    assert store.load() == NOTHING
    store.approve({"a"}, approved=True)
    assert store.load().approved == {"a"}


def test_what_a_newer_program_wrote_is_not_written_over(tmp_path):
    file = tmp_path / ".verdicts.json"
    file.write_bytes(b'{"format": 2, "named": {}, "approved": [["a", "b"]]}')
    before = file.read_bytes()
    store = ReviewStore(tmp_path)
    assert store.load() == NOTHING
    with pytest.raises(RecordingError, match="newer version"):
        store.approve({"a"}, approved=True)
    with pytest.raises(RecordingError, match="newer version"):
        store.add_named({"a": "wave"}, {"a"})
    assert file.read_bytes() == before


def test_what_is_approved_while_models_judge_is_not_lost(tmp_path):
    def approve(worker):
        store = ReviewStore(tmp_path)
        for number in range(10):
            store.approve({f"{worker}-{number}"}, approved=True)
            store.add_named({f"{worker}": "wave"}, {str(other) for other in range(4)})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(approve, range(4)))
    known = ReviewStore(tmp_path).load()
    assert len(known.approved) == 40
    assert set(known.named) == {"0", "1", "2", "3"}


def test_names_that_cannot_be_are_left_out(tmp_path):
    (tmp_path / ".verdicts.json").write_text(
        '{"format": 1, "named": {"a": 3, "b": "wave", "c": "", "d": "%s"}, "approved": [1, "x"]}' % ("y" * 999)
    )
    assert ReviewStore(tmp_path).load() == ReviewResults({"b": "wave"}, frozenset({"x"}))
