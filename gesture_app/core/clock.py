"""The limits of all times: what a recording and a stream may say of their clock, and at what rates networks step.

Every loop over time is bounded by these limits or by the number of frames.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import DamagedRecordingError

LATEST_S = 7 * 24 * 3600.0
"""seconds: no frame of a recording lies later than a week"""
EARLIEST_S = -1.0
"""seconds: no frame of a recording lies earlier; its times count from about 0"""
LONGEST_PAUSE_S = 24 * 3600.0
"""seconds: a camera may pause for a day; a longer way from one frame to the next is a fault of the clock"""
LONGEST_TAKE_S = 12 * 3600.0
"""seconds: a take that is to last a fixed time lasts half a day at most"""
SLOWEST_FRAME_S = 30.0
"""seconds from one frame to the next in most of a recording: with more, its clock counts in milliseconds"""
FEW_FRAMES = 8
"""a recording with fewer frames does not tell how fast they usually come"""
CLOCK_BACK_S = 10.0
"""seconds: a frame that lies farther back than this is not late, but of a clock that has started again"""
SHORTEST_FRAME_S = 1e-6
"""seconds: frames that are nearer to each other are counted as if they were this far apart"""
SHORTEST_LIVE_STEP_S = 1e-3
"""seconds: a frame whose stamp cannot be believed is at least this much later than the one before"""
LOWEST_RATE, HIGHEST_RATE = 1.0, 240.0
"""steps a second of a network"""

NONSENSE = "The times of its frames make no sense."
HINT = "Times are seconds since the first frame; another program may have stored milliseconds or nanoseconds."


def check_range(time: npt.NDArray[np.float64]) -> None:
    """Check the times of frames [T], T ≥ 1, for what any part of a recording keeps too.

    Raises:
        DamagedRecordingError: they do not rise, or lie where no recording has frames.
    """
    if (time < EARLIEST_S).any() or (time > LATEST_S).any():
        raise DamagedRecordingError(NONSENSE, HINT)
    if not np.isfinite(time).all() or not (time[1:] > time[:-1]).all():  # what is left may be no number
        raise DamagedRecordingError("The times of the frames do not rise.", HINT)


def check_pace(time: npt.NDArray[np.float64]) -> None:
    """Check the ways between the frames of a whole recording [T], whose range was checked.

    Raises:
        DamagedRecordingError: one of them is too long for a pause, or most of them are too long for a camera.
    """
    ways = np.diff(time)
    if not len(ways):
        return
    slow = len(time) >= FEW_FRAMES and float(np.median(ways)) > SLOWEST_FRAME_S
    if slow or float(ways.max()) > LONGEST_PAUSE_S:
        raise DamagedRecordingError(NONSENSE, HINT)
