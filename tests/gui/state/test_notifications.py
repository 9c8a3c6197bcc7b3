"""Notices: what is said, in what order, and what is taken back."""

from PySide6.QtWidgets import QPushButton

from gesture_app.core.errors import CameraError
from gesture_app.gui.state.notifications import Notice, NoticeButton
from gesture_app.gui.window.crash_dialog import CrashDialog
from gesture_app.gui.window.notification_banner import NotificationBanner


def test_expected_trouble_is_a_notice_and_the_unexpected_a_report(notifications):
    reports = []
    notifications.unexpected.connect(reports.append)
    notifications.show_error(CameraError("No camera.", "Plug one in."))
    assert notifications.newest.sentence == "No camera."
    assert not reports
    try:
        raise KeyError("lost")
    except KeyError as error:
        notifications.show_error(error)
    assert notifications.newest.sentence == "No camera."
    assert "test_notifications.py" in reports[0]
    assert "KeyError: 'lost'" in reports[0]


def test_a_topic_has_one_notice_and_can_be_taken_back(notifications):
    notifications.post(Notice("camera lost", topic="camera"))
    notifications.post(Notice("disk full"))
    notifications.post(Notice("camera busy", topic="camera"))
    assert (notifications.newest.sentence, notifications.count) == ("camera busy", 2)
    notifications.withdraw("camera")
    assert (notifications.newest.sentence, notifications.count) == ("disk full", 1)


def test_the_same_notice_is_not_stacked(notifications):
    for _ in range(3):
        notifications.show_error(CameraError("No camera."))
    assert notifications.count == 1


def test_the_banner_shows_the_newest_and_after_it_the_one_before(notifications, qtbot):
    banner = NotificationBanner(notifications)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    pressed = []
    notifications.post(Notice("first", button=NoticeButton("&Undo", lambda: pressed.append(1))))
    notifications.post(Notice("second"))
    assert (banner.isHidden(), banner.accessibleName()) == (False, "second")
    undo, dismiss = banner.findChildren(QPushButton)
    assert undo.isHidden()
    dismiss.click()
    assert banner.accessibleName() == "first"
    undo.click()
    assert pressed == [1]
    dismiss.click()
    assert banner.isHidden()


def test_a_report_can_be_copied_and_a_second_one_is_added(qapp, qtbot, notifications):
    banner = NotificationBanner(notifications)
    qtbot.addWidget(banner)
    dialog = CrashDialog("window.log", banner)
    dialog.show_report("first story")
    dialog.show_report("second story")
    dialog.copy_button.click()
    assert qapp.clipboard().text() == "first story\nsecond story"
    dialog.close()
