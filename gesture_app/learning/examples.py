"""What is remembered of takes: the steps at which the network names them, as they were and as they may be again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gesture_app.core.errors import TrainingError
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import seen_otherwise
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.familiarity import LASTING, MOST_TAKES, Example
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.track import Track, features_of_points
from gesture_app.learning.trainer import NAMED

OTHERWISE = 3
"""how many times a take is remembered as it may be another time"""


def examples_of(
    rng: np.random.Generator,
    network: GestureNetwork,
    composer: StreamComposer,
    tracks: Sequence[Track],
    labels: Sequence[str],
) -> list[list[Example]]:
    """Examples by gesture; a take that the network never names teaches nothing, if any of its gesture is named.

    Raises:
        TrainingError: the network is of no use.
    """
    network.eval()
    known = []
    with torch.no_grad():
        for label, gesture in enumerate(labels[1:], 1):
            own = some_takes(tracks, gesture)
            examples = [_example(rng, network, composer, track, label, NAMED) for track in own]
            if not any(_says_something(example) for example in examples):  # it never names this gesture
                examples = [_example(rng, network, composer, track, label, None) for track in own]
            if not any(_says_something(example) for example in examples):
                raise TrainingError("The training went astray.", "Train again, or choose another seed.")
            known.append(examples)
    return known


def some_takes(tracks: Sequence[Track], gesture: str) -> list[Track]:
    """Takes of a gesture, evenly chosen where there are many: more would hardly tell more."""
    own = [track for track in tracks if track.gesture == gesture]
    return own[:: max(1, len(own) // MOST_TAKES)]


def _says_something(example: Example) -> bool:
    return bool(len(example.understood) and example.seen.shape[1])


def _example(
    rng: np.random.Generator,
    network: GestureNetwork,
    composer: StreamComposer,
    track: Track,
    label: int,
    least: float | None,
) -> Example:
    """A take: itself, seen by another camera and made by another hand, and in streams between other movements."""
    seen, understood = _named(network, features_of_points(track.points, composer.rate).values, label, least)
    elsewhere = [features_of_points(seen_otherwise(rng, track.points), composer.rate).values for _ in range(OTHERWISE)]
    lessons = [lesson for _ in range(OTHERWISE) for lesson in composer.with_gesture(rng, track) if lesson.label]
    return Example(
        track.session,
        seen,
        torch.cat([seen[:, :0], *(_named(network, values, label, least)[0] for values in elsewhere)], 1),
        understood,
        torch.cat(
            [understood[:0], *(_named(network, lesson.features, label, least, lesson.may)[1] for lesson in lessons)]
        ),
    )


def _named(
    network: GestureNetwork,
    values: FloatArray,
    label: int,
    least: float | None,
    may: npt.NDArray[np.bool_] | None = None,
) -> tuple[Tensor, Tensor]:
    """The steps that are so likely to be the label, or the likeliest few, of those that `may` be [K].

    Returns them as each hand is seen [2, N, FEATURE_SIZE], scaled, and as the network understands them [N, hidden].
    """
    features = torch.from_numpy(values)
    understood = network(features[None])[0][0]  # [K, hidden]
    likely = network.logits(understood).softmax(-1)[:, label]  # [K]
    if may is not None:
        likely = likely * torch.from_numpy(may)
    bar = likely.topk(min(LASTING, len(likely))).values[-1] if least is None else least
    named = (likely >= bar) & (likely > 0)
    return by_hand(network.scaled(features[named])), understood[named]
