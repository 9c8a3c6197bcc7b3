"""The benchmark of actions counts every key, and sees a lost one."""

import os
import shutil
from dataclasses import replace
from time import sleep

import numpy as np
import pytest

from benchmarks import action_latency


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed: apt install xvfb")
def test_each_event_presses_its_key_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "XDG_SESSION_TYPE", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # and restore it
    text = "".join(f'[[everywhere.actions]]\ngesture = "digit_{n}"\nkeys = "{n}"\n' for n in action_latency.DIGITS)
    pictures = action_latency.drawn_frames()[:30]
    with action_latency.x_server(), action_latency.listener() as keys:
        control = action_latency.actions_on(text)
        sleep(action_latency.SETTLE_S)
        run = action_latency.recognise(pictures, 1.5, 30.0, 10.0, control, keys)
        control.close()
        assert action_latency.release_s(keys) > 0
    delays, lost, doubled = action_latency.delays_ms(run)
    assert len(run.given) == len(delays) >= 3
    assert (lost, doubled) == (0, 0)
    assert (delays > 0).all()
    fewer = replace(run, presses=run.presses[2:])
    assert action_latency.delays_ms(fewer)[1:] == (1, 0)
    assert np.isnan(action_latency.delays_ms(fewer)[0]).all()
