"""The whole window on a fake camera: it opens, obeys keys and settings, remembers, and ends cleanly."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gesture_app.gui.recognise.page import RecognisePage
from gesture_app.gui.state.running_work import Work, WorkKind
from gesture_app.gui.widgets.colors import is_dark
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.gui.window.main_window import FIRST_SIZE, MainWindow, first_size
from gesture_app.gui.window.page_tabs import Mark
from gesture_app.gui.window.pages import PageEntry, PageStack
from gesture_app.gui.window.source_selector import SourceSelector
from gesture_app.gui.window.theme import Theme
from tests.fakes import FakeModels, FakeRecogniser, a_card


@dataclass
class Desk:
    window: MainWindow
    sources: SourceSelector
    recognise: RecognisePage


@pytest.fixture
def models():
    return FakeModels(a_card("fist", "wave"))


@pytest.fixture
def load_recogniser(models):
    return lambda model: FakeRecogniser(models.card)


@pytest.fixture
def desk_in(context, qtbot, tmp_path):
    """A window on the fake camera that remembers its geometry in tmp_path."""

    def make(loss=lambda: ""):
        sources = SourceSelector(context, tuple)
        entries = (
            PageEntry("&Recognise", RecognisePage),
            PageEntry("Re&cord", lambda context: PageWidget()),
            PageEntry("&Library", lambda context: PageWidget(), wide=True),
            PageEntry("&Train", lambda context: PageWidget()),
        )
        remembered = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(context, sources, entries, remembered, "window.log", loss)
        qtbot.addWidget(window)
        window.pages.begin(context)
        return Desk(window, sources, window.pages.page(0))

    return make


@pytest.fixture
def desk(desk_in, updates, active_model, qtbot):
    """Shown and running."""
    desk = desk_in()
    desk.window.show()
    updates.start()
    desk.sources.begin(None)
    active_model.begin()
    qtbot.waitUntil(lambda: updates.newest is not None and desk.recognise.thresholds.ready)
    return desk


def test_the_window_shows_picture_source_rate_delay_and_model(desk, qtbot):
    line = desk.window.status_line
    qtbot.waitUntil(lambda: "frames/s" in line.figures.text())
    assert "ms to screen" in line.figures.text()
    assert "dropped" in line.figures.toolTip()
    assert "finding hands" in line.figures.toolTip()
    assert line.model.text() == "model of 2 gestures"
    line.show_loading(True)
    assert line.model.text() == "Loading the model …"
    line.show_loading(False)
    assert line.model.text() == "model of 2 gestures"
    assert line.source_button.text().startswith("fake")


@pytest.mark.parametrize(("key", "index"), [(Qt.Key.Key_2, 1), (Qt.Key.Key_4, 3), (Qt.Key.Key_1, 0)])
def test_pages_turn_by_key(desk, qtbot, key, index):
    desk.window.show_page(1 if index == 0 else 0)
    desk.window.activateWindow()
    qtbot.keyClick(desk.window, key, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.pages.currentIndex() == index


def test_hands_and_mirror_follow_the_settings_at_once(desk, session, settings, qtbot):
    wanted = []
    session.look_for = wanted.append
    settings.change(hands="two")
    settings.change(mirror=False)
    assert wanted[0] == 2
    assert desk.window.camera_view.mirror is False


def test_geometry_and_page_survive_a_restart(desk_in):
    window = desk_in().window
    window.show()
    window.resize(780, 640)
    window.show_page(2)
    window.close()
    again = desk_in().window
    assert (again.width(), again.height(), again.pages.currentIndex()) == (780, 640, 2)
    again.close()


def test_a_page_that_takes_the_cameras_room_gives_it_back_also_after_a_restart(desk_in):
    window = desk_in().window
    window.show()
    window.resize(796, 640)  # no wider than the screen the tests have
    window._splitter.setSizes([380, 380])
    before = window.camera_view.width()
    assert before > 350
    window.show_page(2)
    assert not window.camera_view.isVisible()
    window.close()
    again = desk_in().window
    again.show()
    assert not again.camera_view.isVisible()
    again.show_page(0)
    assert again.camera_view.isVisible()
    assert again.camera_view.width() == pytest.approx(before, abs=12)
    again.close()


def test_a_page_that_is_built_late_has_its_place_in_the_tab_order(context, qtbot):
    def page_with_button(context):
        page = PageWidget()
        QVBoxLayout(page).addWidget(QPushButton("inside"))
        return page

    window = QWidget()
    qtbot.addWidget(window)
    stack = PageStack((PageEntry("&First", lambda context: PageWidget()), PageEntry("&Second", page_with_button)))
    layout = QVBoxLayout(window)
    for widget in (QPushButton("before"), stack, QPushButton("after")):
        layout.addWidget(widget)
    stack.begin(context)
    stack.show_page(1)
    window.show()
    window.activateWindow()
    window.findChildren(QPushButton)[0].setFocus()
    reached = []
    for _ in range(3):
        reached.append(window.focusWidget().text())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert reached == ["before", "inside", "after"]


def test_a_damaged_memory_of_the_geometry_does_no_harm(desk_in, tmp_path):
    (tmp_path / "window.ini").write_text("[General]\ngeometry=nonsense\nsplitter=7\npage=99\n")
    assert desk_in().window.pages.currentIndex() == 0


def test_closing_asks_first_where_something_would_be_lost(desk_in):
    window = desk_in(lambda: "Two takes will be lost.").window
    window.show()
    window.close()
    assert window.isVisible()
    assert window.leave_question.text() == "Two takes will be lost."
    stay, leave = sorted(window.leave_question.buttons(), key=lambda button: "Close" in button.text())
    stay.click()
    assert window.isVisible()
    window.close()
    leave.click()
    assert not window.isVisible()


def test_everything_fits_into_a_small_screen(desk):
    least = desk.window.minimumSizeHint()
    assert least.width() <= 1280
    assert least.height() <= 640


@pytest.mark.parametrize(("theme", "dark"), [("dark", True), ("light", False)])
@pytest.mark.usefixtures("look_restored")
def test_light_and_dark_are_obeyed(qapp, settings, theme, dark):
    Theme(qapp, settings)
    settings.change(theme=theme)
    assert is_dark(qapp.palette()) is dark
    assert qapp.palette().color(QPalette.ColorRole.WindowText) != qapp.palette().color(QPalette.ColorRole.Window)


def test_what_runs_is_seen_on_every_page_and_a_click_goes_there(desk, context, work, qtbot):
    window, buttons = desk.window, desk.window.status_line.work_buttons
    assert buttons.isHidden()
    work.report(WorkKind.SERIES, Work("Recording fist & co, 2 of 8", 0.1))
    work.report(WorkKind.TRAINING, Work("Training 40 %, 1 min left", 0.4))
    for page in range(4):
        window.show_page(page)
        assert buttons.texts == ("     Recording fist && co, 2 of 8", "Training 40 %, 1 min left")
        assert buttons.button(WorkKind.SERIES).isVisible()
    marks = [tab.mark for tab in window.page_tabs._tabs]
    assert marks == [None, Mark("Recording fist & co, 2 of 8", recording=True), None, Mark("Training 40 %, 1 min left")]
    qtbot.mouseClick(buttons.button(WorkKind.SERIES), Qt.MouseButton.LeftButton)
    assert window.pages.currentIndex() == 1
    work.report(WorkKind.SERIES, None)
    work.report(WorkKind.TRAINING, None)
    assert buttons.isHidden()
    assert not any(tab.mark for tab in window.page_tabs._tabs)


def test_a_click_on_an_import_shows_its_dialog(desk, work, qtbot):
    work.report(WorkKind.IMPORT, Work("Importing, 3 of 40", 0.1))
    with qtbot.waitSignal(desk.window.dialog_wanted) as wanted:
        qtbot.mouseClick(desk.window.status_line.work_buttons.button(WorkKind.IMPORT), Qt.MouseButton.LeftButton)
    assert wanted.args == [WorkKind.IMPORT]


def test_the_window_goes_on_in_the_tray_until_the_user_quits(desk, qtbot):
    window, tray = desk.window, True
    window.show()
    window.keeps_running = lambda: tray
    window.close()
    assert window.isHidden()
    window.bring_back()
    assert window.isVisible()
    window.close()
    window.quit()  # it comes back for a moment, because it may have to ask
    assert window.isHidden()
    assert not window._quitting
    window.show()
    tray = False
    window.close()
    assert window.isHidden()


def test_the_first_window_lies_inside_a_small_screen_and_can_be_that_small(desk):
    size = first_size(QSize(1024, 600))
    assert (size.width(), size.height()) == (1024, 560)
    assert first_size(QSize(1920, 1080)) == QSize(*FIRST_SIZE)
    least = desk.window.minimumSizeHint()
    assert least.width() <= size.width()
    assert least.height() <= size.height()
