"""Import and export in the window: what was found is shown before anything happens, and everything is told."""

import os
import zipfile
from functools import partial

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gesture_app.app import Program
from gesture_app.core.import_export import ClipLayout, ExportOptions, TakeExported
from gesture_app.gui.import_export.export_dialog import ExportDialog
from gesture_app.gui.import_export.import_dialog import ImportDialog
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.jobs.launch import IMPORT_CANCELLED, export_job, import_job
from gesture_app.services import find_importable, sample_importable
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace
from tests.foreign_data import a_tree, film, numbered_takes
from tests.made_up_takes import takes
from tests.unfinished import unfinished_import
from tests.waiting import heard


@pytest.fixture
def workspace(tmp_path):
    return find_workspace(tmp_path / "ws")


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def imports(window, tasks, workspace, work, qtbot):
    dialog = ImportDialog(
        tasks,
        lambda path, options: list_files(path).findings(options),
        lambda path, options: import_job(workspace, path, options),
        work,
        window,
    )
    dialog.show()
    yield dialog
    dialog.shutdown()


@pytest.fixture
def exports(window, tasks, workspace, work):
    for take in takes(2):
        RecordingStore(workspace.recordings).save(take)
    dialog = ExportDialog(
        tasks,
        RecordingStore(workspace.recordings).gestures,
        lambda options: export_job(workspace, options),
        work,
        window,
    )
    dialog.show()
    yield dialog
    dialog.shutdown()


def count(workspace):
    return sum(RecordingStore(workspace.recordings).gestures().values())


def test_what_is_found_is_shown_first_then_imported_and_the_rest_is_listed(imports, workspace, tmp_path, qtbot):
    root = a_tree(tmp_path / "MP_Data", takes=3)
    (root / "hello" / "1" / "2.npy").write_bytes(b"")
    qtbot.keyClicks(imports.where, str(root))
    qtbot.keyClick(imports.where, Qt.Key.Key_Return)
    qtbot.waitUntil(imports.begin_button.isEnabled)
    assert "hello (3), thanks (3)" in imports.text.text()
    assert imports.rate.isEnabled()  # it has no clock
    assert count(workspace) == 0
    qtbot.waitUntil(imports.begin_button.hasFocus)
    with qtbot.waitSignal(imports.imported):
        qtbot.keyClick(imports.begin_button, Qt.Key.Key_Return)
    assert imports.text.text().startswith("6 imported.")
    assert count(workspace) == 6
    assert [row.path for row in imports.skipped_table.skipped.rows] == [f"hello{os.sep}1{os.sep}2.npy"]
    imports.copy_button.click()
    assert QGuiApplication.clipboard().text() == f"hello{os.sep}1{os.sep}2.npy\tIt is empty."
    qtbot.keyClick(imports, Qt.Key.Key_Escape)
    assert not imports.isVisible()


def test_a_name_is_asked_for_where_nothing_names_the_gesture(imports, tmp_path, qtbot):
    (tmp_path / "clip.mp4").write_bytes(b"x")
    imports.choose(tmp_path / "clip.mp4")
    qtbot.waitUntil(lambda: "enter it below" in imports.text.text())
    assert not imports.begin_button.isEnabled()
    qtbot.keyClicks(imports.gesture, "fist")
    qtbot.waitUntil(imports.begin_button.isEnabled)
    assert "fist (1)" in imports.text.text()


def test_what_names_the_gestures_is_asked_before_anything_is_imported(imports, workspace, tmp_path, qtbot):
    imports.choose(numbered_takes(tmp_path / "clips", ("hello", "bye & <b>")))
    qtbot.waitUntil(imports.layouts.isVisible)
    assert "“0”, “1”" in imports.text.text()
    assert list(imports.layouts.buttons) == [ClipLayout.NUMBER, ClipLayout.FOLDER]
    assert imports.layouts.chosen is None
    assert not imports.begin_button.isEnabled()
    imports.begin_button.click()
    imports.gesture.setText("fist")
    imports.gesture.textEdited.emit("fist")
    qtbot.waitUntil(imports.begin_button.isEnabled)
    assert "fist (4)" in imports.text.text()
    assert not imports.layouts.isEnabled()
    imports.gesture.clear()
    imports.gesture.textEdited.emit("")
    qtbot.waitUntil(imports.layouts.isEnabled)
    assert not imports.begin_button.isEnabled()
    assert count(workspace) == 0
    imports.layouts.buttons[ClipLayout.FOLDER].click()
    qtbot.waitUntil(imports.begin_button.isEnabled)
    assert "0 (2), 1 (2)" in imports.text.text()
    imports.layouts.buttons[ClipLayout.NUMBER].click()
    qtbot.waitUntil(lambda: "bye & <b> (2), hello (2)" in imports.text.text())
    with qtbot.waitSignal(imports.imported):
        imports.begin_button.click()
    assert RecordingStore(workspace.recordings).gestures() == {"bye_&_<b>": 2, "hello": 2}
    imports.choose(a_tree(tmp_path / "MP_Data", takes=1))
    qtbot.waitUntil(lambda: "thanks (1)" in imports.text.text())
    assert not imports.layouts.isVisible()


def test_what_is_nothing_is_a_sentence(imports, tmp_path, qtbot):
    imports.choose(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "is not there" in imports.text.text())
    assert not imports.begin_button.isEnabled()


def test_escape_cancels_and_what_was_imported_stays(imports, workspace, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(imports, "_make_job", lambda path, options: unfinished_import(workspace, path, options, 179))
    root = a_tree(tmp_path / "MP_Data", tuple(f"word_{n}" for n in range(12)), takes=15)
    imports.choose(root)
    qtbot.waitUntil(imports.begin_button.isEnabled)
    imports.begin()
    qtbot.keyClick(imports.stop, Qt.Key.Key_Return)  # a second time, in a hurry
    qtbot.waitUntil(lambda: imports.bar.value() > 0)
    qtbot.keyClick(imports, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: IMPORT_CANCELLED in imports.text.text())
    assert imports.isVisible()
    assert 0 < count(workspace) < 180
    assert "Close" in imports.stop.text()


def test_it_takes_what_is_dropped_on_it(imports, tmp_path, qtbot):
    root = a_tree(tmp_path / "MP_Data")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(root))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    imports.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    qtbot.waitUntil(imports.begin_button.isEnabled)


def test_one_gesture_goes_into_an_archive(exports, tmp_path, qtbot):
    qtbot.waitUntil(lambda: exports.gesture.count() == 5)
    assert exports.gesture.itemText(0) == "All gestures (8 takes)"
    exports.gesture.setCurrentIndex(exports.gesture.findData("fist"))
    exports.begin(tmp_path / "fist.gestures")
    qtbot.waitUntil(lambda: "2 takes saved" in exports.text.text())
    with zipfile.ZipFile(tmp_path / "fist.gestures") as archive:
        assert sum(name.startswith("recordings/fist/") for name in archive.namelist()) == 2


def test_escape_asks_before_it_cancels_an_import_of_some_time(
    imports, workspace, work, clock, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setattr(imports, "_make_job", lambda path, options: unfinished_import(workspace, path, options, 179))
    imports.choose(a_tree(tmp_path / "MP_Data", tuple(f"word_{n}" for n in range(12)), takes=15))
    qtbot.waitUntil(imports.begin_button.isEnabled)
    imports.begin()
    qtbot.waitUntil(lambda: imports.bar.value() > 0)
    clock.seconds = 30
    qtbot.keyClick(imports, Qt.Key.Key_Escape)
    assert "are kept" in imports.question.text()
    qtbot.keyClick(imports.question, Qt.Key.Key_Escape)
    assert imports.question.isHidden()
    assert WorkKind.IMPORT in work.running
    qtbot.mouseClick(imports.hide_button, Qt.MouseButton.LeftButton)
    assert imports.isHidden()
    assert WorkKind.IMPORT in work.running
    imports.reject()
    with qtbot.waitSignal(imports.ended_unseen) as ended:
        qtbot.mouseClick(imports.question.stop, Qt.MouseButton.LeftButton)
    assert IMPORT_CANCELLED in ended.args[0]
    assert not work.running


def test_an_export_that_is_cancelled_leaves_no_file(exports, workspace, tmp_path, qtbot):
    exports.kinds.button(2).setChecked(True)
    assert not exports.model.isEnabled()
    exports.begin(tmp_path / "out" / "all.csv")
    qtbot.waitUntil(lambda: exports.bar.value() > 0 or "saved" in exports.text.text())
    qtbot.keyClick(exports, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "cancelled" in exports.text.text() or "saved" in exports.text.text())
    assert (tmp_path / "out" / "all.csv").exists() == ("saved" in exports.text.text())


def test_the_model_in_use_is_exported_though_nothing_is_recorded(window, tasks, workspace, work, tmp_path, qtbot):
    dialog = ExportDialog(tasks, dict, lambda options: export_job(workspace, options), work, window)
    dialog.show()
    qtbot.waitUntil(lambda: "There are no takes" in dialog.text.text())
    assert not dialog.begin_button.isEnabled()
    dialog.kinds.button(3).setChecked(True)
    assert dialog.begin_button.isEnabled()
    assert not dialog.gesture.isEnabled()
    dialog.begin(tmp_path / "mine.onnx")
    qtbot.waitUntil(lambda: "mine.card.json" in dialog.text.text())
    assert (tmp_path / "mine.onnx").stat().st_size
    assert (tmp_path / "mine.card.json").stat().st_size
    dialog.shutdown()


@pytest.mark.parametrize("ending", [".gestures", ".csv"])
def test_a_file_gets_its_ending_before_the_question_whether_it_may_be_replaced(
    exports, tmp_path, qtbot, monkeypatch, ending
):
    asked = []

    def answer(dialog):
        asked.append((dialog.acceptMode(), dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.selectFile(str(tmp_path / "mine"))
        return 1

    monkeypatch.setattr(QFileDialog, "exec", answer)
    began = []
    monkeypatch.setattr(exports, "begin", began.append)
    exports.kinds.button(0 if ending == ".gestures" else 2).setChecked(True)
    exports._ask_where()
    assert asked == [(QFileDialog.AcceptMode.AcceptSave, False)]
    assert began == [tmp_path / f"mine{ending}"]


def test_an_export_ended_with_the_window_leaves_nothing_beside_the_file(workspace, tmp_path):
    for take in takes(2):
        for _ in range(25):
            RecordingStore(workspace.recordings).save(take)
    out = tmp_path / "out" / "all.csv"
    job = export_job(workspace, ExportOptions(out, "csv"))
    job.start()
    heard(job, TakeExported)
    job.shut_down()
    assert not job.running
    assert list(out.parent.iterdir()) in ([], [out])


@pytest.mark.usefixtures("look_restored")
def test_ctrl_i_and_ctrl_e_open_them_in_the_program(qapp, qtbot, tmp_path):
    program = Program(
        qapp, find_workspace(tmp_path / "ws"), SettingsStore(tmp_path / "settings.toml"), tmp_path / "log"
    )
    qtbot.addWidget(program.window)
    program.start("demo")
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert program.dialogs.imports.isVisible()
    program.dialogs.imports.choose(a_tree(tmp_path / "MP_Data", takes=1))
    qtbot.waitUntil(program.dialogs.imports.begin_button.isEnabled)
    program.dialogs.imports.gesture.setText("too long " * 40)
    program.dialogs.imports.choose(tmp_path / "MP_Data")
    qtbot.waitUntil(lambda: "too long for the name" in program.dialogs.imports.text.text())
    program.dialogs.imports.reject()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    qtbot.keyClick(program.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert program.dialogs.exports.isVisible()
    program.dialogs.exports.reject()
    program.window.close()
    program.stop()


def test_a_folder_that_means_nothing_is_offered_as_the_background(imports, workspace, tmp_path, qtbot):
    imports._preview_path = lambda path, options: find_importable(workspace, path, options)
    imports.choose(a_tree(tmp_path / "MP_Data", ("hello", "idle", "rest"), takes=2))
    qtbot.waitUntil(lambda: not imports.offers.isHidden() and imports.begin_button.isEnabled())
    assert set(imports.offers.boxes) == {"idle", "rest"}
    imports.offers.boxes["rest"].setChecked(False)
    with qtbot.waitSignal(imports.imported, timeout=240_000):
        imports.begin()
    assert RecordingStore(workspace.recordings).gestures() == {"hello": 2, "none": 2, "rest": 2}
    imports.choose(tmp_path / "MP_Data")
    qtbot.waitUntil(imports.begin_button.isEnabled)
    assert imports.offers.isHidden()


def test_a_table_shows_gestures_the_places_of_their_names_and_moving_previews(
    window, tasks, workspace, work, qtbot, tmp_path
):
    made = partial(import_job, workspace)
    dialog = ImportDialog(tasks, partial(find_importable, workspace), made, work, window, sample_importable)
    dialog.show()
    root = a_tree(tmp_path / "data" / "anna", takes=4)
    film(tmp_path / "data" / "anna" / "filmed" / "1.mp4", "wave", most=60)
    dialog.choose(root.parent)
    qtbot.waitUntil(lambda: dialog.gestures.preview_counts == {"filmed": 1, "hello": 3, "thanks": 3})
    table = dialog.gestures
    rows = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert rows == [
        ["filmed", "1", "folder “filmed”"],
        ["hello", "4", "folder “hello”"],
        ["thanks", "4", "folder “thanks”"],
    ]
    assert not table.grab().isNull()
    dialog.layout_box.setCurrentIndex(dialog.layout_box.findData(ClipLayout.PERSON))
    dialog.layout_box.activated.emit(dialog.layout_box.currentIndex())
    qtbot.waitUntil(lambda: dialog.gestures.rowCount() == 1 and dialog.begin_button.isEnabled())
    assert table.item(0, 0).text() == "anna"
    with qtbot.waitSignal(dialog.imported, timeout=240_000):
        dialog.begin()
    assert RecordingStore(workspace.recordings).gestures() == {"anna": 9}
    dialog.shutdown()
