"""Numbers and texts out of a .npz file that may be anything: sizes are checked before unpacking, nothing is unpickled.

Written out because numpy's own reader believes what a header declares, and fails on rubbish in a dozen ways.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import DamagedRecordingError

BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, NotImplementedError),
)
"""what the standard library raises on bytes that are no archive, or that hold other things than they say"""

_START = struct.Struct("<8sH")
_HEADER = re.compile(
    rb"{'descr': '([<>][fU]\d{1,7})', 'fortran_order': (True|False), 'shape': \(([\d, ]{0,60})\), ?} *\n"
)
_LARGEST_HEADER = 1000


@dataclass(frozen=True, slots=True)
class _Packed:
    """One array of the archive, not yet numbers."""

    dtype: str
    shape: tuple[int, ...]
    columns_first: bool
    data: bytes


def numbers(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...] | None, most: int) -> npt.NDArray[np.floating]:
    """Floating-point numbers of this shape, or at most `most` in a row where None.

    Raises:
        DamagedRecordingError: there are none, or others.
        BROKEN_ARCHIVE: the archive is broken.
    """
    packed = _unpack(archive, name, "f", shape, most * 8)
    if shape is None and len(packed.shape) != 1:
        raise DamagedRecordingError(f"Its {name} has the shape {packed.shape}, not one axis.")
    values = np.frombuffer(packed.data, packed.dtype)
    return values.reshape(packed.shape, order="F" if packed.columns_first else "C")


def text(archive: zipfile.ZipFile, name: str, most: int) -> str:
    """One text of at most `most` letters; raises as `numbers` does."""
    packed = _unpack(archive, name, "U", (), most * 4)
    return packed.data.decode("utf-32-le" if packed.dtype[0] == "<" else "utf-32-be").rstrip("\0")


def _unpack(archive: zipfile.ZipFile, name: str, kind: str, shape: tuple[int, ...] | None, largest: int) -> _Packed:
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
        found = tuple(int(length) for length in header[3].split(b",") if length.strip())
        if dtype[1] != kind or (shape is not None and found != shape):
            raise DamagedRecordingError(f"Its {name} has the type {dtype} and the shape {found}.")
        size = math.prod(found) * np.dtype(dtype).itemsize
        if size != entry.file_size - _START.size - length:
            raise DamagedRecordingError(f"Its {name} has not the size it declares.")
        return _Packed(dtype, found, header[2] == b"True", file.read())
