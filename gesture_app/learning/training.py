"""One whole training, in the order of this file: data, model, optimiser loop, evaluation and calibration.

The takes are split into training and held-out takes. The network is fitted to the former, and the epoch that does best
on the latter is kept. On the held-out takes the model is calibrated and measured, and then it learns from them too.
The starter's gestures take part in the rounds and as references alone: everything else follows from the user's takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import torch
from safetensors.torch import load

from gesture_app.core.gestures import NONE
from gesture_app.core.model.card import ModelCard, NetworkSize
from gesture_app.core.model.event_metrics import EventMetrics, sum_of
from gesture_app.core.model.report import EpochMetrics, Peak
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainerOptions, TrainingOptions, trainer_options_for
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.calibration import FiringRules, calibrate
from gesture_app.learning.checkpoint import Checkpoints
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.distributed import ProcessGroup, SingleProcess
from gesture_app.learning.early_stopping import EarlyStopping
from gesture_app.learning.epoch_counter import EpochCounter
from gesture_app.learning.evaluation import Evaluation, classify_take, evaluation_from
from gesture_app.learning.held_out_metrics import NamedTake, score_composed_streams
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.open_set import LimitFactors
from gesture_app.learning.open_set_examples import ViewMaker, collect_examples, subsample_takes
from gesture_app.learning.recogniser import LstmRecogniser
from gesture_app.learning.rounds import RoundMaker
from gesture_app.learning.sample_cache import Batches, SampleCache
from gesture_app.learning.split import Split, split_takes
from gesture_app.learning.starter import Starter, StarterSampler
from gesture_app.learning.take_selection import TrainingTakes, require_same_takes, select_takes
from gesture_app.learning.take_sequence import TakeSequence, take_sequence_of
from gesture_app.learning.trainer import FitMetrics, Trainer

GESTURES_PER_EPOCH = 3
"""With a pretrained backbone, every so many gestures add one epoch."""
MOST_EPOCHS = 120
NOT_MEASURED = FitMetrics(float("nan"), float("nan"))
"""of epochs that also learn from the held-out takes"""
FEW_TAKES = 10
"""of a gesture; from there on, more takes raise the learning rate of the pretrained backbone"""
SHOWN_PER_ROUND = 120
"""gestures, roughly: few takes are composed several times, so that a round has enough steps"""
SCALING_BATCHES = 200
"""batches that give mean and spread of the features, without a pretrained backbone"""
FEWEST_ROUNDS, MOST_COMPOSED = 2, 12_000
"""Fewest rounds of a training, and about how many takes are composed in all rounds together."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A fitted network and its results on the held-out takes. The caller chooses the model's name and files."""

    labels: tuple[str, ...]
    network: GestureNetwork
    size: NetworkSize
    rules: FiringRules
    hands: int
    recordings: int
    evaluation: Evaluation
    split_by: str
    keys: tuple[str, ...]
    """of all takes of the training"""
    judged: tuple[NamedTake, ...]
    """the held-out takes, classified before the network learned from them"""
    peaks: tuple[Peak, ...]
    streams: EventMetrics
    """of streams composed of the held-out takes; empty if they were not measured"""
    starter: tuple[str, ...] = ()
    """the labels that are the starter's"""

    def card(self, model: str, created_at: str, fingerprint: str, options: TrainingOptions) -> ModelCard:
        """Return the card of this model."""
        return ModelCard(
            id=model,
            labels=self.labels,
            thresholds=self.rules.thresholds,
            spans=self.rules.spans,
            network=self.size,
            rate=options.rate,
            hands=self.hands,
            created_at=created_at,
            recordings=self.recordings,
            fingerprint=fingerprint,
            accuracy=self.evaluation.accuracy,
            accuracy_per_gesture=self.evaluation.per_label,
            split_by=self.split_by,
            starter=self.starter,
        )


def learn(
    recordings: Iterable[Recording],
    background: Sequence[Recording],
    options: TrainingOptions,
    backbone: bytes | None = None,
    keys: Iterable[str] = (),
    processes: ProcessGroup | None = None,
    streams: bool = True,
    starter: Starter | None = None,
    checkpoints: Checkpoints | None = None,
) -> Iterator[TrainingStarted | EpochMetrics | Learned]:
    """Train a network on some recordings. The last item is what was learned, in the first process only.

    Args:
        recordings: the user's takes, `none` among them.
        background: further recordings without a gesture, to train on but not to measure on.
        options: what the user chose.
        backbone: a safetensors file of pretrained weights, used if it has the size that the options ask for.
        keys: one for each recording, which decides what is held out; chance decides without keys.
        processes: all that train together on the same recordings.
        streams: measures events in composed streams too, which takes as long as some epochs.
        starter: gestures to know beside the user's, unless the user has taught them.
        checkpoints: saves the state after each epoch, and goes on from an earlier one of the same takes and options.

    Raises:
        TrainingError: there is too little to learn from, or another process has stopped.
    """
    group = processes or SingleProcess()
    try:
        with SampleCache() as cache:
            takes = select_takes(recordings, keys, options.rate)
            data = _load_data(takes, starter or Starter(), background, options, group)
            yield from _train(data, cache, backbone, streams, checkpoints or Checkpoints())
    finally:
        group.close()


# ---- data ----
@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """The takes of one training and everything that decides how they are used."""

    takes: TrainingTakes
    starter: TrainingTakes
    """of gestures that are not the user's own"""
    starter_rules: Mapping[str, tuple[float, float]]
    """threshold and span of these gestures"""
    split: Split
    background: tuple[TakeSequence, ...]
    """further takes of `none`"""
    options: TrainingOptions
    size: NetworkSize
    """of the network; the default gets further layers for many people"""
    hyperparameters: TrainerOptions
    processes: ProcessGroup
    rng: np.random.Generator
    """of this process"""

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's labels: `none`, the user's gestures, the starter's."""
        return (*self.takes.labels, *self.starter.labels[1:])


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """What the network is fitted to and validated on."""

    train: StreamComposer
    held_out: StreamComposer
    starter: StarterSampler
    maker: RoundMaker
    rounds: list[Batches]
    validation: Batches


def _load_data(
    takes: TrainingTakes,
    starter: Starter,
    background: Sequence[Recording],
    options: TrainingOptions,
    processes: ProcessGroup,
) -> _Data:
    """Seed every random state, split the takes and choose the hyperparameters for their number."""
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    require_same_takes(processes, takes.takes)
    found = (take_sequence_of(useful_part(recording), options.rate) for recording in background)
    extra = tuple(take for take in found if take is not None)
    split = split_takes(takes.takes, rng)
    if processes.rank:
        rng = np.random.default_rng((options.seed, processes.rank))
    hyperparameters = options.trainer or trainer_options_for(takes.per_gesture, split.has_strangers)
    size = NetworkSize(layers=hyperparameters.layers) if options.network == NetworkSize() else options.network
    if options.dropout is not None:
        hyperparameters = replace(hyperparameters, dropout=options.dropout, answer_dropout=options.dropout)
    beside = starter.takes_beside(takes.labels, options.rate)
    rules = {gesture: rule for gesture, rule in starter.rules.items() if gesture in beside.labels[1:]}
    return _Data(takes, beside, rules, split, extra, options, size, hyperparameters, processes, rng)


def _compose(data: _Data, cache: SampleCache, epochs: int) -> _Samples:
    """Compose streams of the takes for some epochs."""
    labels, rate = data.labels, data.options.rate
    maker = RoundMaker(data.rng, cache, data.processes, data.hyperparameters.batch)
    background = _background(data, data.split.train)
    train = StreamComposer(data.split.train, background, labels, rate)
    of_starter = StreamComposer(data.starter.takes, background, labels, rate)
    starter = StarterSampler(of_starter, cache, data.processes, data.options.seed)
    recorded = maker.recorded(train)
    count = min(data.hyperparameters.rounds, epochs, max(FEWEST_ROUNDS, MOST_COMPOSED // len(train.takes)))
    rounds = [maker.compose(train, SHOWN_PER_ROUND, recorded, starter.draw()) for _ in range(count)]
    # slack hands must resemble none of all takes: with the held-out takes alone, they might resemble a gesture
    held_out = StreamComposer(data.split.validation, _background(data, data.takes.takes), labels, rate)
    # each held-out take is composed a few times only: many copies of one take are no more evidence than one
    validation = maker.compose(held_out, SHOWN_PER_ROUND // 3)
    return _Samples(train, held_out, starter, maker, rounds, validation)


def _background(data: _Data, takes: Sequence[TakeSequence]) -> BackgroundMaker:
    gestures = [take for take in takes if take.gesture != NONE]
    recorded = [take for take in (*takes, *data.background) if take.gesture == NONE]
    return BackgroundMaker(gestures, recorded, data.options.rate, data.options.seed, data.starter.takes)


# ---- model and optimiser loop ----
def _train(
    data: _Data, cache: SampleCache, backbone: bytes | None, streams: bool, checkpoints: Checkpoints
) -> Iterator[TrainingStarted | EpochMetrics | Learned]:
    takes, own, hyperparameters = data.takes.takes, data.takes.labels, data.hyperparameters
    starter = range(len(own), len(data.labels))
    network = GestureNetwork(len(data.labels), data.size, starter)
    deepened = data.size != data.options.network
    pretrained = backbone is not None and network.load_backbone(load(backbone), deepened)
    progress = EpochCounter(data.options.epochs or _epochs(hyperparameters, len(own) - 1, pretrained))
    yield TrainingStarted(
        gestures=own[1:],
        takes=len(takes),
        validation_takes=len(data.split.validation),
        epochs=progress.epochs,
        left_out=data.takes.left_out,
        shortened=data.takes.shortened,
        starter=data.starter.labels[1:],
    )

    samples = _compose(data, cache, progress.fit_epochs)
    if not pretrained:
        some = samples.rounds[0].subsample(SCALING_BATCHES)
        network.adapt_to(torch.cat([batch.features[batch.inside] for batch in some]))
    lr_factor = _backbone_lr_factor(hyperparameters, data.takes.per_gesture) if pretrained else 1.0
    trainer = Trainer(network, hyperparameters, data.options.seed, lr_factor, data.processes, len(own))
    network.to(data.processes.device(data.options, len(takes)))
    if pretrained:
        trainer.init_prototypes(samples.rounds[0])
    count = sum(data.processes.all_gather(samples.validation.sample_count))
    stopping = EarlyStopping(network, data.options.patience, count)
    yield from _fit(data, trainer, samples, progress, stopping, checkpoints)
    network.cpu()

    views = ViewMaker(data.rng, samples.train, cache)
    measured, factors = None, LimitFactors()
    if data.processes.rank == 0:
        _learn_references(data, network, samples, views, data.split.train)
        factors = _limit_factors(data, network, samples)
        network.familiarity.widen(factors, len(own) - 1)
        measured = _evaluate(data, network, samples, views, streams)

    network.to(data.processes.device(data.options, len(takes)))
    if not checkpoints.keep_best:
        yield from _fit_to_all(data, trainer, samples, progress, stopping, checkpoints)
    network.cpu()
    if measured is not None:
        _learn_references(data, network, samples, views, takes)
        network.familiarity.widen(factors, len(own) - 1)
        yield measured


def _fit(
    data: _Data,
    trainer: Trainer,
    samples: _Samples,
    progress: EpochCounter,
    stopping: EarlyStopping,
    checkpoints: Checkpoints,
) -> Iterator[EpochMetrics]:
    """Fit the network to the training takes and restore the weights of its best epoch."""
    progress.start()
    start = checkpoints.restore(trainer, stopping, progress)
    if checkpoints.may_fit(stopping):
        highest = data.hyperparameters.learning_rate
        with closing(trainer.fit(samples.rounds, progress.fit_epochs, highest, start)) as epochs:
            for train in epochs:
                validation = trainer.evaluate(samples.validation)
                news = progress.epoch_done(train, validation, stopping.update(validation))
                checkpoints.add(trainer, stopping, progress, news, data.processes)
                yield news
                if stopping.should_stop:
                    break
    stopping.restore_best()


def _fit_to_all(
    data: _Data,
    trainer: Trainer,
    samples: _Samples,
    progress: EpochCounter,
    stopping: EarlyStopping,
    checkpoints: Checkpoints,
) -> Iterator[EpochMetrics]:
    """Go on for a third of the epochs with the held-out takes added."""
    fitted, epochs = progress.done, progress.continue_with_all()
    recorded = samples.maker.recorded(samples.held_out)
    rounds = [
        known + samples.maker.compose(samples.held_out, SHOWN_PER_ROUND // 4, recorded)
        for known in samples.rounds[:epochs]
    ]
    highest = data.hyperparameters.learning_rate * data.hyperparameters.refit_rate
    start = checkpoints.restore_refit(progress)
    with closing(trainer.fit(rounds, epochs, highest, start)) as fits:
        for train in fits:
            news = progress.epoch_done(train, NOT_MEASURED)
            checkpoints.add(trainer, stopping, progress, news, data.processes, fitted)
            yield news


def _epochs(hyperparameters: TrainerOptions, gestures: int, pretrained: bool) -> int:
    """Return the number of epochs before the held-out takes are learned from."""
    with_backbone = hyperparameters.epochs + gestures // GESTURES_PER_EPOCH
    from_scratch = hyperparameters.epochs_from_chance + hyperparameters.epochs_per_gesture * gestures
    return min(MOST_EPOCHS, with_backbone if pretrained else from_scratch)


def _backbone_lr_factor(hyperparameters: TrainerOptions, takes: float) -> float:
    """Return the learning-rate factor of a pretrained backbone for so many takes of a gesture."""
    return min(1.0, hyperparameters.trunk_share * math.sqrt(max(1.0, takes / FEW_TAKES)))


# ---- evaluation and calibration ----
def _evaluate(data: _Data, network: GestureNetwork, samples: _Samples, views: ViewMaker, streams: bool) -> Learned:
    """Calibrate the model and measure it on the held-out takes, before it learns from them too."""
    labels, takes = data.labels, data.takes.takes
    learned_from, cache = data.split.train, samples.maker.cache
    own = [
        [views.views(take).recorded for take in subsample_takes(learned_from, gesture)]
        for gesture in data.takes.labels[1:]
    ]
    recorded = [*own, *samples.starter.recorded(without=data.starter_rules)]
    rules, peaks = calibrate(data.rng, network, cache, labels, recorded, samples.held_out, data.starter_rules)
    learned = Learned(  # not measured yet: measuring needs a recogniser, and that a card
        labels=labels,
        network=network,
        size=data.size,
        rules=rules,
        hands=max(data.takes.hands, data.starter.hands),
        recordings=len(takes),
        evaluation=Evaluation(labels, np.zeros((len(labels),) * 2, np.int64)),
        split_by=data.split.by,
        keys=tuple(take.key for take in takes),
        judged=(),
        peaks=peaks,
        streams=sum_of(()),
        starter=data.starter.labels[1:],
    )
    recogniser = LstmRecogniser(learned.card("", "", "", data.options), network)
    judged = tuple(
        NamedTake(take.key, take.gesture, classify_take(recogniser, take.features(data.options.rate)))
        for take in data.split.validation
    )
    if streams:
        measured = score_composed_streams(
            recogniser, data.split.validation, takes, data.options.seed, data.starter.takes
        )
        learned = replace(learned, streams=measured)
    evaluation = evaluation_from(labels, [(take.gesture, take.named) for take in judged])
    return replace(learned, evaluation=evaluation, judged=judged)


def _learn_references(
    data: _Data, network: GestureNetwork, samples: _Samples, views: ViewMaker, takes: Sequence[TakeSequence]
) -> None:
    """Let the open-set scorer learn the user's gestures, from some takes, and the starter's."""
    own = collect_examples(network, samples.maker.cache, views, takes, data.takes.labels)
    examples = own + samples.starter.examples(network, data.labels, first=1 + len(own))
    network.familiarity.learn(examples, data.takes.per_gesture)


def _limit_factors(data: _Data, network: GestureNetwork, samples: _Samples) -> LimitFactors:
    """Return how much wider the limits must be to accept people whom the network has not learned from."""
    if not data.split.has_strangers:
        return LimitFactors()
    views = ViewMaker(data.rng, samples.held_out, samples.maker.cache, augmented=0)
    held_out = collect_examples(network, samples.maker.cache, views, data.split.validation, data.takes.labels)
    return network.familiarity.factors_for(held_out)
