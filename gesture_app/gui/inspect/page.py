"""The Inspect page shows what the network computes at each step, live or on a take."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE
from gesture_app.core.inspection.results import SimilarMoment
from gesture_app.core.settings import Settings
from gesture_app.gui.inspect.actions import ACTIONS, STEP_KEYS
from gesture_app.gui.inspect.export_menu import ExportMenu
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.layout import InspectLayout
from gesture_app.gui.inspect.navigator import TraceNavigator
from gesture_app.gui.inspect.panels.side_panel import GATES, GRADIENT, SPAN, WHY
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.presenter import TracePresenter
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.rendering import Picture
from gesture_app.gui.inspect.take_picker import TakePicker
from gesture_app.gui.inspect.tour.tour import Tour
from gesture_app.gui.inspect.trace_source import TraceSource
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.running_work import WorkKind
from gesture_app.gui.widgets.controls import plain_tip
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake


class InspectPage(PageWidget):
    """Connects source, playback, queries and widgets. Slow work runs on the thread of the source."""

    def __init__(self, context: AppContext, services: InspectServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._library = context, context.library
        frames = context.session.recent_frames.frames
        self.source = TraceSource(services, frames, self._model, context.recordings, context.tasks.show_error, self)
        self.source.options = ViewOptions(mirror=context.settings.now.mirror)
        layout = InspectLayout(services, self._count_takes, self)
        self.toolbar, self.canvas, self.side, self.hover_text = (
            layout.toolbar,
            layout.canvas,
            layout.side,
            layout.hover_text,
        )
        self.playback, self.picker = Playback(self), TakePicker(self)
        self.queries = QueryController(self.source, self.canvas, self.side, lambda: context.settings.now.mirror, self)
        self.presenter = TracePresenter(self.source, self.queries, self.playback, layout, self._model, self)
        self.navigator = TraceNavigator(self.source, self.queries, self.playback, layout, self.presenter, self)
        self.tour = Tour(
            self.source, self.queries, self.playback, layout, self.presenter, self.navigator,
            (self._tour_model, services.shipped_model), self,
        )  # fmt: skip
        self.export_menu = ExportMenu(
            self.toolbar.menu, self._picture, self.side.picture, lambda: self.presenter.trace, services.write_table,
            context.tasks, context.notifications, self,
        )  # fmt: skip
        self._actions = self._bind_actions()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(layout)
        self._connect()
        self._connect_panels()
        self.side.gradient.worked.connect(partial(context.work.report, WorkKind.COMPARISON))
        self.presenter.show_source()

    def shutdown(self) -> None:
        """Stop all work, as the window closes."""
        self.playback.play(False)
        self.queries.drop()
        self.side.gradient.shutdown()
        self.source.shutdown()

    @property
    def view(self) -> TraceView | None:
        """The trace that is shown, as it is shown."""
        return self.presenter.view

    # ---- tour ----
    def open_tour(self) -> None:
        """Open the guided tour at its first card."""
        self.playback.play(False)
        self.tour.open()

    def explain_focused(self) -> None:
        """Explain what has the focus or lies below the pointer, or open the tour if that has no explanation."""
        focused, pointer = QApplication.focusWidget(), self.canvas.mapFromGlobal(QCursor.pos())
        if focused is not None and focused is not self.canvas and self.isAncestorOf(focused) and focused.toolTip():
            QToolTip.showText(focused.mapToGlobal(QPoint(0, focused.height())), focused.toolTip(), focused)
        elif self.canvas.rect().contains(pointer) and self.canvas.tip_at(QPointF(pointer)):
            QToolTip.showText(QCursor.pos(), plain_tip(self.canvas.tip_at(QPointF(pointer))), self.canvas)
        elif not self.tour.active:
            self.open_tour()

    def _on_tour_closed(self) -> None:
        self._context.settings.change(inspect_tour=False)
        self.go_live()
        self.canvas.setFocus()

    def _leave_tour(self) -> None:
        """Leave the tour, as the reader has chosen what to look at."""
        if self.tour.active:
            self.tour.close()
            self._context.settings.change(inspect_tour=False)

    def _deselect(self) -> None:
        if self.tour.active:
            self.tour.finish()
        else:
            self.navigator.select(None)

    def _next_card(self) -> None:
        if self.tour.active:
            self.tour.go_on()

    def _previous_card(self) -> None:
        if self.tour.active:
            self.tour.go_to(self.tour.panel.index - 1)

    # ---- source ----
    def go_live(self) -> None:
        """Follow the live stream."""
        self._leave_tour()
        self.navigator.reset()
        self.source.go_live()
        self.presenter.show_source()

    def look_at(self, take: ListedTake, second: float | None = None) -> None:
        """Show a take, from a second of its time on."""
        self.tour.close()
        self.navigator.reset()
        self.presenter.start_at = second
        self.source.options = replace(self.source.options, label=None, side=None)
        self.source.show_take(take)
        self.presenter.show_source()

    def choose_take(self) -> None:
        """Open the list of takes below its button."""
        self._library.poll()
        below = QPoint(0, self.toolbar.take.height() + 2)
        self.picker.open_at(self.toolbar.take.mapToGlobal(below), self._context.settings.now.mirror)
        self._offer_takes()

    def on_thresholds_changed(self) -> None:
        """Show the take with the thresholds that the user has moved."""
        self.source.forget_model()
        self._on_model_changed()

    # ---- options ----
    def next_quantity(self) -> None:
        """Show the next quantity of the memory cells."""
        box = self.toolbar.quantity
        if box.count():
            box.setCurrentIndex((box.currentIndex() + 1) % box.count())
            self._on_options_changed()

    def fold_gates(self) -> None:
        """Fold or unfold the lanes of the gates."""
        for key in ("write", "keep", "show"):
            self.canvas.toggle_fold(key)

    # ---- events ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        return self._actions.menu_items()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._actions.press(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F1
        ):
            event.accept()  # F1 explains this page, before the help of the whole window
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._library.poll()
        self.source.open(True)
        if self._context.settings.now.inspect_tour and self.source.take is None and not self.tour.active:
            self.open_tour()
        self._on_model_changed()
        self.canvas.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.playback.play(False)
        self.queries.drop()
        self.source.open(False)

    def _on_model_changed(self) -> None:
        """Analyse the shown take again with the model in use. The live stream follows the model by itself."""
        take, view = self.source.take, self.view
        if self.isVisible():
            self.tour.reload()
        if take is None or not self.isVisible():
            return
        if view is None:
            if not self.source.queue.busy("trace"):  # the page was hidden meanwhile, or an earlier model failed
                self.look_at(take, self.presenter.start_at)
        elif self.source.outdated or view.trace.card.id != self._model():
            self.look_at(take, self.playback.position)

    def _on_options_changed(self) -> None:
        self.source.change_options(self.toolbar.options(self._context.settings.now.mirror))

    def _on_settings_changed(self, settings: Settings) -> None:
        self.source.change_options(replace(self.source.options, mirror=settings.mirror))

    def _explain(self, key: str) -> None:
        self.side.gates.explain(key)
        self.side.turn_to(GATES)

    def _offer_takes(self) -> None:
        if self.picker.isVisible():
            takes = sorted((row.take for row in self._library.contents.rows), key=lambda take: take.id, reverse=True)
            self.picker.show_takes(takes)

    def _choose(self, take: ListedTake) -> None:
        self._leave_tour()
        self.look_at(take)

    def _show_similar_take(self, moment: SimilarMoment) -> None:
        take = next((row.take for row in self._library.contents.rows if row.take.id == moment.take), None)
        if take is not None:
            begin, _ = take.info.trim or (0.0, 0.0)
            self.look_at(take, begin + moment.start)

    def _count_takes(self) -> list[int]:
        """Return how many takes the user has of each gesture, without disabled ones."""
        takes = (row.take for row in self._library.contents.rows)
        usable = (take.gesture for take in takes if not take.info.disabled and take.gesture not in ("", NONE))
        return list(Counter(usable).values())

    def _picture(self) -> Picture:
        return self.canvas.picture(self.presenter.title)

    def _model(self) -> str | None:
        newest = self._context.updates.newest
        if newest is not None and newest.card is not None:
            return newest.card.id
        return self._context.models.active()

    def _tour_model(self) -> str | None:
        """Return the model of the tour, None while the program starts: two threads must not load libraries at once."""
        starting = self._context.updates.running and self._context.active_model.starting
        return None if starting else self._model()

    # ---- connections ----
    def _bind_actions(self) -> PageActions:
        navigator, turn_to = self.navigator, self.side.turn_to
        commands: dict[str, Command] = {
            "tour": self.open_tour,
            "next card": self._next_card,
            "previous card": self._previous_card,
            "explain": self.explain_focused,
            "play": navigator.toggle_play,
            "deselect": self._deselect,
            "previous cell": partial(navigator.next_cell, -1),
            "next cell": partial(navigator.next_cell, 1),
            "gates": partial(turn_to, GATES),
            "span": partial(turn_to, SPAN),
            "why": partial(turn_to, WHY),
            "forgetting": partial(turn_to, GRADIENT),
            "fold": self.fold_gates,
            "slow": self.playback.toggle_slow,
            "live": self.go_live,
            "take": self.choose_take,
            "quantity": self.next_quantity,
            "export": self.toolbar.export.showMenu,
        }
        for key, steps in STEP_KEYS.items():
            commands[f"step {key}"] = partial(navigator.step, steps)
            commands[f"select {key}"] = partial(navigator.select_by, steps)
        return PageActions(ACTIONS, commands, self)

    def _connect(self) -> None:
        source, toolbar, presenter, navigator = self.source, self.toolbar, self.presenter, self.navigator
        source.view_changed.connect(presenter.show_view)
        source.view_changed.connect(self.tour.show_view)
        source.failed.connect(presenter.show_failure)
        self._library.changed.connect(self._offer_takes)
        self._context.updates.model.connect(self._on_model_changed)
        self._context.active_model.missing.connect(self._on_model_changed)
        self._context.settings.changed.connect(self._on_settings_changed)
        self.playback.moved.connect(presenter.show_moment)
        self.playback.changed.connect(presenter.show_playing)
        toolbar.live.clicked.connect(self.go_live)
        toolbar.take.clicked.connect(self.choose_take)
        toolbar.tour.clicked.connect(self.open_tour)
        self.tour.closed.connect(self._on_tour_closed)
        toolbar.back.clicked.connect(lambda: navigator.step(-1))
        toolbar.forward.clicked.connect(lambda: navigator.step(1))
        toolbar.play.clicked.connect(navigator.toggle_play)
        toolbar.slow.clicked.connect(self.playback.set_slow)
        toolbar.options_changed.connect(self._on_options_changed)
        self.picker.chosen.connect(self._choose)
        self.queries.answered.connect(presenter.show_lanes)

    def _connect_panels(self) -> None:
        canvas, side, presenter, navigator = self.canvas, self.side, self.presenter, self.navigator
        canvas.scrubbed.connect(navigator.scrub)
        canvas.spanned.connect(navigator.select)
        canvas.cell_chosen.connect(navigator.choose_cell)
        canvas.hovered.connect(presenter.show_hovered)
        canvas.explained.connect(self._explain)
        side.turned.connect(presenter.show_lanes)
        side.gates.cell_chosen.connect(navigator.choose_cell)
        side.span.cell_chosen.connect(navigator.choose_cell)
        side.span.take_wanted.connect(self._show_similar_take)
        side.why.cell_chosen.connect(navigator.choose_cell)
        side.why.pair_changed.connect(self.queries.compare)
        side.why.occlusion_wanted.connect(navigator.pause)
        side.why.occlusion_wanted.connect(self.queries.mask)
