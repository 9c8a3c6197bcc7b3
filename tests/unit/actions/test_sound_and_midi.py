"""Sounds reach ALSA, where PortAudio is installed. MIDI messages are right, and reach a port, where there is one."""

import ctypes.util
import wave

import numpy as np
import pytest

from gesture_app.actions.kinds.midi import BACKEND, MidiAction
from gesture_app.actions.templates import Values
from tests.waiting import eventually

VALUES = Values("fist", 0.9, "left", 1.0)
ALSA = """\
pcm.!default { type file slave.pcm { type null } file "%s" format raw }
pcm.null { type null }
"""


def entry(action):
    return f'[[everywhere.actions]]\ngesture = "fist"\n{action}\n'


@pytest.mark.skipif(ctypes.util.find_library("portaudio") is None, reason="no PortAudio: apt install libportaudio2")
def test_a_tone_and_a_file_are_played(stage, tmp_path, monkeypatch):
    heard, config, file = tmp_path / "heard.raw", tmp_path / "alsa.conf", tmp_path / "loud.wav"
    config.write_text(ALSA % heard)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, 44_100, 0, "NONE", ""))
        out.writeframes(np.full(20_000, 12_345, np.int16).tobytes())
    for action in ('sound = "beep"', f'sound = "{file}"'):
        acting = stage(entry(action))
        acting.make("fist")
        outcome = acting.outcome()
        assert outcome.ok, outcome.sentence
        acting.close()
        samples = np.frombuffer(heard.read_bytes(), np.int16)
        assert np.abs(samples).max() > 3000
    assert (samples == 12_345).sum() >= 19_000


def test_a_sound_that_is_no_sound_is_named(stage, tmp_path):
    (tmp_path / "x.wav").write_text("no sound")
    acting = stage(entry(f'sound = "{tmp_path / "x.wav"}"'))
    acting.make("fist")
    assert "cannot be read" in acting.outcome().sentence


class Port:
    """Takes the place of a MIDI output."""

    def __init__(self):
        self.sent = []

    def send(self, message):
        self.sent.append(message.bytes())

    def connection(self, key, make):
        return self


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ({"note": 60, "velocity": 90, "channel": 2}, [[0x91, 60, 90], [0x81, 60, 0]]),
        ({"control": 7, "value": 33}, [[0xB0, 7, 33]]),
        ({"program": 5, "channel": 16}, [[0xCF, 5]]),
    ],
)
def test_the_bytes_of_a_message(written, sent):
    port = Port()
    MidiAction.parse(written).perform(VALUES, port)
    assert port.sent == sent


def test_a_held_note_sounds_until_its_end():
    port, note = Port(), MidiAction.parse({"note": 60})
    note.begin(1, VALUES, port)
    assert port.sent == [[0x90, 60, 100]]
    note.end(1, port)
    assert port.sent[1:] == [[0x80, 60, 0]]


def test_a_virtual_port_is_read_by_another_program(stage):
    import mido
    import rtmidi

    backend = mido.Backend(BACKEND)
    try:
        backend.get_input_names()
    except rtmidi.SystemError as error:
        pytest.skip(f"this computer has no MIDI: {error}")
    acting = stage(entry("midi = { note = 60 }"))
    acting.make("fist")
    assert acting.outcome().ok
    name = next(name for name in backend.get_input_names() if "gesture-app" in name)
    with backend.open_input(name) as port:
        acting.make("fist")
        assert eventually(port.poll).bytes() == [0x90, 60, 100]
