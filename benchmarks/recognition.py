"""Measures accuracy and speed of recognition on folders of recordings; see benchmarks/README.md.

python benchmarks/recognition.py few-takes people/* --jobs 2
python benchmarks/recognition.py streams people/* --approaches ours window dtw
python benchmarks/recognition.py held-out-sessions data --folds 5
python benchmarks/recognition.py continuous takes streams
python benchmarks/recognition.py conditions people/*
python benchmarks/recognition.py cost
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from benchmarks import approaches, cost, figures, on_streams, on_takes, people
from benchmarks.approaches import Choice
from benchmarks.figures import FigureTable
from benchmarks.parallel import measured
from gesture_app.core.errors import GestureAppError
from gesture_app.learning.network import use_threads

Command = Callable[[argparse.Namespace], list[FigureTable]]


def few_takes(given: argparse.Namespace) -> list[FigureTable]:
    """Five or ten takes of each of a person's gestures, tested on the others."""
    pieces = [
        on_takes.FewTakes(person, choice, takes, given.test, order, given.seed)
        for person, choice, takes, order in product(given.folders, _choices(given), given.takes, given.order)
    ]
    rows = measured(on_takes.few_takes, pieces, given.jobs)
    return [FigureTable("people", rows), FigureTable("mean over people", on_takes.few_takes_means(rows))]


def streams(given: argparse.Namespace) -> list[FigureTable]:
    """Continuous streams of known and unknown gestures and rest."""
    results = _of_people(given, ())
    means = on_streams.stream_means(results, on_streams.mean_figures)
    return [FigureTable("people", on_streams.stream_rows(results)), FigureTable("mean over people", means)]


def conditions(given: argparse.Namespace) -> list[FigureTable]:
    """The same streams at other frame rates, with lost frames, mirrored, by the other hand."""
    results = _of_people(given, tuple(given.rates))
    rows, means = on_streams.condition_rows(results), on_streams.condition_means(results)
    return [FigureTable("people", rows), FigureTable("mean over people", means)]


def held_out_sessions(given: argparse.Namespace) -> list[FigureTable]:
    """Some sessions, people or subjects are trained on, others tested."""
    folders, gestures = tuple(given.folders), tuple(given.gestures)
    takes = people.merged(folders, given.session_is_folder, gestures, given.most)
    sessions = sorted({take.info.session for take in takes})
    groups = [given.hold_out] if given.hold_out else on_takes.groups_of(sessions, given.folds, given.seed)
    if unheard := {session for group in groups for session in group} - set(sessions):
        raise GestureAppError(
            f"No take is of the session {', '.join(sorted(unheard))}.", f"There are {', '.join(sessions)}."
        )
    if not groups or any(set(group) == set(sessions) for group in groups):
        raise GestureAppError(
            "It takes a session to hold out and another to train on.", f"There are {', '.join(sessions)}."
        )
    pieces = [
        on_takes.HoldOut(folders, given.session_is_folder, gestures, given.most, group, choice)
        for choice, group in product(_choices(given), groups)
    ]
    results = measured(on_takes.hold_out, pieces, given.jobs)
    return [
        FigureTable("sessions", on_takes.session_rows(results)),
        FigureTable("gestures", on_takes.gesture_rows(results)),
        FigureTable("all", on_takes.sessions_means(results)),
    ]


def continuous(given: argparse.Namespace) -> list[FigureTable]:
    """Trained on single takes, tested on streams that have their truth beside them."""
    pieces = [on_streams.TrainedOnTakes(given.takes_folder, given.streams_folder, choice) for choice in _choices(given)]
    results = [result for own in measured(on_streams.trained_on_takes, pieces, given.jobs) for result in own]
    together = on_streams.stream_means(results, on_streams.figures_together)
    return [FigureTable("streams", on_streams.stream_rows(results)), FigureTable("all events together", together)]


def costs(given: argparse.Namespace) -> list[FigureTable]:
    """Seconds of training and milliseconds of a step, on one core."""
    use_threads(1)
    choice = Choice("ours", given.seed, given.epochs)
    training = cost.training_costs(given.takes, choice)
    return [FigureTable("training", training), FigureTable("one step", cost.step_costs(choice))]


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print tables, write the JSON file; return 1 if nothing could be measured."""
    given = _parser().parse_args(words)
    try:
        tables = given.command(given)
    except GestureAppError as error:
        print(error.sentence, error.hint, file=sys.stderr)
        return 1
    figures.show(tables)
    if given.json:
        arguments = {name: value for name, value in vars(given).items() if name not in ("command", "json")}
        figures.write(given.json, given.command.__name__, arguments, tables)
    return 0 if any(sheet.rows for sheet in tables) else 1


def _of_people(given: argparse.Namespace, rates: tuple[float, ...]) -> list[on_streams.StreamResult]:
    pieces = [
        on_streams.OnePerson(
            person, choice, given.known, given.takes, given.shown, given.order, given.rest, given.seed, rates
        )
        for person, choice in product(given.folders, _choices(given))
    ]
    return [result for own in measured(on_streams.one_person, pieces, given.jobs) for result in own]


def _choices(given: argparse.Namespace) -> list[Choice]:
    return [Choice(name, given.seed, given.epochs, given.window_seconds) for name in given.approaches]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    def add(name: str, command: Command, compares: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        added.set_defaults(command=command)
        added.add_argument("--seed", type=int, default=0)
        added.add_argument("--epochs", type=int, help="of every network; else its own number")
        added.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
        if compares:
            added.add_argument("--approaches", nargs="+", choices=approaches.NAMES, default=["ours"])
            added.add_argument("--window-seconds", type=float, default=300.0, help="most time to train `window`")
            added.add_argument("--jobs", type=int, default=1, help="processes")
        return added

    few = add("few-takes", few_takes)
    few.add_argument("--takes", type=int, nargs="+", default=[5, 10], help="per gesture, to train on")
    few.add_argument("--order", nargs="+", choices=people.ORDERS, default=list(people.ORDERS))
    few.add_argument("--test", type=int, default=20, help="most takes per gesture to test on")
    _of_one_person(add("streams", streams))
    other = add("conditions", conditions)
    _of_one_person(other)
    other.add_argument("--rates", type=float, nargs="+", default=[15.0, 30.0, 60.0], help="frames a second")
    held_out = add("held-out-sessions", held_out_sessions)
    which = held_out.add_mutually_exclusive_group(required=True)
    which.add_argument("--hold-out", type=_names, metavar="A,B", help="these sessions, together")
    which.add_argument("--folds", type=int, help="all in turn, in so many groups")
    held_out.add_argument("--session-is-folder", action="store_true", help="each folder is one person")
    held_out.add_argument("--gestures", type=_names, default=(), metavar="A,B", help="only these")
    held_out.add_argument("--most", type=int, default=0, help="takes of one gesture and session")
    for one in (few, held_out, *(commands.choices[name] for name in ("streams", "conditions"))):
        one.add_argument("folders", type=Path, nargs="+", help="one folder per gesture in each")
    stream = add("continuous", continuous)
    stream.add_argument("takes_folder", type=Path)
    stream.add_argument("streams_folder", type=Path)
    add("cost", costs, compares=False).add_argument("--takes", type=int, nargs="+", default=[100, 500, 2000])
    return parser


def _of_one_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--known", type=_names, default=(), metavar="A,B", help="else three quarters, by chance")
    parser.add_argument("--takes", type=int, default=10, help="per known gesture, to train on")
    parser.add_argument("--shown", type=int, default=12, help="most takes per gesture in the stream")
    parser.add_argument("--order", choices=people.ORDERS, default="random")
    parser.add_argument("--rest", type=float, default=60.0, help="seconds at the end")


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


if __name__ == "__main__":
    sys.exit(main())
