"""One whole training: split, compose, fit, measure on what was held out, then learn from that as well."""

from __future__ import annotations

import hashlib
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, repeat

import numpy as np
import torch
from safetensors.torch import load

from gesture_app.core.errors import TrainingError
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.event_metrics import EventMetrics, sum_of
from gesture_app.core.model.report import EpochMetrics, Peak
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainerOptions, TrainingOptions, trainer_options_for
from gesture_app.core.training.progress import ShortenedTake, TrainingStarted
from gesture_app.core.useful_part import useful_part
from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.calibration import calibrate
from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.distributed import ProcessGroup, SingleProcess, batch_count
from gesture_app.learning.early_stopping import EarlyStopping
from gesture_app.learning.evaluation import Evaluation, FiringRules, classify_take, evaluation_from
from gesture_app.learning.held_out_metrics import NamedTake, score_composed_streams
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.recogniser import LstmRecogniser
from gesture_app.learning.reference_steps import ViewMaker, collect_examples, subsample_takes
from gesture_app.learning.sample_cache import Batches, CachedSample, SampleCache, make_batches
from gesture_app.learning.split import FEWEST_TO_LEARN_FROM, Split, split
from gesture_app.learning.take_sequence import TakeSequence, take_sequence_of
from gesture_app.learning.trainer import FitMetrics, Trainer

FEWEST_TAKES = FEWEST_TO_LEARN_FROM + 1
"""of a gesture: one of them is held out to measure on"""
GESTURES_AN_EPOCH = 3
"""so many gestures to tell apart want another epoch, where there is a trunk"""
MOST_EPOCHS = 120
NOT_MEASURED = FitMetrics(float("nan"), float("nan"))
"""once the held-out takes are learned from as well, they measure nothing"""
SHORTEST_STEPS = 4
ADJUSTING_TAKES = 10
"""of a gesture: more of them change the trunk more"""
FEWEST_LESSONS = 120
"""gestures shown in one round: how much is learned must not hang on how much was recorded"""
ADAPTING_BATCHES = 200
"""of a round tell the spread of the features, where no trunk has learned it"""
FEWEST_ROUNDS, MOST_COMPOSED = 2, 12_000
"""each take is composed anew this often at least, and all together no more often than that where it can be"""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A fitted network and what was measured on the takes held out; the caller knows the model's name and files."""

    labels: tuple[str, ...]
    network: GestureNetwork
    rules: FiringRules
    hands: int
    recordings: int
    evaluation: Evaluation
    split_by: str
    keys: tuple[str, ...]
    """of the takes it learned from"""
    judged: tuple[NamedTake, ...]
    """the takes held out, named before they were learned from as well"""
    peaks: tuple[Peak, ...]
    streams: EventMetrics
    """of streams composed of the takes held out; nothing where they were not measured"""

    def card(self, model: str, created_at: str, fingerprint: str, options: TrainingOptions) -> ModelCard:
        """The card of this model."""
        return ModelCard(
            id=model,
            labels=self.labels,
            thresholds=self.rules.thresholds,
            spans=self.rules.spans,
            network=options.network,
            rate=options.rate,
            hands=self.hands,
            created_at=created_at,
            recordings=self.recordings,
            fingerprint=fingerprint,
            accuracy=self.evaluation.accuracy,
            accuracy_per_gesture=self.evaluation.per_label,
            split_by=self.split_by,
        )


def learn(
    recordings: Iterable[Recording],
    background: Sequence[Recording],
    options: TrainingOptions,
    backbone: bytes | None = None,
    keys: Iterable[str] = (),
    processes: ProcessGroup | None = None,
    streams: bool = True,
) -> Iterator[TrainingStarted | EpochMetrics | Learned]:
    """Learn the gestures of some recordings; what comes last is what was learned.

    Args:
        recordings: the user's takes, `none` among them.
        background: further recordings of nothing in particular, to learn from but not to measure on.
        options: how.
        trunk: a safetensors file of what to begin with, where it is of the size that the options ask for; else all is
            learned from chance.
        keys: one per recording, on which it depends what is held out; without them it is left to chance.
        processes: all that learn together, from the same recordings; the first of them alone says what was learned.
        streams: whether to measure what fires in streams as well, which takes as long as some epochs.

    Raises:
        TrainingError: there is too little to learn from, or another process has stopped.
    """
    together = processes or SingleProcess()
    try:
        with SampleCache() as file:
            yield from _learn(recordings, background, options, backbone, keys, together, file, streams)
    finally:
        together.close()


def _learn(
    recordings: Iterable[Recording],
    background: Sequence[Recording],
    options: TrainingOptions,
    backbone: bytes | None,
    keys: Iterable[str],
    processes: ProcessGroup,
    file: SampleCache,
    streams: bool,
) -> Iterator[TrainingStarted | EpochMetrics | Learned]:
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    tracks, left_out, shortened = _usable(recordings, options.rate, keys)
    labels = (NONE, *sorted({track.gesture for track in tracks} - {NONE}))
    _require_the_same(processes, tracks)
    takes = float(np.median([sum(track.gesture == gesture for track in tracks) for gesture in labels[1:]]))
    how = options.trainer or trainer_options_for(takes)
    extra = [track for some in background if (track := take_sequence_of(useful_part(some), options.rate)) is not None]
    parts = split(tracks, rng)
    if processes.rank:
        rng = np.random.default_rng((options.seed, processes.rank))
    if options.dropout is not None:
        how = replace(how, dropout=options.dropout, answer_dropout=options.dropout)
    network = GestureNetwork(len(labels), options.network, how.dropout)
    begun = backbone is not None and network.load_backbone(load(backbone))
    progress = _Progress(options.epochs or _epochs(how, len(labels[1:]), begun))
    yield TrainingStarted(labels[1:], len(tracks), len(parts.validation), progress.epochs, left_out, shortened)

    def as_recorded(composer: StreamComposer) -> list[CachedSample]:
        own = composer.gestures[processes.rank :: processes.count]
        return [file.add(sample) for track in own for sample in composer.whole(track)]

    def a_round(composer: StreamComposer, fewest: int, whole: Sequence[CachedSample]) -> Batches:
        times = max(1, round(fewest / len(composer.gestures)))
        composed = [file.add(sample) for sample in _samples(rng, composer, times, processes)]
        kept = [*composed, *(times * [*whole])]
        return make_batches(file, kept, batch_count(processes, len(kept), how.batch))

    composer = StreamComposer(parts.train, _background(parts.train, extra, options), labels, options.rate)
    whole = as_recorded(composer)
    count = min(how.rounds, progress.first, max(FEWEST_ROUNDS, MOST_COMPOSED // len(composer.gestures)))
    rounds = [a_round(composer, FEWEST_LESSONS, whole) for _ in range(count)]
    # what looks like a gesture is told from all takes: too few shapes would let gestures pass as slack hands
    held_out = StreamComposer(parts.validation, _background(tracks, extra, options), labels, options.rate)
    checks = a_round(held_out, FEWEST_LESSONS // 3, ())  # the same take many times would pass for many
    if not begun:
        network.adapt_to(torch.cat([batch.features[batch.inside] for batch in rounds[0].some(ADAPTING_BATCHES)]))
    trunk_share = _trunk_share(how, takes) if begun else 1.0
    trainer = Trainer(network, how, options.seed, trunk_share, processes)
    network.to(processes.device(options, len(tracks)))
    if begun:
        trainer.init_prototypes(rounds[0])
    best = EarlyStopping(network, options.patience, sum(processes.all_gather(checks.samples)))
    progress.begin()
    with closing(trainer.fit(rounds, progress.first, how.learning_rate)) as fits:
        for fit in fits:
            check = trainer.evaluate(checks)
            yield progress.epoch_done(fit, check, best.update(check))
            if best.should_stop:
                break
    best.restore_best()
    network.cpu()

    learned, maker = None, ViewMaker(rng, composer, file)
    if processes.rank == 0:
        network.familiarity.learn(collect_examples(network, file, maker, parts.train, labels), takes)
        own = [[maker.views(track).itself for track in subsample_takes(parts.train, gesture)] for gesture in labels[1:]]
        rules, peaks = calibrate(rng, network, file, labels, own, held_out)
        learned = _measured(network, labels, parts, tracks, rules, peaks, options, streams)
    left = progress.second()
    whole = as_recorded(held_out)
    everything = [known + a_round(held_out, FEWEST_LESSONS // 4, whole) for known in rounds[:left]]
    network.to(processes.device(options, len(tracks)))
    with closing(trainer.fit(everything, left, how.learning_rate / 3)) as fits:
        for fit in fits:
            yield progress.epoch_done(fit, NOT_MEASURED)
    network.cpu()
    if learned is not None:
        network.familiarity.learn(collect_examples(network, file, maker, tracks, labels), takes)
        yield learned


def _require_the_same(processes: ProcessGroup, tracks: Sequence[TakeSequence]) -> None:
    """Those that learn together must see the same takes."""
    seen = hashlib.blake2b(digest_size=7)
    for track in tracks:
        said = repr((track.gesture, track.session, track.key, track.points.shape))
        seen.update(said.encode("utf-8", "surrogatepass"))
    if len(set(processes.all_gather(int.from_bytes(seen.digest())))) > 1:
        raise TrainingError(
            "The processes of this training do not see the same takes.",
            "Give every computer the same workspace, and record nothing meanwhile.",
        )


def _measured(
    network: GestureNetwork,
    labels: tuple[str, ...],
    parts: Split,
    tracks: Sequence[TakeSequence],
    rules: FiringRules,
    peaks: tuple[Peak, ...],
    options: TrainingOptions,
    streams: bool,
) -> Learned:
    """What the network is worth on the takes held out, before it learns from them as well."""
    learned = Learned(
        labels=labels,
        network=network,
        rules=rules,
        hands=2 if any(_two_handed(tracks, gesture) for gesture in labels[1:]) else 1,
        recordings=len(tracks),
        evaluation=Evaluation(labels, np.zeros((len(labels),) * 2, np.int64)),
        split_by=parts.by,
        keys=tuple(track.key for track in tracks),
        judged=(),
        peaks=peaks,
        streams=sum_of(()),
    )
    recogniser = LstmRecogniser(learned.card("", "", "", options), network)
    judged = [
        NamedTake(take.key, take.gesture, classify_take(recogniser, take.features(options.rate)))
        for take in parts.validation
    ]
    return replace(
        learned,
        evaluation=evaluation_from(labels, [(take.gesture, take.named) for take in judged]),
        judged=tuple(judged),
        streams=score_composed_streams(recogniser, parts.validation, tracks, options.seed)
        if streams
        else learned.streams,
    )


def _epochs(how: TrainerOptions, gestures: int, begun: bool) -> int:
    """The first part of a training, by the gestures to tell apart and whether it begins with a trunk."""
    with_trunk = how.epochs + gestures // GESTURES_AN_EPOCH
    from_chance = how.epochs_from_chance + how.epochs_per_gesture * gestures
    return min(MOST_EPOCHS, with_trunk if begun else from_chance)


def _trunk_share(how: TrainerOptions, takes: float) -> float:
    """Few takes of each gesture only adjust the trunk; many may change it."""
    return min(1.0, how.trunk_share * math.sqrt(max(1.0, takes / ADJUSTING_TAKES)))


def _background(
    tracks: Sequence[TakeSequence], extra: Sequence[TakeSequence], options: TrainingOptions
) -> BackgroundMaker:
    gestures = [track for track in tracks if track.gesture != NONE]
    recorded = [track for track in (*tracks, *extra) if track.gesture == NONE]
    return BackgroundMaker(gestures, recorded, options.rate, options.seed)


class _Progress:
    """Counts epochs and guesses the time that is left; after a first part of some epochs comes a third of them more."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.epochs = first + _third(first)
        self._done = 0
        self.begin()

    def begin(self) -> None:
        """What was done until now is not an epoch's work."""
        self._began = time.perf_counter()

    def second(self) -> int:
        """The first part is over, perhaps early; how many epochs are left."""
        left = _third(self._done)
        self.epochs = self._done + left
        return left

    def epoch_done(self, train: FitMetrics, validation: FitMetrics, best: bool = False) -> EpochMetrics:
        self._done += 1
        per_epoch = (time.perf_counter() - self._began) / self._done
        return EpochMetrics(
            self._done,
            self.epochs,
            train.loss,
            train.accuracy,
            validation.loss,
            validation.accuracy,
            per_epoch * (self.epochs - self._done),
            best,
        )


def _third(epochs: int) -> int:
    return max(1, epochs // 3)


def _usable(
    recordings: Iterable[Recording], rate: float, keys: Iterable[str]
) -> tuple[list[TakeSequence], tuple[str, ...], tuple[ShortenedTake, ...]]:
    """Takes that can be learned from, each gesture's all as movements or all as poses, what was left out and why, and
    the takes of which only a part is used.
    """
    tracks: list[TakeSequence] = []
    left_out: list[str] = []
    shortened: list[ShortenedTake] = []
    by_gesture: defaultdict[str, list[TakeSequence]] = defaultdict(list)
    for recording, key in zip(recordings, chain(keys, repeat("")), strict=False):
        if recording.info.disabled or not recording.info.gesture:
            continue
        whole = recording.trimmed()
        used = useful_part(whole)
        track = take_sequence_of(used, rate, key)
        if track is None or len(track.points) < SHORTEST_STEPS:
            left_out.append(f"A take of {spoken_name(recording.info.gesture)} shows a hand too briefly.")
        else:
            by_gesture[track.gesture].append(track)
            if used is not whole:
                seconds = len(track.points) / rate
                shortened.append(ShortenedTake(key, track.gesture, whole.seconds, seconds))
    for gesture, own in sorted(by_gesture.items()):
        if gesture != NONE and len(own) < FEWEST_TAKES:
            left_out.append(f"{spoken_name(gesture)} has only {len(own)} of {FEWEST_TAKES} takes: record more.")
            continue
        moving = sum(track.moving for track in own) * 2 >= len(own)
        tracks += [replace(track, moving=moving) for track in own]
    if all(track.gesture == NONE for track in tracks):
        raise TrainingError("There is nothing to learn yet.", "Record a few takes of a gesture, better ten than five.")
    return tracks, tuple(left_out), tuple(shortened)


def _two_handed(tracks: Sequence[TakeSequence], gesture: str) -> bool:
    both = [bool(track.sides.all()) for track in tracks if track.gesture == gesture]
    return sum(both) * 2 > len(both)


def _samples(
    rng: np.random.Generator, composer: StreamComposer, times: int, processes: ProcessGroup
) -> Iterator[Sample]:
    """Every take so many times, and half as many stretches of background; this process's part of them."""
    shown = composer.gestures * times
    for place, track in enumerate(shown[processes.rank :: processes.count]):
        yield from composer.with_gesture(rng, track)
        if place % 2 == 0:
            yield from composer.without_gesture(rng)
