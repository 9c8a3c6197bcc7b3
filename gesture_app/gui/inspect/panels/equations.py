"""Equations with numbers that a reader can check: the shown operands give the shown result."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

DECIMALS, MOST_DECIMALS = 3, 6
"""of the operands; more only if the rounded operands would give another result"""
RESULT_DECIMALS = 2
NEGATIVE_FACTOR = re.compile(r"(?<=[·+] )(−[\d.]+)")
"""gets brackets"""


def solved(form: str, operands: Sequence[float], compute: Callable[..., float], value: float) -> str:
    """Return an equation such as "0.951 · −3.018 = −2.87".

    Args:
        form: with a "{}" for each operand.
        operands: its numbers.
        compute: the right side as a function of the operands.
        value: the exact result. The shown one is computed from the shown operands.
    """
    for decimals in range(DECIMALS, MOST_DECIMALS + 1):
        shown = [round(operand, decimals) for operand in operands]
        result = decimal_text(compute(*shown))
        if result == decimal_text(value):
            break
    equation = form.format(*(decimal_text(operand, decimals) for operand in shown))
    bracketed = NEGATIVE_FACTOR.sub(r"(\1)", equation)
    return f"{bracketed} = {result}"


def decimal_text(value: float, decimals: int = RESULT_DECIMALS) -> str:
    """Format with so many decimals and a proper minus sign."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if not float(text) else text.replace("-", "−")
