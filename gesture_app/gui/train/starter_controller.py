"""Keeps the user's choice of the starter's gestures, and finds those that look like the user's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.starter_choice import FEWEST_OWN_TAKES, StarterChoice
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.notifications import Notice, Tone
from gesture_app.gui.train.starter_panel import StarterPanel
from gesture_app.gui.train.starter_services import StarterServices

TOPIC = "starter"

_Takes = tuple[tuple[Path, tuple[int, int]], ...]
"""file and version of each take of a gesture"""


class StarterController(QObject):
    """Reads and saves the choice in the background. Shows nothing while the starter has no takes.

    Args:
        context: has the user's takes.
        services: access to the starter; None: there is none.
        panel: shows the choice.
    """

    switched_off = Signal(str)
    """the user has switched off this gesture of the starter"""

    def __init__(
        self,
        context: AppContext,
        services: StarterServices | None,
        panel: StarterPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._panel, self._library = services, panel, context.library
        self._tasks, self._notifications = context.tasks, context.notifications
        self._starter: tuple[str, ...] = ()
        self.choice: StarterChoice | None = None
        """None until it is read"""
        self._alike: dict[str, tuple[_Takes, tuple[Lookalike, ...]]] = {}
        """of each gesture of the user, with the takes that were tried"""
        self._searching = False
        panel.hide()
        panel.only_mine_wanted.connect(self._set_only_mine)
        panel.switch_wanted.connect(self.switch)

    def refresh(self) -> None:
        """Read the choice if it is not known yet, and show it with the user's takes."""
        services = self._services
        if services is None:
            return
        if self.choice is None:
            self._tasks.run(lambda: (tuple(services.gestures()), *services.read_choice()), self._begin)
            return
        if not self._starter or not self._library.loaded:
            return
        self._show()
        self._search()

    def switch(self, gesture: str, on: bool) -> None:
        """Switch one of the starter's gestures on or off for the next training."""
        if self.choice is not None:
            self._choose(self.choice.switched(gesture, on))
            if not on:
                self.switched_off.emit(gesture)

    def switch_off(self, gesture: str) -> None:
        """Switch a gesture off, away from the panel, and tell the user."""
        self.switch(gesture, on=False)
        name = spoken_name(gesture)
        self._notifications.post(
            Notice(f"“{name}” of the starter is switched off.", "Train again to leave it out.", topic=TOPIC)
        )

    def _begin(self, found: tuple[tuple[str, ...], StarterChoice, str]) -> None:
        if self.choice is not None:
            return
        self._starter, self.choice, trouble = found
        if trouble:
            self._notifications.post(Notice(trouble, "Choose again on the Train page.", Tone.WARNING, topic=TOPIC))
        self.refresh()

    def _set_only_mine(self, only_mine: bool) -> None:
        if self.choice is not None:
            self._choose(replace(self.choice, only_mine=only_mine))

    def _choose(self, choice: StarterChoice) -> None:
        if self._services is None or choice == self.choice:
            return
        self.choice = choice
        self._tasks.run(partial(self._services.write_choice, choice))
        self._show()

    def _show(self) -> None:
        assert self.choice is not None
        own = self._own()
        self._panel.setVisible(bool(own))
        self._panel.show_choice(self._starter, own, self.choice)
        kept = self.choice.kept([gesture for gesture in self._starter if gesture not in own])
        self._panel.show_lookalikes(
            [one for gesture in own for one in self._alike.get(gesture, ((), ()))[1] if one.starter in kept]
        )

    def _own(self) -> tuple[str, ...]:
        """Return the gestures of which the user has enough takes, by name."""
        takes = [row.take for row in self._library.contents.rows if not row.take.info.disabled]
        counts = Counter(take.gesture for take in takes)
        return tuple(sorted(name for name, count in counts.items() if name != NONE and count >= FEWEST_OWN_TAKES))

    # ---- what looks alike ----
    def _search(self) -> None:
        """Run the starter on the takes of those gestures that changed, on another thread, one search at a time."""
        services = self._services
        if services is None or self._searching:
            return
        now = {gesture: self._takes_of(gesture) for gesture in self._own()}
        changed = {name: takes for name, takes in now.items() if self._alike.get(name, ((), ()))[0] != takes}
        if not changed:
            return
        self._searching = True
        files = [(gesture, path) for gesture, takes in changed.items() for path, _ in takes]
        self._tasks.run(
            partial(services.find_lookalikes, files), partial(self._keep, changed), lambda _: self._keep(changed, ())
        )

    def _takes_of(self, gesture: str) -> _Takes:
        rows = (row.take for row in self._library.contents.rows if row.take.gesture == gesture)
        return tuple((take.path, take.version) for take in rows if not take.info.disabled)

    def _keep(self, tried: Mapping[str, _Takes], found: Sequence[Lookalike]) -> None:
        self._searching = False
        for gesture, takes in tried.items():
            self._alike[gesture] = takes, tuple(one for one in found if one.gesture == gesture)
        self._show()
        if self._panel.isVisible():
            self._search()
