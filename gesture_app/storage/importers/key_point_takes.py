"""Make takes of rows of key points, and say what was assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.storage.importers.base import FoundTake, Item, import_session, modified
from gesture_app.storage.importers.key_point_shapes import COLUMNS, are_poses
from gesture_app.storage.importers.landmark_arrays import (
    USUAL_PICTURE,
    HandColumns,
    Numbers,
    broken_hands,
    in_pixels,
    recording_without_clock,
    sides_by_place,
    unmirrored,
)

USUAL_RATE = 15.0
"""frames a second at which Holistic, which most of these trees come from, runs on an ordinary computer"""
FEWEST_GOOD = 0.5
"""of a take's frames; with fewer the take is skipped as a whole"""
HELD_S = 1.0
"""seconds for which a single pose is held"""
ENOUGH_ROWS = 24
"""rows that show by themselves if they are poses"""
HELD = f"A single pose, held for {HELD_S:g} s."
IN_PIXELS = "Its positions are not fractions of the frame size. They may be pixels."


@dataclass(frozen=True, slots=True)
class KeyPointSource:
    """The place that rows come from."""

    name: str
    """for messages"""
    file: Path
    """its time of change stands in for the time of recording"""
    root: Path
    """the root of the import"""
    frame_name: Callable[[int], str]
    """the name of a row by its number"""


def take_items(
    source: KeyPointSource,
    rows: dict[int, Numbers],
    gesture: str,
    options: ImportOptions,
    *,
    declared: int = 0,
    poses: bool | None = None,
) -> Iterator[Item]:
    """Yield the take of numbered rows, or a take of each row that is a pose, and the invalid rows.

    Args:
        source: where the rows come from.
        rows: numbers by frame number; invalid ones are removed.
        gesture: of all of them.
        options: of the import.
        declared: number of frames that there should be; 0: as many as there are rows.
        poses: False if the rows follow in time, True if each is a pose unless many rows show a movement,
            None if the movement tells.
    """
    declared = declared or len(rows)
    width = Counter(len(row) for row in rows.values()).most_common(1)[0][0]
    if width not in COLUMNS:
        known = ", ".join(map(str, sorted(COLUMNS, reverse=True)))
        yield Skipped(source.name, f"It has {width} numbers per frame. Known are {known}.")
        return
    for number in [number for number, row in rows.items() if len(row) != width]:
        yield Skipped(
            source.frame_name(number),
            f"It has {len(rows.pop(number))} numbers, the others {width}.",
            part_of=source.name,
        )
    numbers = np.array(sorted(rows))
    table = np.stack([rows[number] for number in numbers])
    columns = columns_of(table)
    if columns is None:
        reason = "Its numbers are not hands in any known order, because depth is not relative to the wrist."
        yield Skipped(source.name, reason)
        return
    hands = columns.hands(table)
    del table
    rows.clear()
    broken = broken_hands(hands)
    for number in numbers[broken]:
        reason = "Some of its numbers are missing (NaN) or infinite."
        yield Skipped(source.frame_name(int(number)), reason, part_of=source.name)
    if (~broken).sum() < FEWEST_GOOD * declared:
        yield Skipped(source.name, "Most of its frames cannot be used.")
        return
    hands, numbers = (hands[~broken], numbers[~broken]) if broken.any() else (hands, numbers)  # a copy is large
    if in_pixels(hands):
        yield Skipped(source.name, IN_PIXELS)
        return
    if np.isnan(hands[:, :, 0, 0]).all():
        yield Skipped(source.name, "No hand is visible in this take.")
        return
    if options.poses is not None:
        poses = options.poses
    elif poses is None or (poses and len(hands) >= ENOUGH_ROWS):
        poses = len(hands) == 1 or are_poses([hands])
    parts = [slice(index, index + 1) for index in range(len(hands))] if poses else [slice(None)]
    for part in parts:
        name = source.name if len(parts) == 1 else source.frame_name(int(numbers[part][0]))
        try:
            yield FoundTake(
                name, _recording(source, name, hands[part], numbers[part], columns, gesture, options, poses)
            )
        except RecordingError as error:
            yield Skipped(name, error.sentence)


def columns_of(table: Numbers) -> HandColumns | None:
    """Return the columns of the hands in rows [T, width], or None if the numbers cannot be hands."""
    return next((order for order in COLUMNS.get(table.shape[1], ()) if order.fit(table)), None)


def hands_of(rows: Mapping[int, Numbers]) -> Numbers | None:
    """Return the hands [T, 2, 21, 3] of numbered rows, or None if they are not rows of hands."""
    if not rows or len({len(row) for row in rows.values()}) != 1:
        return None
    table = np.stack([rows[number] for number in sorted(rows)])
    columns = columns_of(table)
    return columns.hands(table) if columns is not None else None


def _recording(
    source: KeyPointSource,
    name: str,
    hands: Numbers,
    numbers: Numbers,
    columns: HandColumns,
    gesture: str,
    options: ImportOptions,
    held: bool,
) -> Recording:
    rate = options.rate or USUAL_RATE
    gaps = int(numbers[-1] - numbers[0] + 1 - len(numbers))
    remarks = [HELD if held else f"No times were stored: {rate:g} frames a second assumed."]
    remarks += [_picture_remark(options)]
    remarks += [f"{gaps} frames are missing."] if gaps else []
    if held:
        hands = np.repeat(hands, round(HELD_S * rate) + 1, axis=0)
        numbers = np.arange(len(hands), dtype=np.float64)
    if not columns.by_side:
        hands = sides_by_place(hands)
        remarks.append("Which hand is whose was not stored: told by their places.")
    elif columns.left is None:
        remarks.append("Whose hand it is was not stored: the right one assumed.")
    else:
        remarks.append("Left and right are as stored.")
    if columns.numbers == 2:
        remarks.append("Depth was not stored: a flat hand assumed.")
    remarks.append("The picture was mirrored." if options.mirrored else "The picture is taken to be unmirrored.")
    if not np.nan_to_num(hands[:, :, 0, :2]).any():
        remarks.append("Places are counted from the wrist: the way of the hand is not known.")
    info = RecordingInfo(
        gesture=gesture,
        session=import_session(source.root),
        source=f"MediaPipe key points {name}",
        tracker="mediapipe, version not known",
        frame_size=options.picture or USUAL_PICTURE,
        recorded_at=modified(source.file),
        note=" ".join(remarks),
    )
    recording = recording_without_clock(hands, numbers, rate, info)
    if options.mirrored and columns.left is None:  # the only hand keeps its side
        turned = unmirrored(recording)
        return replace(turned, landmarks=np.ascontiguousarray(turned.landmarks[:, ::-1]))
    return unmirrored(recording) if options.mirrored else recording


def _picture_remark(options: ImportOptions) -> str:
    width, height = options.picture or USUAL_PICTURE
    if options.picture is not None:
        return f"The picture's shape was given as {width} by {height}."
    return f"The picture's size is not known: {width} by {height} assumed."
