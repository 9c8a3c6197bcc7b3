"""Measures in several processes. A piece that cannot be measured is reported and left out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from gesture_app.core.errors import GestureAppError
from gesture_app.learning.network import use_threads

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def measured(work: Callable[[Piece], Result], pieces: Sequence[Piece], jobs: int) -> list[Result]:
    """Return the result of `work` for each piece, in order; pieces without result are left out.

    Each process computes on one thread, a training on two.
    """
    console = Console(stderr=True)
    results: dict[int, Result] = {}
    for index, result, trouble in track(_each(work, pieces, jobs), "measuring", len(pieces), console=console):
        if trouble:
            console.print(f"Left out: {trouble}", markup=False)
        if result is not None:
            results[index] = result
    return [results[index] for index in sorted(results)]


def _each(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], jobs: int
) -> Iterator[tuple[int, Result | None, str]]:
    if jobs == 1:
        use_threads(1)
        yield from (_tried(work, index, piece) for index, piece in enumerate(pieces))
        return
    spawn = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
    with ProcessPoolExecutor(jobs, spawn, use_threads, (1,)) as pool:
        waiting = [pool.submit(partial(_tried, work), index, piece) for index, piece in enumerate(pieces)]
        for done in as_completed(waiting):
            yield done.result()


def _tried(work: Callable[[Piece], Result], index: int, piece: Piece) -> tuple[int, Result | None, str]:
    try:
        return index, work(piece), ""
    except GestureAppError as error:
        return index, None, error.sentence
