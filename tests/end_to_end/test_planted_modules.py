"""A stranger's workspace that is the working folder: Python modules in it are never imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gesture_app

PACKAGE = str(Path(gesture_app.__file__).parents[1])
_JOB = """
from gesture_app.__main__ import main
import gesture_app.cli.supervisor as supervisor
from gesture_app.jobs.process import JobProcess
import sys, time
supervisor.run_supervised = lambda arguments: run()
def run():
    job = JobProcess("job", iter, (["done"],), (str,), str)
    job.start()
    messages = []
    while job.running:
        messages += job.poll()
        time.sleep(0.05)
    print(messages)
    return 0
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """The working folder: a workspace with modules that leave a mark when they are imported."""
    for name in ("recordings", "models", "gesture_app"):
        (tmp_path / name).mkdir()
    mark = f"import pathlib; pathlib.Path({str(tmp_path / 'marks')!r}).open('a').write(__name__ + ' ')\n"
    for name in ("multiprocessing", "json", "numpy", "typer", "torch", "logging", "filelock", "gesture_app/__init__"):
        (tmp_path / f"{name}.py").write_text(mark)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(code: str, *arguments: str, places: str = "") -> subprocess.CompletedProcess[str]:
    """Run code as a console script runs: without the working folder, but for that which is in PYTHONPATH."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    environment |= {"PYTHONPATH": places}
    start = f"import sys; sys.path[:] = [{PACKAGE!r}, *filter(None, sys.path)]\n"
    command = [sys.executable, "-P", "-c", start + code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)


def marks(folder: Path) -> str:
    return (folder / "marks").read_text() if (folder / "marks").exists() else ""


@pytest.mark.parametrize("command", [("train",), ("gestures",), ("import", "recordings"), ("evaluate",)])
def test_a_command_and_its_processes_import_nothing_from_the_working_folder(planted, command):
    done = run("from gesture_app.__main__ import main; main()", *command)
    assert marks(planted) == "", done.stderr
    assert "Traceback" not in done.stderr


def test_a_job_imports_nothing_from_the_working_folder(planted, tmp_path_factory):
    script = tmp_path_factory.mktemp("scripts") / "job.py"
    script.write_text(_JOB)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": PACKAGE},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.stdout == "['done']\n", done.stderr
    assert marks(planted) == ""


def test_an_empty_part_of_pythonpath_is_not_the_working_folder_of_child_processes(planted):
    code = "from gesture_app.core.import_path import *; leave_out_working_folder()\n"
    code += "import os, subprocess; print(subprocess.run([sys.executable, '-c', 'import multiprocessing, json']))\n"
    code += "print(environment_of_user().get('PYTHONPATH'), 'PYTHONSAFEPATH' in environment_of_user())"
    done = run(code, places=f":{planted}/elsewhere")
    assert f":{planted}/elsewhere False" in done.stdout, done.stderr
    assert "returncode=0" in done.stdout, done.stderr
    assert marks(planted) == ""
