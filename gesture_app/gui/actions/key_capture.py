"""A field that takes the next key combination that is pressed, whatever it is."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_K, _M = Qt.Key, Qt.KeyboardModifier
PROMPT = "Press the keys now …"
NAMES = {
    _K.Key_Return: "enter", _K.Key_Enter: "enter", _K.Key_Tab: "tab", _K.Key_Backtab: "tab", _K.Key_Escape: "esc",
    _K.Key_Space: "space", _K.Key_Backspace: "backspace", _K.Key_Delete: "delete", _K.Key_Insert: "insert",
    _K.Key_Home: "home", _K.Key_End: "end", _K.Key_PageUp: "pageup", _K.Key_PageDown: "pagedown",
    _K.Key_Left: "left", _K.Key_Right: "right", _K.Key_Up: "up", _K.Key_Down: "down", _K.Key_Menu: "menu",
    _K.Key_CapsLock: "capslock", _K.Key_Print: "printscreen", _K.Key_Pause: "pause",
    _K.Key_MediaPlay: "play", _K.Key_MediaTogglePlayPause: "play", _K.Key_MediaPause: "play",
    _K.Key_MediaStop: "stop", _K.Key_MediaNext: "next", _K.Key_MediaPrevious: "previous",
    _K.Key_VolumeUp: "volumeup", _K.Key_VolumeDown: "volumedown", _K.Key_VolumeMute: "mute",
    _K.Key_MonBrightnessUp: "brightnessup", _K.Key_MonBrightnessDown: "brightnessdown",
    **{Qt.Key(_K.Key_F1.value + number): f"f{number + 1}" for number in range(24)},
}  # fmt: skip
_MAC = sys.platform == "darwin"
MODIFIERS = {
    _K.Key_Control: "super" if _MAC else "ctrl",
    _K.Key_Shift: "shift",
    _K.Key_Alt: "alt",
    _K.Key_AltGr: "altgr",
    _K.Key_Meta: "ctrl" if _MAC else "super",
    _K.Key_Super_L: "super",
    _K.Key_Super_R: "super",
}
"""Qt swaps Ctrl and Command on a Mac"""
_MASKS = ((_M.ControlModifier, _K.Key_Control), (_M.AltModifier, _K.Key_Alt), (_M.MetaModifier, _K.Key_Meta))


def chord_of(event: QKeyEvent) -> str:
    """Return a pressed key with its modifiers as actions.toml writes it, or "" for a modifier or an unknown key."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if key in MODIFIERS:
        return ""
    name = NAMES.get(key, "")
    shift = bool(modifiers & _M.ShiftModifier)
    if not name:
        sign = chr(event.key()) if 0x20 < event.key() < 0x1000000 else ""
        if not sign.isprintable():
            return ""
        name = sign.lower()
        shift = shift and sign.isalpha()  # another sign, such as "!", holds its Shift already
    names = [MODIFIERS[one] for mask, one in _MASKS if modifiers & mask]
    return "+".join([*names, *(["shift"] if shift else []), name])


class KeyCapture(QLineEdit):
    """Shows chords, apart by a space. They can also be typed while it does not capture."""

    captured = Signal()
    """a chord was pressed"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._capturing = self._adding = False
        self._held: list[str] = []
        self.setAccessibleName("Keys")
        self.setPlaceholderText("such as ctrl+tab")

    @property
    def capturing(self) -> bool:
        """True while the next key that is pressed is taken."""
        return self._capturing

    def capture(self, adding: bool = False) -> None:
        """Take the next keys that are pressed. With `adding` they come after those that are shown."""
        self._capturing, self._adding, self._held = True, adding, []
        self._kept = self.text()
        self.setReadOnly(True)
        self.setText("")
        self.setPlaceholderText(PROMPT)
        self.setFocus()

    def stop(self) -> None:
        """Take no key any more, and show what was there before."""
        if self._capturing:
            self._end(self._kept)

    def event(self, event: QEvent) -> bool:
        if self._capturing and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no shortcut of the window takes it
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._press(event)
                return True  # Tab as well
            if event.type() == QEvent.Type.KeyRelease:
                self._release(event)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.stop()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.stop()
        super().mousePressEvent(event)

    def _press(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        key = Qt.Key(event.key())
        if key in MODIFIERS:
            self._held.append(MODIFIERS[key])
            return
        chord = chord_of(event)
        if chord:
            self._take(chord)

    def _release(self, event: QKeyEvent) -> None:
        """Take modifiers alone, such as Ctrl to be held."""
        if not event.isAutoRepeat() and Qt.Key(event.key()) in MODIFIERS and self._held:
            self._take("+".join(dict.fromkeys(self._held)))

    def _take(self, chord: str) -> None:
        self._end(f"{self._kept} {chord}".strip() if self._adding else chord)
        self.captured.emit()

    def _end(self, text: str) -> None:
        self._capturing = False
        self.setReadOnly(False)
        self.setPlaceholderText("such as ctrl+tab")
        self.setText(text)
