"""Numbers out of files that may be anything: the right ones, or a sentence."""

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.storage.files.safe_npy import read_numbers, shape_of

WHOLE = np.arange(12.0).reshape(3, 4)


def as_npy(values, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, values, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", "<f2", "<i8", ">i4", "|u1", "|i1"])
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_plain_numbers_of_any_kind(tmp_path, dtype, version):
    (tmp_path / "x.npy").write_bytes(as_npy(WHOLE.astype(dtype), version=version))
    np.testing.assert_array_equal(read_numbers(tmp_path / "x.npy"), WHOLE)
    assert shape_of(tmp_path / "x.npy") == (3, 4)


def test_columns_first_and_a_single_number(tmp_path):
    np.save(tmp_path / "x.npy", np.asfortranarray(WHOLE))
    np.testing.assert_array_equal(read_numbers(tmp_path / "x.npy"), WHOLE)
    np.save(tmp_path / "x.npy", np.float64(3))
    assert read_numbers(tmp_path / "x.npy").shape == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        b"PK\x03\x04",
        as_npy(WHOLE)[:-1],
        as_npy(WHOLE) + b"x",
        as_npy(WHOLE)[:40],
        as_npy(np.array(["a", "b"])),
        as_npy(np.zeros(3, complex)),
        as_npy(np.array([object()]), allow_pickle=True),
        as_npy(np.zeros(2, [("a", "f8"), ("b", "i4")])),
        as_npy(WHOLE).replace(b"(3, 4)", b"(9999999999, 9)"[:6]),
    ],
)
def test_what_is_none_is_a_sentence(tmp_path, data):
    (tmp_path / "x.npy").write_bytes(data)
    with pytest.raises(DamagedRecordingError):
        read_numbers(tmp_path / "x.npy")


def test_small_numbers_that_would_fill_the_memory_as_large_ones_are_refused_unread(tmp_path):
    path = tmp_path / "x.npy"
    np.lib.format.open_memmap(path, "w+", np.int8, (200_000_000,)).flush()  # a hole on most disks
    with pytest.raises(RecordingError, match="far too large"):
        read_numbers(path)


def test_what_is_not_there_or_no_file(tmp_path):
    for path in (tmp_path / "x.npy", tmp_path):
        with pytest.raises(RecordingError):
            read_numbers(path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 127), st.binary(min_size=1, max_size=12))
def test_no_header_fails_otherwise(tmp_path, at, noise):
    data = bytearray(as_npy(WHOLE))
    data[at : at + len(noise)] = noise
    (tmp_path / "x.npy").write_bytes(data)
    with suppress(RecordingError):
        assert read_numbers(tmp_path / "x.npy").dtype == np.float64
