"""Colours of the window in light and dark: Qt's palettes and further colours."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class ThemeColors:
    """The colours of widgets that Qt's palette does not have."""

    accent: QColor
    on_accent: QColor
    """text on the accent colour"""
    good: QColor
    warning: QColor
    bad: QColor
    muted: QColor
    """less important text"""
    line: QColor
    """hairlines and borders"""
    panel: QColor
    """surface of panels"""
    series: tuple[QColor, ...]
    """safe for colour-blind readers (Okabe and Ito, 2008)"""


def is_dark(palette: QPalette) -> bool:
    """Return True if the window is dark."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def theme_colors(palette: QPalette) -> ThemeColors:
    """Return the colours for a light or a dark palette."""
    dark = is_dark(palette)
    series = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#D55E00", "#0072B2", "#999999")
    if not dark:
        series = ("#0072B2", "#D55E00", "#009E73", "#B8860B", "#CC79A7", "#E69F00", "#56B4E9", "#666666")
    return ThemeColors(
        accent=QColor("#56B4E9" if dark else "#0072B2"),
        on_accent=QColor("#0B1620" if dark else "#FFFFFF"),
        good=QColor("#3CCB97" if dark else "#007A5A"),
        warning=QColor("#F0B429" if dark else "#9A6700"),
        bad=QColor("#FF7B72" if dark else "#B3261E"),
        muted=QColor("#9AA4AF" if dark else "#5B6570"),
        line=QColor("#343C44" if dark else "#D5DAE0"),
        panel=QColor("#1F252B" if dark else "#FFFFFF"),
        series=tuple(QColor(name) for name in series),
    )


def palette_for(dark: bool) -> QPalette:
    """Return Qt's palette for the whole window."""
    window = QColor("#15191D" if dark else "#F1F3F6")
    palette = QPalette(QColor("#262D34" if dark else "#FFFFFF"), window)
    colors = theme_colors(palette)
    text = QColor("#E9EDF1" if dark else "#1B2026")
    role = QPalette.ColorRole
    colours = {
        role.WindowText: text,
        role.Text: text,
        role.ButtonText: text,
        role.ToolTipText: text,
        role.Base: QColor("#232A31" if dark else "#FFFFFF"),
        role.AlternateBase: colors.panel,
        role.ToolTipBase: colors.panel,
        role.PlaceholderText: colors.muted,
        role.Accent: colors.accent,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
    }
    for which, colour in colours.items():
        palette.setColor(which, colour)
    faint = QColor("#66707A" if dark else "#9AA2AB")
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colors.line)
    return palette
