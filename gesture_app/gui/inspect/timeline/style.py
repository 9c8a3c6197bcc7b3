"""Colours, fonts and pixel ratio of everything that is painted, the same for window, PNG and SVG."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QFont, QPalette

from gesture_app.gui.widgets.colors import ThemeColors, is_dark, theme_colors

Shades = npt.NDArray[np.uint32]
"""[256]: colour of each level as opaque ARGB"""
SMALL = 0.84
"""size of small text relative to normal text"""


@dataclass(frozen=True, slots=True)
class PlotStyle:
    """Colours and fonts of a light or dark image."""

    colors: ThemeColors
    text: QColor
    ground: QColor
    """background of a plot"""
    dark: bool
    font: QFont
    ratio: float = 1.0
    """device pixels per pixel"""

    @property
    def small(self) -> QFont:
        """Font for numbers and notes."""
        font = QFont(self.font)
        font.setPointSizeF(max(7.5, self.font.pointSizeF() * SMALL))
        return font

    @property
    def bold(self) -> QFont:
        """Font for titles."""
        font = QFont(self.small)
        font.setBold(True)
        return font

    @property
    def up(self) -> QColor:
        """Colour of positive values and of what speaks for a gesture. Differs from `down` in lightness too."""
        return QColor("#F0A830" if self.dark else "#C05000")

    @property
    def down(self) -> QColor:
        """Colour of negative values and of what speaks against a gesture."""
        return QColor("#5AB4F0" if self.dark else "#0067A8")

    @property
    def held(self) -> QColor:
        """Colour of what a cell keeps."""
        return QColor("#35C79A" if self.dark else "#00795A")

    @property
    def signed(self) -> Shades:
        """Colour map from −1 over 0 to 1."""
        return _blend(self.down.rgb(), self.ground.rgb(), self.up.rgb())

    @property
    def scored(self) -> Shades:
        """Colour map of scores from 0 to 1."""
        accent = self.colors.accent
        return _blend(self.ground.rgb(), _mixed(self.ground, accent, 0.5).rgb(), accent.rgb())

    @property
    def kept(self) -> Shades:
        """Colour map of kept shares from 0 to 1."""
        middle = _mixed(self.ground, self.held, 0.42)
        return _blend(self.ground.rgb(), middle.rgb(), self.held.rgb())


def style_of(palette: QPalette, font: QFont, ratio: float = 1.0) -> PlotStyle:
    """Return the style of a light or dark window."""
    colors = theme_colors(palette)
    return PlotStyle(colors, palette.windowText().color(), colors.panel, is_dark(palette), font, ratio)


def faint(colour: QColor, share: float) -> QColor:
    """Return the colour with this opacity."""
    result = QColor(colour)
    result.setAlphaF(share)
    return result


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    parts = [
        round(below + (above - below) * share)
        for below, above in (
            (ground.red(), colour.red()),
            (ground.green(), colour.green()),
            (ground.blue(), colour.blue()),
        )
    ]
    return QColor(*parts)


@lru_cache(maxsize=16)
def _blend(low: int, middle: int, high: int) -> Shades:
    """Return a colour map from one colour over another to a third."""
    stops = np.array([[colour >> shift & 255 for shift in (16, 8, 0)] for colour in (low, middle, high)], float)
    levels = np.linspace(0, 2, 256)
    red, green, blue = (np.interp(levels, (0, 1, 2), stops[:, part]).round().astype(np.uint32) for part in range(3))
    shades: Shades = np.asarray(np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue, np.uint32)
    return shades
