"""What the network is shown of a take."""

import numpy as np

from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.take_sequence import approach_mask, take_sequence_of
from tests.made_up_takes import takes

RATE = 20.0


def test_a_whole_take_is_shown_as_it_will_be_seen_and_its_way_there_is_not_yet_the_gesture():
    sequences = [
        sequence
        for take in takes(2)
        if (sequence := take_sequence_of(take, RATE)) is not None and take.info.gesture != "none"
    ]
    composer = StreamComposer(
        sequences,
        BackgroundMaker(sequences, [], RATE),
        ("none", *sorted({sequence.gesture for sequence in sequences})),
        RATE,
    )
    for sequence in sequences:
        (sample,) = composer.as_recorded(sequence)
        np.testing.assert_array_equal(sample.features, sequence.features(RATE).values)
        np.testing.assert_array_equal(sample.target_mask, ~approach_mask(sequence))
        assert not sample.background_weight.any()
