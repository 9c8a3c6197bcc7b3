"""Sentences on the comparison of RNN, GRU and LSTM: results, and how long one on the user's takes would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gesture_app.core.inspection.gradient_reach import (
    FEWEST_GESTURES,
    FEWEST_TAKES,
    CellReach,
    GradientReach,
    training_takes,
)
from gesture_app.core.model.card import CellType
from gesture_app.core.wording import counted
from gesture_app.gui.widgets.page_actions import Page

START_S = 3
"""seconds until the process trains"""
LEAST_S = 5
"""shortest time that is promised, in seconds"""


def reach_sentences(result: GradientReach) -> list[str]:
    """Return one sentence per kind of cell, and one on chance level."""
    sentences = []
    for cell in result.cells:
        back, whole = cell.steps_back(), len(cell.reach)
        seconds = min(back, whole) / result.rate
        left = f"{'less' if back < whole else 'more'} than a tenth of the signal is left {seconds:.2f} s back"
        right = f"Right on {100 * cell.accuracy:.0f} % of the test takes."
        sentences.append(f"{CellType(cell.cell).display_name}: {left}. {right}")
    return [*sentences, f"Guessing would get {100 / len(result.gestures):.0f} %."]


def gru_sentences(result: GradientReach, accuracies: Mapping[str, Sequence[float]] | None = None) -> str:
    """Return the comparison of the GRU with the LSTM, "" if one is missing.

    Args:
        result: of the measurement.
        accuracies: share of test takes named right in several runs, by cell; None: those of `result`.
    """
    cells = {cell.cell: cell for cell in result.cells}
    gru, lstm = cells.get(CellType.GRU), cells.get(CellType.LSTM)
    if gru is None or lstm is None:
        return ""
    shares = accuracies if accuracies is not None else {name: (cell.accuracy,) for name, cell in cells.items()}
    runs = len(shares[CellType.GRU])
    where = f"In {runs} runs from other random starts" if runs > 1 else "In this run"
    return (
        f"The GRU has fewer parameters: {gru.parameters:,} in place of {lstm.parameters:,}. {where} the GRU named "
        f"{_range(shares[CellType.GRU])} of the test takes right, the LSTM {_range(shares[CellType.LSTM])}. "
        f"{_verdict(gru, lstm)}"
    )


def own_sentence(takes_of_each: Sequence[int], measured: GradientReach | None) -> str:
    """Return how long a comparison on the user's own takes lasts, or which recordings it needs.

    Args:
        takes_of_each: number of the user's takes of each gesture.
        measured: a result whose time is known.
    """
    count = training_takes(takes_of_each)
    if not count:
        return (
            f"For your own hand it needs recordings: {FEWEST_TAKES} takes of each of {FEWEST_GESTURES} gestures. "
            f"You have {counted(sum(takes_of_each), 'take')} of {counted(len(takes_of_each), 'gesture')}. "
            f"Record more ({Page.RECORD.key})."
        )
    return (
        f"On your own hand it would train on {count} of your takes. That takes about "
        f"{estimated_seconds(count, measured)} s on a free computer, longer beside other work."
    )


def estimated_seconds(takes: int, measured: GradientReach | None) -> int:
    """Return the time of a comparison on so many takes, in proportion to a measured one."""
    if measured is None or not measured.takes:
        return LEAST_S
    return max(LEAST_S, round(START_S + measured.seconds * takes / measured.takes))


def _range(shares: Sequence[float]) -> str:
    low, high = round(100 * min(shares)), round(100 * max(shares))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _verdict(gru: CellReach, lstm: CellReach) -> str:
    if gru.accuracy > lstm.accuracy:
        return "So the GRU did better here. That holds for these takes and this training, not in general."
    if gru.accuracy < lstm.accuracy:
        return "So the LSTM did better here. That holds for these takes and this training, not in general."
    return "So both did equally well here."
