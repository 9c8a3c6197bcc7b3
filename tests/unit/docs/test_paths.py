"""The documents name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")])
FILES = {
    f"/{path.relative_to(ROOT).as_posix()}"
    for folder in ("gesture_app", "benchmarks", "tools", "tests", "docs", "models")
    for path in (ROOT / folder).rglob("*.*")
}
NAMED = re.compile(r"`(?:python )?((?:[\w-]+/)*[\w-]+\.py)\b")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_links_exist(document):
    text = document.read_text(encoding="utf-8")
    modules = {name for name in NAMED.findall(text) if not any(file.endswith(f"/{name}") for file in FILES)}
    links = {link for link in LINKED.findall(text) if not (document.parent / link).exists()}
    assert modules | links == set()
