"""The user's thresholds of the model in use: moved live, remembered, explained; and what missed them by a hair."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.report import Peak
from gesture_app.core.model.threshold_effect import effect_of
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.near_misses import NearMisses
from gesture_app.core.prediction import Event, Prediction
from gesture_app.gui.recognise.score_timeline import ScoreTimeline
from gesture_app.gui.recognise.threshold_hint import ThresholdHint
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import TextRole

if TYPE_CHECKING:
    from gesture_app.live.session import LiveSession
    from gesture_app.storage.models.store import ModelStore

SAVE_AFTER_MS = 400
"""a line that is being dragged is saved once it rests"""
ADVISED_FROM = 3
"""so many near misses are worth a word"""
SAME = 0.005
"""thresholds closer than this are one: the sliders show whole percent"""
HINT = "A gesture fires where its bar reaches the line. The lines are yours: drag them, or Tab, ↑ ↓ and ← →."
NOT_MEASURED = "Nothing was held out that would tell what this means."


@dataclass(frozen=True, slots=True)
class _CurrentThresholds:
    """What the disk knows of a model."""

    model: str
    found: tuple[float, ...]
    """one per label, from its card"""
    peaks: tuple[Peak, ...]


class ThresholdController(QObject):
    """Between the sliders of the strip, the live session and the model's choices on disk."""

    record_wanted = Signal(str)
    """the user wants to record more of this gesture"""
    saved = Signal()
    """what was moved lies on disk"""

    def __init__(
        self, session: LiveSession, models: ModelStore, tasks: TaskRunner, timeline: ScoreTimeline, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._models, self._tasks = session, models, tasks
        self._strip = timeline
        self.note = ThresholdHint(parent)
        self._card: ModelCard | None = None
        self._thresholds: tuple[float, ...] = ()
        self._known: _CurrentThresholds | None = None
        self._misses = NearMisses((), ())
        self._chosen = ""
        self._unsaved: set[str] = set()
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self.save)
        timeline.sliders.moved.connect(self.move)
        timeline.sliders.found_wanted.connect(self.go_back)
        timeline.sliders.chosen.connect(self._choose)
        self.note.lower_wanted.connect(self.lower)
        self.note.record_wanted.connect(self.record)
        for key, do in (("L", self.lower), ("R", self.record)):
            shortcut = QShortcut(QKeySequence(key), parent)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
        self._explain()

    @property
    def ready(self) -> bool:
        """Whether it is known what was found for the model in use."""
        return self._known is not None

    def show_model(self, card: ModelCard | None) -> None:
        """Another model recognises, with the thresholds of this card."""
        self.save()
        self._card, self._known, self._chosen = card, None, ""
        self._thresholds = () if card is None else card.thresholds
        self._misses = NearMisses((), ()) if card is None else NearMisses(card.labels, card.thresholds)
        self._explain()
        if card is not None:
            self._tasks.run(lambda: self._read(card.id), self._show_known)

    # ---- what the user asks for ----
    def move(self, gesture: str, threshold: float) -> None:
        """This threshold from the next frame on, and after the next start."""
        card = self._card
        if card is None:
            return
        index = card.labels.index(gesture)
        self._thresholds = (*self._thresholds[:index], threshold, *self._thresholds[index + 1 :])
        self._session.use_thresholds(card.id, self._thresholds)
        self._misses.use_thresholds(self._thresholds)
        self._strip.show_thresholds(self._thresholds)
        self._unsaved.add(gesture)
        self._save_timer.start()
        self._show_misses()

    def go_back(self, gesture: str) -> None:
        """To the value that was found."""
        if self._known is not None and self._card is not None:
            self.move(gesture, self._known.found[self._card.labels.index(gesture)])

    def lower(self) -> None:
        """Just below what missed it, of the gesture that is spoken of."""
        gesture = self._advised
        if gesture:
            threshold = self._misses.lower(gesture)
            self._misses.forget(gesture)
            self.move(gesture, threshold)
            self._strip.sliders.of(gesture).setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self) -> None:
        """More takes of the gesture that is spoken of."""
        gesture = self._advised
        if gesture:
            self._misses.forget(gesture)
            self._show_misses()
            self.record_wanted.emit(gesture)

    def save(self) -> None:
        """What was moved is remembered."""
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
        """Newer scores."""
        self._misses.push(predictions)

    def see_event(self, event: Event) -> None:
        """A gesture fired."""
        self._misses.fired(event)

    def advance(self, now: float, meant: bool) -> None:
        """Stream time goes on; without `meant` nothing that is shown is meant to fire."""
        if not meant:
            self._misses.interrupt()
            return
        found = self._misses.advance(now)
        if found:
            self._strip.mark_missed(found)
            self._show_misses()

    def interrupt(self) -> None:
        """Another source: what was rising counts no more."""
        self._misses.interrupt()

    # ---- on another thread ----
    def _read(self, model: str) -> _CurrentThresholds:
        models = self._models
        card, report = models.load(model).card, None
        with suppress(ModelError):  # the report is damaged: what a threshold would mean is then not known
            report = models.report(model)
        known = report is not None and report.labels == card.labels
        return _CurrentThresholds(model, card.thresholds, report.peaks if report is not None and known else ())

    # ---- what is shown ----
    def _show_known(self, known: _CurrentThresholds) -> None:
        card = self._card
        if card is None or known.model != card.id or len(known.found) != len(card.labels):
            return
        self._known = known
        for gesture in card.gestures:
            self._strip.sliders.of(gesture).show_found(known.found[card.labels.index(gesture)])
        self._explain()

    def _choose(self, gesture: str) -> None:
        self._chosen = gesture
        self._explain()

    def _show_misses(self) -> None:
        for gesture in self._strip.sliders.gestures:
            self._strip.sliders.of(gesture).show_missed(len(self._misses.of(gesture)))
        self._explain()

    @property
    def _advised(self) -> str:
        """Which gesture's near misses are spoken of; "" where there is nothing to say."""
        if self._chosen:
            return self._chosen if self._misses.of(self._chosen) else ""
        most = self._misses.most
        return most if len(self._misses.of(most)) >= ADVISED_FROM else ""

    def _explain(self) -> None:
        advised = self._advised
        if self._chosen:
            self.note.say(self._meaning(self._chosen), TextRole.PLAIN, bool(advised))
        elif advised:
            missed = _times(len(self._misses.of(advised)))
            words = f"{spoken_name(advised)} was missed {missed} by a hair. If you meant it:"
            self.note.say(words, TextRole.WARNING, offer=True)
        else:
            self.note.say(HINT if self._card is not None else "", TextRole.MUTED, offer=False)

    def _meaning(self, gesture: str) -> str:
        card = self._card
        if card is None or gesture == NONE:
            return ""
        index = card.labels.index(gesture)
        threshold = self._thresholds[index]
        words = f"{spoken_name(gesture)} fires from {100 * threshold:.0f} %"
        if self._known is None:
            return f"{words}."
        found = self._known.found[index]
        words += " (as found)" if _same(threshold, found) else f" (found {100 * found:.0f} %)"
        effect = effect_of(threshold, gesture, card.labels, self._known.peaks).words
        return f"{words}: {effect}." if effect else f"{words}. {NOT_MEASURED}"


def _same(one: float, other: float | None) -> bool:
    return other is not None and abs(one - other) < SAME


def _times(count: int) -> str:
    return {1: "once", 2: "twice", 3: "three times", 4: "four times"}.get(count, f"{count} times")
