"""Lists the gestures of the drawn hand that the program calls close during recording.

    python benchmarks/likeness.py [--seeds 2]

For each person the first two takes of a gesture are compared with five takes of every other one. About ten minutes.
"""

from __future__ import annotations

import argparse
import sys
from itertools import permutations

from gesture_app.core.quality.gesture_similarity import CLOSE, close_gesture
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.core.segmentation import TakeSegmenter
from gesture_app.sources import hand_tracker
from gesture_app.vision.demo.camera import DemoCamera

GESTURES = (
    *("swipe_left", "swipe_right", "fist", "grab", "wave", "open_palm"),
    *("ok", "pinch", "point", "thumb_up", "circle_clockwise", "two"),
)
TAKES = 6
NEW, KNOWN = 2, 5


def takes_of(gesture: str, seed: int) -> list[Recording]:
    """Return what the real tracker sees of some takes, cut at the pauses."""
    camera, tracker, cutter = DemoCamera(f"{gesture}*{TAKES}", seed), hand_tracker(2), TakeSegmenter()
    camera.open()
    cuts = []
    while (frame := camera.read()) is not None:
        cuts.append(cutter.push(tracker.track(frame)))
    cuts.append(cutter.finish())
    tracker.close()
    camera.close()
    info = RecordingInfo(gesture, f"{seed}", camera.name, tracker.name, (640, 480), "")
    return [recording_of(cut, info) for cut in cuts if cut is not None][:TAKES]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2, help="how many persons")
    compared = close = 0
    for seed in range(parser.parse_args().seeds):
        takes = {gesture: takes_of(gesture, seed) for gesture in GESTURES}
        for new, known in permutations(GESTURES, 2):
            found = close_gesture(takes[new][:NEW], takes[known][:KNOWN])
            compared += 1
            if found is not None:
                close += 1
                sys.stdout.write(f"person {seed}: {new} is close to {known}, {found.ratio:.2f}\n")
    sys.stdout.write(f"{close} of {compared} pairs are nearer than {CLOSE}\n")


if __name__ == "__main__":
    main()
