"""Applies light or dark colours and the style sheet of the controls."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gesture_app.core.settings import Settings
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.widgets.colors import is_dark, palette_for, theme_colors

LEAST_FONT_POINTS = 10.5
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Keeps the palette and the style sheet in line with the settings and the system."""

    def __init__(self, app: QApplication, settings: CurrentSettings) -> None:
        super().__init__(app)
        self._app = app
        self._dark: bool | None = None
        self._theme = settings.now.theme
        self._sheet = ""
        self._styled: list[QWidget] = []
        self._waiting: deque[QWidget] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._style_next)
        app.setStyle("Fusion")
        font = app.font()
        font.setPointSizeF(max(LEAST_FONT_POINTS, font.pointSizeF()))
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._apply)
        settings.changed.connect(self._apply_settings)
        self._choose()

    def style(self, *widgets: QWidget) -> None:
        """Style each widget and its children, now and whenever light and dark change."""
        self._styled.extend(widgets)
        for widget in widgets:
            widget.setStyleSheet(self._sheet)

    def shutdown(self) -> None:
        """Stop styling. The window is closing."""
        self._timer.stop()
        self._app.styleHints().colorSchemeChanged.disconnect(self._apply)

    def _apply_settings(self, settings: Settings) -> None:
        if settings.theme != self._theme:
            self._theme = settings.theme
            self._choose()

    def _choose(self) -> None:
        self._app.styleHints().setColorScheme(_SCHEMES[self._theme])
        self._apply()

    def _apply(self) -> None:
        """Apply the scheme that the user chose, because not every system follows `setColorScheme`."""
        chosen = _SCHEMES[self._theme]
        scheme = self._app.styleHints().colorScheme() if chosen is Qt.ColorScheme.Unknown else chosen
        dark = scheme is Qt.ColorScheme.Dark
        if dark == self._dark:
            return
        self._dark = dark
        palette = palette_for(dark)
        self._sheet = style_sheet(palette)
        self._app.setPalette(palette)
        self._waiting = deque(self._styled)
        self._timer.start()

    def _style_next(self) -> None:
        """Style one part of the window per turn of the event loop, because all at once would block it."""
        if self._waiting:
            self._waiting.popleft().setStyleSheet(self._sheet)
        else:
            self._timer.stop()


def style_sheet(palette: QPalette) -> str:
    """Return the style sheet. The property `kind` makes a button "primary", "flat" or "small"."""
    colors = theme_colors(palette)
    line, accent, panel = colors.line.name(), colors.accent.name(), colors.panel.name()
    hover = colors.line.lighter(115).name() if is_dark(palette) else colors.line.lighter(108).name()
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText).name()
    return f"""
    QPushButton {{
        background: {panel}; border: 1px solid {line}; border-radius: 6px; padding: 7px 14px; min-height: 18px;
    }}
    QPushButton:hover {{ background: {hover}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {line}; }}
    QPushButton:focus {{ border: 2px solid {accent}; padding: 6px 13px; }}
    QPushButton:disabled {{ color: {faint}; background: transparent; }}
    QPushButton[kind="primary"] {{
        background: {accent}; color: {colors.on_accent.name()}; border: 1px solid {accent}; font-weight: 600;
    }}
    QPushButton[kind="primary"]:hover {{ background: {colors.accent.lighter(112).name()}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {palette.color(QPalette.ColorRole.WindowText).name()}; }}
    QPushButton[kind="primary"]:disabled {{ color: {faint}; background: {line}; border-color: {line}; }}
    QPushButton[kind="flat"] {{ background: transparent; border: 1px solid transparent; }}
    QPushButton[kind="flat"]:hover {{ background: {hover}; }}
    QPushButton[kind="flat"]:focus {{ border: 2px solid {accent}; }}
    QPushButton[kind="small"] {{ padding: 3px 9px; min-height: 14px; }}
    QPushButton[kind="small"]:focus {{ padding: 2px 8px; }}
    QLineEdit {{
        background: {palette.color(QPalette.ColorRole.Base).name()}; border: 1px solid {line}; border-radius: 6px;
        padding: 6px 8px; selection-background-color: {accent};
    }}
    QLineEdit:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
    QTableView, QListView, QScrollArea {{ border: none; background: transparent; }}
    QHeaderView, QTableCornerButton::section {{ background: transparent; border: none; }}
    QHeaderView::section {{
        background: transparent; color: {colors.muted.name()}; border: none; border-bottom: 1px solid {line};
        padding: 4px 3px;
    }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {line}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }}
    QScrollBar::handle:hover {{ background: {colors.muted.name()}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QToolTip {{ border: 1px solid {line}; padding: 4px; }}
    """
