"""The device file of Linux for virtual keyboards, and how a user may write to it."""

from __future__ import annotations

from pathlib import Path

UINPUT = Path("/dev/uinput")
UINPUT_HINT = (
    "Let your user write to /dev/uinput: sudo modprobe uinput, then a udev rule "
    'KERNEL=="uinput", GROUP="input", MODE="0660", sudo usermod -aG input $USER, and log in again.'
)
