"""The backbone of the starter model: the usual backbone, which learns the starter's gestures beside imagined ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import change_tempo
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.take_sequence import features_of_points, take_sequence_of
from tools.imagined_gestures import RATE
from tools.make_trunk import (
    BATCH,
    GESTURES,
    LONGEST,
    Performances,
    PrototypeClassifier,
    fit,
    padded,
    performances,
    performed_piece,
)
from tools.performances.performer import Performer
from tools.performances.takes import GESTURES as STARTER
from tools.performances.takes import take

LABELS = (*STARTER, NONE)
"""after those of the imagined gestures"""
PEOPLE = 3000
STARTER_PIECES = 16
TAKES = {**dict.fromkeys(STARTER, 1600), NONE: 9600}
REPEATED_PIECES = 16
"""pieces of the backbone's own training that are repeated, so that nothing is forgotten"""
STEPS, LEARNING_RATE = 2400, 2e-3
STARTER_SHARE = 2 / 3
"""of each batch"""
KEPT_SHARE = 0.02
"""share of the starter's takes that the network does not learn from"""
TEMPO_SPREAD = 0.12
SHORTEST = 5
"""steps"""


def starter_piece(piece: int) -> Performances:
    """Return a piece of the performances of the starter's gestures, and of what lies between gestures."""
    rng = np.random.default_rng((91, piece))
    rows: list[FloatArray] = []
    labels: list[int] = []
    for label, gesture in enumerate(LABELS):
        for _ in range(TAKES[gesture] // STARTER_PIECES):
            person = Performer.imagined(PEOPLE + int(rng.integers(PEOPLE)))
            sequence = take_sequence_of(take(rng, person, gesture), RATE)
            if sequence is None:
                continue
            points = change_tempo(sequence.points, float(np.exp(rng.normal(0, TEMPO_SPREAD))))
            features = features_of_points(points, RATE)
            stretch = max(features.stretches(), key=len, default=features)
            if len(stretch) >= SHORTEST:
                rows.append(stretch.values[:LONGEST])
                labels.append(GESTURES + label)
    lengths = np.array([len(values) for values in rows])
    spans = np.stack([np.zeros_like(lengths), lengths], 1)
    return Performances(padded(rows), lengths, spans, np.array(labels), np.zeros(len(rows), int))


def learn_starter(network: GestureNetwork) -> Iterator[str]:
    """Fit the network to the starter's gestures beside imagined ones and yield its progress on the former."""
    shown = performances((starter_piece, STARTER_PIECES), (performed_piece, REPEATED_PIECES))
    starter = shown.gestures >= GESTURES
    held = np.random.default_rng(0).random(len(starter)) < KEPT_SHARE
    parts = [(np.flatnonzero(starter & ~held), round(BATCH * STARTER_SHARE))]
    parts.append((np.flatnonzero(~starter), BATCH - parts[0][1]))
    classifier = PrototypeClassifier(network, GESTURES + len(LABELS))
    classifier.init_prototypes(shown)

    def draw(rng: np.random.Generator) -> np.ndarray:
        return np.concatenate([rng.choice(part, count, replace=False) for part, count in parts])

    yield from fit(shown, classifier, draw, np.flatnonzero(starter & held), STEPS, LEARNING_RATE)
