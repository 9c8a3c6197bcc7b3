"""The limits of the times of recordings and streams, and of the rates of networks.

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
"""seconds between two frames; a camera may pause for a day, and a longer gap is a fault of the clock"""
LONGEST_TAKE_S = 1800.0
"""seconds: the upper limit of a take's fixed length"""
SLOWEST_FRAME_S = 30.0
"""seconds between most frames of a recording; a slower one was probably stored in milliseconds"""
FEW_FRAMES = 8
"""frames; fewer do not show the usual frame rate"""
CLOCK_BACK_S = 10.0
"""seconds; a frame that goes farther back is from a clock that started again"""
SHORTEST_FRAME_S = 1e-6
"""seconds; frames nearer to each other count as this far apart"""
SHORTEST_LIVE_STEP_S = 1e-3
"""seconds; a frame with an impossible time stamp is placed at least this much after the one before"""
LOWEST_RATE, HIGHEST_RATE = 1.0, 240.0
"""steps per second of a network"""

NONSENSE = "The times of its frames make no sense."
HINT = "Store times as seconds since the first frame, not as milliseconds or nanoseconds."


def check_range(time: npt.NDArray[np.float64]) -> None:
    """Check that the times of frames [T], T ≥ 1, rise and lie within the limits.

    Any part of a recording fulfils this too.

    Raises:
        DamagedRecordingError: they do not.
    """
    if (time < EARLIEST_S).any() or (time > LATEST_S).any():
        raise DamagedRecordingError(NONSENSE, HINT)
    if not np.isfinite(time).all() or not (time[1:] > time[:-1]).all():  # NaN is not finite
        raise DamagedRecordingError("The times of the frames do not rise.", HINT)


def check_pace(time: npt.NDArray[np.float64]) -> None:
    """Check the gaps between the frames of a whole recording [T], whose range was checked.

    Raises:
        DamagedRecordingError: one gap is too long for a pause, or most gaps are too long for a camera.
    """
    gaps = np.diff(time)
    if not len(gaps):
        return
    slow = len(time) >= FEW_FRAMES and float(np.median(gaps)) > SLOWEST_FRAME_S
    if slow or float(gaps.max()) > LONGEST_PAUSE_S:
        raise DamagedRecordingError(NONSENSE, HINT)
