"""Settings survive a restart; a file edited by hand costs at most the lines that mean nothing."""

from __future__ import annotations

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import Settings
from gesture_app.storage.settings_store import SettingsStore


@pytest.fixture
def store(tmp_path):
    return SettingsStore(tmp_path / "config" / "settings.toml")


def write(store, content: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(content)


def test_without_a_file_everything_is_as_by_default(store):
    assert store.load().settings == Settings()
    assert store.load().troubles == ()


def test_only_what_differs_is_written_and_comes_back(store):
    changed = Settings(source="Logitech “C920”", takes=5, mirror=False)
    store.save(changed)
    text = store.path.read_text(encoding="utf-8")
    assert "version = 1" in text
    assert "theme" not in text
    assert store.load().settings == changed
    assert store.load().troubles == ()


def test_one_bad_value_costs_only_itself(store):
    write(store, b'version = 1\ntakes = 7\ncountdown_s = "soon"\ntheme = "pink"\nmirror = false\nunknown = [1]\n')
    loaded = store.load()
    assert loaded.settings == Settings(takes=7, mirror=False)
    assert len(loaded.troubles) == 2
    assert any("countdown_s" in trouble for trouble in loaded.troubles)
    assert any("theme" in trouble for trouble in loaded.troubles)


@pytest.mark.parametrize(
    "content", [b"takes = ", b"\xff\xfe\x00", b"a = " + b"[" * 50_000], ids=["cut", "bytes", "deep"]
)
def test_a_broken_file_is_set_aside_and_kept(store, content):
    write(store, content)
    loaded = store.load()
    assert loaded.settings == Settings()
    aside = store.path.with_name("settings.toml.broken")
    assert str(aside) in loaded.troubles[0]
    assert aside.read_bytes() == content
    assert store.load().troubles == ()


def test_a_folder_in_its_place_is_told_and_stops_nothing(store):
    store.path.mkdir(parents=True)
    loaded = store.load()
    assert loaded.settings == Settings()
    assert "not a file" in loaded.troubles[0]


def test_a_full_disk_leaves_the_old_settings(store, monkeypatch, full_disk):
    write(store, b"takes = 3\n")
    with pytest.raises(SettingsError, match="the disk is full"):
        store.save(Settings(takes=4))
    assert store.load().settings.takes == 3
