from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.gui.widgets.colors import palette_for, theme_colors
from gesture_app.gui.widgets.controls import TextLabel, TextRole, paragraph
from gesture_app.gui.window.theme import style_sheet


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """Whose palette and style sheet are as before when the test ends."""
    palette = qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


def turn(app: QApplication, dark: bool) -> None:
    palette = palette_for(dark)
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(palette))
    app.processEvents()


def is_written_in(words: TextLabel, role: str, dark: bool) -> bool:
    return words.palette().color(QPalette.ColorRole.WindowText) == getattr(theme_colors(palette_for(dark)), role)


def test_words_stay_readable_when_light_turns_to_dark_and_back(qtbot: QtBot, app: QApplication) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    turn(app, dark=False)
    words = paragraph(QWidget(page), "Saved", TextRole.GOOD)
    turn(app, dark=True)
    page.show()
    app.processEvents()
    assert is_written_in(words, "good", dark=True)
    for dark in (False, True, False):
        turn(app, dark)
        assert is_written_in(words, "good", dark)
    words.set_role(TextRole.BAD)
    assert is_written_in(words, "bad", dark=False)
