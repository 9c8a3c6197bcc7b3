"""The console of the commands. Names in what it prints cannot steer the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from gesture_app.core.plain_text import plain_lines


class PlainConsole(Console):
    """Renders everything with escapes for control characters. Colours and cursor movements are rich's own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else plain_lines(segment.text)
            yield segment if text == segment.text else Segment(text, segment.style)
