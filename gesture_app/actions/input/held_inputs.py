"""Owns every key and button that is held. The guard hears of each one before it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gesture_app.actions.input.device import InputDevice
from gesture_app.core.errors import ActionError


class HeldInputs:
    """Presses and releases on one device, and counts what several holds share. Used by one thread.

    Args:
        open_device: opens the device when it is first needed, and again after it failed.
        report: is called with "+k38" before a code is pressed, and with "-k38" after it was released.
    """

    def __init__(self, open_device: Callable[[], InputDevice], report: Callable[[str], None]) -> None:
        self._open_device, self._report = open_device, report
        self._device: InputDevice | None = None
        self._holds: dict[int, tuple[str, ...]] = {}
        self._counts: dict[str, int] = {}

    @property
    def device(self) -> InputDevice:
        """The device, opened.

        Raises:
            ActionError: it cannot be opened.
        """
        if self._device is None:
            self._device = self._open_device()
        return self._device

    @property
    def holding(self) -> bool:
        """True while anything is held."""
        return bool(self._counts)

    @property
    def held(self) -> tuple[int, ...]:
        """The numbers of all holds."""
        return tuple(self._holds)

    def tap(self, codes: Sequence[str]) -> None:
        """Press codes in order and release them in the opposite order."""
        self._press(codes)
        self._release(codes)

    def begin(self, number: int, codes: Sequence[str]) -> None:
        """Press codes and hold them under this number."""
        self.end(number)
        self._holds[number] = tuple(codes)
        self._press(codes)
        self.flush()

    def end(self, number: int) -> bool:
        """Release what is held under this number. Return True if something was."""
        codes = self._holds.pop(number, None)
        if codes is None:
            return False
        self._release(codes)
        self.flush()
        return True

    def end_all(self) -> None:
        """Release everything that is held."""
        for number in self.held:
            self.end(number)
        for code in tuple(self._counts):  # of a tap that failed in its midst
            self._counts[code] = 1
            self._release((code,))

    def flush(self) -> None:
        """Wait until the system has taken everything.

        Raises:
            ActionError: the device has failed. It is opened again when it is next needed.
        """
        try:
            self.device.flush()
        except ActionError:
            self._device = None
            raise

    def close(self) -> None:
        """Release everything and give the device back."""
        if self._device is None:
            return
        self.end_all()
        self._device.close()
        self._device = None

    def _press(self, codes: Sequence[str]) -> None:
        for code in codes:
            count = self._counts.get(code, 0)
            self._counts[code] = count + 1
            if not count:
                self._report(f"+{code}")
                self.device.press(code)

    def _release(self, codes: Sequence[str]) -> None:
        for code in reversed(codes):
            count = self._counts.pop(code, 0) - 1
            if count > 0:
                self._counts[code] = count
            elif count == 0:
                self.device.release(code)
                self._report(f"-{code}")
