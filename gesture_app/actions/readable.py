"""Makes a text of a file safe to show: what it does cannot be hidden from the person who approves it."""

from __future__ import annotations


def readable(text: str) -> str:
    """Return the text with each character that is not printed as its code.

    Control characters would change what a terminal shows, and others the direction of the text.
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
