"""Options of a training with their limits. Needs no torch, so that the window can import it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gesture_app.core.errors import SettingsError
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.core.model.starter_choice import StarterChoice

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
"""the least and the greatest value of each number"""
WHOLE = ("hidden", "layers", "epochs", "patience", "seed", "devices", "nodes")


@dataclass(frozen=True, slots=True)
class TrainerOptions:
    """Hyperparameters of the trainer, which users do not set. Values of `TrainingOptions` override them."""

    learning_rate: float = 4e-3
    """highest learning rate of the head, and of a network without a backbone"""
    trunk_share: float = 0.3
    """learning-rate factor of the pretrained backbone when takes are few"""
    epochs: int = 16
    """epochs with a pretrained backbone; many gestures add more"""
    epochs_from_chance: int = 20
    """epochs without a backbone"""
    epochs_per_gesture: int = 4
    """further epochs per gesture without a backbone"""
    rounds: int = 4
    """greatest number of rounds, each with other samples of all takes; epochs use the rounds in turn"""
    dropout: float = 0.2
    """dropout rate of the features"""
    answer_dropout: float = 0.2
    """dropout rate of the embedding"""
    batch: int = 32
    """samples in a batch"""
    gradient_limit: float = 1.0
    """limit of the gradient norm of input layer and LSTM"""
    moment: int = 6
    """steps that a gesture's score must stay high to count as recognised"""
    unsure: float = 0.3
    """first share of the target steps, in which the gesture need not be recognised yet"""
    step_weight: float = 0.5
    """weight of the loss of single steps, added to that of all steps together"""
    early_weight: float = 7.0
    """weight of the loss of other gestures' scores before and right after the gesture"""
    background_weight: float = 0.2
    """weight of each background step"""
    smoothing: float = 0.02
    """label smoothing, 0 to 1"""
    layers: int = 1
    """LSTM layers of a network of default size; the backbone is the lowest"""
    refit_rate: float = 1 / 3
    """highest learning rate of the epochs that also learn from the held-out takes, as a share of `learning_rate`"""


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
"""Regularisation is stronger, because each take is augmented less often. Early steps matter less, because many takes
show when a gesture differs from others.
"""
FOR_MANY_PEOPLE = replace(FOR_MANY_TAKES, layers=2, refit_rate=1.0)
"""People differ more than takes, which a second layer learns. Those who were held out are new to the network: it learns
from them as fast as from the others.
"""
MANY_TAKES = 40
"""takes of a gesture from which `FOR_MANY_TAKES` or `FOR_MANY_PEOPLE` applies"""


def trainer_options_for(takes: float, many_sessions: bool) -> TrainerOptions:
    """Return the options for a mean number of takes per gesture, which come from many sessions or not."""
    if takes < MANY_TAKES:
        return FOR_FEW_TAKES
    return FOR_MANY_PEOPLE if many_sessions else FOR_MANY_TAKES


@dataclass(frozen=True, slots=True)
class Computing:
    """The hardware of a training, checked when made. Several processes need lightning-fabric.

    Raises:
        SettingsError: a value is not allowed.
    """

    accelerator: str = "auto"
    """cpu, gpu or auto; auto uses a GPU if there are many takes"""
    devices: int = 1
    """processes per computer, with one GPU or one thread each"""
    nodes: int = 1
    """number of computers, each of which starts the same command"""

    def __post_init__(self) -> None:
        _check_choice("accelerator", self.accelerator, ACCELERATORS)
        _check_numbers(devices=self.devices, nodes=self.nodes)

    @property
    def processes(self) -> int:
        """Number of processes on all computers."""
        return self.devices * self.nodes


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """The user's options of a training, checked when made.

    Raises:
        SettingsError: a value is not allowed.
    """

    network: NetworkSize = field(default_factory=NetworkSize)
    """size of the network; any but the default trains without a pretrained backbone, and the default gets a second
    layer for many takes from many sessions"""
    epochs: int | None = None
    """greatest number of epochs before the last part, which adds a third; None: by the number of gestures and
    the backbone"""
    patience: int = 10
    """epochs without a better one after which training stops early"""
    dropout: float | None = None
    """dropout rate of features and embedding; None: by the number of takes"""
    rate: float = 20.0
    """steps per second"""
    seed: int = 0
    """random seed; the same takes and seed give the same model on the same kind of processor"""
    trainer: TrainerOptions | None = None
    """None: by the number of takes"""
    computing: Computing = field(default_factory=Computing)
    starter: StarterChoice | None = None
    """the starter's gestures to know beside the user's; None: as chosen in the workspace"""

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
