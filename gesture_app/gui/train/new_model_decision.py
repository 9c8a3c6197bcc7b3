"""Decides whether a new model is used: at once if nothing got worse, or after asking the user."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison, reasons_against
from gesture_app.core.settings import ASK
from gesture_app.core.training.progress import TrainingDone
from gesture_app.gui.state.active_model import ActiveModel
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.new_model_banner import ModelStatus, NewModelBanner

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore

NO_EARLIER = "This is your first own model."
NOTHING_WORSE = "No gesture got worse."
KEPT = "The model in use stays in use. The new one stays on disk."


class NewModelDecision(QObject):
    """Shows the status of the model in the banner. Used on the GUI thread."""

    asked = Signal(str)
    """the user must answer, with sentences on what got worse"""
    taken = Signal(str)
    """a new model is in use, with the reason as a sentence"""
    returned = Signal()
    """the earlier model is in use again"""

    def __init__(
        self,
        models: ModelStore,
        active_model: ActiveModel,
        tasks: TaskRunner,
        settings: CurrentSettings,
        banner: NewModelBanner,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._models, self._active_model, self._tasks = models, active_model, tasks
        self._settings, self._strip = settings, banner
        self.card: ModelCard | None = None
        self._comparison: Comparison | None = None
        self._for_it, self._kept_thresholds = "", ""
        self._new = False
        self._earlier = ""
        banner.use_wanted.connect(self.use)
        banner.keep_wanted.connect(self.keep)
        banner.back_wanted.connect(self.go_back)
        active_model.used.connect(self._on_used)
        active_model.failed.connect(self._on_failed)

    @property
    def can_go_back(self) -> bool:
        """True if the user can go back to an earlier model."""
        return bool(self._earlier) and self._strip.status is ModelStatus.IN_USE

    def begin(self, done: TrainingDone) -> None:
        """Decide on a model that has just been trained."""
        self.card, self._comparison, self._new, self._earlier = done.card, done.comparison, True, ""
        kept = ", ".join(map(spoken_name, done.kept_thresholds))
        self._for_it, self._kept_thresholds = "", f"Your own thresholds stay: {kept}." if kept else ""
        self._strip.show_loading()
        self._tasks.run(self._own_in_use, self._decide, self._cannot_decide)

    def show_stored(self, card: ModelCard, in_use: str | None) -> None:
        """Show the status of a model that was trained before."""
        self.card, self._comparison, self._new, self._earlier = card, None, False, ""
        if card.id == in_use:
            self._strip.show_in_use("", "", False)
        else:
            self._strip.show_kept("")

    def use(self) -> None:
        """Use the model now and after the next start."""
        if self.card is not None and self._strip.status in (ModelStatus.ASKED, ModelStatus.KEPT):
            self._go_over_to(self.card.id)

    def keep(self) -> None:
        """Keep the model in use."""
        if self._strip.status is ModelStatus.ASKED:
            self._strip.show_kept(KEPT)

    def go_back(self) -> None:
        """Go back to the earlier model."""
        if self.can_go_back:
            self._go_over_to(self._earlier)

    def _go_over_to(self, model: str) -> None:
        if self._active_model.use(model):
            self._strip.show_loading()

    def _own_in_use(self) -> tuple[str, bool]:
        """Return the model in use and True if the user trained it. Called on another thread."""
        active = self._models.active()
        return ("", False) if active is None else (active, not self._models.is_shipped(active))

    def _decide(self, in_use: tuple[str, bool]) -> None:
        """Use the new model, or ask if it may be worse or the user wants to be asked."""
        if self.card is None or not self._new:
            return
        other, own = in_use
        worse = reasons_against(self._comparison, other if own and other != self.card.id else "")
        if not worse:
            self._for_it = NO_EARLIER if self._comparison is None else _nothing_worse(self._comparison)
        allowed = not worse and self._settings.now.use_new_model != ASK
        if not (allowed and self._active_model.use(self.card.id)):
            self._strip.show_asked(worse, _events(self._comparison))
            self.asked.emit(" ".join(worse))

    def _cannot_decide(self, error: BaseException) -> None:
        self._strip.show_kept(KEPT)
        self._tasks.show_error(error)

    def _on_used(self, model: str, earlier: str) -> None:
        if self.card is None:
            return
        if self.card.id != model:
            self._strip.show_kept("Another model is in use. This one stays on disk.")
            if model == self._earlier:
                self.returned.emit()
            return
        self._earlier = earlier if earlier != model else ""
        why = f"{self._for_it} {self._kept_thresholds}".strip() if self._new else ""
        self._strip.show_in_use(f"{datetime.now():%H:%M}", why, bool(self._earlier))
        if self._new:
            self.taken.emit(why)

    def _on_failed(self) -> None:
        if self._strip.status is ModelStatus.LOADING:
            self._strip.show_kept(KEPT)


def _nothing_worse(comparison: Comparison) -> str:
    return " ".join((NOTHING_WORSE, *_events(comparison)))


def _events(comparison: Comparison | None) -> tuple[str, ...]:
    """Return sentences on how both models did in continuous video."""
    return comparison.events.sentences if comparison is not None and comparison.events is not None else ()
