"""Read numbers from an untrusted .npy file: its header is checked, and nothing is unpickled."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.storage.files.atomic import opened_file

LARGEST = 60_000_000
"""bytes of all numbers as 64-bit floats, or the bytes of the file if it has more"""
_LARGEST_FILE = 1_000_000_000
_LARGEST_HEADER = 10_000
_DESCR = re.compile(rb"""['"]descr['"]: ?['"]([<>|=]?)([a-zA-Z])(\d{0,3})['"]""")
_ORDER = re.compile(rb"""['"]fortran_order['"]: ?(True|False)""")
_SHAPE = re.compile(rb"""['"]shape['"]: ?\(((?:\d{1,10}, ?)*(?:\d{1,10})?)\)""")
_FITTING = re.compile(r"f[248]|[iu][1248]|b1|U\d{1,3}")
_OBJECTS = "It holds Python objects, which could run code when they are read."


@dataclass(frozen=True, slots=True)
class _Header:
    dtype: np.dtype[np.generic]
    columns_first: bool
    shape: tuple[int, ...]


def shape_of(path: Path) -> tuple[int, ...]:
    """Return the shape in the header. Raises the errors of `read_numbers`."""
    with opened_file(path, _LARGEST_FILE, RecordingError) as file:
        return _header(file).shape


def read_numbers(path: Path) -> npt.NDArray[np.float64]:
    """Return all numbers of the file in their shape.

    Raises:
        DamagedRecordingError: it is empty, cut off, or holds anything but numbers; the sentence has no file name.
        RecordingError: it cannot be read.
    """
    with opened_file(path, _LARGEST_FILE, RecordingError) as file:
        return numbers_in(file, path.stat().st_size)


def numbers_in(file: IO[bytes], packed: int) -> npt.NDArray[np.float64]:
    """Return all numbers of an open file in their shape. Raises the errors of `read_numbers`.

    Args:
        file: is at its beginning.
        packed: bytes that it takes on disk; numbers may take as many in memory if these are more than `LARGEST`.
    """
    header = _header(file)
    if header.dtype.kind == "U":
        raise DamagedRecordingError("It is not a plain array of numbers.")
    data = _data(file, header, np.dtype(np.float64).itemsize, packed)
    values = np.frombuffer(data, header.dtype).reshape(header.shape, order="F" if header.columns_first else "C")
    with np.errstate(invalid="ignore"):  # of NaN with a payload
        return values.astype(np.float64)


def labels_in(file: IO[bytes]) -> list[str]:
    """Return the texts or numbers of an open file with one axis, as texts. Raises the errors of `read_numbers`."""
    header = _header(file)
    if len(header.shape) != 1 or header.dtype.kind not in "Uiufb":
        raise DamagedRecordingError("It is not a list of labels.")
    values = np.frombuffer(_data(file, header, 20 * header.dtype.itemsize, 0), header.dtype)
    return [str(value) if header.dtype.kind == "U" else f"{float(value):g}" for value in values]


def shape_in(file: IO[bytes]) -> tuple[int, ...]:
    """Return the shape in the header of an open file. Raises the errors of `read_numbers`."""
    return _header(file).shape


def _data(file: IO[bytes], header: _Header, itemsize: int, packed: int) -> bytes:
    """Return the bytes of an array, if there are as many as declared and each number may take `itemsize` bytes."""
    count = math.prod(header.shape)
    size = count * header.dtype.itemsize
    if count * itemsize > max(LARGEST, min(size, packed)):
        raise DamagedRecordingError("It is far too large.")
    data = file.read(size + 1)
    if len(data) != size:
        raise DamagedRecordingError("It is cut off." if len(data) < size else "It holds more than it declares.")
    return data


def _header(file: IO[bytes]) -> _Header:
    start = file.read(8)
    if not start:
        raise DamagedRecordingError("It is empty.")
    if len(start) < 8 or start[:6] != b"\x93NUMPY" or start[6] not in (1, 2, 3):
        raise DamagedRecordingError("It is not a NumPy file.")
    layout = "<H" if start[6] == 1 else "<I"
    length = file.read(struct.calcsize(layout))
    if len(length) != struct.calcsize(layout):
        raise DamagedRecordingError("It is cut off.")
    size = int(struct.unpack(layout, length)[0])
    if size > _LARGEST_HEADER:
        raise DamagedRecordingError("It is not a plain array of numbers.")
    text = file.read(size)
    if len(text) < size:
        raise DamagedRecordingError("It is cut off.")
    descr, order, shape = _DESCR.search(text), _ORDER.search(text), _SHAPE.search(text)
    if descr is not None and descr[2] == b"O":
        raise DamagedRecordingError(_OBJECTS)
    if descr is None or order is None or shape is None or not _FITTING.fullmatch((descr[2] + descr[3]).decode()):
        raise DamagedRecordingError("It is not a plain array of numbers.")
    dtype = np.dtype(b"".join(descr.groups()).decode())
    return _Header(dtype, order[1] == b"True", tuple(int(number) for number in shape[1].split(b",") if number.strip()))
