"""The key that switches actions off or on, on every page. The window needs it before it needs anything of actions."""

from __future__ import annotations

SWITCH_KEY = "F8"
