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
from gesture_app.gui.inspect.export_menu import Exports
from gesture_app.gui.inspect.interfaces import InspectServices
from gesture_app.gui.inspect.panels.side_panel import FORGETTING, GATES, SPAN, WHY, SidePanel
from gesture_app.gui.inspect.panels.why_panel import rival_of
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.rendering import Picture
from gesture_app.gui.inspect.take_picker import TakeChooser
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.timeline.layout import sections_of
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
        self, parts: PageParts, library: RecordingLibrary, insight: InspectServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts, self._library = parts, library
        session = parts.collaborators.session
        self.source = TraceSource(
            insight,
            session.recent_frames.frames,
            self._model,
            parts.collaborators.recordings,
            parts.tasks.show,
            self,
        )
        self.transport, self.canvas = PlaybackToolbar(self), TraceCanvas(self)
        self.side = SidePanel(insight.make_reach_job, self)
        self.playback, self.chooser = Playback(self), TakeChooser(self)
        self.words, self.keys = TextLabel("", self), TextLabel(hint_line(ACTIONS), self)
        self.reading: TraceView | None = None
        self.questions = QueryController(self.source, self.canvas, self.side, lambda: parts.settings.now.mirror, self)
        self._start_at: float | None = None
        self._anchor: float | None = None
        self.exports = Exports(
            self.transport.menu, self._picture, self.side.picture, self._trace, insight.write_table,
            parts.tasks, parts.notifications, self,
        )  # fmt: skip
        self.source.wish = ViewOptions(mirror=parts.settings.now.mirror)
        self._actions = self._bind_actions()
        self._arrange()
        self._connect()
        self._say_source()
        self.canvas.empty_words = READING if self._model() else NO_MODEL

    def shutdown(self) -> None:
        """The window is closing."""
        self.playback.play(False)
        self.questions.drop()
        self.side.forgetting.shutdown()
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
        self.source.wish = replace(self.source.wish, label=None, side=None)
        self.source.show_take(take)
        self._say_source()

    def choose_take(self) -> None:
        """Ask which."""
        self._library.look()
        below = QPoint(0, self.transport.take.height() + 2)
        self.chooser.ask(self.transport.take.mapToGlobal(below), self._parts.settings.now.mirror)
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
        reading = self.reading
        if reading is None or not len(reading.trace):
            return
        self._hold_all()
        time = reading.trace.time
        at = max(0, min(len(time) - 1, reading.step_at(self.playback.position) + steps))
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
            self.questions.drop()
            self.side.span.clear()
        else:
            self.side.turn_to(SPAN)
            self.questions.search_soon()

    def choose_cell(self, cell: int) -> None:
        """Look at this memory cell."""
        self.canvas.show_cell(cell)
        self._show_moment()

    def next_cell(self, places: int) -> None:
        """The memory cell so many places further down the sheet: the lines first, then the others."""
        reading = self.reading
        if reading is None:
            return
        cells = [*reading.lines.tolist(), *reading.rest.tolist()]
        at = cells.index(self.canvas.cell) if self.canvas.cell in cells else -places
        self.choose_cell(cells[(at + places) % len(cells)])

    def next_quantity(self) -> None:
        """Draw something else of the memory cells."""
        box = self.transport.quantity
        if box.count():
            box.setCurrentIndex((box.currentIndex() + 1) % box.count())
            self._wish_chosen()

    def fold_bands(self) -> None:
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
        self._see_model()
        self.canvas.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.playback.play(False)
        self.questions.drop()
        self.source.open(False)

    # ---- what comes ----
    def see_thresholds(self) -> None:
        """The user's thresholds of the model in use were moved, and are saved."""
        self.source.forget_model()
        self._see_model()

    def _see_model(self) -> None:
        """A take is read by the model in use, as the user has it; the live stream is, anyway."""
        take, reading = self.source.take, self.reading
        if take is None or not self.isVisible():
            return
        if reading is None:
            if not self.source.asking.busy("trace"):  # nobody waited for it, or it could not be read by the model then
                self.look_at(take, self._start_at)
        elif self.source.outdated or reading.trace.card.id != self._model():
            self.look_at(take, self.playback.position)

    def _see_failure(self) -> None:
        self._show_nothing()
        self.canvas.empty_words = NOT_READ

    def _see_reading(self, reading: TraceView) -> None:
        before, self.reading = self.reading, reading
        trace = reading.trace
        if not len(trace):
            self.canvas.empty_words = NO_HAND_YET if self.source.live else NO_HAND
            self._show_sections()
            return
        if before is None or before.trace.card.id != trace.card.id or self.canvas.cell is None:
            self.canvas.show_cell(int(reading.lines[0]) if len(reading.lines) else 0)
        if before is None or before.trace is not trace:
            self.questions.forget_covers()
            self.side.stage.show_points(trace.points, reading.mirror)
        self.transport.show_reading(reading)
        self.side.why.show_labels(reading)
        if self.side.why.pair[0] != reading.label:
            self.side.why.choose_pair(reading.label, rival_of(reading))
        self.questions.find_divergence(reading)
        self._show_sections()
        self._set_bounds()
        if self.source.live and not self.source.held:
            self.playback.go_to(float(trace.time[-1]))
        elif before is None or before.trace is not trace:
            first = trace.fired[0].time if trace.fired else float(trace.time[0])
            self.playback.go_to(self._start_at if self._start_at is not None else first)
            self._start_at = None
        else:
            self.playback.go_to(self.playback.position)

    def _show_sections(self) -> None:
        reading = self.reading
        if reading is None:
            return
        sections = sections_of(reading, *self.questions.show_answers(reading))
        self.canvas.show_sections(sections, *self._whole())

    def _whole(self) -> tuple[float, float]:
        """From when to when the sheet goes."""
        reading = self.reading
        if reading is None or not len(reading.trace):
            return 0.0, 1.0
        end = float(reading.trace.time[-1]) + reading.step_s
        if not self.source.live:
            return float(reading.trace.time[0]), end
        end = max(end, self.source.seen)  # the hands may be away
        return end - SECONDS, end

    def _set_bounds(self) -> None:
        """What plays, and can be looked at."""
        reading = self.reading
        if reading is not None and len(reading.trace):
            first, last = float(reading.trace.time[0]), float(reading.trace.time[-1])
            self.playback.set_bounds(max(first, self._whole()[0]), last)

    def _show_moment(self) -> None:
        reading = self.reading
        if reading is None or not len(reading.trace):
            return
        position = self.playback.position
        step = reading.step_at(position)
        self.canvas.show_time(position)
        self.side.stage.show_hands(reading.trace.points[step])
        self.side.gates.show_cell(reading, self.canvas.cell, step)
        start, end = self._whole()
        if self.source.live:
            self.transport.show_clock(f"−{end - position:.2f} s")
        else:
            self.transport.show_clock(f"{position - start:.2f} of {end - start:.1f} s")
        self._say("")

    def _say(self, hovered: str) -> None:
        words = hovered or self.canvas.cell_words()
        self.words.setText(words)
        self.canvas.setAccessibleDescription(words)

    def _say_source(self) -> None:
        source = self.source
        self.transport.show_source(source.live, source.held, self._named if source.take is not None else "")
        self.transport.show_playing(self._running, self.playback.slow)
        self.canvas.empty_words = READING if self._model() else NO_MODEL

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
        return self.reading.trace if self.reading is not None and len(self.reading.trace) else None

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
        self.questions.forget_covers()
        self.canvas.show_span(None)
        self.side.span.clear()

    def _show_nothing(self) -> None:
        self.reading = None
        self.canvas.show_sections((), 0.0, 1.0)

    def _wish_chosen(self) -> None:
        self.source.read_otherwise(self.transport.wish(self._parts.settings.now.mirror))

    def _explain(self, key: str) -> None:
        self.side.gates.explain(key)
        self.side.turn_to(GATES)

    def _offer_takes(self) -> None:
        if not self.chooser.isVisible():
            return
        takes = sorted((row.take for row in self._library.contents.rows), key=lambda take: take.id, reverse=True)
        self.chooser.show_takes(takes)

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
            "forgetting": partial(turn_to, FORGETTING),
            "fold": self.fold_bands,
            "slow": self.playback.toggle_slow,
            "live": self.go_live,
            "take": self.choose_take,
            "quantity": self.next_quantity,
            "export": self.transport.export.showMenu,
        }
        for key, steps in STEP_KEYS.items():
            commands[f"step {key}"] = partial(self.step, steps)
            commands[f"select {key}"] = partial(self.select_by, steps)
        return PageActions(ACTIONS, commands, self)

    def _arrange(self) -> None:
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keys.set_ink(TextRole.MUTED)
        small = self.keys.font()
        small.setPointSizeF(small.pointSizeF() * SMALL)
        self.keys.setFont(small)
        self.keys.setToolTip(hint_line(ACTIONS))
        self.words.setAccessibleName("What lies under the pointer, or what the chosen memory cell does")
        sheet = QVBoxLayout()
        sheet.setSpacing(4)
        sheet.addWidget(self.canvas, 1)
        sheet.addWidget(self.words)
        sheet.addWidget(self.keys)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(sheet, 1)
        body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(6)
        layout.addWidget(self.transport)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        source, transport, canvas, side = self.source, self.transport, self.canvas, self.side
        source.read.connect(self._see_reading)
        source.failed.connect(self._see_failure)
        self._library.changed.connect(self._offer_takes)
        self._parts.updates.model.connect(self._see_model)
        self._parts.settings.changed.connect(
            lambda settings: source.read_otherwise(replace(source.wish, mirror=settings.mirror))
        )
        self.playback.moved.connect(self._show_moment)
        self.playback.changed.connect(lambda: transport.show_playing(self._running, self.playback.slow))
        transport.live.clicked.connect(self.go_live)
        transport.take.clicked.connect(self.choose_take)
        transport.back.clicked.connect(lambda: self.step(-1))
        transport.on.clicked.connect(lambda: self.step(1))
        transport.play.clicked.connect(self.toggle_play)
        transport.slow.clicked.connect(self.playback.set_slow)
        transport.reading_changed.connect(self._wish_chosen)
        self.chooser.chosen.connect(self.look_at)
        canvas.scrubbed.connect(self._scrub)
        canvas.spanned.connect(self.select)
        canvas.cell_chosen.connect(self.choose_cell)
        canvas.hovered.connect(self._say)
        canvas.explained.connect(self._explain)
        side.turned.connect(self._show_sections)
        side.gates.cell_chosen.connect(self.choose_cell)
        side.span.cell_chosen.connect(self.choose_cell)
        side.span.take_wanted.connect(self._show_similar_take)
        side.why.cell_chosen.connect(self.choose_cell)
        side.why.pair_changed.connect(self.questions.compare)
        side.why.cover_wanted.connect(self._hold_all)
        side.why.cover_wanted.connect(self.questions.cover)
        self.questions.answered.connect(self._show_sections)
