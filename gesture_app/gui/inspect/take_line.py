"""A take as a row of a list: three poses of it, what it shows, and where it was found alike how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from gesture_app.core.hands import FloatArray
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, paper_of
from gesture_app.gui.widgets.hand_animation import box_around, hand_colours, paint_pose

ROW_PX = 62
POSE_PX = 58.0
Option = QStyleOptionViewItem
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class TakeLine:
    """One row."""

    poses: FloatArray
    """[3, 2, 21, 2 or 3] in picture heights"""
    title: str
    below: str
    likeness: float | None = None
    """0 to 1, as a bar; None: there is none"""


def paint_item(painter: QPainter, option: Option, line: TakeLine) -> None:
    """Paint a row of a list view; the view's property `mirror` says how hands are shown."""
    view = option.widget
    area = QRectF(option.rect).adjusted(1, 1, -1, -3)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    # a list with a clear ground has no palette to go by
    paper = paper_of(QApplication.palette(), view.font(), view.devicePixelRatioF())
    painter.save()
    paint_line(painter, area, line, bool(view.property("mirror")), chosen, paper)
    painter.restore()


def paint_line(painter: QPainter, area: QRectF, line: TakeLine, mirror: bool, chosen: bool, paper: PlotStyle) -> None:
    """Paint it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(paper.look.accent if chosen else paper.look.line)
    painter.setBrush(faint(paper.look.accent, 0.12) if chosen else paper.ground)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    wide = min(POSE_PX, (area.width() - 120) / 3)
    if not np.isnan(line.poses[..., 0, 0]).all():
        box = box_around(line.poses)
        for place, pose in enumerate(line.poses):
            stage = QRectF(area.left() + 6 + place * wide, area.top() + 4, wide - 4, area.height() - 8)
            paint_pose(painter, pose, stage, box, mirror, hand_colours(paper.look), 1.4)
    left = area.left() + 12 + 3 * wide
    room = QRectF(left, area.top() + 6, area.right() - left - 8, area.height() - 12)
    painter.setFont(paper.bold)
    painter.setPen(paper.text)
    metrics = QFontMetricsF(paper.bold)
    title = metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    painter.setFont(paper.small)
    painter.setPen(paper.look.muted)
    painter.drawText(room.adjusted(0, metrics.height() + 1, 0, 0), Qt.AlignmentFlag.AlignLeft, line.below)
    if line.likeness is not None:
        share = max(0.0, min(1.0, line.likeness))
        bar = QRectF(room.left(), room.bottom() - 5, room.width() - 40, 5)
        painter.fillRect(bar, paper.look.line)
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), paper.look.accent)
        number = QRectF(bar.right() + 4, bar.center().y() - 9, 38, 16)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, f"{100 * share:.0f} %")
