"""Writes pictures as one animated PNG, in which each frame holds only what changed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""[height, width, 3] in RGB"""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA_OF_8_BITS = (8, 6, 0, 0, 0)
_REPLACE, _OVER = 0, 1


def write_animated_png(path: Path, frames: Sequence[Picture], durations_ms: Sequence[int]) -> None:
    """Write the frames to `path`, shown in an endless loop, each for its duration."""
    height, width, _ = frames[0].shape
    chunks = [_chunk(b"IHDR", struct.pack(">II5B", width, height, *_RGBA_OF_8_BITS))]
    chunks.append(_chunk(b"acTL", struct.pack(">II", len(frames), 0)))
    sequence = 0
    for number, (frame, duration) in enumerate(zip(frames, durations_ms, strict=True)):
        changed = (frame != frames[number - 1]).any(-1) if number else np.ones((height, width), bool)
        top, left, part = _changed_part(frame, changed)
        place = (part.shape[1], part.shape[0], left, top)
        control = (*place, duration, 1000, 0, _OVER if number else _REPLACE)
        chunks.append(_chunk(b"fcTL", struct.pack(">5IHHBB", sequence, *control)))
        pixels = _compressed(part)
        if number == 0:
            chunks.append(_chunk(b"IDAT", pixels))
            sequence += 1
        else:
            chunks.append(_chunk(b"fdAT", struct.pack(">I", sequence + 1) + pixels))
            sequence += 2
    path.write_bytes(b"".join([_SIGNATURE, *chunks, _chunk(b"IEND", b"")]))


def _changed_part(frame: Picture, changed: npt.NDArray[np.bool_]) -> tuple[int, int, Picture]:
    """Return top, left and the RGBA pixels of the box around all changes, transparent where nothing changed."""
    pixels = np.concatenate([frame, np.full((*changed.shape, 1), 255, np.uint8)], axis=2)  # [H, W, 4]
    pixels[~changed] = 0
    rows, columns = np.nonzero(changed)
    if len(rows) == 0:
        return 0, 0, pixels[:1, :1]
    top, left = int(rows.min()), int(columns.min())
    return top, left, pixels[top : rows.max() + 1, left : columns.max() + 1]


def _compressed(pixels: Picture) -> bytes:
    unfiltered = np.zeros((len(pixels), 1), np.uint8)  # the filter of each row: none
    return zlib.compress(np.concatenate([unfiltered, pixels.reshape(len(pixels), -1)], axis=1).tobytes(), 9)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
