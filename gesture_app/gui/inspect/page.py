"""Inspect page: what goes on inside the network, live or on a take; by keyboard throughout."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.inspection.results import SimilarMoment
from gesture_app.core.inspection.trace import LONGEST_S
from gesture_app.gui.inspect.actions import ACTIONS, ROWS, STEP_KEYS
from gesture_app.gui.inspect.export_menu import ExportMenu
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.panels.side_panel import GATES, GRADIENT, SPAN, WHY, SidePanel
from gesture_app.gui.inspect.panels.why_panel import rival_of
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.rendering import Picture
from gesture_app.gui.inspect.take_picker import TakePicker
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.timeline.layout import lanes_of
from gesture_app.gui.inspect.timeline.style import SMALL
from gesture_app.gui.inspect.toolbar import PlaybackToolbar
from gesture_app.gui.inspect.trace_source import TraceSource
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions
from gesture_app.gui.state.context import PageParts
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.widgets.controls import TextLabel, TextRole
from gesture_app.gui.widgets.page_actions import Command, Page, PageActions, hint_line
from gesture_app.gui.widgets.take_tile import day
from gesture_app.live.recent_frames import SECONDS

if TYPE_CHECKING:
    from gesture_app.core.inspection.trace import Trace
    from gesture_app.storage.recordings.listing import ListedTake

NO_MODEL = f"There is no model yet: record a few takes ({Page.RECORD.key}) and train ({Page.TRAIN.key})."
_TAKE_KEY, _LIVE_KEY = ROWS["take"].key, ROWS["live"].key
NO_HAND_YET = f"No hand yet.\n\nShow a hand to the camera, or choose a take ({_TAKE_KEY})."
NO_HAND = f"This take shows no hand.\n\nChoose another take ({_TAKE_KEY}), or follow the camera ({_LIVE_KEY})."
NOT_READ = f"This could not be analysed.\n\nChoose a take ({_TAKE_KEY}), or follow the camera ({_LIVE_KEY})."
READING = "Analysing …"


class InspectPage(QWidget):
    """Asks for traces and answers, shows them; what is slow is never done here."""

    def __init__(
        self, parts: PageParts, library: RecordingLibrary, services: InspectServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts, self._library = parts, library
        session = parts.collaborators.session
        self.source = TraceSource(
            services,
            session.recent_frames.frames,
            self._model,
            parts.collaborators.recordings,
            parts.tasks.show,
            self,
        )
        self.toolbar, self.canvas = PlaybackToolbar(self), TraceCanvas(self)
        self.side = SidePanel(services.make_reach_job, self)
        self.playback, self.picker = Playback(self), TakePicker(self)
        self.hover_text, self.keys = TextLabel("", self), TextLabel(hint_line(ACTIONS), self)
        self.view: TraceView | None = None
        self.queries = QueryController(self.source, self.canvas, self.side, lambda: parts.settings.now.mirror, self)
        self._start_at: float | None = None
        self._anchor: float | None = None
        self.export_menu = ExportMenu(
            self.toolbar.menu, self._picture, self.side.picture, self._trace, services.write_table,
            parts.tasks, parts.notifications, self,
        )  # fmt: skip
        self.source.options = ViewOptions(mirror=parts.settings.now.mirror)
        self._actions = self._bind_actions()
        self._arrange()
        self._connect()
        self._say_source()
        self.canvas.empty_text = READING if self._model() else NO_MODEL

    def shutdown(self) -> None:
        """The window is closing."""
        self.playback.play(False)
        self.queries.drop()
        self.side.gradient.shutdown()
        self.source.shutdown()

    # ---- what is looked at ----
    def go_live(self) -> None:
        """Follow the live stream."""
        self._begin_anew()
        self.source.go_live()
        self._say_source()

    def look_at(self, take: ListedTake, second: float | None = None) -> None:
        """Look at a take, from a second of its time on."""
        self._begin_anew()
        self._start_at = second
        self.source.options = replace(self.source.options, label=None, side=None)
        self.source.show_take(take)
        self._say_source()

    def choose_take(self) -> None:
        """Ask which."""
        self._library.look()
        below = QPoint(0, self.toolbar.take.height() + 2)
        self.picker.ask(self.toolbar.take.mapToGlobal(below), self._parts.settings.now.mirror)
        self._offer_takes()

    def toggle_play(self) -> None:
        """Hold the live stream or follow it; play what is held, or stop it."""
        source = self.source
        if source.live and not source.held:
            source.hold(True)
            self._say_source()
        else:
            self.playback.play(not self.playback.playing)

    def step(self, steps: int) -> None:
        """Look at another step, so many further on."""
        view = self.view
        if view is None or not len(view.trace):
            return
        self._hold_all()
        time = view.trace.time
        at = max(0, min(len(time) - 1, view.step_at(self.playback.position) + steps))
        self.playback.go_to(float(time[at]))

    def select_by(self, steps: int) -> None:
        """Grow or shrink the selected stretch of time."""
        if self._anchor is None or self.canvas.span is None:
            self._anchor = self.playback.position
        self.step(steps)
        start, end = sorted((self._anchor, self.playback.position))
        self.select((start, end))

    def select(self, span: tuple[float, float] | None) -> None:
        """Select a stretch of time, or none."""
        if span is None:
            self._anchor = None
        self._hold_all()
        self.canvas.show_span(span)
        self._set_bounds()
        if span is None:
            self.queries.drop()
            self.side.span.clear()
        else:
            self.side.turn_to(SPAN)
            self.queries.search_soon()

    def choose_cell(self, cell: int) -> None:
        """Look at this memory cell."""
        self.canvas.show_cell(cell)
        self._show_moment()

    def next_cell(self, places: int) -> None:
        """The memory cell so many places further down the sheet: the lines first, then the others."""
        view = self.view
        if view is None:
            return
        cells = [*view.lines.tolist(), *view.rest.tolist()]
        at = cells.index(self.canvas.cell) if self.canvas.cell in cells else -places
        self.choose_cell(cells[(at + places) % len(cells)])

    def next_quantity(self) -> None:
        """Draw something else of the memory cells."""
        box = self.toolbar.quantity
        if box.count():
            box.setCurrentIndex((box.currentIndex() + 1) % box.count())
            self._on_options_changed()

    def fold_gates(self) -> None:
        """Fold what the gates do, or open it."""
        for key in ("write", "keep", "show"):
            self.canvas.toggle_fold(key)

    def explain_next(self) -> None:
        """Explain what a gate is, then one thing after the other."""
        if self.side.shown == GATES:
            self.side.gates.explain_next()
        self.side.turn_to(GATES)

    # ---- keys and seeing ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._actions.press(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._library.look()
        self.source.open(True)
        self._on_model_changed()
        self.canvas.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.playback.play(False)
        self.queries.drop()
        self.source.open(False)

    # ---- what comes ----
    def on_thresholds_changed(self) -> None:
        """The user's thresholds of the model in use were moved, and are saved."""
        self.source.forget_model()
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        """A take is read by the model in use, as the user has it; the live stream is, anyway."""
        take, view = self.source.take, self.view
        if take is None or not self.isVisible():
            return
        if view is None:
            if not self.source.queue.busy("trace"):  # nobody waited for it, or it could not be read by the model then
                self.look_at(take, self._start_at)
        elif self.source.outdated or view.trace.card.id != self._model():
            self.look_at(take, self.playback.position)

    def _on_failure(self) -> None:
        self._show_nothing()
        self.canvas.empty_text = NOT_READ

    def _show_view(self, view: TraceView) -> None:
        before, self.view = self.view, view
        trace = view.trace
        if not len(trace):
            self.canvas.empty_text = NO_HAND_YET if self.source.live else NO_HAND
            self._show_lanes()
            return
        if before is None or before.trace.card.id != trace.card.id or self.canvas.cell is None:
            self.canvas.show_cell(int(view.lines[0]) if len(view.lines) else 0)
        if before is None or before.trace is not trace:
            self.queries.forget_occlusion()
            self.side.hand_view.show_points(trace.points, view.mirror)
        self.toolbar.show_view(view)
        self.side.why.show_labels(view)
        if self.side.why.pair[0] != view.label:
            self.side.why.choose_pair(view.label, rival_of(view))
        self.queries.find_divergence(view)
        self._show_lanes()
        self._set_bounds()
        if self.source.live and not self.source.held:
            self.playback.go_to(float(trace.time[-1]))
        elif before is None or before.trace is not trace:
            first = trace.fired[0].time if trace.fired else float(trace.time[0])
            self.playback.go_to(self._start_at if self._start_at is not None else first)
            self._start_at = None
        else:
            self.playback.go_to(self.playback.position)

    def _show_lanes(self) -> None:
        view = self.view
        if view is None:
            return
        lanes = lanes_of(view, *self.queries.show_answers(view))
        self.canvas.show_lanes(lanes, *self._whole())

    def _whole(self) -> tuple[float, float]:
        """From when to when the sheet goes."""
        view = self.view
        if view is None or not len(view.trace):
            return 0.0, 1.0
        end = float(view.trace.time[-1]) + view.step_s
        if not self.source.live:
            return float(view.trace.time[0]), end
        end = max(end, self.source.seen)  # the hands may be away
        return end - SECONDS, end

    def _set_bounds(self) -> None:
        """What plays, and can be looked at."""
        view = self.view
        if view is not None and len(view.trace):
            first, last = float(view.trace.time[0]), float(view.trace.time[-1])
            self.playback.set_bounds(max(first, self._whole()[0]), last)

    def _show_moment(self) -> None:
        view = self.view
        if view is None or not len(view.trace):
            return
        position = self.playback.position
        step = view.step_at(position)
        self.canvas.show_time(position)
        self.side.hand_view.show_hands(view.trace.points[step])
        self.side.gates.show_cell(view, self.canvas.cell, step)
        start, end = self._whole()
        if self.source.live:
            self.toolbar.show_clock(f"−{end - position:.2f} s")
        else:
            self.toolbar.show_clock(f"{position - start:.2f} of {end - start:.1f} s")
        self._say("")

    def _say(self, hovered: str) -> None:
        text = hovered or self.canvas.cell_text()
        self.hover_text.setText(text)
        self.canvas.setAccessibleDescription(text)

    def _say_source(self) -> None:
        source = self.source
        self.toolbar.show_source(source.live, source.held, self._named if source.take is not None else "")
        self.toolbar.show_playing(self._running, self.playback.slow)
        self.canvas.empty_text = READING if self._model() else NO_MODEL

    @property
    def _named(self) -> str:
        """What is looked at, as a person calls it."""
        take = self.source.take
        if take is None:
            return "live"
        part = ", the first five minutes" if take.seconds > LONGEST_S else ""
        return f"{spoken_name(take.gesture)} · {day(take.info.recorded_at)}{part}"

    def _picture(self) -> Picture:
        return self.canvas.picture(self._named)

    @property
    def _running(self) -> bool:
        return self.playback.playing or (self.source.live and not self.source.held)

    # ---- small things ----
    def _show_similar_take(self, moment: SimilarMoment) -> None:
        take = next((row.take for row in self._library.contents.rows if row.take.id == moment.take), None)
        if take is not None:
            begin, _ = take.info.trim or (0.0, 0.0)
            self.look_at(take, begin + moment.start)

    def _model(self) -> str | None:
        newest = self._parts.updates.newest
        if newest is not None and newest.card is not None:
            return newest.card.id
        return self._parts.collaborators.models.active()

    def _trace(self) -> Trace | None:
        return self.view.trace if self.view is not None and len(self.view.trace) else None

    def _hold_all(self) -> None:
        """Whoever steps, selects or asks does not want the picture to go on."""
        self.playback.play(False)
        if self.source.live and not self.source.held:
            self.source.hold(True)
            self._say_source()

    def _scrub(self, time: float) -> None:
        self._hold_all()
        self._anchor = None
        self.playback.go_to(time)

    def _begin_anew(self) -> None:
        """Nothing of what was looked at before stays to be taken for what comes."""
        self.playback.play(False)
        self._show_nothing()
        self._anchor = None
        self.queries.forget_occlusion()
        self.canvas.show_span(None)
        self.side.span.clear()

    def _show_nothing(self) -> None:
        self.view = None
        self.canvas.show_lanes((), 0.0, 1.0)

    def _on_options_changed(self) -> None:
        self.source.change_options(self.toolbar.options(self._parts.settings.now.mirror))

    def _explain(self, key: str) -> None:
        self.side.gates.explain(key)
        self.side.turn_to(GATES)

    def _offer_takes(self) -> None:
        if not self.picker.isVisible():
            return
        takes = sorted((row.take for row in self._library.contents.rows), key=lambda take: take.id, reverse=True)
        self.picker.show_takes(takes)

    def _bind_actions(self) -> PageActions:
        turn_to = self.side.turn_to
        commands: dict[str, Command] = {
            "explain": self.explain_next,
            "play": self.toggle_play,
            "deselect": partial(self.select, None),
            "previous cell": partial(self.next_cell, -1),
            "next cell": partial(self.next_cell, 1),
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
            commands[f"step {key}"] = partial(self.step, steps)
            commands[f"select {key}"] = partial(self.select_by, steps)
        return PageActions(ACTIONS, commands, self)

    def _arrange(self) -> None:
        self.hover_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keys.set_ink(TextRole.MUTED)
        small = self.keys.font()
        small.setPointSizeF(small.pointSizeF() * SMALL)
        self.keys.setFont(small)
        self.keys.setToolTip(hint_line(ACTIONS))
        self.hover_text.setAccessibleName("What lies under the pointer, or what the chosen memory cell does")
        timeline = QVBoxLayout()
        timeline.setSpacing(4)
        timeline.addWidget(self.canvas, 1)
        timeline.addWidget(self.hover_text)
        timeline.addWidget(self.keys)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(timeline, 1)
        body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        layout.addWidget(self.toolbar)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        source, toolbar, canvas, side = self.source, self.toolbar, self.canvas, self.side
        source.view_changed.connect(self._show_view)
        source.failed.connect(self._on_failure)
        self._library.changed.connect(self._offer_takes)
        self._parts.updates.model.connect(self._on_model_changed)
        self._parts.settings.changed.connect(
            lambda settings: source.change_options(replace(source.options, mirror=settings.mirror))
        )
        self.playback.moved.connect(self._show_moment)
        self.playback.changed.connect(lambda: toolbar.show_playing(self._running, self.playback.slow))
        toolbar.live.clicked.connect(self.go_live)
        toolbar.take.clicked.connect(self.choose_take)
        toolbar.back.clicked.connect(lambda: self.step(-1))
        toolbar.on.clicked.connect(lambda: self.step(1))
        toolbar.play.clicked.connect(self.toggle_play)
        toolbar.slow.clicked.connect(self.playback.set_slow)
        toolbar.options_changed.connect(self._on_options_changed)
        self.picker.chosen.connect(self.look_at)
        canvas.scrubbed.connect(self._scrub)
        canvas.spanned.connect(self.select)
        canvas.cell_chosen.connect(self.choose_cell)
        canvas.hovered.connect(self._say)
        canvas.explained.connect(self._explain)
        side.turned.connect(self._show_lanes)
        side.gates.cell_chosen.connect(self.choose_cell)
        side.span.cell_chosen.connect(self.choose_cell)
        side.span.take_wanted.connect(self._show_similar_take)
        side.why.cell_chosen.connect(self.choose_cell)
        side.why.pair_changed.connect(self.queries.compare)
        side.why.occlusion_wanted.connect(self._hold_all)
        side.why.occlusion_wanted.connect(self.queries.mask)
        self.queries.answered.connect(self._show_lanes)
