"""Lets a drawn hand perform what is being recorded, or what the user asks for."""

from __future__ import annotations

from gesture_app.core.interfaces import Performer
from gesture_app.live.recorder import Recorder, Series


class PerformerCues:
    """Cues a camera that can be asked. Used by the live thread."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._cue: str | None = None
        """what the camera was last asked to perform"""
        self._wish: str | None = None
        """what the user asked for while nothing is recorded"""
        self._stand_ins: dict[str, str] = {}
        """gesture of the drawn hand by the gesture that it stands for"""

    def ask(self, gesture: str | None) -> None:
        """Perform a gesture while nothing is recorded, or the usual ones with None."""
        self._wish = gesture

    def begin_series(self, series: Series) -> None:
        """Remember what stands for the gesture, also after the series."""
        if series.performance:
            self._stand_ins[series.gesture] = series.performance
        self._wish = None

    def begin_source(self) -> None:
        """Start with a camera that was not asked for anything."""
        self._cue = None

    def update(self, camera: object) -> None:
        """Cue the camera, if it can be asked and must change what it performs."""
        cue = self._recorder.cue
        if not self._recorder.running and self._wish is not None:
            cue = self._stand_ins.get(self._wish, self._wish)
        if cue != self._cue:
            self._cue = cue
            if isinstance(camera, Performer):
                camera.perform_gesture(cue)
