"""The structure of the package that import-linter cannot hold."""

import ast
from collections import defaultdict
from pathlib import Path

import gesture_app

ROOT = Path(gesture_app.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST = 400
"""lines of a module"""


def name_of(module):
    return str(module.relative_to(ROOT))


def test_a_class_name_has_one_meaning():
    defined = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                defined[node.name].append(name_of(module))
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


def test_modules_are_short():
    lengths = {name_of(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_state_knows_no_widgets():
    widgets = {"PySide6.QtWidgets", "PySide6.QtGui"}
    for module in (ROOT / "gui" / "state").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in widgets, name_of(module)
            elif isinstance(node, ast.Import):
                assert not widgets & {alias.name for alias in node.names}, name_of(module)


def test_gui_holds_folders_only():
    assert {path.name for path in (ROOT / "gui").glob("*.py")} == {"__init__.py"}


def test_names_in_the_window_are_never_rich_text():
    """Bare labels and tool tips guess from a text if it is a page with pictures, and names come from anybody."""
    found = []
    for module in (ROOT / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[-1]
            made_of_parts = isinstance(first, ast.JoinedStr | ast.BinOp) or (
                isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == "join"
            )
            if isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip" and made_of_parts:
                found.append(f"{name_of(module)}:{node.lineno}")
            if isinstance(node.func, ast.Name) and node.func.id == "QLabel" and isinstance(node.args[0], ast.JoinedStr):
                found += [f"{name_of(module)}:{node.lineno}"] * ("about_dialog" not in name_of(module))
    assert found == []
