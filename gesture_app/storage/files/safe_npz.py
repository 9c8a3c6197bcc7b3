"""Read numbers and texts from an untrusted .npz file: sizes are checked first, and nothing is unpickled.

numpy's own reader trusts the header, and fails on damaged files in a dozen ways.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import DamagedRecordingError

BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, NotImplementedError),
)
"""errors of the standard library on damaged archives"""

_START = struct.Struct("<8sH")
_HEADER = re.compile(
    rb"{'descr': '([<>][fiU]\d{1,7})', 'fortran_order': (True|False), 'shape': \(([\d, ]{0,60})\), ?} *\n"
)
_LARGEST_HEADER = 1000
_PIECE = 1_000_000
"""bytes unpacked at a time, so that a large array is in memory once"""


@dataclass(frozen=True, slots=True)
class _Packed:
    """One array of the archive as bytes."""

    dtype: str
    shape: tuple[int, ...]
    columns_first: bool
    data: bytearray


def row(archive: zipfile.ZipFile, name: str, most: int) -> npt.NDArray[np.floating]:
    """Return at most `most` numbers along one axis.

    Raises:
        DamagedRecordingError: there are none, or others.
        BROKEN_ARCHIVE: the archive is broken.
    """
    packed = _unpack(archive, name, "f", most * 8)
    if len(packed.shape) != 1:
        raise DamagedRecordingError(f"Its {name} has the shape {packed.shape}, not one axis.")
    return np.frombuffer(packed.data, packed.dtype)


def block(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.floating]:
    """Return numbers of this shape. Raises the errors of `row`."""
    packed = _unpack(archive, name, "f", math.prod(shape) * 8)
    if packed.shape != shape:
        raise DamagedRecordingError(f"Its {name} has the shape {packed.shape}, not {shape}.")
    values = np.frombuffer(packed.data, packed.dtype)
    return values.reshape(shape, order="F" if packed.columns_first else "C")


def integers(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.int16]:
    """Return whole numbers of 16 bits of this shape. Raises the errors of `row`."""
    packed = _unpack(archive, name, "i", math.prod(shape) * 2)
    if packed.shape != shape or packed.dtype[1:] != "i2" or packed.columns_first:
        raise DamagedRecordingError(f"Its {name} has the shape {packed.shape}, not {shape}.")
    return np.frombuffer(packed.data, packed.dtype).astype(np.int16, copy=False).reshape(shape)


def text(archive: zipfile.ZipFile, name: str, most: int) -> str:
    """Return a text of at most `most` letters. Raises the errors of `row`."""
    packed = _unpack(archive, name, "U", most * 4)
    if packed.shape != ():
        raise DamagedRecordingError(f"Its {name} is more than one text.")
    return packed.data.decode("utf-32-le" if packed.dtype[0] == "<" else "utf-32-be").rstrip("\0")


def _unpack(archive: zipfile.ZipFile, name: str, kind: str, largest: int) -> _Packed:
    """Return an array of at most `largest` bytes."""
    if f"{name}.npy" not in archive.NameToInfo:
        raise DamagedRecordingError(f"It has no {name}.")
    entry = archive.getinfo(f"{name}.npy")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedRecordingError(f"Its {name} is packed in a way no recording is.")
    if entry.file_size > largest + _LARGEST_HEADER:
        raise DamagedRecordingError(f"Its {name} is far too large.")
    with archive.open(entry) as file:  # gives entry.file_size bytes at most, whatever was packed
        start, length = _START.unpack(file.read(_START.size))
        header = _HEADER.fullmatch(file.read(min(length, _LARGEST_HEADER)))
        if start != b"\x93NUMPY\x01\x00" or header is None:
            raise DamagedRecordingError(f"Its {name} is not an array of numbers or a text.")
        dtype = header[1].decode()
        if dtype[1] != kind:
            raise DamagedRecordingError(f"Its {name} is of the type {dtype}.")
        shape = tuple(int(number) for number in header[3].split(b",") if number.strip())
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size != entry.file_size - _START.size - length:
            raise DamagedRecordingError(f"Its {name} has not the size it declares.")
        return _Packed(dtype, shape, header[2] == b"True", _read(file, size))


def _read(file: IO[bytes], size: int) -> bytearray:
    """Return the next `size` bytes.

    Raises:
        EOFError: there are fewer.
    """
    data = bytearray(size)
    view, read = memoryview(data), 0
    while piece := file.read(min(_PIECE, size - read)):
        view[read : read + len(piece)] = piece
        read += len(piece)
    if read < size:
        raise EOFError("the archive is cut off")
    return data
