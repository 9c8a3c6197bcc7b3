"""Native chatter is held back, everything else gets through."""

from __future__ import annotations

import os
import re

import pytest

from gesture_app.vision.native_stderr import without_chatter


def test_only_known_lines_are_held_back_and_only_meanwhile(capfd: pytest.CaptureFixture[str]) -> None:
    def speak() -> None:
        with without_chatter(re.compile(rb"W0000")):
            os.write(2, b"W0000 never mind\nE0000 disaster\n")
            raise RuntimeError("and worse")

    with pytest.raises(RuntimeError, match="worse"):
        speak()
    os.write(2, b"W0000 later\n")
    assert capfd.readouterr().err == "E0000 disaster\nW0000 later\n"
