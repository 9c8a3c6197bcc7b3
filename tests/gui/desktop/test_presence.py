"""Strip, bar and tray of the window: they show the state, switch it, and closing may go to the tray."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QMainWindow

from gesture_app.actions.outcome import SwitchedOffBy
from gesture_app.core.prediction import Event
from gesture_app.gui.desktop.presence import DesktopPresence
from gesture_app.gui.state.gesture_actions import GestureActions
from tests.fakes import a_hand, tracked

ACTIONS = """\
[settings]
arming = "wave"
armed_s = 9

[[everywhere.actions]]
gesture = "fist"
do = "profile slides"

[profiles.slides]
"""


@pytest.fixture
def presence(qtbot, context, tmp_path, workspace):
    workspace.root.mkdir(parents=True, exist_ok=True)
    (workspace.root / "actions.toml").write_text(ACTIONS)
    owner = QMainWindow()
    qtbot.addWidget(owner)
    presence = DesktopPresence(context, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), owner)
    owner.setCentralWidget(presence.strip)
    owner.show()
    presence.begin()
    library = context.gesture_actions.library
    library.poll()
    qtbot.waitUntil(lambda: bool(library.now.actions.profiles))
    yield presence
    presence.shutdown()


def fire(actions: GestureActions, gesture: str, time: float) -> None:
    actions.control.receive((Event(time, time, gesture, 0.9),), tracked(time, right=a_hand()), True)
    actions.poll()


def test_the_strip_is_there_on_every_page_while_actions_are_on(presence, context):
    strip, actions = presence.strip, context.gesture_actions
    assert strip.isHidden()
    actions.switch(True)
    assert not strip.isHidden()
    assert strip.title.text() == "Actions are not armed"
    fire(actions, "wave", 1.0)
    assert strip.title.text() == "Actions are ON"
    assert "Armed for 9 s" in strip.text.text()
    fire(actions, "fist", 2.0)
    assert "fist → do profile slides" in strip.text.text()
    assert actions.state.profile == "slides"
    strip.cover(True)
    assert strip.isHidden()
    strip.cover(False)
    strip.switch.click()
    assert strip.isHidden()
    assert actions.state.why_off is SwitchedOffBy.USER


def test_the_strip_stays_while_the_program_itself_switched_off(presence, context):
    actions = context.gesture_actions
    actions.switch(True)
    actions.control.switch_off(SwitchedOffBy.BURST)
    actions.poll()
    assert presence.strip.title.text() == "Actions are off"
    assert SwitchedOffBy.BURST.value in presence.strip.text.text()
    assert context.notifications.newest is not None
    context.notifications.newest.button.press()
    assert actions.state.on


def test_the_bar_shows_state_and_last_gesture_and_takes_no_focus(presence, context, qtbot):
    actions = context.gesture_actions
    context.settings.change(actions_bar=True)
    bar = presence.bar
    qtbot.addWidget(bar)
    assert bar.isVisible()
    assert bar.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert bar.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert bar.title.text() == "Actions are off"
    bar.switch.click()
    fire(actions, "wave", 1.0)
    fire(actions, "fist", 1.5)
    assert bar.title.text() == "Actions are ON"
    assert bar.text.text() == "fist → do profile slides"
    bar.closed.emit()
    assert not bar.isVisible()
    assert not context.settings.now.actions_bar


def test_the_tray_switches_chooses_profiles_and_leads_back(presence, context, qtbot):
    tray, actions = presence.make_tray(), context.gesture_actions
    off = tray.icon.icon().pixmap(32, 32).toImage()
    assert tray.head.text() == "Actions are off"
    tray.switch.trigger()
    fire(actions, "wave", 1.0)
    assert tray.head.text() == "Actions are ON"
    assert tray.icon.icon().pixmap(32, 32).toImage() != off
    tray.fill_profiles()
    texts = {action.text(): action for action in tray.profiles.actions()}
    texts["slides"].trigger()
    assert (actions.state.profile, actions.state.profile_by_hand) == ("slides", True)
    assert "slides" in tray.icon.toolTip()
    with qtbot.waitSignals([presence.show_wanted, presence.quit_wanted]):
        tray.show_window.trigger()
        tray.quit.trigger()
    tray.switch.trigger()
    assert not actions.state.on
    tray.menu.deleteLater()


def test_actions_are_on_at_start_only_if_the_user_set_it(
    qtbot, workspace, session, updates, tasks, notifications, settings, work
):
    from gesture_app.gui.state.context import WindowContext
    from gesture_app.jobs.action_store import ActionStore
    from gesture_app.storage.action_files import ActionFiles

    settings.change(actions_at_start=True)
    workspace.root.mkdir(parents=True, exist_ok=True)
    window = WindowContext(session, updates, tasks, notifications, settings, work)
    actions = GestureActions(window, ActionStore(ActionFiles.of(workspace.root)), lambda: False)
    qtbot.waitUntil(lambda: actions.state.on)
    actions.shutdown().join()
