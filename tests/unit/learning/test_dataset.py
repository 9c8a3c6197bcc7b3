"""What the network is shown of a take."""

import numpy as np

from gesture_app.learning.background_samples import BackgroundMaker
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.take_sequence import not_yet, track_of
from tests.made_up_takes import takes

RATE = 20.0


def test_a_whole_take_is_shown_as_it_will_be_seen_and_its_way_there_is_not_yet_the_gesture():
    tracks = [track for take in takes(2) if (track := track_of(take, RATE)) is not None and take.info.gesture != "none"]
    composer = StreamComposer(
        tracks, BackgroundMaker(tracks, [], RATE), ("none", *sorted({track.gesture for track in tracks})), RATE
    )
    for track in tracks:
        (lesson,) = composer.whole(track)
        np.testing.assert_array_equal(lesson.features, track.features(RATE).values)
        np.testing.assert_array_equal(lesson.may, ~not_yet(track))
        assert not lesson.background.any()
