"""Colours and type sizes of the window, light and dark, taken from the palette the system gives."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Look:
    """Every colour the widgets draw with beyond the palette's own."""

    accent: QColor
    good: QColor
    warning: QColor
    bad: QColor
    muted: QColor
    """text and lines that should step back"""
    panel: QColor
    """a surface a little apart from the window's"""
    series: tuple[QColor, ...]
    """told apart by colour-blind eyes (Okabe and Ito, 2008)"""


def look_of(palette: QPalette) -> Look:
    """The colours that go with a light or a dark palette."""
    window = palette.color(QPalette.ColorRole.Window)
    dark = window.lightness() < 128
    series = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#D55E00", "#0072B2", "#999999")
    if not dark:
        series = ("#0072B2", "#D55E00", "#009E73", "#B8860B", "#CC79A7", "#E69F00", "#56B4E9", "#666666")
    return Look(
        accent=QColor("#56B4E9" if dark else "#0072B2"),
        good=QColor("#3CCB97" if dark else "#007A5A"),
        warning=QColor("#F0B429" if dark else "#9A6700"),
        bad=QColor("#FF7B72" if dark else "#B3261E"),
        muted=QColor("#9AA4AF" if dark else "#5B6570"),
        panel=window.lighter(125) if dark else window.lighter(103),
        series=tuple(QColor(name) for name in series),
    )
