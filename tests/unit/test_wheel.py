"""The wheel holds the program and its shipped models, and nothing else."""

import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import gesture_app

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
SHIPPED = "gesture_app/shipped_models"
NEEDED = (
    "hand_landmarker.task",
    "starter/card.json",
    "starter/weights.safetensors",
    "starter/takes.npz",
    "trunk/weights.safetensors",
)


def test_the_version_is_the_same_everywhere():
    assert PROJECT["project"]["version"] == gesture_app.__version__
    assert f"## [{gesture_app.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_configuration_names_one_package_and_the_shipped_models():
    assert WHEEL["packages"] == ["gesture_app"]
    for source, target in WHEEL["force-include"].items():
        assert (ROOT / source).exists()
        assert target == source.replace("models", SHIPPED, 1)


def test_the_built_wheel_holds_one_package_with_the_shipped_models(tmp_path):
    wheel_builder = pytest.importorskip("hatchling.builders.wheel")
    built = next(wheel_builder.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        names = wheel.namelist()
    version = gesture_app.__version__
    assert {PurePosixPath(name).parts[0] for name in names} == {"gesture_app", f"gesture_app-{version}.dist-info"}
    assert {f"{SHIPPED}/{file}" for file in NEEDED} <= set(names)
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gesture_app").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert sum(name.startswith(f"{SHIPPED}/background/none/") for name in names) > 30
    assert not any(name.endswith("choices.json") for name in names)
