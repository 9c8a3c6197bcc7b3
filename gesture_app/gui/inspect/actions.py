"""The Inspect page's keys: what each does, and the words that name them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gesture_app.gui.inspect.panels.side_panel import FORGETTING, GATES, SPAN, WHY

if TYPE_CHECKING:
    from gesture_app.gui.inspect.page import InspectPage

KEYS = (
    "? help · Space play · ←→ step · Shift select · ↑↓ cell · 1–4 side · 5 fold · S slow · L live · O take · V values"
)
JUMP, FAR = 10, 10**6
"""steps that Page Up and Page Down go; further than any trace"""


class InspectKeys:
    """Keys without Ctrl or Alt, while the keyboard is at nothing that wants them itself."""

    def __init__(self, page: InspectPage) -> None:
        key, side = Qt.Key, page.side
        self._ways: dict[int, int] = {
            key.Key_Left: -1,
            key.Key_Right: 1,
            key.Key_PageUp: -JUMP,
            key.Key_PageDown: JUMP,
            key.Key_Home: -FAR,
            key.Key_End: FAR,
        }
        self._step, self._select_by = page.step, page.select_by
        self._deeds: dict[int, Callable[[], None]] = {
            key.Key_Space: page.toggle_play,
            key.Key_Up: partial(page.next_cell, -1),
            key.Key_Down: partial(page.next_cell, 1),
            key.Key_S: page.playback.toggle_slow,
            key.Key_L: page.go_live,
            key.Key_O: page.choose_take,
            key.Key_V: page.next_quantity,
            key.Key_E: page.transport.export.showMenu,
            key.Key_1: partial(side.turn_to, GATES),
            key.Key_2: partial(side.turn_to, SPAN),
            key.Key_3: partial(side.turn_to, WHY),
            key.Key_4: partial(side.turn_to, FORGETTING),
            key.Key_5: page.fold_bands,
            key.Key_Question: page.explain_next,
            key.Key_Escape: partial(page.select, None),
        }

    def deed(self, key: int, shift: bool) -> Callable[[], None] | None:
        """What this key does, with Shift or without; None: nothing."""
        if key in self._ways:
            return partial(self._select_by if shift else self._step, self._ways[key])
        return self._deeds.get(key)
