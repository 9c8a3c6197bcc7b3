"""The pictures of a report as SVG: learning curves, and takes as a few hands side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from gesture_app.core.hands import HAND_CONNECTIONS, FloatArray, Landmark
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights

MOMENTS = 5
"""of a take"""
_CELL = 96.0
"""pixels of one moment"""
_LEAST_HEIGHTS = 0.3
"""of the picture's height: a far hand is enlarged, but its trembling never looks like a movement"""
_MARGIN = 0.1
_WIDTH, _HEIGHT, _LEFT, _BELOW, _ABOVE = 420.0, 170.0, 46.0, 22.0, 10.0
"""pixels of a chart, and what its marks take of it"""


def take_picture(recording: Recording, mirrored: bool = True) -> Element:
    """Return a picture of a trimmed take: the hands at a few moments, and the paths of their index fingers.

    Mirrored as people know themselves, unless that is off.
    """
    used = recording.trimmed()
    points = in_heights(used.landmarks, used.info.frame_size)[..., :2]  # [T, 2, 21, 2]
    if mirrored:
        points = points * np.array([-1, 1], np.float32)
    seen = np.flatnonzero(np.isfinite(points[:, :, 0, 0]).any(1))
    picture = _svg(MOMENTS * _CELL, _CELL, f"Hands at {MOMENTS} moments of a take")
    if not len(seen):
        return picture
    places = points[np.isfinite(points[..., 0])]  # [N, 2]
    low, high = places.min(0), places.max(0)
    scale = _CELL / (float(np.maximum(high - low, _LEAST_HEIGHTS).max()) * (1 + 2 * _MARGIN))
    fitted = (points - (low + high) / 2) * scale + _CELL / 2
    for place, moment in enumerate(np.linspace(0, len(seen) - 1, MOMENTS).round().astype(int)):
        cell = SubElement(picture, "g", {"transform": f"translate({place * _CELL:.0f} 0)"})
        for side in range(2):
            way = _line(fitted[: seen[moment] + 1, side, Landmark.INDEX_TIP])
            if way:
                SubElement(cell, "path", {"class": f"way side{side}", "d": way})
        for side in range(2):
            hand = fitted[seen[moment], side]
            if np.isfinite(hand[0, 0]):
                bones = "".join(_line(hand[[start, end]]) for start, end in HAND_CONNECTIONS)
                SubElement(cell, "path", {"class": f"bones side{side}", "d": bones})
    return picture


def accuracy_curves(epochs: Sequence[EpochMetrics], best: int) -> Element:
    """Return the curves of accuracy by epoch, with the best epoch marked."""
    train = [epoch.train_accuracy for epoch in epochs]
    other = [epoch.validation_accuracy for epoch in epochs]
    return _chart("Share of lessons named rightly, by epoch", (train, other), best, 1.0, lambda at: f"{100 * at:.0f} %")


def loss_curves(epochs: Sequence[EpochMetrics], best: int) -> Element:
    """Return the curves of the loss by epoch, with the best epoch marked."""
    train, other = [epoch.train_loss for epoch in epochs], [epoch.validation_loss for epoch in epochs]
    highest = max((value for value in (*train, *other) if math.isfinite(value)), default=1.0)
    return _chart("Loss by epoch", (train, other), best, highest or 1.0, lambda at: f"{at:.3g}")


def share_bar(share: float, weak: bool) -> Element:
    """Return a bar as long as a share, 0 to 1."""
    picture = _svg(160, 12, f"{100 * share:.0f} %")
    SubElement(picture, "rect", {"class": "track", "width": "160", "height": "12", "rx": "3"})
    kind = "bar weak" if weak else "bar"
    SubElement(
        picture, "rect", {"class": kind, "width": f"{160 * min(1, max(0, share)):.1f}", "height": "12", "rx": "3"}
    )
    return picture


def _chart(
    title: str, curves: Sequence[Sequence[float]], best: int, highest: float, words: Callable[[float], str]
) -> Element:
    picture = _svg(_WIDTH, _HEIGHT, title)
    count = max(1, *map(len, curves))

    def x_of(epoch: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - 8) * (epoch - 1) / max(1, count - 1)

    def y_of(value: float) -> float:
        return _HEIGHT - _BELOW - (_HEIGHT - _BELOW - _ABOVE) * value / highest

    for share in (0.0, 0.5, 1.0):
        y = f"{y_of(share * highest):.1f}"
        SubElement(picture, "line", {"class": "grid", "x1": f"{_LEFT}", "x2": f"{_WIDTH - 8}", "y1": y, "y2": y})
        _mark(picture, words(share * highest), _LEFT - 6, y_of(share * highest) + 4, "end")
    for epoch in sorted({1, count}):
        _mark(picture, f"{epoch}", x_of(epoch), _HEIGHT - 6, "middle")
    if best:
        x = f"{x_of(best):.1f}"
        SubElement(picture, "line", {"class": "best", "x1": x, "x2": x, "y1": f"{_ABOVE}", "y2": f"{_HEIGHT - _BELOW}"})
    for number, values in enumerate(curves):
        line = [(x_of(epoch), y_of(value)) for epoch, value in enumerate(values, 1)]
        SubElement(picture, "path", {"class": f"curve curve{number}", "d": _line(np.array(line, np.float32))})
    return picture


def _mark(picture: Element, text: str, x: float, y: float, anchor: str) -> None:
    mark = SubElement(picture, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor})
    mark.text = text


def _line(points: FloatArray) -> str:
    """Return a path along points [N, 2], with gaps at NaN."""
    words, drawing = [], False
    for x, y in points.reshape(-1, 2).tolist():
        known = math.isfinite(x) and math.isfinite(y)
        if known:
            words.append(f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}")
        drawing = known
    return "".join(words)


def _svg(width: float, height: float, title: str) -> Element:
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}", "viewBox": f"0 0 {width:.0f} {height:.0f}"}
    return Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": title, **size})
