"""Keeps every test, and every program that a test starts, away from the folders of the user who runs the tests.

No example of hypothesis has to end in a given time.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("busy computer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy computer")


@pytest.fixture(scope="session", autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let settings, data, logs and the cache lie in folders of the test run."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
        yield


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Let programs heed SIGINT: a shell starts what runs in the background deaf to it, and they inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
