"""One entry of a list of times: its video, gesture, start and end, in the names and forms that people use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gesture_app.core.clock import LATEST_S
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.storage.importers.base import Cut

MOST_FRAMES = 10**9
NO_TIME = "Its start or end is not a time."
NOT_BEFORE = "Its start is not before its end."
NO_GESTURE = "It names no gesture."
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?\s*(ms|s|sec|msec)?", re.I)


class TimeField(StrEnum):
    """What a column holds."""

    VIDEO = "video"
    GESTURE = "gesture"
    START = "start"
    END = "end"
    DURATION = "duration"
    RATE = "rate"


class Unit(StrEnum):
    """The unit of a time."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    FRAMES = "frames"


_WORDS = {
    TimeField.VIDEO: """video videos file files filename filepath path clip source media videofile videoname videopath
        videoid videourl url fname name vid recording movie uri mediafile datei""",
    TimeField.GESTURE: """gesture gestures label labels class classname action actions sign gloss word annotation
        category tag activity text value timelinelabels videolabels event behavior behaviour geste gebarde gebaerde
        klasse etikett gesto clase etiqueta classe etiquette movement pose labelname actionlabel gesturename target
        annotations""",
    TimeField.START: """start begin from onset starttime begintime timestart startat beginning tstart t0 startpoint
        starting startframe framestart beginframe firstframe von beginn anfang debut inicio inizio starts tmin in""",
    TimeField.END: """end stop to offset endtime stoptime timeend endat tend t1 endpoint ending finish endframe frameend
        stopframe lastframe bis ende fin final fine ends tmax out""",
    TimeField.DURATION: "duration length dur dauer duree duracion durata timespan",
    TimeField.RATE: "fps framerate rate frames_per_second videofps",
}
_FIELDS = {word: field for field, words in _WORDS.items() for word in words.split()}
_UNITS = {
    Unit.FRAMES: re.compile(r"frame|\bidx\b|\bindex\b"),
    Unit.MILLISECONDS: re.compile(r"\bms\b|(?<!ss\.)\bmsecs?\b|milli|_ms$"),
}
_NO_NAMES = "s sec secs second seconds ms msec msecs milliseconds millisecond frame frames hh mm ss time"
_UNIT_WORDS = frozenset(_NO_NAMES.split())


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """A stretch of a video that shows a gesture."""

    cut: Cut
    video: str
    """name or path of the video as the list has it; "" if the list names none"""
    number: int = 0
    """of its line or of the entry, from 1"""


@dataclass(frozen=True, slots=True)
class Head:
    """The meaning of one column."""

    field: TimeField
    unit: Unit
    exact: bool = True
    """False if other words stand beside the name"""


def head_of(name: str) -> Head | None:
    """Return the meaning of a column's name, or None if it has none that is known."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    unit = next((unit for unit, pattern in _UNITS.items() if pattern.search(plain.replace("_", " "))), Unit.SECONDS)
    words = re.findall(r"[a-z0-9]+", plain)
    own = [word for word in words if word not in _UNIT_WORDS]
    for joined in ("".join(words), "".join(own)):
        if joined in _FIELDS:
            return Head(_FIELDS[joined], unit)
    return Head(_FIELDS[own[0]], unit, exact=False) if own and own[0] in _FIELDS else None


def entry_of(values: dict[TimeField, tuple[object, Unit]]) -> TimeEntry | None:
    """Return the entry of these values, or None if it names no gesture on purpose (null).

    Raises:
        RecordingError: a value is missing or makes no sense.
    """
    gesture, _ = values.get(TimeField.GESTURE, ("", Unit.SECONDS))
    if gesture is None:
        return None
    name = gesture_name(str(gesture)) if str(gesture).strip() else ""
    if not name:
        raise RecordingError(NO_GESTURE)
    start, unit = _time(values, TimeField.START)
    if TimeField.END in values:
        end, end_unit = _time(values, TimeField.END)
        if end_unit is not unit:
            raise RecordingError("Its start and end have different units.")
    elif TimeField.DURATION in values:
        length, length_unit = _time(values, TimeField.DURATION)
        if length_unit is not unit:
            raise RecordingError("Its start and duration have different units.")
        end = start + length
    else:
        raise RecordingError("It has no end.")
    rate = values.get(TimeField.RATE, (None, Unit.SECONDS))[0]
    if unit is Unit.FRAMES and rate is not None and 1 <= seconds_of(rate) <= 1000:
        start, end, unit = start / seconds_of(rate), end / seconds_of(rate), Unit.SECONDS
    if not 0 <= start < end <= (MOST_FRAMES if unit is Unit.FRAMES else LATEST_S):
        raise RecordingError(NOT_BEFORE)
    video = values.get(TimeField.VIDEO, ("", Unit.SECONDS))[0]
    return TimeEntry(Cut(name, start, end, unit is Unit.FRAMES), str(video).strip() if video is not None else "")


def seconds_of(value: object, unit: Unit = Unit.SECONDS) -> float:
    """Return the seconds (or frames) of a number, or of "12.5", "12,5", "1:02.5", "350 ms" or "1:00:02".

    Raises:
        RecordingError: it is no time.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) <= MOST_FRAMES:
            raise RecordingError(NO_TIME)
        return float(value) / (1000 if unit is Unit.MILLISECONDS else 1)
    text = value.strip() if isinstance(value, str) else ""
    found = _CLOCK.fullmatch(text) if len(text) < 40 else None
    if found is None:
        raise RecordingError(NO_TIME)
    hours, minutes, rest, said = found.groups(default="")
    if minutes:
        return 3600 * int(hours or 0) + 60 * int(minutes) + float(rest.replace(",", "."))
    number = float(text.removesuffix(said).strip().replace(",", "."))
    return number / 1000 if unit is Unit.MILLISECONDS or said.lower().startswith("m") else number


def is_time(text: str) -> bool:
    """Return True if a cell may be a time."""
    try:
        return seconds_of(text) >= 0
    except RecordingError:
        return False


def _time(values: dict[TimeField, tuple[object, Unit]], field: TimeField) -> tuple[float, Unit]:
    if field not in values:
        raise RecordingError(NO_TIME)
    value, unit = values[field]
    clock = isinstance(value, str) and ":" in value
    return seconds_of(value, unit), Unit.FRAMES if unit is Unit.FRAMES and not clock else Unit.SECONDS


def first_fields(heads: Iterable[Head | None]) -> dict[TimeField, int]:
    """Return the column of each field. Times in seconds come before those in milliseconds and frames."""
    order = (Unit.SECONDS, Unit.MILLISECONDS, Unit.FRAMES)
    columns: dict[TimeField, tuple[int, int]] = {}
    for index, head in enumerate(heads):
        if head is not None:
            rank = order.index(head.unit) + len(order) * (not head.exact)
            if head.field not in columns or rank < columns[head.field][0]:
                columns[head.field] = (rank, index)
    return {field: index for field, (_, index) in columns.items()}
