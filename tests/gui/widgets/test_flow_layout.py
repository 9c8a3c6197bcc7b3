"""A row of buttons that continues in the next row."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from gesture_app.gui.widgets.flow_layout import FlowLayout


def test_a_widget_that_does_not_fit_goes_to_the_next_row(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    layout = FlowLayout(whole, spacing=6)
    buttons = [QPushButton(text) for text in ("That was a …", "That was nothing", "Watch for false alarms")]
    for one in buttons:
        layout.addWidget(one)
    whole.resize(layout.sizeHint())
    whole.show()
    assert {one.y() for one in buttons} == {0}
    whole.resize(layout.sizeHint().width() - 1, 200)
    assert [one.y() > 0 for one in buttons] == [False, False, True]
    assert buttons[2].x() == 0
    assert layout.heightForWidth(whole.width()) == buttons[2].geometry().bottom() + 1
    assert all(one.width() >= one.sizeHint().width() for one in buttons)


def test_the_narrowest_row_holds_one_widget(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    layout = FlowLayout(whole, spacing=6)
    one = QPushButton("Watch for false alarms")
    layout.addWidget(one)
    assert layout.minimumSize().width() == one.minimumSizeHint().width()
    assert layout.takeAt(0).widget() is one
    assert layout.count() == 0
