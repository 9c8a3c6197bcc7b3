"""Heat maps as images made by numpy: a row per memory cell, a column per pixel of time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gesture_app.gui.inspect.timeline.style import Shades
from gesture_app.gui.inspect.timeline.time_axis import NO_STEP


def heat_image(values: npt.NDArray[np.floating], columns: npt.NDArray[np.intp], height: int, shades: Shades) -> QImage:
    """Return values 0 to 1 [K, rows] as an image of width W, transparent where there is no step.

    Rows that share a pixel are averaged.

    Args:
        values: 0 to 1 [K, rows].
        columns: step of each column of pixels [W].
        height: of the image, in pixels.
        shades: colour map.
    """
    width, rows = len(columns), values.shape[1]
    height = max(1, height)
    levels = np.clip(values * 255, 0, 255)  # [K, rows]
    if rows > height:
        edges = np.arange(height) * rows // height
        sizes = np.diff(np.append(edges, rows))
        levels = np.add.reduceat(levels, edges, axis=1) / sizes
        of_row = np.arange(height)
    else:
        of_row = np.arange(height) * rows // height
    table = np.append(shades, np.uint32(0))  # the last colour is transparent
    picked = np.full((len(levels) + 1, levels.shape[1]), 256, np.intp)  # the last row stands for no step
    picked[:-1] = levels.round().astype(np.intp)
    pixels = np.ascontiguousarray(table[picked][np.where(columns == NO_STEP, len(levels), columns)].T[of_row])
    image = QImage(pixels.data, width, height, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # numpy owns the pixels


def paint_heat_map(
    painter: QPainter,
    plot: QRectF,
    values: npt.NDArray[np.floating],
    columns: npt.NDArray[np.intp],
    shades: Shades,
    ratio: float,
) -> None:
    """Paint values 0 to 1 [K, rows] over the whole plot."""
    if values.size:
        painter.drawImage(plot, heat_image(values, columns, round(plot.height() * ratio), shades))


def from_signed(values: npt.NDArray[np.floating], scale: float) -> npt.NDArray[np.floating]:
    """Scale values from −scale … scale to 0 … 1."""
    return np.asarray(values / max(scale, 1e-9) * 0.5 + 0.5)


def round_scale(values: npt.NDArray[np.floating]) -> float:
    """Return a round number that nearly all values stay below in size."""
    if not values.size:
        return 1.0
    sizes = np.abs(values).ravel()
    index = int(0.995 * (len(sizes) - 1))
    size = float(np.partition(sizes, index)[index])
    if size <= 0:
        return 1.0
    decade = 10.0 ** np.floor(np.log10(size))
    return float(decade * next(step for step in (1.0, 1.5, 2.0, 3.0, 5.0, 10.0) if size <= step * decade * 1.0001))
