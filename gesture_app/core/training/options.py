"""What may be chosen about a training, and the limits of each choice; known without torch, so a window can ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gesture_app.core.errors import SettingsError
from gesture_app.core.model.card import CellType, NetworkSize

ACCELERATORS = ("auto", "cpu", "gpu")
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "hidden": (8, 1024),
        "layers": (1, 4),
        "epochs": (1, 10_000),
        "patience": (1, 10_000),
        "dropout": (0.0, 0.8),
        "seed": (0, 2**31 - 1),
        "rate": (5.0, 60.0),
        "devices": (1, 64),
        "nodes": (1, 64),
    }
)
"""the least and the most of each number"""
WHOLE = ("hidden", "layers", "epochs", "patience", "seed", "devices", "nodes")


@dataclass(frozen=True, slots=True)
class TrainerOptions:
    """How the network is fitted; nothing a user need know. What `TrainingOptions` says itself goes before."""

    learning_rate: float = 4e-3
    """the highest, of what belongs to the labels, and of a network that begins from chance"""
    trunk_share: float = 0.3
    """of it for a trunk that has learned before, where there are few takes"""
    epochs: int = 16
    """of a network that begins with a trunk; there are more for many gestures"""
    epochs_from_chance: int = 20
    epochs_per_gesture: int = 4
    """of one that begins from chance: the more gestures there are to tell apart, the more"""
    rounds: int = 4
    """how many times the takes are composed anew at most; the epochs use the rounds in turn"""
    dropout: float = 0.2
    """of the features"""
    answer_dropout: float = 0.2
    """of how a step is understood"""
    batch: int = 32
    """lessons"""
    gradient_limit: float = 1.0
    """the longest step of input layer and memory, as the length of their gradient"""
    moment: int = 6
    """steps a gesture's score must stay high to count as named"""
    unsure: float = 0.3
    """the first part of where a gesture may be named, in which it need not be told yet"""
    step_weight: float = 0.5
    """of telling it by each step beside all together"""
    early_weight: float = 7.0
    """of naming no other gesture before it is told, nor right after it"""
    background_weight: float = 0.2
    """of each step of background"""
    smoothing: float = 0.02
    """how much of every answer stays open, so that the network never grows surer than it can be"""


FOR_FEW_TAKES = TrainerOptions()
FOR_MANY_TAKES = TrainerOptions(
    learning_rate=3e-3,
    epochs_from_chance=22,
    epochs_per_gesture=0,
    rounds=6,
    dropout=0.3,
    answer_dropout=0.4,
    early_weight=0.5,
    smoothing=0.1,
)
"""Each take is seen less often anew: what keeps the network from learning them by heart is stronger. Many takes show by
themselves where a gesture can be told from others, so its early steps matter less.
"""
MANY_TAKES = 40
"""of a gesture"""


def trainer_options_for(takes: float) -> TrainerOptions:
    """What fits so many takes of each gesture."""
    return FOR_MANY_TAKES if takes >= MANY_TAKES else FOR_FEW_TAKES


@dataclass(frozen=True, slots=True)
class Computing:
    """What a training runs on; checked when made. More than one process needs lightning-fabric.

    Raises:
        SettingsError: a value has no meaning.
    """

    accelerator: str = "auto"
    """cpu, gpu, or auto: a GPU where there is one and so many takes that it pays"""
    devices: int = 1
    """processes on each computer, with one GPU or one thread each"""
    nodes: int = 1
    """computers; the same command is started on each"""

    def __post_init__(self) -> None:
        _check_choice("accelerator", self.accelerator, ACCELERATORS)
        _check_numbers(devices=self.devices, nodes=self.nodes)

    @property
    def processes(self) -> int:
        """On all computers together."""
        return self.devices * self.nodes


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What a user may choose about training; checked when made.

    Raises:
        SettingsError: a value has no meaning.
    """

    network: NetworkSize = field(default_factory=NetworkSize)
    """its memory: hidden numbers, layers, and lstm, gru or rnn; of any size but the default it learns from chance"""
    epochs: int | None = None
    """at most so many passes before the held-out takes are learned from as well, which takes a third more of them;
    None: the more the more gestures there are to tell apart, and fewer with a trunk to begin with"""
    patience: int = 10
    """so many epochs after the best one it is not waited for a better one"""
    dropout: float | None = None
    """share of what it sees and of what it makes of it that is hidden from the network at chance while it learns,
    against learning by heart; None: more where there are many takes"""
    rate: float = 20.0
    """steps a second"""
    seed: int = 0
    """of all chance: the same takes and seed give the same model on the same kind of processor"""
    trainer: TrainerOptions | None = None
    """None: what fits the number of takes"""
    computing: Computing = field(default_factory=Computing)

    def __post_init__(self) -> None:
        _check_choice("cell", self.network.cell, tuple(CellType))
        _check_numbers(
            hidden=self.network.hidden,
            layers=self.network.layers,
            patience=self.patience,
            rate=self.rate,
            seed=self.seed,
        )
        if self.epochs is not None:
            _check_numbers(epochs=self.epochs)
        if self.dropout is not None:
            _check_numbers(dropout=self.dropout)


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingsError(f"The choice {name} must be one of {', '.join(choices)}, not {value!r}.")


def _check_numbers(**values: object) -> None:
    for name, value in values.items():
        least, most = LIMITS[name]
        kind, words = (int, "a whole number") if name in WHOLE else (int | float, "a number")
        if not isinstance(value, kind) or isinstance(value, bool) or not least <= value <= most:
            raise SettingsError(f"The choice {name} must be {words} from {least:g} to {most:.10g}, not {value!r}.")
