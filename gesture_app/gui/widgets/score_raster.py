"""Curves as pixels: the scores of a stretch of time → how strongly each pixel of each lane is covered.

The cost depends on the size of the picture alone, not on how wildly the scores move.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

GAP_S = 0.25
"""a longer gap in the scores breaks the curve"""
BODY = 0.38
"""opacity of the area below a curve"""


def curve_cover(
    time: npt.NDArray[np.float64],
    scores: npt.NDArray[np.float32],
    moments: npt.NDArray[np.float64],
    height: int,
    edge: float,
) -> npt.NDArray[np.uint8]:
    """The cover 0 to 255 of every pixel [C, height, W], the lanes' tops first.

    Args:
        time: of the scores, rising [N].
        scores: 0 to 1 [N, C].
        moments: the time each column of pixels shows, rising [W].
        edge: thickness of the curve's edge in pixels.
    """
    count = scores.shape[1]
    if not len(time):
        return np.zeros((count, height, len(moments)), np.uint8)
    after = np.searchsorted(time, moments).clip(0, len(time) - 1)  # [W]
    before = (after - 1).clip(0)
    known = (moments >= time[0]) & (moments <= time[-1]) & (time[after] - time[before] < GAP_S)  # [W]
    curves = np.stack([np.interp(moments, time, scores[:, label]) * known for label in range(count)])  # [C, W]
    feet = np.arange(height - 1, -1, -1, dtype=np.float32)  # [height]
    above_foot = curves.astype(np.float32)[:, None] * height - feet[None, :, None]  # [C, height, W]
    body = above_foot.clip(0, 1)
    inside = (above_foot - edge).clip(0, 1)
    return (255 * body * (1 - (1 - BODY) * inside)).astype(np.uint8)


def shades(colour: QColor) -> npt.NDArray[np.uint32]:
    """Return the pixel of each cover value [256], as premultiplied ARGB."""
    cover = np.arange(256, dtype=np.uint32)
    red, green, blue = (cover * part // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return (cover << 24 | red << 16 | green << 8 | blue).astype(np.uint32)
