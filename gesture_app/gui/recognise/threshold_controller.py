"""Applies, saves and explains the user's thresholds of the model in use, and advises after near misses."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import Peak
from gesture_app.core.model.threshold_effect import effect_of
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.near_misses import NearMisses
from gesture_app.core.prediction import Event, Prediction
from gesture_app.gui.recognise.actions import LOWER, RECORD, add_shortcuts
from gesture_app.gui.recognise.score_timeline import ScoreTimeline
from gesture_app.gui.recognise.threshold_hint import ThresholdHint
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import TextRole
from gesture_app.gui.widgets.page_actions import MenuItem

if TYPE_CHECKING:
    from gesture_app.live.session import LiveSession
    from gesture_app.storage.models.store import ModelStore

SAVE_AFTER_MS = 400
"""after the last move of a line that the user drags"""
ADVISED_FROM = 3
"""near misses"""
SAME = 0.005
"""thresholds closer than this are the same, because the sliders show whole percent"""
HINT = "A gesture fires when its bar reaches the line. Drag a line to change it."
NOT_MEASURED = "There are no test takes to show what moving it would do."


@dataclass(frozen=True, slots=True)
class _StoredThresholds:
    """The thresholds and peaks stored with a model."""

    model: str
    found: tuple[float, ...]
    """one per label, from its card"""
    peaks: tuple[Peak, ...]


class ThresholdController(QObject):
    """Connects the sliders of the timeline, the live session and the user's overrides on disk."""

    record_wanted = Signal(str)
    """the user wants to record more of this gesture"""
    saved = Signal()
    """the moved thresholds are on disk"""

    def __init__(
        self, session: LiveSession, models: ModelStore, tasks: TaskRunner, timeline: ScoreTimeline, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._models, self._tasks = session, models, tasks
        self._timeline = timeline
        self.hint = ThresholdHint(parent)
        self._card: ModelCard | None = None
        self._thresholds: tuple[float, ...] = ()
        self._stored: _StoredThresholds | None = None
        self._misses = NearMisses((), ())
        self._chosen = ""
        self._unsaved: set[str] = set()
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self.save)
        timeline.sliders.moved.connect(self.move)
        timeline.sliders.found_wanted.connect(self.reset)
        timeline.sliders.chosen.connect(self._choose)
        self.hint.lower_wanted.connect(self.lower)
        self.hint.record_wanted.connect(self.record)
        add_shortcuts(LOWER, self.lower, parent)
        add_shortcuts(RECORD, self.record, parent)
        self._explain()

    @property
    def ready(self) -> bool:
        """True once the stored thresholds of the model in use are loaded."""
        return self._stored is not None

    def show_model(self, card: ModelCard | None) -> None:
        """Show another model with the thresholds of its card."""
        self.save()
        self._card, self._stored, self._chosen = card, None, ""
        self._thresholds = () if card is None else card.thresholds
        self._misses = NearMisses((), ()) if card is None else NearMisses(card.labels, card.thresholds)
        self._explain()
        if card is not None:
            self._tasks.run(lambda: self._read(card.id), self._show_stored)

    def menu_items(self) -> tuple[MenuItem, ...]:
        """Return the actions on the gesture in the hint."""
        return tuple(MenuItem(row, do, bool(self._advised)) for row, do in ((LOWER, self.lower), (RECORD, self.record)))

    # ---- what the user asks for ----
    def move(self, gesture: str, threshold: float) -> None:
        """Use this threshold from the next frame on, and after the next start."""
        card = self._card
        if card is None:
            return
        index = card.labels.index(gesture)
        self._thresholds = (*self._thresholds[:index], threshold, *self._thresholds[index + 1 :])
        self._session.use_thresholds(card.id, self._thresholds)
        self._misses.use_thresholds(self._thresholds)
        self._timeline.show_thresholds(self._thresholds)
        self._unsaved.add(gesture)
        self._save_timer.start()
        self._show_misses()

    def reset(self, gesture: str) -> None:
        """Use the value that training found."""
        if self._stored is not None and self._card is not None:
            self.move(gesture, self._stored.found[self._card.labels.index(gesture)])

    def lower(self) -> None:
        """Put the threshold of the gesture in the hint just below its near misses."""
        gesture = self._advised
        if gesture:
            threshold = self._misses.lower(gesture)
            self._misses.forget(gesture)
            self.move(gesture, threshold)
            self._timeline.sliders.of(gesture).setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self) -> None:
        """Ask for more takes of the gesture in the hint."""
        gesture = self._advised
        if gesture:
            self._misses.forget(gesture)
            self._show_misses()
            self.record_wanted.emit(gesture)

    def save(self) -> None:
        """Save the moved thresholds in the background."""
        self._save_timer.stop()
        if self._card is None or not self._unsaved:
            return
        model, models = self._card.id, self._models
        moved = dict(zip(self._card.labels, self._thresholds, strict=True))
        changed = {gesture: moved[gesture] for gesture in self._unsaved}
        self._unsaved.clear()

        def write() -> None:
            card = models.load(model).card
            found = dict(zip(card.labels, card.thresholds, strict=True))

            def change(choices: UserOverrides) -> UserOverrides:
                kept = {**choices.thresholds, **changed}
                own = {gesture: value for gesture, value in kept.items() if not _same(value, found.get(gesture))}
                return replace(choices, thresholds=own)

            models.change(model, change)

        self._tasks.run(write, lambda _: self.saved.emit())

    # ---- what comes ----
    def push(self, predictions: Sequence[Prediction]) -> None:
        """Add newer scores."""
        self._misses.push(predictions)

    def on_event(self, event: Event) -> None:
        """Note that a gesture fired."""
        self._misses.fired(event)

    def advance(self, now: float, meant: bool) -> None:
        """Move on to this stream time. Without `meant` no movement is meant as a gesture."""
        if not meant:
            self._misses.interrupt()
            return
        found = self._misses.advance(now)
        if found:
            self._timeline.mark_missed(found)
            self._show_misses()

    def interrupt(self) -> None:
        """Forget rising scores, as after a change of source."""
        self._misses.interrupt()

    # ---- on another thread ----
    def _read(self, model: str) -> _StoredThresholds:
        models = self._models
        card, report = models.load(model).card, None
        with suppress(ModelError):  # without its report the effect of a threshold is unknown
            report = models.report(model)
        known = report is not None and report.labels == card.labels
        return _StoredThresholds(model, card.thresholds, report.peaks if report is not None and known else ())

    # ---- what is shown ----
    def _show_stored(self, stored: _StoredThresholds) -> None:
        card = self._card
        if card is None or stored.model != card.id or len(stored.found) != len(card.labels):
            return
        self._stored = stored
        for gesture in card.gestures:
            self._timeline.sliders.of(gesture).show_found(stored.found[card.labels.index(gesture)])
        self._explain()

    def _choose(self, gesture: str) -> None:
        self._chosen = gesture
        self._explain()

    def _show_misses(self) -> None:
        for gesture in self._timeline.sliders.gestures:
            self._timeline.sliders.of(gesture).show_missed(len(self._misses.of(gesture)))
        self._explain()

    @property
    def _advised(self) -> str:
        """The gesture whose near misses are worth a hint, or "" if there is none."""
        if self._chosen:
            return self._chosen if self._misses.of(self._chosen) else ""
        most = self._misses.most
        return most if len(self._misses.of(most)) >= ADVISED_FROM else ""

    def _explain(self) -> None:
        advised = self._advised
        if self._chosen:
            self.hint.show_text(self._explanation(self._chosen), TextRole.PLAIN, bool(advised))
        elif advised:
            missed = _times(len(self._misses.of(advised)))
            words = f"“{spoken_name(advised)}” just missed its line {missed}. If you meant it:"
            self.hint.show_text(words, TextRole.WARNING, offer=True)
        else:
            self.hint.show_text(HINT if self._card is not None else "", TextRole.MUTED, offer=False)

    def _explanation(self, gesture: str) -> str:
        card = self._card
        if card is None or gesture == NONE:
            return ""
        index = card.labels.index(gesture)
        threshold = self._thresholds[index]
        words = f"“{spoken_name(gesture)}” at {100 * threshold:.0f} %"
        if self._stored is None:
            return f"{words}."
        found = self._stored.found[index]
        words += (
            ", the value found in training" if _same(threshold, found) else f" (found in training: {100 * found:.0f} %)"
        )
        effect = effect_of(threshold, gesture, card.labels, self._stored.peaks).words
        return f"{words}: {effect}." if effect else f"{words}. {NOT_MEASURED}"


def _same(one: float, other: float | None) -> bool:
    return other is not None and abs(one - other) < SAME


def _times(count: int) -> str:
    return {1: "once", 2: "twice", 3: "three times", 4: "four times"}.get(count, f"{count} times")
